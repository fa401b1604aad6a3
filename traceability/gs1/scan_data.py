r"""What a scanner sends: a symbology identifier such as `]Q3`, then the data, GS for FNC1.

`read_scan` turns it into a symbology and the data as this package writes them (`^` for FNC1, a
leading `\` before a `^` that is plain data, `|` before a composite component); `write_scan` turns
them back. ISO/IEC 15424 gives the identifiers, the GS1 General Specifications section 5.10.3 the
rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.gs1.associations import associate
from traceability.gs1.characters import DIGITS, run
from traceability.gs1.check_digits import check_digit
from traceability.gs1.element_string import FNC1, Elements, read_element_string
from traceability.gs1.faults import Fault, SyntaxRefused
from traceability.gs1.link_syntax import is_link, read_link
from traceability.gs1.syntax import LONGEST_MESSAGE, STRICT, Rules

SCAN = "the scan data"
GS = "\x1d"
COMPOSITE = "]e0"

# Symbology: its identifier for plain data, and for AIs.
MATRIX = {"QR": ("]Q1", "]Q3"), "DM": ("]d1", "]d2"), "DotCode": ("]J0", "]J1")}
# Symbology: its identifier, and how many digits it holds.
RETAIL = {"EAN13": ("]E0", 13), "EAN8": ("]E4", 8), "UPCA": ("]E0", 12), "UPCE": ("]E0", 12)}
DATABAR = (
    "DataBarOmni", "DataBarTruncated", "DataBarStacked", "DataBarStackedOmni", "DataBarLimited",
)  # fmt: skip
LINEAR = {"GS1_128_CCA": "]C1", "GS1_128_CCC": "]C1", "DataBarExpanded": COMPOSITE}
SYMBOLOGIES = ("NONE", *MATRIX, *RETAIL, *DATABAR, *LINEAR)

# What a scan is read as: an identifier is shared by several symbologies, the first stands for all.
PLAIN_SCANS = {plain: name for name, (plain, _) in MATRIX.items()}
AI_SCANS = {ais: name for name, (_, ais) in MATRIX.items()} | {
    "]C1": "GS1_128_CCA",
    COMPOSITE: "DataBarExpanded",
}
RETAIL_SCANS = {"]E0": "EAN13", "]E4": "EAN8"}


@dataclass(frozen=True, slots=True)
class Scan:
    """A symbology by its name, and the data of the symbol."""

    symbology: str
    data: str


def read_scan(text: str, rules: Rules = STRICT) -> Scan:
    """Read what a scanner sent; AIs and Digital Links in it are checked.

    Raises
    ------
    SyntaxRefused
        If the symbology is not one of ours, or its data break a rule.
    """
    identifier, body = text[:3], text[3:]
    if not identifier.startswith("]") or len(identifier) < 3:
        raise SyntaxRefused(SCAN, Fault("MISSING_SYMBOLOGY_IDENTIFIER"))
    if len(body) >= LONGEST_MESSAGE:
        raise SyntaxRefused(SCAN, Fault("DATA_TOO_LONG", LONGEST_MESSAGE))
    if identifier in RETAIL_SCANS:
        return _read_retail(RETAIL_SCANS[identifier], body, rules)
    if identifier in AI_SCANS:
        return Scan(AI_SCANS[identifier], _read_ais(body, rules))
    if identifier not in PLAIN_SCANS:
        raise SyntaxRefused(SCAN, Fault("UNSUPPORTED_SYMBOLOGY_IDENTIFIER", 0, 3), data=text[:9])
    if is_link(body):
        read_link(body, rules)
    plain = body.lstrip("\\").startswith(FNC1)
    return Scan(PLAIN_SCANS[identifier], "\\" + body if plain else body)


def write_scan(scan: Scan, rules: Rules = STRICT, *, add_check_digit: bool = False) -> str:
    """Write what a scanner would send for *scan*.

    Parameters
    ----------
    scan
        A symbology and its data.
    rules
        What the data may be.
    add_check_digit
        Compute the primary number's check digit, which the data then lack.

    Raises
    ------
    SyntaxRefused
        If the data break a rule or do not fit the symbology.
    """
    linear = _check_data(scan.data, rules)
    body, bar, component = scan.data.partition("|")
    if bar and scan.symbology not in MATRIX and not component.startswith(FNC1):
        raise SyntaxRefused(SCAN, Fault("MISSING_FNC1_IN_FIRST_POSITION"), data=component)
    if scan.symbology in MATRIX:
        plain, ais = MATRIX[scan.symbology]
        return ais + _sent(body) if body.startswith(FNC1) else plain + _sent(scan.data)
    if scan.symbology in LINEAR:
        return _write_linear(scan.symbology, body, component, linear)
    if scan.symbology in DATABAR:
        number = _number(body.removeprefix("^01"), 14, add_check_digit)
        if scan.symbology == "DataBarLimited" and number[0] >= "2":
            raise SyntaxRefused(SCAN, Fault("PRIMARY_DATA_IS_TOO_LARGE", 0, 1), data=number)
        return COMPOSITE + "01" + number + _sent(component)
    if scan.symbology not in RETAIL:
        raise SyntaxRefused(SCAN, Fault("NO_SYMBOLOGY_SELECTED"))
    identifier, size = RETAIL[scan.symbology]
    # A GTIN-14 in AI (01) is longer than the number by its leading zeros.
    number = _number(body.removeprefix("^01" + "0" * (14 - size)), size, add_check_digit)
    padded = number if size == 8 else number.zfill(13)
    return identifier + padded + ("|" + COMPOSITE + _sent(component) if bar else "")


def _read_retail(symbology: str, body: str, rules: Rules) -> Scan:
    size = RETAIL[symbology][1]
    number, rest = body[:size], body[size:]
    mark = "|" + COMPOSITE
    if rest and not (rest.startswith(mark) and len(number) == size):
        raise SyntaxRefused(SCAN, Fault("PRIMARY_DATA_LENGTH", size, len(rest)), data=body)
    number = _number(number, size, add=False)
    if not rest:
        return Scan(symbology, number)
    return Scan(symbology, number + "|" + _read_ais(rest.removeprefix(mark), rules))


def _read_ais(body: str, rules: Rules) -> str:
    if FNC1 in body:
        caret = Fault("SCAN_DATA_CONTAINS_ILLEGAL_CARAT", body.index(FNC1), 1)
        raise SyntaxRefused(SCAN, caret, data=body)
    data = FNC1 + body.replace(GS, FNC1)
    read_element_string(data, rules)
    return data


def _check_data(data: str, rules: Rules) -> Elements:
    """Check the data of a symbol as one message; return the elements before a composite's bar."""
    if len(data) > LONGEST_MESSAGE:
        raise SyntaxRefused(SCAN, Fault("DATA_TOO_LONG", LONGEST_MESSAGE))
    if is_link(data):
        elements = read_link(data, rules).elements
        associate(elements, rules)
        return elements
    body, bar, component = data.partition("|")
    linear = read_element_string(body, rules) if body.startswith(FNC1) else ()
    associate(linear + (read_element_string(component, rules) if bar else ()), rules)
    return linear


