"""Forecast every field of a season, and say how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_sources.datasets import YIELD_FORECAST
from data_sources.season import Season
from data_sources.tag import Tag
from models.cards.card import Card, Row
from models.yields import abstain
from models.yields.cases import KEYS, Records, numbers
from models.yields.features import LEADS, Lead, leads
from models.yields.learn import NAME, Trained, learn
from models.yields.level import RUNNING


@dataclass(frozen=True, slots=True, eq=False)
class YieldResult:
    """A season's forecasts with their account.

    Parameters
    ----------
    forecast
        Keeps YIELD_FORECAST: every field of the season.
    trained
        What made it.
    """

    forecast: pd.DataFrame
    trained: Trained

    @property
    def card(self) -> Card:
        """Data, protocol, baselines, skills, coverage, limits."""
        return self.trained.card

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
    """Learn from what was known on *as_of* and forecast every field of *season*.

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
    asked = seasons[seasons["season"] == str(season)]
    reached = stage_of(asked, as_of)
    wanted: tuple[Lead, ...] = tuple(x for x in LEADS if (reached == x).any())
    records = Records(seasons, surveys, places, tag)
    trained = learn(records, season, as_of, seed, wanted=wanted)
    return YieldResult(say(trained, records, as_of), trained)


def stage_of(rows: pd.DataFrame, as_of: date) -> pd.Series:
    """Return the stage each field is spoken of at; the just sown share the first one's baseline."""
    reached = leads(rows, as_of)
    return reached.mask(reached == "", LEADS[0])


def say(trained: Trained, records: Records, as_of: date) -> pd.DataFrame:
    """Forecast the fields of the season that *trained* was made for, as YIELD_FORECAST rows.

    Parameters
    ----------
    records
        Its seasons as known on *as_of*; seasons that were not asked for are left out.
    """
    rows = records.rows(as_of)
    asked = rows[rows["season"] == str(trained.season)]
    asked = asked.merge(records.places[["field_id", "x", "y"]], on="field_id", how="left")
    asked = asked.sort_values("field_id", ignore_index=True)
    spoken_at = stage_of(asked, as_of)
    parts = [
        _say(trained, lead, asked[spoken_at == lead], asked, as_of)
        for lead in LEADS
        if (spoken_at == lead).any()
    ]
    said = pd.concat(parts).sort_index() if parts else _nothing()
    unseen = _unseen(asked) if records.observed else said["reason"]
    said["reason"] = said["reason"].mask(unseen != "", unseen)
    return _contract_rows(asked, said, trained.season, as_of)


def _say(
    trained: Trained, lead: Lead, mine: pd.DataFrame, everyone: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Forecast the fields that are spoken of at one stage."""
    stage = trained.stages[lead]
    seen = numbers(everyone, lead, as_of)
    x = stage.scale.joined(seen).of(mine[KEYS].merge(seen, on=KEYS, how="left"))
    season = np.full(len(mine), str(trained.season))
    level = np.full(len(mine), np.nan if trained.level is None else trained.level.kg_ha)
    running = trained.level is not None and trained.level.rule == RUNNING
    said = stage.model.forecast(x, season, level, np.full(len(mine), not running))
    believed = stage.model.residual.weight.get(trained.season.code, 0.0) > 0
    strange = stage.familiar.strange(mine[["x", "y"]].to_numpy(float), x)
    unknown = ~np.isfinite(said.kg_ha) | ~np.isfinite(said.low)
    return pd.DataFrame(
        {
            "yield_kg_ha": said.kg_ha,
            "low": said.low,
            "high": said.high,
            "model": np.where(np.isfinite(x).any(axis=1) & believed, NAME, "baseline"),
            "reason": np.where(unknown, abstain.NO_YIELDS.code, strange.to_numpy(str)),
        },
        index=mine.index,
    )


def _nothing() -> pd.DataFrame:
    columns = {"yield_kg_ha": float, "low": float, "high": float, "model": "str", "reason": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


def _unseen(asked: pd.DataFrame) -> pd.Series:
    """Return the reason to abstain where no satellite saw the field, or saw no crop."""
    signals = asked[["ndvi_peak", "vh_rise_db", "vh_span_db"]]
    blind = (asked["clear_days"] == 0) & signals.isna().all(axis=1)
    bare = ~blind & asked["sowing"].isna() & asked["heading"].isna()
    reason = pd.Series("", index=asked.index, dtype="str")
    return reason.mask(blind, abstain.NO_OBSERVATION.code).mask(bare, abstain.NO_CROP.code)


def _contract_rows(
    asked: pd.DataFrame, said: pd.DataFrame, season: Season, as_of: date
) -> pd.DataFrame:
    """Lay the forecasts out as YIELD_FORECAST; an abstention holds no number."""
    silent = said["reason"] != ""
    told = said[["yield_kg_ha", "low", "high"]].mask(silent)
    rows = pd.DataFrame(
        {
            "field_id": asked["field_id"].astype("str"),
            "season": str(season),
            "issued": pd.Timestamp(as_of).as_unit("us"),
            **{name: told[name].astype("float64") for name in told},
            "model": said["model"].astype("str"),
            "abstained": silent,
            "reason": said["reason"].astype("str").where(silent),
        }
    )
    return YIELD_FORECAST.check(rows)
