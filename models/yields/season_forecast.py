"""Forecast every field of a season, and say how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data_sources.datasets import YIELD_FORECAST
from data_sources.season import Season
from data_sources.tag import Tag
from models.folds import grouped
from models.yields import abstain
from models.yields.card import Card, Row
from models.yields.cases import Taught, numbers, taught
from models.yields.features import LEADS, Lead, at_lead, leads
from models.yields.judged import table
from models.yields.level import Level, level
from models.yields.model import FieldModel, train

NAME = "ruong-field"
VARIANTS = 6
"""Variants tried on the surveyed fields so far; see docs/models.md."""


@dataclass(frozen=True, slots=True, eq=False)
class YieldResult:
    """A season's forecasts with their account.

    Parameters
    ----------
    forecast
        Keeps YIELD_FORECAST: every field of the season.
    card
        Data, protocol, baselines, skills, coverage, limits.
    models
        The fitted model of each stage of the crop that occurs.
    """

    forecast: pd.DataFrame
    card: Card
    models: dict[Lead, FieldModel]

    @property
    def skill(self) -> dict[str, Row]:
        """The model's lines over all seasons, by "protocol, stage"."""
        mine = (r for r in self.card.rows if r.model != "baseline" and r.season == "all")
        return {f"{r.protocol}, {r.lead}": r for r in mine}


def forecast(
    seasons: pd.DataFrame,
    surveys: pd.DataFrame,
    places: pd.DataFrame,
    season: Season,
    as_of: date,
    seed: int,
    *,
    tag: Tag,
) -> YieldResult:
    """Forecast the yield of every field of *season* as known on *as_of*.

    Parameters
    ----------
    seasons
        FIELD_SEASONS rows of this and of past seasons.
    surveys
        SURVEYS rows; those harvested after *as_of* are left out.
    places
        `field_id`, `x`, `y` in metres, EPSG:32648.
    tag
        The weakest tag of the inputs: it stands on the card.

    Returns
    -------
    The same result, byte for byte, for the same arguments.
    """
    known = surveys[surveys["harvested"] <= pd.Timestamp(as_of)]
    rows = seasons.assign(lead=leads(seasons, as_of))
    asked = rows[rows["season"] == str(season)].merge(places, on="field_id", how="left")
    asked = asked.sort_values("field_id", ignore_index=True)
    expected = level(known, season)
    said = pd.DataFrame(
        {"yield_kg_ha": np.nan, "low": np.nan, "high": np.nan, "model": "baseline", "reason": ""},
        index=asked.index,
    )
    models: dict[Lead, FieldModel] = {}
    judged: list[Row] = []
    for lead in LEADS:
        mine = asked.index[_spoken_at(asked["lead"], lead)]
        if not len(mine):
            continue
        learned = taught(rows, known, places, lead, as_of)
        models[lead] = train(learned.cases, seed)
        judged.extend(judge_all(learned, lead, seed))
        features = asked.loc[mine, ["field_id", "season"]].merge(
            numbers(rows, lead, as_of), on=["field_id", "season"], how="left"
        )
        said.loc[mine] = _say(models[lead], learned, asked.loc[mine], features, expected)
    said["reason"] = said["reason"].mask(_unseen(asked) != "", _unseen(asked))
    return YieldResult(
        _contract_rows(asked, said, season, as_of),
        _card(tag, season, as_of, expected, models, judged),
        models,
    )


def _spoken_at(reached: pd.Series, lead: Lead) -> pd.Series:
    """Tell which fields are spoken of at *lead*; the just sown share the first stage's baseline."""
    return (reached == lead) | ((reached == "") & (lead == LEADS[0]))


def judge_all(learned: Taught, lead: Lead, seed: int) -> Iterator[Row]:
    """Yield the lines of both field protocols: by 5-km block and by location."""
    for protocol, groups in (
        ("5-km block", learned.cases.places),
        ("location", learned.locations),
    ):
        if len(np.unique(groups)) > 1:
            cases = replace(learned.cases, places=groups)
            yield from table(cases, protocol, grouped(groups), lead, seed)


