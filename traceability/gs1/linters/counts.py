"""Linters of a piece of a whole and of a place in a sequence."""

from __future__ import annotations

import re

from traceability.gs1.faults import Fault
from traceability.gs1.linters.characters import csetnumeric

POSITION = re.compile(r"([0-9]+)/([0-9]+)")


def pieceoftotal(data: str) -> Fault | None:
    """Want a piece's number and the number of pieces, of equal width: 0103 is piece 1 of 3."""
    if fault := csetnumeric(data):
        return fault
    if not data or len(data) % 2:
        return Fault("INVALID_LENGTH_FOR_PIECE_OF_TOTAL", 0, len(data))
    half = len(data) // 2
    piece, total = data[:half], data[half:]
    if not piece.strip("0"):
        return Fault("ZERO_PIECE_NUMBER", 0, half)
    if not total.strip("0"):
        return Fault("ZERO_TOTAL_PIECES", half, half)
    # Strings of digits of equal width sort as their numbers do, however long they are.
    return Fault("PIECE_NUMBER_EXCEEDS_TOTAL", 0, len(data)) if piece > total else None


def posinseqslash(data: str) -> Fault | None:
    """Want a place in a sequence and the sequence's end: 2/3."""
    found = POSITION.fullmatch(data)
    if not found:
        return Fault("POSITION_IN_SEQUENCE_MALFORMED", 0, len(data))
    place, end = found.groups()
    if place.startswith("0"):
        return Fault("ILLEGAL_ZERO_PREFIX", 0, len(place))
    if end.startswith("0"):
        return Fault("ILLEGAL_ZERO_PREFIX", len(place) + 1, len(end))
    exceeds = (len(place), place) > (len(end), end)
    return Fault("POSITION_EXCEEDS_END", 0, len(data)) if exceeds else None
