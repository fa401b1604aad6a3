"""GS1 identification keys: what a producer, a place, a pallet or a crate is called.

A key is a company prefix (those of Vietnam begin with 893), a reference the company gives, and
mostly a check digit. `issue_key` makes one, `read_key` checks one; TCVN 13274 takes these codes for
traceability.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_sources.errors import Missing, Refused
from traceability.gs1.characters import CSET82, DIGITS, run
from traceability.gs1.check_digits import check_pair, with_check_digit
from traceability.gs1.element_string import Element, check_size, checked
from traceability.gs1.syntax import assigned

SHORT_GTINS = (8, 12, 13)


@dataclass(frozen=True, slots=True)
class KeyKind:
    """How a kind of key is built.

    Parameters
    ----------
    name
        GS1's abbreviation.
    ai
        The Application Identifier that carries it.
    names
        What it names, in Vietnamese and English.
    digits
        The digits of its number with the check digit, 0 where its length is free.
    leads
        Whether a digit of the company's choice precedes the prefix: an SSCC's extension digit, a
        GTIN's indicator.
    front
        What precedes the number in the AI: the 0 of a GRAI.
    paired
        Whether it ends in a pair of check characters.
    """

    name: str
    ai: str
    names: tuple[str, str]
    digits: int = 0
    leads: bool = False
    front: str = ""
    paired: bool = False


_KINDS = (
    KeyKind("GTIN", "01", ("sản phẩm", "a product"), 14, leads=True),
    KeyKind("SSCC", "00", ("đơn vị vận chuyển", "a logistic unit"), 18, leads=True),
    KeyKind("GLN", "414", ("địa điểm", "a place"), 13),
    KeyKind("PGLN", "417", ("tổ chức, cá nhân", "a party"), 13),
    KeyKind("GRAI", "8003", ("vật chứa dùng lại", "a returnable asset"), 13, front="0"),
    KeyKind("GIAI", "8004", ("tài sản riêng lẻ", "an asset")),
    KeyKind("GSRN", "8018", ("người nhận dịch vụ", "a recipient of a service"), 18),
    KeyKind("GSRNP", "8017", ("người cung cấp dịch vụ", "a provider of a service"), 18),
    KeyKind("GDTI", "253", ("loại tài liệu", "a document"), 13),
    KeyKind("GCN", "255", ("phiếu", "a coupon"), 13),
    KeyKind("GINC", "401", ("lô ký gửi", "a consignment")),
    KeyKind("GSIN", "402", ("lô gửi hàng", "a shipment"), 17),
    KeyKind("CPID", "8010", ("bộ phận, linh kiện", "a component or part")),
    KeyKind("GMN", "8013", ("mẫu mã", "a product model"), paired=True),
)
KEY_KINDS = {kind.name: kind for kind in _KINDS}


def key_kind(name: str) -> KeyKind:
    """Find a kind of key by its abbreviation.

    Raises
    ------
    Missing
        If there is none of that name.
    """
    if name not in KEY_KINDS:
        raise Missing(f"There is no GS1 key {name!r}.", f"Choose one of {', '.join(KEY_KINDS)}.")
    return KEY_KINDS[name]


def issue_key(name: str, prefix: str, reference: str, *, lead: str = "", serial: str = "") -> str:
    """Make a key of the kind *name* out of a company prefix and the company's own reference.

    Parameters
    ----------
    name
        The kind: GTIN, SSCC, GLN, ...
    prefix, reference
        The company prefix, and the reference, which is filled with zeros in front.
    lead
        The digit before the prefix of a GTIN or SSCC, 0 where none is given.
    serial
        The serial component that a GRAI, GDTI or GCN may carry.

    Raises
    ------
    Refused
        If the parts do not fit the key, or the key breaks a rule.
    """
    kind = key_kind(name)
    if not kind.digits:
        body = prefix + reference
        if kind.paired and run(body, CSET82) < len(body):
            raise Refused(f"the {name}", [f"{body!r} is not all of GS1's set of 82 characters"])
        return read_key(name, body + (check_pair(body) if kind.paired else ""))
    first = (lead or "0") if kind.leads else lead
    room = kind.digits - 1 - len(first) - len(prefix)
    number = first + prefix + reference.zfill(room)
    fits = len(number) == kind.digits - 1 and len(first) == kind.leads
    if not fits or run(number, DIGITS) < len(number):
        parts = f"prefix {prefix!r}, reference {reference!r} and lead {lead!r}"
        raise Refused(f"the {name}", [f"{parts} do not make {kind.digits - 1} digits"])
    return read_key(name, kind.front + with_check_digit(number) + serial)


def read_key(name: str, value: str) -> str:
    """Check a key; a GTIN-8, -12 or -13 gains its leading zeros.

    Raises
    ------
    SyntaxRefused
        Naming the linter and the place.
    """
    kind = key_kind(name)
    short = kind.ai == "01" and len(value) in SHORT_GTINS
    element = Element(assigned()[kind.ai], value.zfill(14) if short else value)
    check_size(element, f"the {name}")
    checked([element], f"the {name}")
    return element.value
