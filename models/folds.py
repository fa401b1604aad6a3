"""What may be learned from what: blocks, locations, districts, years; never rows at random.

Neighbouring fields share soil, water, weather and surveyor, and one field appears in several
seasons. A random split puts such twins on both sides and measures memory, not skill; so the code
refuses it (Roberts et al. 2017, Ecography 40, 913: "Cross-validation strategies for data with
temporal, spatial, hierarchical, or phylogenetic structure").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import GroupKFold

from data_sources.errors import Refused

Rows = NDArray[np.intp]
Labels = NDArray[np.intp]

BLOCK_M = 5_000.0
"""Side of a spatial block in metres, in EPSG:32648."""
PARTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Rows to learn from and rows to be judged on.

    Parameters
    ----------
    name
        What is held out: a number, a district, a year.
    train, test
        Positions of rows.
    """

    name: str
    train: Rows
    test: Rows


def locations(x: ArrayLike, y: ArrayLike) -> Labels:
    """Return a number a place: rows of identical coordinates share a number; -1 for unknown."""
    return _numbered(pd.DataFrame({"x": np.asarray(x, float), "y": np.asarray(y, float)}))


def blocks(x: ArrayLike, y: ArrayLike, side_m: float = BLOCK_M) -> Labels:
    """Return a number a square block of *side_m* that the coordinates (metres) fall in."""
    cells = pd.DataFrame({"x": np.asarray(x, float), "y": np.asarray(y, float)}) // side_m
    return _numbered(cells)


def _numbered(coordinates: pd.DataFrame) -> Labels:
    # A row without coordinates has no group of its own; -1 says so.
    return np.asarray(coordinates.groupby(["x", "y"]).ngroup().fillna(-1), np.intp)


def grouped(groups: ArrayLike, parts: int = PARTS) -> list[Fold]:
    """Hold out *parts* sets of whole groups, one after the other.

    Raises
    ------
    Refused
        Where there are fewer than two groups: nothing can be held out.
    """
    labels = np.asarray(groups)
    found = len(np.unique(labels))
    if found < 2:
        raise Refused("validation", [f"{found} group(s) of places, at least 2 are needed"])
    split = GroupKFold(min(parts, found)).split(labels, groups=labels)
    return [Fold(str(n), train, test) for n, (train, test) in enumerate(split)]


def leave_out(labels: Sequence[object] | ArrayLike) -> list[Fold]:
    """Hold out one label after the other: a district, a year."""
    values = np.asarray(labels)
    names = np.unique(values)
    if len(names) < 2:
        raise Refused("validation", [f"{len(names)} label(s), at least 2 are needed"])
    return [Fold(str(n), np.flatnonzero(values != n), np.flatnonzero(values == n)) for n in names]


def walk_forward(years: ArrayLike, first: int) -> list[Fold]:
    """Judge each year from *first* on what was known before it: earlier years only."""
    values = np.asarray(years)
    judged = [int(year) for year in np.unique(values) if year >= first and (values < year).any()]
    if not judged:
        raise Refused("walk-forward", [f"no year from {first} on has an earlier one"])
    return [
        Fold(str(year), np.flatnonzero(values < year), np.flatnonzero(values == year))
        for year in judged
    ]


def years_apart(years: Sequence[Fold], places: Labels, parts: int = PARTS) -> list[Fold]:
    """Take folds over *years* (left out, or walked forward) apart in place as well."""
    judged = [
        Fold(
            f"{year.name}, {place.name}",
            _both(year.train, place.train),
            _both(year.test, place.test),
        )
        for year in years
        for place in grouped(places, parts)
    ]
    return [fold for fold in judged if len(fold.train) and len(fold.test)]


def _both(left: Rows, right: Rows) -> Rows:
    return np.intersect1d(left, right)


def apart(folds: Sequence[Fold], places: Labels) -> list[Fold]:
    """Take from each fold's training rows every place that it is judged on."""
    kept = []
    for fold in folds:
        seen = np.isin(places[fold.train], places[fold.test])
        kept.append(Fold(fold.name, fold.train[~seen], fold.test))
    return kept


def check(folds: Sequence[Fold], places: Labels) -> Sequence[Fold]:
    """Return *folds* unchanged, or refuse them where a place is on both sides.

    This is what refuses a random split: with several rows a place, or with places that are not
    named, it cannot be told from memory.
    """
    faults = []
    for fold in folds:
        both = np.intersect1d(places[fold.train], places[fold.test])
        if len(both):
            faults.append(f"fold {fold.name} has {len(both)} places on both sides")
    if faults:
        raise Refused("validation", faults, "Hold out whole places: folds.grouped or folds.apart.")
    return folds


def at_random(*_: object, **__: object) -> list[Fold]:
    """Refuse: rows drawn at random leave neighbours and twins on both sides."""
    raise Refused(
        "random K-fold",
        ["rows drawn at random leave neighbours and the same field on both sides"],
        "Hold out blocks, locations, districts or years instead.",
    )
