"""Let the log grow: an append is wholly in the checkpoint, or it never was.

The order makes it so. First the names of the files to come are written down, then the new tiles
and entry bundles: until a checkpoint says so they belong to no tree, and what a crash leaves of
them is swept away by the next append. Then the checkpoint is replaced in one rename: that is the
moment at which the append has happened. Only then are partial tiles removed that a full one now
stands for.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.log.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    open_checkpoint,
    sign_checkpoint,
)
from traceability.log.merkle import leaf_hash, root_of
from traceability.log.note import Note, sign_note
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.signer import SigningKey, VerifierKey
from traceability.log.storage import Storage
from traceability.log.tiles import (
    CHECKPOINT,
    LARGEST_ENTRY,
    WIDTH,
    join_entries,
    levels,
    tile_path,
    tile_width,
)

PENDING = ".pending"
"""Size before the append under way, and the files it writes."""


def start(storage: Storage, signer: SigningKey) -> SignedCheckpoint:
    """Begin a log: sign the checkpoint of the empty tree, unless there is a log already."""
    with storage.alone():
        if storage.read(CHECKPOINT) is not None:
            return head(storage, [signer.verifier])
        return _publish(storage, Checkpoint(signer.name, 0, Tree(storage, 0).root()), signer)


def head(storage: Storage, keys: list[VerifierKey]) -> SignedCheckpoint:
    """Read the log's checkpoint and check its signature with *keys*."""
    text = storage.read(CHECKPOINT)
    if text is None:
        raise Rejected("tile-missing", path=CHECKPOINT)
    return open_checkpoint(text.decode("utf-8", "replace"), keys)


def append(
    storage: Storage,
    signer: SigningKey,
    leaves: Sequence[bytes],
    known: Sequence[VerifierKey] = (),
    first: int | None = None,
) -> SignedCheckpoint:
    """Append *leaves* in their order and sign the new head.

    Parameters
    ----------
    storage
        The log's files, of a log that `start` began.
    signer
        The log's signing key.
    leaves
        Entries, each at most 65,535 bytes; their indices follow the present size.
    known
        Earlier keys of the log, where the key was rotated since the last append.
    first
        The index that the first of *leaves* must get; where another writer was faster, nothing is
        appended and the log's present head is given.

    Returns
    -------
    SignedCheckpoint
        The head over old and new leaves, on disk and flushed.

    Raises
    ------
    Rejected
        Where a leaf is too long or the tiles on disk are not those of the checkpoint.
    """
    with storage.alone():
        now = head(storage, [signer.verifier, *known]).head
        _sweep(storage, now.size)
        old = Tree(storage, now.size)
        # Never build upon tiles that are not those of the signed head.
        if old.root() != now.root:
            raise Rejected("tile-hash", path=tile_path(0, now.size // WIDTH))
        if not leaves or first not in (None, now.size):
            return head(storage, [signer.verifier, *known])
        files = _bundles(old, leaves)
        size = now.size + len(leaves)
        files |= _hash_tiles(old, [leaf_hash(entry) for entry in leaves], size)
        storage.write({PENDING: "\n".join([str(now.size), *files]).encode()})
        storage.write(files)
        grown = Checkpoint(now.origin, size, Tree(storage, size).root())
        signed = _publish(storage, grown, signer)
        storage.remove(PENDING)
        _remove_partials(storage, now.size, size)
        return signed


def _publish(storage: Storage, grown: Checkpoint, signer: SigningKey) -> SignedCheckpoint:
    signed = sign_checkpoint(grown, signer)
    storage.write({CHECKPOINT: str(signed).encode()})
    return signed


def _sweep(storage: Storage, size: int) -> None:
    """Remove what an append left that was cut off before its checkpoint."""
    pending = storage.read(PENDING)
    if pending is None:
        return
    before, *paths = pending.decode().split("\n")
    if before == str(size):
        for path in paths:
            storage.remove(path)
    storage.remove(PENDING)


def _bundles(old: Tree, leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Write the entry bundles that the new leaves fill, the last old one carried on."""
    longest = max(map(len, leaves))
    if longest > LARGEST_ENTRY:
        raise Rejected("too-large", vi="lá", en="the leaf", got=longest, most=LARGEST_ENTRY)
    first = old.size // WIDTH
    kept = old.entries(first) if old.size % WIDTH else []
    entries = [*kept, *leaves]
    return {
        tile_path("entries", first + at // WIDTH, min(WIDTH, len(entries) - at)): join_entries(
            entries[at : at + WIDTH]
        )
        for at in range(0, len(entries), WIDTH)
    }


def _hash_tiles(old: Tree, hashes: list[bytes], size: int) -> dict[str, bytes]:
    """Write the hash tiles of every level that the new leaf hashes reach."""
    files: dict[str, bytes] = {}
    for level in range(levels(size)):
        before = old.size >> (8 * level)
        first = before // WIDTH
        kept = old.tile(level, first) if before % WIDTH else []
        row = [*kept, *hashes]
        hashes = []
        for at in range(0, len(row), WIDTH):
            tile = row[at : at + WIDTH]
            files[tile_path(level, first + at // WIDTH, len(tile))] = b"".join(tile)
            if len(tile) == WIDTH:
                hashes.append(root_of(tile))
        if not hashes:
            break
    return files


def _remove_partials(storage: Storage, old_size: int, size: int) -> None:
    """Remove the partial tiles of tiles that are full now; the standard lets the full one serve."""
    for level in range(levels(size)):
        number = (old_size >> (8 * level)) // WIDTH
        if tile_width(level, number, old_size) and tile_width(level, number, size) == WIDTH:
            storage.remove(tile_path(level, number) + ".p")
            if level == 0:
                storage.remove(tile_path("entries", number) + ".p")


def hand_over(storage: Storage, old: Sequence[VerifierKey], signer: SigningKey) -> SignedCheckpoint:
    """Let a new key sign the present head beside the old one's signature, when a key is rotated."""
    with storage.alone():
        now = head(storage, list(old))
        if any(each.key == signer.verifier for each in now.signed):
            return now
        if signer.name != now.head.origin:
            raise Rejected("origin", got=signer.name, want=now.head.origin)
        signatures = (*now.note.signatures, *sign_note(now.note.text, signer).signatures)
        note = Note(now.note.text, signatures)
        storage.write({CHECKPOINT: str(note).encode()})
        return open_checkpoint(note, [*old, signer.verifier])
