"""GS1 Digital Link URIs: the web address that is also the lot's name.

`https://id.gs1.org/01/<gtin>/10/<lot>` names a lot to a scanner, a phone and a resolver alike: the
GTIN of what it is (01), the batch or lot number it has (10). Any other key goes through `read_link`
and `write_link`.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_sources.errors import Refused
from traceability.gs1.element_string import Element, check_size, check_value
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.link_syntax import CANONICAL_STEM, Link, read_link, write_link
from traceability.gs1.syntax import Rules, assigned

__all__ = [
    "CANONICAL_STEM",
    "Link",
    "LotKey",
    "lot_key",
    "lot_link",
    "read_link",
    "read_lot_link",
    "write_link",
]

GTIN, LOT = "01", "10"


@dataclass(frozen=True, slots=True)
class LotKey:
    """A lot's identity: its product's GTIN-14 (AI 01) and its batch or lot number (AI 10)."""

    gtin: str
    lot: str


def lot_key(gtin: str, lot: str) -> LotKey:
    """Check and normalise a lot's identity; a GTIN-8, -12 or -13 gains its leading zeros.

    Raises
    ------
    Refused
        With every fault of the two parts.
    """
    full = gtin.zfill(14) if len(gtin) in (8, 12, 13) else gtin
    faults: list[str] = []
    for code, value in ((GTIN, full), (LOT, lot)):
        try:
            element = Element(assigned()[code], value)
            check_size(element, "the lot's identity")
            check_value(element, "the lot's identity")
        except SyntaxRefused as refused:
            faults += refused.faults
    if faults:
        raise Refused("the lot's identity", faults)
    return LotKey(full, lot)


def lot_link(gtin: str, lot: str, stem: str = CANONICAL_STEM) -> str:
    """Write the Digital Link of a lot.

    Raises
    ------
    Refused
        If the GTIN or the lot number is not one.
    """
    key = lot_key(gtin, lot)
    return write_link(
        [Element(assigned()[GTIN], key.gtin), Element(assigned()[LOT], key.lot)], stem
    )


def read_lot_link(uri: str) -> LotKey:
    """Read a lot's identity from its Digital Link, serial number and attributes aside.

    Raises
    ------
    Refused
        If *uri* is not a Digital Link, or names no lot.
    """
    values = {e.ai.code: e.value for e in read_link(uri, Rules(short_gtins=True)).path}
    if GTIN not in values or LOT not in values:
        raise Refused(
            "the Digital Link", ["it names no lot: AIs (01) and (10) must be in the path"]
        )
    return LotKey(values[GTIN], values[LOT])
