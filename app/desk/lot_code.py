"""Read a lot's code however a person gives it: the QR code's link, or what is printed below it."""

from __future__ import annotations

import re

from data_sources.errors import Refused
from traceability.gs1.digital_link import LotKey, lot_key, read_lot_link

LONGEST = 500
_PRINTED = re.compile(r"\(01\)\s*(\d{8,14})\s*\(10\)\s*(\S+)")
_WORDS = re.compile(r"(\d{8,14})[\s,;]+(\S+)")


def read_lot_code(text: str) -> LotKey:
    """Read a link, `(01)…(10)…`, or a GTIN and a lot number with a space between them.

    Raises
    ------
    Refused
        With what is wrong, where the text names no lot.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise Refused("the code", [f"it is longer than {LONGEST} characters"])
    if text.lower().startswith(("http://", "https://")):
        return read_lot_link(text)
    found = _PRINTED.fullmatch(text) or _WORDS.fullmatch(text)
    if not found:
        raise Refused("the code", ["it is neither a link nor (01) a GTIN and (10) a lot number"])
    return lot_key(found[1], found[2])
