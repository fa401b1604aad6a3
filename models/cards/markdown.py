"""Write a card as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from models.cards.document import Bars, Dots, Grid, Heading, Part, Said, Text


def to_markdown(parts: Iterable[Part]) -> str:
    """Return the card as Markdown; plots become tables of their numbers."""
    return "\n\n".join(_block(part) for part in parts) + "\n"


def _block(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * level} {_both(text)}"
        case Text(text):
            return f"{_plain(text.vi)}\n\n*{_plain(text.en)}*"
        case Grid(head, rows):
            return _table([_both(h) for h in head], rows)
        case Dots(title, points):
            rows = [(name, f"{stated:.0%}", f"{held:.1%}") for name, stated, held in points]
            return _table([_both(title), "stated", "held"], rows)
        case Bars(title, unit, bars):
            return _table([_both(title), unit], [(n, f"{v:.0f}") for n, v in bars])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *([_plain(c) for c in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _both(said: Said) -> str:
    return _plain(said.vi if said.vi == said.en else f"{said.vi} · {said.en}")


def _plain(text: str) -> str:
    """Escape what would end a cell or open a tag."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
