"""Linters of a position on the earth: WGS 84, seven decimals, shifted to ten digits."""

from __future__ import annotations

from traceability.gs1.faults import Fault
from traceability.gs1.linters.characters import csetnumeric


def latitude(data: str) -> Fault | None:
    """Want (latitude + 90°) times ten million: 0 to 1800000000."""
    return _angle(data, 1_800_000_000, "LATITUDE")


def longitude(data: str) -> Fault | None:
    """Want the longitude east of Greenwich in ten-millionths of a degree: 0 to 3600000000."""
    return _angle(data, 3_600_000_000, "LONGITUDE")


def _angle(data: str, most: int, what: str) -> Fault | None:
    if len(data) != 10:
        return Fault(f"{what}_INVALID_LENGTH", 0, len(data))
    if fault := csetnumeric(data):
        return fault
    return Fault(f"INVALID_{what}", 0, 10) if int(data) > most else None
