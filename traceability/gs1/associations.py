"""Which elements may, must and must not stand together in one message or on one object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from traceability.gs1.element_string import Element
from traceability.gs1.faults import Fault, SyntaxRefused
from traceability.gs1.syntax import STRICT, Rules

MESSAGE = "the message"
SIGNATURE = "8030"
SERIALISED_KEYS = ("253", "255", "8003")


def exclusive(elements: Sequence[Element]) -> None:
    """Refuse two AIs that exclude each other."""
    codes = _codes(elements)
    for element in elements:
        for pattern in element.ai.excludes:
            if _present(pattern, codes - {element.ai.code}):
                raise SyntaxRefused(MESSAGE, Fault("INVALID_AI_PAIRS"), element.ai.code)


def requisite(elements: Sequence[Element]) -> None:
    """Refuse an AI without those that must go along with it."""
    codes = _codes(elements)
    for element in elements:
        others = codes - {element.ai.code}
        for groups in element.ai.requires:
            if not any(all(_present(pattern, others) for pattern in group) for group in groups):
                raise SyntaxRefused(MESSAGE, Fault("REQUIRED_AIS_NOT_SATISFIED"), element.ai.code)


def repeated(elements: Sequence[Element]) -> None:
    """Refuse an AI that comes twice with different values; the same value twice is one reading."""
    values: dict[str, str] = {}
    for element in elements:
        if values.setdefault(element.ai.code, element.value) != element.value:
            raise SyntaxRefused(
                MESSAGE, Fault("INSTANCES_OF_AI_HAVE_DIFFERENT_VALUES"), element.ai.code
            )


def signed_serial(elements: Sequence[Element]) -> None:
    """Refuse a digital signature (8030) over a key whose serial component is missing."""
    if SIGNATURE not in _codes(elements):
        return
    for element in elements:
        if element.ai.code in SERIALISED_KEYS and len(element.value) == element.ai.least:
            raise SyntaxRefused(MESSAGE, Fault("SERIAL_NOT_PRESENT"), element.ai.code)


def associate(elements: Sequence[Element], rules: Rules = STRICT) -> None:
    """Check that *elements* may stand together.

    Raises
    ------
    SyntaxRefused
        At the first rule that is broken.
    """
    checks: list[Callable[[Sequence[Element]], None]] = [exclusive, repeated, signed_serial]
    if rules.requisites:
        checks.insert(1, requisite)
    for check in checks:
        check(elements)


def _codes(elements: Sequence[Element]) -> set[str]:
    return {element.ai.code for element in elements}


def _present(pattern: str, codes: set[str]) -> bool:
    """Tell whether a code matches *pattern*, whose final n's stand for any digit: 31nn."""
    begin = pattern.rstrip("n")
    return any(code.startswith(begin) and len(code) == len(pattern) for code in codes)
