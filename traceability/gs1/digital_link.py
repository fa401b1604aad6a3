"""GS1 Digital Link URIs: the web address that is also the lot's name.

`https://id.gs1.org/01/<gtin>/10/<lot>` names a lot to a scanner, a phone and a resolver alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from data_sources.errors import Refused
from traceability.gs1.check_digits import CSET82, has_check_digit

CANONICAL_STEM = "https://id.gs1.org"
MAX_URI = 2048


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
    faults: list[str] = []
    if len(gtin) not in (8, 12, 13, 14) or not has_check_digit(gtin):
        faults.append(f"the GTIN {gtin[:20]!r} is not 8, 12, 13 or 14 digits with a check digit")
    if not 1 <= len(lot) <= 20 or not set(lot) <= set(CSET82):
        faults.append(f"the lot {lot[:30]!r} is not 1 to 20 characters of GS1's set of 82")
    if faults:
        raise Refused("the lot's identity", faults)
    return LotKey(gtin.zfill(14), lot)


def lot_link(gtin: str, lot: str, stem: str = CANONICAL_STEM) -> str:
    """Write the Digital Link of a lot.

    Raises
    ------
    Refused
        If the GTIN or the lot number is not one.
    """
    key = lot_key(gtin, lot)
    return f"{stem.rstrip('/')}/01/{key.gtin}/10/{quote(key.lot, safe='')}"


def read_lot_link(uri: str) -> LotKey:
    """Read a lot's identity from its Digital Link.

    Raises
    ------
    Refused
        If *uri* is not a Digital Link, or names no lot.
    """
    path = urlsplit(uri).path if len(uri) <= MAX_URI else ""
    found = re.search(r"/01/(\d{14})(?:/22/[^/]+)?/10/([^/]+)(?:/21/[^/]+)?$", path)
    if not found or not uri.startswith(("https://", "http://", "HTTPS://", "HTTP://")):
        raise Refused("the Digital Link", ["it names no lot (AIs 01 and 10)"])
    return lot_key(found[1], unquote(found[2]))
