"""One spelling for every value: numbers, moments, booleans, addresses (CBV 2.0, section 8.9.2)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from traceability.epcis.identifiers import canonical_epc, canonical_uri
from traceability.epcis.prefixes import Prefixes, expand_value
from traceability.epcis.terms import GS1_VOC, web_address

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NUMBER_STARTS = frozenset("+-.0123456789")
_MAX_DIGITS = 400
_EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
"""The usual way to write a moment: nothing to round, nothing left out."""
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d)(:\d\d)?(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_GS1_VOC_SPELLINGS = re.compile(r"https?://(?:www\.|ref\.)?gs1\.org/voc/")


def canonical_number(text: str) -> str:
    """Write a number without needless zeros or sign; a text that is none as it is.

    As in the published hashes, a number is a double: whole ones are written out, others in the
    shortest digits that give the same double. Past 15 digits neighbours may thus share a spelling.
    """
    if text[:1] not in _NUMBER_STARTS or len(text) > _MAX_DIGITS or not _NUMBER.fullmatch(text):
        return text
    number = float(text)
    return canonical_double(number) if math.isfinite(number) else text


def canonical_double(number: float) -> str:
    """Write a finite double: whole ones in full, others in their shortest digits."""
    return str(int(number)) if number.is_integer() else repr(number)


def canonical_moment(text: str) -> str:
    """Write a moment in UTC with milliseconds, the fourth decimal rounding the third half up.

    A text that is no date and time with an offset comes back as it is.
    """
    try:
        moment = datetime.fromisoformat(text) if _EXACT.fullmatch(text) else _rounded(text)
        if moment is None:
            return text
        if moment.utcoffset():
            moment = moment.astimezone(UTC)
        return moment.isoformat(timespec="milliseconds")[:-6] + "Z"
    except (ValueError, OverflowError):
        return text


def _rounded(text: str) -> datetime | None:
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return None
    minute, second, fraction, offset = parts.groups()
    moment = datetime.fromisoformat(f"{minute}{second or ':00'}{offset}".upper())
    digits = ((fraction or "") + "0000")[:4]
    return moment + timedelta(milliseconds=int(digits[:3]) + (digits[3] >= "5"))


def plain_text(value: object) -> str:
    """Give the text that a JSON value, or a value object of JSON-LD, stands for; "" for nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Mapping):
        return plain_text(value.get("#text", value.get("@value", value.get("@id"))))
    return str(value)


def canonical_text(value: object, prefixes: Prefixes) -> str:
    """Give the one spelling of any value that is not a moment."""
    if isinstance(value, float):
        return canonical_double(value) if math.isfinite(value) else repr(value)
    text = value.strip() if isinstance(value, str) else plain_text(value)
    if text.startswith("urn:epc:id:"):  # names of single things rarely come twice: past the cache
        return canonical_epc(text)
    if ":" not in text:
        return canonical_number(text)
    if text.startswith(("urn:", "http")):
        return canonical_uri(text)
    return canonical_uri(expand_value(text, prefixes))


def canonical_term(value: object, stem: str, prefixes: Prefixes) -> str:
    """Give the web address of a vocabulary term, bare (`receiving`) or not.

    The web vocabulary's addresses under gs1.org/voc and ref.gs1.org/voc name the same terms; the
    published hashes have the first.
    """
    text = value.strip() if isinstance(value, str) else plain_text(value)
    if ":" not in text:
        return stem + text if text else ""
    address = web_address(expand_value(text, prefixes))
    return _GS1_VOC_SPELLINGS.sub(GS1_VOC, address, count=1) if stem == GS1_VOC else address
