"""Find the paths that prove: from a leaf to the head, and from an older head to a newer one."""

from __future__ import annotations

from traceability.log.checkpoint import SignedCheckpoint
from traceability.log.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root_of
from traceability.log.proof import Proof
from traceability.log.rejected import Rejected
from traceability.log.storage import Storage
from traceability.log.tiles import (
    HEIGHT,
    LARGEST_ENTRY,
    WIDTH,
    split_entries,
    split_hashes,
    tile_path,
    tile_width,
)


class Tree:
    """A tree of *size* leaves, read from the tiles in *storage*; tiles are read once each."""

    def __init__(self, storage: Storage, size: int) -> None:
        self.storage = storage
        self.size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Compute the root of the whole tree."""
        return self.subtree(0, self.size)

    def leaf(self, index: int) -> bytes:
        """Give the hash of leaf *index*."""
        return self.subtree(index, index + 1)

    def inclusion(self, index: int) -> list[bytes]:
        """Find the inclusion proof of leaf *index* (RFC 6962, section 2.1.1)."""
        if not 0 <= index < self.size:
            raise Rejected("index", index=index, size=self.size)
        path: list[bytes] = []
        start, end = 0, self.size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self.subtree(middle, end))
                end = middle
            else:
                path.append(self.subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old_size: int) -> list[bytes]:
        """Find the consistency proof from *old_size* leaves on (RFC 6962, section 2.1.2)."""
        if not 0 < old_size <= self.size:
            raise Rejected("sizes", old=old_size, new=self.size)
        path: list[bytes] = []
        start, end, whole = 0, self.size, True
        while old_size < end:
            middle = start + _split(end - start)
            if old_size <= middle:
                path.append(self.subtree(middle, end))
                end = middle
            else:
                path.append(self.subtree(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self.subtree(start, end))
        return path[::-1]

    def subtree(self, start: int, end: int) -> bytes:
        """Compute the root over leaves [start, end), *start* a multiple of the width's power."""
        if start == end:
            return EMPTY_ROOT
        if (end - start).bit_count() == 1:
            return self._node((end - start).bit_length() - 1, start)
        middle = start + _split(end - start)
        return node_hash(self.subtree(start, middle), self.subtree(middle, end))

    def entries(self, number: int) -> list[bytes]:
        """Read entry bundle *number*, checked against nothing."""
        width = tile_width(0, number, self.size)
        found = split_entries(self._read("entries", number, width, width * (LARGEST_ENTRY + 2)))
        if len(found) < width:
            path = tile_path("entries", number, width)
            raise Rejected("tile-length", path=path, got=len(found), want=width)
        return found[:width]

    def _node(self, height: int, start: int) -> bytes:
        """Compute the root of the perfect subtree of 2^height leaves at *start*."""
        level = height // HEIGHT
        first = start >> (HEIGHT * level)
        hashes = self.tile(level, first // WIDTH)
        at = first % WIDTH
        return root_of(hashes[at : at + (1 << (height % HEIGHT))])

    def tile(self, level: int, number: int) -> list[bytes]:
        """Read a tile, cut to the width that this tree needs; it is kept for the next question."""
        if (level, number) not in self._tiles:
            self._tiles[level, number] = self.fresh_tile(level, number)
        return self._tiles[level, number]

    def fresh_tile(self, level: int, number: int) -> list[bytes]:
        """Read a tile, cut to the width that this tree needs, and keep nothing."""
        width = tile_width(level, number, self.size)
        data = self._read(level, number, width, width * HASH_BYTES)
        if len(data) < width * HASH_BYTES or len(data) % HASH_BYTES:
            path = tile_path(level, number, width)
            raise Rejected("tile-length", path=path, got=len(data), want=width * HASH_BYTES)
        return split_hashes(data[: width * HASH_BYTES])

    def _read(self, level: int | str, number: int, width: int, most: int) -> bytes:
        """Read a tile as wide as the tree needs, or the full one where the part is gone."""
        path = tile_path(level, number, width)
        data = self.storage.read(path)
        if data is None and width < WIDTH:
            data = self.storage.read(tile_path(level, number))
            most = most // max(width, 1) * WIDTH
        if data is None:
            raise Rejected("tile-missing", path=path)
        if len(data) > most:
            raise Rejected("tile-length", path=path, got=len(data), want=most)
        return data


def proof_of(storage: Storage, signed: SignedCheckpoint, index: int) -> Proof:
    """Find the proof that leaf *index* stands under a signed head."""
    return Proof(index, tuple(Tree(storage, signed.head.size).inclusion(index)), str(signed))


def _split(width: int) -> int:
    """Give the largest power of two below *width*."""
    return 1 << (width - 1).bit_length() - 1
