"""One spelling for every value: numbers, moments, booleans, addresses (CBV 2.0, section 8.9.2)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.prefixes import Prefixes, expand_value
from traceability.epcis.terms import GS1_VOC, web_address

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NUMBER_STARTS = frozenset("+-.0123456789")
_MAX_DIGITS = 400
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
    if number.is_integer():
        return str(int(number))
    return repr(number) if math.isfinite(number) else text


def canonical_moment(text: str) -> str:
    """Write a moment in UTC with milliseconds, the fourth decimal rounding the third half up.

    A text that is no date and time with an offset comes back as it is.
    """
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return text
    minute, second, fraction, offset = parts.groups()
    digits = ((fraction or "") + "0000")[:4]
    thousandths = int(digits[:3]) + (digits[3] >= "5")
    try:
        moment = datetime.fromisoformat(f"{minute.upper()}{second or ':00'}{offset.upper()}")
        if thousandths:
            moment += timedelta(milliseconds=thousandths)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
    except (ValueError, OverflowError):
        return text


def plain_text(value: object) -> str:
    """Give the text that a JSON value, or a value object of JSON-LD, stands for; "" for nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, Mapping)):
        return plain_text(value.get("#text", value.get("@value", value.get("@id"))))
    return str(value)


def canonical_text(value: object, prefixes: Prefixes) -> str:
    """Give the one spelling of any value that is not a moment."""
    text = value.strip() if isinstance(value, str) else plain_text(value)
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
