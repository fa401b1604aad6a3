"""One spelling for every value: numbers, moments, booleans, addresses (CBV 2.0, section 8.9.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.prefixes import Prefixes, expand_value
from traceability.epcis.terms import GS1_VOC, web_address

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_MAX_NUMBER = 400
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_GS1_VOC_SPELLINGS = re.compile(r"https?://(?:www\.|ref\.)?gs1\.org/voc/")


def canonical_number(text: str) -> str:
    """Write a number in plain digits without needless zeros; a text that is none as it is.

    Exact at any precision; numbers that would need over 400 digits stay as they are.
    """
    if len(text) > _MAX_NUMBER or not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    if not number:
        return "0"
    if abs(number.adjusted()) > _MAX_NUMBER:
        return text
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def canonical_moment(text: str) -> str:
    """Write a moment in UTC with milliseconds, the fourth decimal rounding the third half up.

    A text that is no date and time with an offset comes back as it is.
    """
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        return text
    day, minute, second, fraction, offset = parts.groups()
    try:
        moment = datetime.fromisoformat(
            f"{day}T{minute}{second or ':00'}{'+00:00' if offset in 'Zz' else offset}"
        )
        digits = ((fraction or "") + "0000")[:4]
        rounded = timedelta(milliseconds=int(digits[:3]) + (digits[3] >= "5"))
        moment = moment.astimezone(UTC) + rounded
    except (ValueError, OverflowError):
        return text
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def plain_text(value: object) -> str:
    """Give the text that a JSON value, or a value object of JSON-LD, stands for; "" for nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return plain_text(value.get("#text", value.get("@value", value.get("@id"))))
    return str(value)


def canonical_text(value: object, prefixes: Prefixes) -> str:
    """Give the one spelling of any value that is not a moment."""
    text = plain_text(value)
    if ":" not in text:
        return canonical_number(text)
    if text.startswith("urn:epcglobal:cbv:"):
        return web_address(text)
    return canonical_uri(expand_value(text, prefixes))


def canonical_term(value: object, stem: str, prefixes: Prefixes) -> str:
    """Give the web address of a vocabulary term, bare (`receiving`) or not.

    The web vocabulary's addresses under gs1.org/voc and ref.gs1.org/voc name the same terms; the
    published hashes have the first.
    """
    text = plain_text(value)
    if not text:
        return ""
    if ":" not in text:
        return stem + text
    address = web_address(expand_value(text, prefixes))
    return _GS1_VOC_SPELLINGS.sub(GS1_VOC, address, count=1) if stem == GS1_VOC else address
