"""Application Identifiers: what each carries, and which rules a reader may relax."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from traceability.gs1.characters import DIGITS, run

LONGEST_MESSAGE = 8191
MOST_ELEMENTS = 64
LONGEST_VALUE = 90

# General Specifications, section 7.8.5: the values of these prefixes have a fixed length and need
# no separator, those of AIs not assigned yet among them.
FIXED_LENGTHS = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6, "15": 6,
    "16": 6, "17": 6, "18": 6, "19": 6, "20": 2, "31": 6, "32": 6, "33": 6, "34": 6, "35": 6,
    "36": 6, "41": 13,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What a reader lets pass; every relaxation is off unless it is asked for.

    Parameters
    ----------
    unknown_ais
        Accept AIs that GS1 has not assigned.
    unknown_attributes
        Accept unknown AIs in a Digital Link's query.
    short_gtins
        Fill a GTIN-8, -12 or -13 in a Digital Link up to 14 digits, as old links wrote them.
    aliases
        Accept the retired names of keys in a path: `/gtin/` for `/01/`.
    requisites
        Demand the AIs that must go along with others.
    """

    unknown_ais: bool = False
    unknown_attributes: bool = False
    short_gtins: bool = False
    aliases: bool = False
    requisites: bool = True


STRICT = Rules()


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a value: its characters, its length, the linters it must pass."""

    charset: str
    least: int
    most: int
    optional: bool
    linters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AI:
    """An Application Identifier.

    Parameters
    ----------
    code
        Two to four digits; for an unknown AI, those it was read with.
    title
        GS1's short data title.
    parts
        The components of its value, in order.
    fixed
        Whether its length is predefined, so that no separator follows.
    attribute
        Whether a Digital Link may carry it in the query; None for an unknown AI.
    requires
        Demands, each met by any one of its groups, each group by all of its AIs or patterns.
    excludes
        AIs or patterns it may not stand with.
    paths
        For a Digital Link's primary key, the qualifiers that may follow, in order.
    open_length
        For an unknown AI whose own length cannot be told from its first two digits.
    """

    code: str
    title: str
    parts: tuple[Part, ...]
    fixed: bool = False
    attribute: bool | None = False
    requires: tuple[tuple[tuple[str, ...], ...], ...] = ()
    excludes: tuple[str, ...] = ()
    paths: tuple[tuple[str, ...], ...] | None = None
    open_length: bool = False

    @property
    def least(self) -> int:
        """The least characters of a value."""
        return sum(part.least for part in self.parts if not part.optional)

    @property
    def most(self) -> int:
        """The most characters of a value."""
        return sum(part.most for part in self.parts)


@cache
def assigned() -> dict[str, AI]:
    """Every AI of the syntax dictionary by its code."""
    text = Path(__file__).with_name("ai_table.json").read_text(encoding="utf-8")
    return {ai.code: ai for codes, row in json.loads(text).items() for ai in _entries(codes, row)}


@cache
def _code_lengths() -> dict[str, int]:
    """Map the first two digits of AIs to the AIs' length, which they share."""
    return {code[:2]: len(code) for code in assigned()}


def find(code: str, rules: Rules = STRICT) -> AI | None:
    """Find the AI *code*; unknown ones where the rules let them pass and their length is right."""
    known = assigned().get(code)
    if known or not rules.unknown_ais:
        return known
    if not 2 <= len(code) <= 4 or run(code, DIGITS) < len(code):
        return None
    length = _code_lengths().get(code[:2], 0)
    return unknown(code, open_length=not length) if length in (0, len(code)) else None


def find_leading(text: str, rules: Rules = STRICT) -> AI | None:
    """Find the AI an element string begins with, where its first two digits tell its length."""
    length = _code_lengths().get(text[:2], 0)
    return find(text[:length], rules) if length and len(text) >= length else None


def unknown(code: str, *, open_length: bool) -> AI:
    """Make an AI for a code that is not assigned: 1 to 90 characters, or a predefined length."""
    size = FIXED_LENGTHS.get(code[:2], 0)
    part = Part("X", size or 1, size or LONGEST_VALUE, optional=False, linters=())
    return AI(code, "UNKNOWN", (part,), fixed=size > 0, attribute=None, open_length=open_length)


def _entries(codes: str, row: dict) -> Iterator[AI]:
    first, _, last = codes.partition("-")
    entry = {
        "title": row["title"],
        "parts": tuple(
            Part(charset, least, most, optional, tuple(linters))
            for charset, least, most, optional, *linters in row["parts"]
        ),
        "fixed": row.get("fixed", False),
        "attribute": row.get("attribute", False),
        "requires": _frozen(row.get("requires", [])),
        "excludes": _frozen(row.get("excludes", [])),
        "paths": _frozen(row["paths"]) if "paths" in row else None,
    }
    for number in range(int(first), int(last or first) + 1):
        yield AI(f"{number:0{len(first)}d}", **entry)


def _frozen(nested: list) -> tuple:
    return tuple(_frozen(item) if isinstance(item, list) else item for item in nested)
