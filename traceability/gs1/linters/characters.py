"""Linters of characters: sets, zeros, flags and percent escapes."""

from __future__ import annotations

import re

from traceability.gs1.characters import CSET39, CSET64, CSET82, DIGITS, IMPORTER_INDEX, run
from traceability.gs1.faults import Fault

BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def csetnumeric(data: str) -> Fault | None:
    """Want digits alone."""
    return _within(data, DIGITS, "NON_DIGIT_CHARACTER")


def cset39(data: str) -> Fault | None:
    """Want the 39-character set of component and part identifiers."""
    return _within(data, CSET39, "INVALID_CSET39_CHARACTER")


def cset82(data: str) -> Fault | None:
    """Want the 82-character set of most GS1 data."""
    return _within(data, CSET82, "INVALID_CSET82_CHARACTER")


def cset64(data: str) -> Fault | None:
    """Want URI-safe base64; padding, where there is any, fills up to a multiple of three."""
    body = data.rstrip("=")
    pads = len(data) - len(body)
    if pads > 2 or (pads and len(data) % 3):
        return Fault("INVALID_CSET64_PADDING", len(body), pads)
    return _within(body, CSET64, "INVALID_CSET64_CHARACTER")


def importeridx(data: str) -> Fault | None:
    """Want one character of the importer index (EU 2018/574)."""
    if len(data) != 1:
        return _whole(data, "IMPORTER_IDX_MUST_BE_ONE_CHARACTER")
    return _within(data, IMPORTER_INDEX, "INVALID_IMPORT_IDX_CHARACTER")


def hasnondigit(data: str) -> Fault | None:
    """Want at least one character that is no digit."""
    return _whole(data, "REQUIRES_NON_DIGIT_CHARACTER") if run(data, DIGITS) == len(data) else None


def hyphen(data: str) -> Fault | None:
    """Want hyphens alone, one at least."""
    return None if data and not data.strip("-") else _whole(data, "NOT_HYPHEN")


def zero(data: str) -> Fault | None:
    """Want zeros alone, one at least."""
    return None if data and not data.strip("0") else _whole(data, "NOT_ZERO")


def nonzero(data: str) -> Fault | None:
    """Want a number other than zero."""
    if fault := csetnumeric(data):
        return fault
    return None if data.strip("0") else _whole(data, "ILLEGAL_ZERO_VALUE")


def nozeroprefix(data: str) -> Fault | None:
    """Want a number that does not begin with zero."""
    return Fault("ILLEGAL_ZERO_PREFIX", 0, 1) if data.startswith("0") else csetnumeric(data)


def yesno(data: str) -> Fault | None:
    """Want a flag: 0 for no, 1 for yes."""
    return None if data in ("0", "1") else _whole(data, "NOT_ZERO_OR_ONE")


def winding(data: str) -> Fault | None:
    """Want a roll's winding direction: 0 face out, 1 face in, 9 undefined."""
    return None if data in ("0", "1", "9") else _whole(data, "INVALID_WINDING_DIRECTION")


def iso5218(data: str) -> Fault | None:
    """Want a biological sex code of ISO/IEC 5218."""
    return None if data in ("0", "1", "2", "9") else _whole(data, "INVALID_BIOLOGICAL_SEX_CODE")


def pcenc(data: str) -> Fault | None:
    """Want percent escapes of two hexadecimal digits each (RFC 3986, section 2.1)."""
    broken = BROKEN_ESCAPE.search(data)
    if not broken:
        return None
    start = broken.start()
    return Fault("INVALID_PERCENT_SEQUENCE", start, min(3, len(data) - start))


def _within(data: str, allowed: str, rule: str) -> Fault | None:
    good = run(data, allowed)
    return None if good == len(data) else Fault(rule, good, 1)


def _whole(data: str, rule: str) -> Fault:
    return Fault(rule, 0, len(data))
