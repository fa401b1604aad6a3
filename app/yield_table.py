"""Print the table of models and protocols on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from models.cards.card import Row


@dataclass(frozen=True, slots=True)
class Unit:
    """What yields are shown in."""

    name: str
    kg_ha: float
    digits: int


KG = Unit("kg/ha", 1.0, 0)
QUINTAL = Unit("quintal/ha (tạ/ha)", 100.0, 2)
_HEAD = (
    "held out",
    "model",
    "stage",
    "season",
    "cases",
    "RMSE",
    "skill vs baseline [90 %]",
    "coverage",
    "worst",
    "Winkler",
)


def lines(rows: Iterable[Row], unit: Unit) -> Iterator[str]:
    """Yield a line a row, columns aligned, the unit first."""
    cells = [_HEAD, *(_cells(row, unit) for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(_HEAD))]
    yield f"RMSE, Winkler: {unit.name}"
    for line in cells:
        words = [
            cell.ljust(width) if n < 4 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(words).rstrip()


def _cells(row: Row, unit: Unit) -> tuple[str, ...]:
    protocol, model, lead, season, cases, *_ = astuple(row)
    return (
        protocol,
        model,
        lead,
        season,
        str(cases),
        f"{row.rmse / unit.kg_ha:.{unit.digits}f}",
        str(row.skill),
        f"{row.coverage:.3f}",
        f"{row.worst:.3f}",
        f"{row.winkler / unit.kg_ha:.{unit.digits}f}",
    )
