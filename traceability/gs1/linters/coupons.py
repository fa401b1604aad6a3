"""Linters of North American coupon codes, AI (8110) and (8112): fields walked by a table.

A coupon is a row of fields, most of them led by a digit that gives their length; optional groups
of fields are led by the group's own digit. The tables below say which; `_walk` reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from traceability.gs1.characters import DIGITS
from traceability.gs1.faults import Fault
from traceability.gs1.linters.characters import csetnumeric
from traceability.gs1.linters.checks import PrefixRegistry, gcppos1
from traceability.gs1.linters.dates import yymmdd


@dataclass(frozen=True, slots=True)
class Sized:
    """A field led by one digit that gives its length; 9 may say that there is none."""

    name: str
    leads: str
    added: int = 0
    company: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """A field of a fixed number of digits."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Code:
    """One digit out of a few."""

    name: str
    allowed: str = DIGITS


@dataclass(frozen=True, slots=True)
class Day:
    """A date, YYMMDD; the misspelt rule of the expiration date is GS1's own."""

    name: str
    rule: str


Field = Sized | Plain | Code | Day


def _purchase(which: str) -> tuple[Field, ...]:
    return (
        Sized(f"{which}_PURCHASE_REQUIREMENT", "12345"),
        Code(f"{which}_PURCHASE_REQUIREMENT_CODE", "012349"),
        Plain(f"{which}_PURCHASE_FAMILY_CODE", 3),
    )


def _other_purchase(which: str) -> tuple[Field, ...]:
    return (*_purchase(which), Sized(f"{which}_PURCHASE_GCP", "01234569", 6, company=True))


COUPON: tuple[Field, ...] = (
    Sized("GCP", "0123456", 6, company=True),
    Plain("OFFER_CODE", 6),
    Sized("SAVE_VALUE", "12345"),
    *_purchase("1ST"),
)
OPTIONS: dict[str, tuple[Field, ...]] = {
    "1": (Code("ADDITIONAL_PURCHASE_RULES_CODE", "0123"), *_other_purchase("2ND")),
    "2": _other_purchase("3RD"),
    "3": (Day("EXPIRATION_DATE", "INVALID_EXIPIRATION_DATE"),),
    "4": (Day("START_DATE", "INVALID_START_DATE"),),
    "5": (Sized("SERIAL_NUMBER", DIGITS, 6),),
    "6": (Sized("RETAILER_GCP_OR_GLN", "1234567", 6, company=True),),
    "9": (
        Code("SAVE_VALUE_CODE", "01256"),
        Code("SAVE_VALUE_APPLIES_TO_ITEM", "012"),
        Code("STORE_COUPON_FLAG"),
        Code("DONT_MULTIPLY_FLAG", "01"),
    ),
}
POSITIVE_OFFER: tuple[Field, ...] = (
    Code("FORMAT_CODE", "01"),
    Sized("FUNDER", "0123456", 6),
    Plain("OFFER_CODE", 6),
    Sized("SERIAL_NUMBER", DIGITS, 6),
)


def couponcode(data: str, issued: PrefixRegistry | None = None) -> Fault | None:
    """Want a coupon of AI (8110).

    Parameters
    ----------
    data
        The coupon.
    issued
        Asked, where given, whether its company prefixes were issued.
    """
    if fault := csetnumeric(data):
        return fault
    at = _walk(COUPON, data, 0, issued)
    expires = ""
    for lead, fields in OPTIONS.items():
        if isinstance(at, Fault):
            return at
        if data[at : at + 1] != lead:
            continue
        begin, at = at + 1, _walk(fields, data, at + 1, issued)
        if lead == "3":
            expires = data[begin : begin + 6]
        if lead == "4" and not isinstance(at, Fault) and expires and data[begin:at] > expires:
            return Fault("COUPON_EXPIRATION_BEFORE_START", begin - 8, 14)
    return at if isinstance(at, Fault) else _rest(data, at)


def couponposoffer(data: str) -> Fault | None:
    """Want a coupon of the positive offer file, AI (8112)."""
    if fault := csetnumeric(data):
        return fault
    at = _walk(POSITIVE_OFFER, data, 0, None)
    return at if isinstance(at, Fault) else _rest(data, at)


def _walk(
    fields: tuple[Field, ...], data: str, at: int, issued: PrefixRegistry | None
) -> int | Fault:
    for field in fields:
        step = _READERS[type(field)](field, data, at, issued)
        if isinstance(step, Fault):
            return step
        at = step
    return at


def _read_code(field: Code, data: str, at: int, _: PrefixRegistry | None) -> int | Fault:
    if at == len(data):
        return Fault(f"COUPON_MISSING_{field.name}", 0, len(data))
    return at + 1 if data[at] in field.allowed else Fault(f"COUPON_INVALID_{field.name}", at, 1)


def _read_plain(field: Plain, data: str, at: int, _: PrefixRegistry | None) -> int | Fault:
    return _long_enough(f"COUPON_TRUNCATED_{field.name}", data, at, field.size)


def _read_day(field: Day, data: str, at: int, _: PrefixRegistry | None) -> int | Fault:
    end = _long_enough(f"COUPON_TOO_SHORT_FOR_{field.name}", data, at, 6)
    if isinstance(end, int) and yymmdd(data[at:end]):
        return Fault(f"COUPON_{field.rule}", at, 6)
    return end


def _read_sized(field: Sized, data: str, at: int, issued: PrefixRegistry | None) -> int | Fault:
    if at == len(data):
        return Fault(f"COUPON_MISSING_{field.name}_VLI", 0, len(data))
    lead, at = data[at], at + 1
    if lead not in field.leads:
        return Fault(f"COUPON_INVALID_{field.name}_LENGTH", at - 1, 1)
    absent = field.company and lead == "9"
    size = 0 if absent else int(lead) + field.added
    end = _long_enough(f"COUPON_TRUNCATED_{field.name}", data, at, size)
    if field.company and size and isinstance(end, int):
        fault = gcppos1(data[at:end], issued)
        return Fault(fault.rule, at, size) if fault else end
    return end


def _long_enough(rule: str, data: str, at: int, size: int) -> int | Fault:
    if len(data) - at >= size:
        return at + size
    return Fault(rule, at, len(data) - at) if at < len(data) else Fault(rule, 0, len(data))


def _rest(data: str, at: int) -> Fault | None:
    return Fault("COUPON_EXCESS_DATA", at, len(data) - at) if at < len(data) else None


_READERS: dict[type, Callable[..., int | Fault]] = {
    Code: _read_code,
    Plain: _read_plain,
    Day: _read_day,
    Sized: _read_sized,
}