def _say(
    model: FieldModel,
    learned: Taught,
    asked: pd.DataFrame,
    features: pd.DataFrame,
    expected: Level | None,
) -> pd.DataFrame:
    """Forecast the *asked* fields of one stage."""
    x = features[list(learned.cases.features)].to_numpy(float)
    codes = asked["season"].str.partition("-")[2].to_numpy(str)
    mean = np.full(len(asked), np.nan if expected is None else expected.kg_ha)
    said = model.forecast(x, codes, mean)
    believed = np.array([model.residual.weight.get(str(c), 0.0) > 0 for c in codes])
    seen = np.isfinite(x).any(axis=1) & believed
    strange = _familiar(learned).strange(asked[["x", "y"]].to_numpy(float), x)
    unknown = ~np.isfinite(said.kg_ha) | ~np.isfinite(said.low)
    return pd.DataFrame(
        {
            "yield_kg_ha": said.kg_ha,
            "low": said.low,
            "high": said.high,
            "model": np.where(seen, NAME, "baseline"),
            "reason": np.where(unknown, abstain.NO_YIELDS.code, strange.to_numpy(str)),
        },
        index=asked.index,
    )


def _familiar(learned: Taught) -> abstain.Familiar:
    """Learn what is known from all surveyed places, by the widest test that was made."""
    placed = np.flatnonzero(np.isfinite(learned.xy).all(axis=1))
    groups = learned.cases.places[placed]
    folds = grouped(groups) if len(np.unique(groups)) > 1 else []
    cases = learned.cases.take(placed)
    return abstain.familiar(learned.xy[placed], cases.rows, cases.features, folds)


def _unseen(asked: pd.DataFrame) -> pd.Series:
    """Return the reason to abstain where no satellite saw the field, or saw no crop."""
    blind = (asked["clear_days"] == 0) & asked["vh_rise_db"].isna() & asked["sowing"].isna()
    bare = ~blind & asked["sowing"].isna() & asked["heading"].isna()
    reason = pd.Series("", index=asked.index, dtype="str")
    return reason.mask(blind, abstain.NO_OBSERVATION.code).mask(bare, abstain.NO_CROP.code)


def _contract_rows(
    asked: pd.DataFrame, said: pd.DataFrame, season: Season, as_of: date
) -> pd.DataFrame:
    """Lay the forecasts out as YIELD_FORECAST; an abstention holds no number."""
    silent = said["reason"] != ""
    numbers_only = said[["yield_kg_ha", "low", "high"]].mask(silent)
    rows = pd.DataFrame(
        {
            "field_id": asked["field_id"].astype("str"),
            "season": str(season),
            "issued": pd.Timestamp(as_of).as_unit("us"),
            **{name: numbers_only[name].astype("float64") for name in numbers_only},
            "model": said["model"].astype("str"),
            "abstained": silent,
            "reason": said["reason"].astype("str").where(silent),
        }
    )
    return YIELD_FORECAST.check(rows)


def _card(
    tag: Tag,
    season: Season,
    as_of: date,
    expected: Level | None,
    models: dict[Lead, FieldModel],
    rows: list[Row],
) -> Card:
    weight = {lead: model.residual.weight for lead, model in models.items()}
    believed = any(w.get(season.code, 0.0) for w in weight.values())
    trees = {lead: model.residual.trees for lead, model in models.items()}
    return Card(
        tag=tag,
        season=str(season),
        issued=as_of,
        model=NAME if believed else "baseline",
        baseline="none" if expected is None else expected.rule,
        weight={lead: dict(w) for lead, w in weight.items()},
        rows=tuple(rows),
        checksums={lead: t.checksum for lead, t in trees.items() if t is not None},
        features={lead: tuple(f.name for f in at_lead(lead)) for lead in models},
        variants=VARIANTS,
        notes=(),
    )
