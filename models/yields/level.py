"""The baseline: what anybody could say without a satellite, chosen on past years only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from data_sources.season import Season

Rule = Literal["this season's harvests", "season mean", "last year", "same-year update"]
RUNNING: Rule = "this season's harvests"
LEAST = 30
"""Yields of the running season from which on their own mean says more than past years."""
_JUDGED = 3
"""Past years a rule must have been judged on before it may replace the season mean."""


@dataclass(frozen=True, slots=True)
class Level:
    """The yield expected of an average field of a season.

    Parameters
    ----------
    kg_ha
        Expected yield.
    rule
        How it was found.
    years
        Past seasons of the same name it rests on.
    """

    kg_ha: float
    rule: Rule
    years: int


def level(yields: pd.DataFrame, season: Season) -> Level | None:
    """Say what an average field of *season* will yield; None where no such season was surveyed.

    Parameters
    ----------
    yields
        `season` and `yield_kg_ha` of every survey known on the day of issue.
    """
    running = yields.loc[yields["season"] == str(season), "yield_kg_ha"]
    if len(running) >= LEAST:
        return Level(float(running.mean()), RUNNING, 1)
    table = means(yields)
    past = table.get(season.code)
    past = None if past is None else past[past.index < season.year].dropna()
    if past is None or past.empty:
        return None
    rule = _best_rule(table, season)
    return Level(float(_apply(rule, table, season)), rule, len(past))


def means(yields: pd.DataFrame) -> pd.DataFrame:
    """Return the mean yield of every year (rows) and season name (columns)."""
    names = yields["season"].str.split("-", expand=True)
    keys = [names[0].astype(int).rename("year"), names[1].rename("code")]
    return yields["yield_kg_ha"].groupby(keys).mean().unstack()


def _best_rule(table: pd.DataFrame, season: Season) -> Rule:
    rules: tuple[Rule, ...] = ("season mean", "last year", "same-year update")
    judged = [y for y in table.index if y < season.year and season.code in table][1:]
    errors = {rule: [] for rule in rules}
    for year in judged:
        truth = float(table[season.code].loc[year])
        said = [_apply(rule, table, Season(int(year), season.code)) for rule in rules]
        if np.isfinite(truth) and np.isfinite(said).all():
            for rule, value in zip(rules, said, strict=True):
                errors[rule].append((truth - value) ** 2)
    if len(errors["season mean"]) < _JUDGED:
        return "season mean"
    return min(rules, key=lambda rule: float(np.mean(errors[rule])))


def _apply(rule: Rule, table: pd.DataFrame, season: Season) -> float:
    """Apply *rule* with nothing but earlier years, and earlier seasons of the same year."""
    past = table.loc[table.index < season.year, season.code].dropna()
    if past.empty:
        return np.nan
    if rule == "season mean":
        return float(past.mean())
    last = float(past.iloc[-1])
    if rule == "last year" or season.code == "WS" or "WS" not in table:
        return last
    return last + _slope(table, season) * _change(table["WS"], season.year)


def _change(series: pd.Series, year: int) -> float:
    """Return the change from the year before; 0 where either year is unknown."""
    change = series.reindex([year - 1, year]).diff().to_numpy(float)[1]
    return float(np.nan_to_num(change))


def _slope(table: pd.DataFrame, season: Season) -> float:
    """Return how much of a winter-spring change came again later, least squares over past years."""
    past = table.loc[table.index < season.year, ["WS", season.code]]
    changes = past.diff().dropna()
    early, late = changes["WS"].to_numpy(float), changes[season.code].to_numpy(float)
    power = float(early @ early)
    if len(changes) < _JUDGED or power == 0:
        return 0.0
    return float(np.clip(early @ late / power, 0.0, 1.0))
