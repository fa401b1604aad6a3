"""How far a forecaster may be trusted: reliability, what it looks at, the chance of a poor yield.

All on cases held out with their whole place, as everything that is said of a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.cards.card import Chance, Importance, Reliability
from models.folds import Fold
from models.intervals import LEAST, quantile_edges
from models.scores import skill
from models.yields.cases import Taught
from models.yields.model import FieldModel, Floats, inner_folds
from models.yields.residual import Cases, held_out

LEVELS = (0.5, 0.7, 0.8, 0.9, 0.95)
POOR = 0.9
"""Share of the season's usual yield below which a yield is poor."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a card says beside its table."""

    reliability: tuple[Reliability, ...]
    importance: tuple[Importance, ...]
    chances: tuple[Chance, ...]


def looked_at(taught: Taught, model: FieldModel, lead: str, seed: int) -> Trust:
    """Look at the *model* of one stage on the cases it learned from, held out again."""
    cases = taught.cases
    folds = inner_folds(cases.places)
    base, departure = held_out(cases, folds, seed)
    believed = np.array([model.residual.weight.get(str(c), 0.0) for c in cases.codes])
    said = base + believed * departure
    names = [n for n in sorted(set(cases.codes.tolist())) if (cases.codes == n).sum() >= LEAST]
    reliability: list[Reliability] = []
    chances: list[Chance] = []
    for name in names:
        mine = np.flatnonzero((cases.codes == name) & np.isfinite(base))
        inner = inner_folds(cases.places[mine])
        errors = (cases.kg_ha - said)[mine]
        reliability.extend(_reliability(errors, inner, lead, name))
        if believed[mine].any() and inner:
            chances.append(_chance(cases.take(mine), said[mine], base[mine], inner, lead, seed))
    return Trust(tuple(reliability), tuple(_importance(cases, model, lead)), tuple(chances))


def _reliability(
    errors: Floats, folds: list[Fold], lead: str, season: str
) -> Iterator[Reliability]:
    for stated in LEVELS:
        held = np.zeros(len(errors), bool)
        for fold in folds:
            low, high = quantile_edges(errors[fold.train], stated)
            held[fold.test] = (errors[fold.test] >= low) & (errors[fold.test] <= high)
        if folds:
            yield Reliability(lead, season, stated, float(held.mean()))


def _importance(cases: Cases, model: FieldModel, lead: str) -> Iterator[Importance]:
    trees = model.residual.trees
    seen = np.flatnonzero(cases.seen)[:2_000]
    if trees is None or not len(seen):
        return
    mean = np.abs(trees.contributions(cases.rows[seen])[:, :-1]).mean(axis=0)
    for n in np.argsort(-mean, kind="stable"):
        yield Importance(lead, cases.features[n], float(mean[n]))


def _chance(
    cases: Cases, said: Floats, base: Floats, folds: list[Fold], lead: str, seed: int
) -> Chance:
    """Judge the chance of a poor yield against the frequency of poor yields in the season."""
    poor = cases.kg_ha < POOR * base
    told, usual = np.full((2, len(said)), np.nan)
    errors = cases.kg_ha - said
    for fold in folds:
        told[fold.test] = poor_chance(said[fold.test], base[fold.test], errors[fold.train])
        usual[fold.test] = poor[fold.train].mean()
    gain = skill(poor.astype(float), told, usual, cases.places, seed)
    return Chance(lead, str(cases.codes[0]), gain, shown=gain.low > 0 and gain.groups > 1)


def poor_chance(said: Floats, usual: Floats, errors: Floats) -> Floats:
    """Return the chance that a yield falls below `POOR` of the *usual* one.

    The forecast's own held-out *errors* are its distribution: no shape is assumed.
    """
    ordered: NDArray[np.float64] = np.sort(errors)
    below = np.searchsorted(ordered, POOR * usual - said, side="left")
    return below / len(ordered)
