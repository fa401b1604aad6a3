"""One spelling for every name of a thing: the constrained, canonical GS1 Digital Link URI.

An EPC URI, an EPC class or pattern URI and a Digital Link under anybody's domain may all name the
same box; the event hash (CBV 2.0, section 8.9.2, steps 17 and 18) sees `https://id.gs1.org/...`
with the primary key and its finest qualifier only. What is not one of these stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from traceability.epcis.terms import web_address
from traceability.gs1.check_digits import with_check_digit

STEM = "https://id.gs1.org"
_CHARS = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.0-9:;=A-Za-z_])"
_PART_CHARS = r"(?:%[0-9A-Fa-f]{2}|[0-9A-Z\-])"
_ENCODED = str.maketrans({char: f"%{ord(char):02X}" for char in "!()*+,:"})

Write = Callable[[str, str, str], str]
"""Writes the path of a key from company prefix, reference and the rest of the EPC URI."""


def _gtin(prefix: str, item: str) -> str:
    return with_check_digit(item[0] + prefix + item[1:])


def _escape(text: str) -> str:
    return text if text.isalnum() else text.translate(_ENCODED)


def _sgln(prefix: str, place: str, extension: str) -> str:
    gln = f"/414/{with_check_digit(prefix + place)}"
    return gln if extension == "0" else f"{gln}/254/{_escape(extension)}"


def _itip(prefix: str, item: str, rest: str) -> str:
    piece, total, serial = rest.split(".", 2)
    trade_item = f"/8006/{_gtin(prefix, item)}{piece}{total}"
    return trade_item if not serial else f"{trade_item}/21/{_escape(serial)}"


def _sscc(prefix: str, serial: str, _rest: str) -> str:
    return f"/00/{with_check_digit(serial[0] + prefix + serial[1:])}"


def _keyed(ai: str, head: str = "") -> Write:
    """Write a key with its check digit, then the serial number without a separator."""
    return lambda prefix, reference, rest: (
        f"/{ai}/{head}{with_check_digit(prefix + reference)}{_escape(rest)}"
    )


def _gtin_with(qualifier: str) -> Write:
    return lambda prefix, item, rest: (
        f"/01/{_gtin(prefix, item)}" + (f"/{qualifier}/{_escape(rest)}" if rest else "")
    )


def _plain(ai: str) -> Write:
    return lambda prefix, reference, _rest: f"/{ai}/{prefix}{_escape(reference)}"


def _cpi(prefix: str, part: str, rest: str) -> str:
    path = f"/8010/{_escape(prefix + part)}"
    return f"{path}/8011/{rest}" if rest else path


# scheme: digits of prefix and reference together (0: free), pattern of what follows, the writer
_SCHEMES: dict[str, tuple[int, str, Write]] = {
    "id:sgtin": (13, rf"\.({_CHARS}{{1,20}})", _gtin_with("21")),
    "id:sscc": (17, "()", _sscc),
    "id:sgln": (12, rf"\.({_CHARS}{{1,20}})", _sgln),
    "id:grai": (12, rf"\.({_CHARS}{{1,16}})", _keyed("8003", "0")),
    "id:giai": (0, "()", _plain("8004")),
    "id:gsrn": (17, "()", _keyed("8018")),
    "id:gsrnp": (17, "()", _keyed("8017")),
    "id:gdti": (12, rf"\.({_CHARS}{{1,20}})", _keyed("253")),
    "id:cpi": (-1, r"\.(\d{1,12})", _cpi),
    "id:sgcn": (12, r"\.(\d{1,12})", _keyed("255")),
    "id:ginc": (0, "()", _plain("401")),
    "id:gsin": (16, "()", _keyed("402")),
    "id:itip": (13, rf"\.(\d\d\.\d\d\.{_CHARS}{{1,20}})", _itip),
    "id:upui": (13, rf"\.({_CHARS}{{1,28}})", _gtin_with("235")),
    "id:pgln": (12, "()", _keyed("417")),
    "class:lgtin": (13, rf"\.({_CHARS}{{1,20}})", _gtin_with("10")),
    "idpat:sgtin": (13, r"\.(\*)", _gtin_with("21")),
    "idpat:grai": (12, r"\.(\*)", _keyed("8003", "0")),
    "idpat:gdti": (12, r"\.(\*)", _keyed("253")),
    "idpat:sgcn": (12, r"\.(\*)", _keyed("255")),
    "idpat:cpi": (-1, r"\.(\*)", _cpi),
    "idpat:itip": (13, r"\.(\d\d\.\d\d\.\*)", _itip),
    "idpat:upui": (13, r"\.(\*)", _gtin_with("235")),
}


def _compiled(digits: int, rest: str) -> re.Pattern[str]:
    free = rf"{_PART_CHARS if digits < 0 else _CHARS}{{1,24}}"
    reference = r"\d*" if digits > 0 else free
    return re.compile(rf"(\d{{6,12}})\.({reference}){rest}", re.ASCII)


_READERS = {
    tuple(scheme.split(":")): (digits, _compiled(digits, rest), write)
    for scheme, (digits, rest, write) in _SCHEMES.items()
}


def canonical_epc(uri: str) -> str:
    """Give the canonical Digital Link of an EPC URI, or *uri* itself."""
    steps = uri.split(":", 4)
    found = _READERS.get((steps[2], steps[3])) if len(steps) == 5 else None
    if found is None:
        return uri
    digits, pattern, write = found
    parts = pattern.fullmatch(steps[4])
    if parts is None:
        return uri
    prefix, reference, rest = parts.groups()
    if digits > 0 and len(prefix) + len(reference) != digits:
        return uri
    return STEM + write(prefix, reference, rest.removesuffix("*") if steps[2] == "idpat" else rest)


_SHORT_NAMES = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017",
    "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402",
    "grai": "8003", "giai": "8004", "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip
_LINK_CHARS = r"(?:%[0-9A-Fa-f]{2}|[\"'\-.0-9;<=>?A-Z_a-z!()*+,:])"
_KEYS: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    ai: (re.compile(pattern), qualifiers)
    for ai, pattern, qualifiers in (
        ("00", r"\d{18}", ()),
        ("01", r"\d{8}|\d{12,14}", ("235", "21", "10")),
        ("253", rf"\d{{13}}{_LINK_CHARS}{{0,17}}", ()),
        ("255", r"\d{13,25}", ()),
        ("401", rf"\d{{4}}{_LINK_CHARS}{{0,26}}", ()),
        ("402", r"\d{17}", ()),
        ("414", r"\d{13}", ("254",)),
        ("417", r"\d{13}", ()),
        ("8003", rf"\d{{14}}{_LINK_CHARS}{{0,16}}", ()),
        ("8004", rf"\d{{4}}{_LINK_CHARS}{{0,26}}", ()),
        ("8006", r"\d{18}", ("21", "10")),
        ("8010", r"\d{4}(?:%[0-9A-Fa-f]{2}|[#\-0-9A-Z]){0,26}", ("8011",)),
        ("8017", r"\d{18}", ()),
        ("8018", r"\d{18}", ()),
    )
}
"""Primary keys of the constrained form, their values, and their qualifiers, the finest first."""
_QUALIFIER = re.compile(rf"{_LINK_CHARS}{{1,28}}")


def _from_link(uri: str) -> str:
    """Constrain a Digital Link; the last key of the path is the primary one."""
    path = re.split(r"[?#]", uri.partition("://")[2], maxsplit=1)[0].rstrip("/")
    parts = [_SHORT_NAMES.get(part, part) for part in path.split("/")]
    for at in range(1, len(parts) - 1):
        pattern, finest = _KEYS.get(parts[at], (None, ()))
        if pattern and (len(parts) - at) % 2 == 0 and pattern.fullmatch(parts[at + 1]):
            value = parts[at + 1].zfill(14) if parts[at] == "01" else parts[at + 1]
            rest = dict(zip(parts[at + 2 :: 2], parts[at + 3 :: 2], strict=True))
            return f"{STEM}/{parts[at]}/{_escape(value)}{_finest(rest, finest)}"
    return uri


def _finest(rest: dict[str, str], finest: tuple[str, ...]) -> str:
    for qualifier in finest:
        if qualifier in rest and _QUALIFIER.fullmatch(rest[qualifier]):
            return f"/{qualifier}/{_escape(rest[qualifier])}"
    return ""


@lru_cache(maxsize=8192)
def canonical_uri(uri: str) -> str:
    """Give the constrained canonical Digital Link of an EPC URI or Digital Link.

    A vocabulary term's URN gives its web address, any other text itself.
    """
    if uri.startswith("urn:epc:"):
        return canonical_epc(uri)
    if uri.startswith("urn:epcglobal:cbv:"):
        return web_address(uri)
    if uri.startswith(("https://", "http://")):
        return _from_link(uri)
    return uri
