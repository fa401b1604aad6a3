"""The tree as files (C2SP tlog-tiles): 256 hashes to a tile, 256 tiles to a tile above."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.log.merkle import HASH_BYTES
from traceability.log.rejected import Rejected, malformed

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""
HEIGHT = 8
"""Levels of the tree that one tile spans: 2^8 = 256."""
LARGEST_ENTRY = 0xFFFF
"""Bytes of an entry: its length is written in two bytes."""
CHECKPOINT = "checkpoint"


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Name the file of a tile, or with level ``"entries"`` of an entry bundle.

    Parameters
    ----------
    level
        0 for leaf hashes, 1 for the roots of full level-0 tiles, and so on.
    number
        The tile's place in its level.
    width
        Hashes in it; 256 for a full tile.
    """
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def tile_width(level: int, number: int, size: int) -> int:
    """Count the hashes of a tile in a tree of *size* leaves; 0 where there is no such tile."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def levels(size: int) -> int:
    """Count the levels of tiles that a tree of *size* leaves has."""
    return (size.bit_length() + HEIGHT - 1) // HEIGHT


def split_hashes(tile: bytes) -> list[bytes]:
    """Cut a tile into its hashes."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle: each after its length in two bytes, big end first."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise Rejected(
            "too-large",
            vi="lá",
            en="the leaf",
            got=max(map(len, entries)),
            most=LARGEST_ENTRY,
        )
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def split_entries(bundle: bytes) -> list[bytes]:
    """Cut an entry bundle into its entries."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        if at + 2 > len(bundle) or end > len(bundle):
            raise malformed("entries", "bị cắt cụt", "it is cut off")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries
