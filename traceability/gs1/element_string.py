"""Element strings: what a barcode holds, `^` for FNC1, and the bracketed form people read.

`^010952012345678810LOT` and `(01)09520123456788(10)LOT` are one message; each AI's value passes
the linters of its components, in order, before a message is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from traceability.gs1.faults import Fault, SyntaxRefused
from traceability.gs1.linters import CHARACTER_SETS, lint
from traceability.gs1.syntax import (
    AI,
    LONGEST_MESSAGE,
    MOST_ELEMENTS,
    STRICT,
    Rules,
    find,
    find_leading,
)

FNC1 = "^"
BRACKETED = "the bracketed message"
ELEMENT_STRING = "the element string"


@dataclass(frozen=True, slots=True)
class Element:
    """An AI with its value."""

    ai: AI
    value: str


Elements = tuple[Element, ...]


def read_bracketed(text: str, rules: Rules = STRICT) -> Elements:
    r"""Read `(01)09520123456788(10)LOT`; a bracket that belongs to a value is written `\(`.

    Raises
    ------
    SyntaxRefused
        At the first fault: an unknown AI, a value too long or short, or one that fails a linter.
    """
    _bounded(text, BRACKETED)
    elements: list[Element] = []
    at = 0
    while at < len(text):
        close = text.find(")", at)
        if text[at] != "(" or close < 0:
            raise SyntaxRefused(BRACKETED, Fault("AI_PARSE_FAILED", at, 1), data=text)
        code = text[at + 1 : close]
        ai = find(code, rules)
        if ai is None:
            raise SyntaxRefused(BRACKETED, Fault("AI_UNRECOGNISED", at + 1, len(code)), data=text)
        value, at = _bracketed_value(text, close + 1)
        elements.append(Element(ai, value))
        check_size(elements[-1], BRACKETED)
    if not elements:
        raise SyntaxRefused(BRACKETED, Fault("AI_DATA_EMPTY"))
    return checked(elements, BRACKETED)


def read_element_string(text: str, rules: Rules = STRICT) -> Elements:
    """Read `^010952012345678810LOT`.

    Raises
    ------
    SyntaxRefused
        At the first fault; an unknown AI is readable only where its own length is known.
    """
    _bounded(text, ELEMENT_STRING)
    if not text.startswith(FNC1):
        raise SyntaxRefused(ELEMENT_STRING, Fault("MISSING_FNC1_IN_FIRST_POSITION"), data=text)
    if text == FNC1:
        raise SyntaxRefused(ELEMENT_STRING, Fault("AI_DATA_EMPTY"))
    elements: list[Element] = []
    at = 1
    while at < len(text):
        ai = find_leading(text[at : at + 4], rules)
        if ai is None:
            raise SyntaxRefused(ELEMENT_STRING, Fault("NO_AI_FOR_PREFIX", at, 2), data=text)
        start = at + len(ai.code)
        stop = text.find(FNC1, start)
        stop = len(text) if stop < 0 else stop
        value = text[start : min(stop, start + ai.most)]
        elements.append(Element(ai, value))
        used = check_value(elements[-1], ELEMENT_STRING)
        at = start + used
        if not ai.fixed and at < stop:
            raise SyntaxRefused(
                ELEMENT_STRING, Fault("AI_DATA_IS_TOO_LONG", at, stop - at), ai.code, text
            )
        elements[-1] = replace(elements[-1], value=value[:used])
        at += text[at : at + 1] == FNC1
    return _few(elements, ELEMENT_STRING)


def write_element_string(elements: Iterable[Element], *, separate_all: bool = False) -> str:
    """Write an element string; a separator follows where it is needed, or every element."""
    written, separate = "", True
    for element in elements:
        written += (FNC1 if separate else "") + element.ai.code + element.value
        separate = separate_all or not element.ai.fixed
    return written


def write_bracketed(elements: Iterable[Element]) -> str:
    """Write the bracketed form, which `read_bracketed` reads back."""
    return "".join(
        f"({element.ai.code})" + element.value.replace("(", "\\(") for element in elements
    )


def human_readable(elements: Iterable[Element]) -> list[str]:
    """Write each element as printed under a barcode: `(01) 09520123456788`."""
    return [f"({element.ai.code}) {element.value}" for element in elements]


def fixed_first(elements: Iterable[Element]) -> Elements:
    """Put the elements of predefined length first, which saves separators."""
    return tuple(sorted(elements, key=lambda element: not element.ai.fixed))


def check_size(element: Element, what: str) -> None:
    """Refuse a value whose length no component of its AI allows, or that holds a `^`."""
    size = len(element.value)
    if size < element.ai.least:
        raise SyntaxRefused(
            what, Fault("AI_VALUE_IS_TOO_SHORT", 0, size), element.ai.code, element.value
        )
    if size > element.ai.most:
        over = Fault("AI_VALUE_IS_TOO_LONG", element.ai.most, size - element.ai.most)
        raise SyntaxRefused(what, over, element.ai.code, element.value)
    if FNC1 in element.value:
        caret = Fault("AI_CONTAINS_ILLEGAL_CARAT_CHARACTER", element.value.index(FNC1), 1)
        raise SyntaxRefused(what, caret, element.ai.code, element.value)


def check_value(element: Element, what: str) -> int:
    """Run the linters of each component over a value; return how many characters they took.

    Raises
    ------
    SyntaxRefused
        Naming the linter and the place in the value.
    """
    ai, value = element.ai, element.value
    if not value:
        raise SyntaxRefused(what, Fault("AI_DATA_IS_EMPTY"), ai.code)
    at = 0
    for part in ai.parts:
        piece = value[at : at + part.most]
        if part.optional and not piece:
            continue
        if len(piece) < part.least:
            short = Fault("AI_DATA_HAS_INCORRECT_LENGTH", at, len(piece))
            raise SyntaxRefused(what, short, ai.code, value)
        for name in (CHARACTER_SETS[part.charset], *part.linters):
            if fault := lint(name, piece):
                raise SyntaxRefused(what, fault.shifted(at), ai.code, value)
        at += len(piece)
    return at


def checked(elements: Sequence[Element], what: str) -> Elements:
    """Check every value to its end.

    Raises
    ------
    SyntaxRefused
        At the first value that fails a linter or has a rest.
    """
    for element in elements:
        used = check_value(element, what)
        # Of an AI whose length is unknown, code and value together may have 90 characters.
        most = element.ai.most - len(element.ai.code) if element.ai.open_length else used
        if len(element.value) > most:
            rest = Fault("AI_DATA_IS_TOO_LONG", most, len(element.value) - most)
            raise SyntaxRefused(what, rest, element.ai.code, element.value)
    return _few(elements, what)


def _bracketed_value(text: str, start: int) -> tuple[str, int]:
    value = ""
    while True:
        stop = text.find("(", start)
        if stop < 0:
            return value + text[start:], len(text)
        if text[stop - 1] != "\\":
            return value + text[start:stop], stop
        value += text[start : stop - 1] + "("
        start = stop + 1


def _bounded(text: str, what: str) -> None:
    if len(text) > LONGEST_MESSAGE:
        raise SyntaxRefused(what, Fault("DATA_TOO_LONG", LONGEST_MESSAGE))


def _few(elements: Sequence[Element], what: str) -> Elements:
    if len(elements) > MOST_ELEMENTS:
        raise SyntaxRefused(what, Fault("TOO_MANY_AIS"))
    return tuple(elements)