def _write_linear(symbology: str, body: str, component: str, linear: Elements) -> str:
    if not body.startswith(FNC1):
        raise SyntaxRefused(SCAN, Fault("LINEAR_DATA_MUST_BE_AIS"), data=body)
    if not component:
        return LINEAR[symbology] + _sent(body)
    between = "" if linear[-1].ai.fixed else GS
    return COMPOSITE + _sent(body) + between + _sent(component)


def _sent(data: str) -> str:
    if data.startswith(FNC1):
        return data[1:].replace(FNC1, GS)
    return data[1:] if data.startswith("\\") and data.lstrip("\\").startswith(FNC1) else data


def _number(data: str, size: int, add: bool) -> str:
    if len(data) != size - add:
        raise SyntaxRefused(SCAN, Fault("PRIMARY_DATA_LENGTH", 0, len(data)), data=data)
    if run(data, DIGITS) < len(data):
        raise SyntaxRefused(SCAN, Fault("PRIMARY_DATA_MUST_BE_ALL_DIGITS"), data=data)
    number = data + check_digit(data) if add else data
    if check_digit(number[:-1]) != number[-1]:
        wrong = Fault("PRIMARY_DATA_CHECK_DIGIT_IS_INCORRECT", size - 1, 1)
        raise SyntaxRefused(SCAN, wrong, data=data)
    return number
