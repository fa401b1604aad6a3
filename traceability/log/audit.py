"""Recompute a whole log from its files and hold every one of them against its head."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.log.checkpoint import Checkpoint
from traceability.log.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash, root_of
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.storage import Storage
from traceability.log.tiles import (
    WIDTH,
    join_entries,
    levels,
    split_entries,
    tile_path,
    tile_width,
)


def audit(storage: Storage, head: Checkpoint) -> None:
    """Check entries against leaf hashes, tiles against the tiles below, the root against all.

    Memory stays at one tile a level and the hashes of one level above; time is linear.

    Raises
    ------
    Rejected
        ``tile-missing``, ``tile-length``, ``tile-hash`` with the file's path, or ``root``.
    """
    tree = Tree(storage, head.size)
    for _ in checked_entries(tree):
        pass
    audit_hashes(tree, head.root)
    for level in range(levels(head.size)):
        _audit_partials(tree, level)


def checked_entries(tree: Tree) -> Iterator[bytes]:
    """Give every entry of the log in order, each checked against its leaf hash."""
    for number in range(-(-tree.size // WIDTH)):
        entries = tree.entries(number)
        if [leaf_hash(entry) for entry in entries] != tree.fresh_tile(0, number):
            width = tile_width(0, number, tree.size)
            raise Rejected("tile-hash", path=tile_path("entries", number, width))
        yield from entries


def audit_hashes(tree: Tree, root: bytes) -> None:
    """Check every level of tiles against the level below it, and the root against the top."""
    level = 0
    below: list[bytes] = []
    peaks: list[bytes] = []
    while tree.size >> (8 * level):
        count = tree.size >> (8 * level)
        above: list[bytes] = []
        for number in range(-(-count // WIDTH)):
            tile = tree.fresh_tile(level, number)
            if level and tile != below[number * WIDTH : number * WIDTH + len(tile)]:
                raise Rejected("tile-hash", path=tile_path(level, number, len(tile)))
            if len(tile) == WIDTH:
                above.append(root_of(tile))
            else:
                peaks = [*_peaks(tile), *peaks]
        below, level = above, level + 1
    if _fold(peaks) != root:
        raise Rejected("root")


def _audit_partials(tree: Tree, level: int) -> None:
    """Check that narrower parts of the last tile, kept for older heads, are its beginnings."""
    number = (tree.size >> (8 * level)) // WIDTH
    last = tile_width(level, number, tree.size)
    whole = b"".join(tree.fresh_tile(level, number)) if last else b""
    entries = join_entries(tree.entries(number)) if last and level == 0 else b""
    for width in range(1, last):
        path = tile_path(level, number, width)
        if tree.storage.read(path) not in (None, whole[: width * HASH_BYTES]):
            raise Rejected("tile-hash", path=path)
        path = tile_path("entries", number, width)
        part = tree.storage.read(path) if level == 0 else None
        if part is not None and (len(split_entries(part)) != width or not entries.startswith(part)):
            raise Rejected("tile-hash", path=path)


def _peaks(tile: list[bytes]) -> list[bytes]:
    """Give the roots of the perfect subtrees that a partial tile falls into, widest first."""
    found: list[bytes] = []
    start = 0
    for power in range(7, -1, -1):
        if len(tile) >> power & 1:
            found.append(root_of(tile[start : start + (1 << power)]))
            start += 1 << power
    return found


def _fold(peaks: list[bytes]) -> bytes:
    """Join perfect subtrees, widest first, into the tree's root: from the right, RFC 6962."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = root_of([peak, root])
    return root
