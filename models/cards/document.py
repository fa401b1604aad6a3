"""The few things a card is made of, whatever it is written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence or title in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 1 to 3."""

    text: Said
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: Said


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; numbers are already words."""

    head: tuple[Said, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Points between 0 and 1 against the diagonal: stated and held."""

    title: Said
    points: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Named lengths in one unit."""

    title: Said
    unit: str
    bars: tuple[tuple[str, float], ...]


Part = Heading | Text | Grid | Dots | Bars
