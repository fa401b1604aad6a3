"""Bring field seasons, surveyed yields and places together, as known on the day of issue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_sources.tag import Tag
from models.folds import blocks, locations
from models.yields.features import FEATURES, LEADS, Lead, at_lead, build, leads
from models.yields.residual import Cases
from models.yields.standing import Standing, standing

Floats = NDArray[np.float64]
KEYS = ["field_id", "season"]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """All that a forecaster may learn from.

    Parameters
    ----------
    seasons
        FIELD_SEASONS rows of this and of past seasons.
    surveys
        SURVEYS rows.
    places
        `field_id`, `x`, `y` in metres, EPSG:32648.
    tag
        The weakest tag of them.
    traits
        What else is known of a field's season, by `field_id` and `season`: any of the features that
        FIELD_SEASONS does not hold.
    notes
        What the sources repaired, refused and missed: it stands on the card.
    observed
        Whether satellites were asked at all: without any, a field that none saw is no exception.
    """

    seasons: pd.DataFrame
    surveys: pd.DataFrame
    places: pd.DataFrame
    tag: Tag
    traits: pd.DataFrame | None = None
    observed: bool = True
    notes: tuple[str, ...] = ()

    def known_on(self, as_of: date) -> Records:
        """Return the records without yields harvested after *as_of*."""
        return replace(self, surveys=self.surveys[self.surveys["harvested"] <= pd.Timestamp(as_of)])

    def rows(self, as_of: date) -> pd.DataFrame:
        """Return every field season with its traits and the stage it had reached on *as_of*."""
        rows = self.seasons.assign(lead=leads(self.seasons, as_of))
        rows = rows.merge(earlier_yields(rows, self.known_on(as_of).surveys), on=KEYS, how="left")
        if self.traits is not None:
            rows = rows.merge(self.traits, on=KEYS, how="left", validate="1:1")
        return rows.reindex(
            columns=list(dict.fromkeys([*rows.columns, *(f.name for f in FEATURES)]))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Known yields at one stage of the crop.

    Parameters
    ----------
    cases
        Grouped by 5-km block.
    xy
        Metres, EPSG:32648; NaN where the place is not known.
    locations, districts
        Number of each case's exact place, and of its former district (one number where unknown).
    scale
        What "usual" is in each season.
    """

    cases: Cases
    xy: Floats
    locations: NDArray[np.intp]
    districts: NDArray[np.intp]
    scale: Standing


def numbers(rows: pd.DataFrame, lead: Lead, as_of: date) -> pd.DataFrame:
    """Return the raw features of every row that reached *lead*, by field and season."""
    reached = rows[rows["lead"].isin(LEADS[LEADS.index(lead) :])]
    features = build(reached, at_lead(lead), as_of)
    return pd.concat([reached[KEYS], features], axis=1)


def taught(records: Records, lead: Lead, as_of: date) -> Taught:
    """Return every surveyed yield with its features at *lead*.

    A yield without a seen season keeps NaN features: it speaks for the baseline and for the width
    of the interval, never for a departure.
    """
    known = records.known_on(as_of).surveys[[*KEYS, "yield_kg_ha", "district"]]
    known = known.merge(records.places[["field_id", "x", "y"]], on="field_id", how="left")
    seen = numbers(records.rows(as_of), lead, as_of)
    names = [f.name for f in at_lead(lead) if seen[f.name].notna().any()]
    scale = standing(seen, names)
    known = known.merge(seen, on=KEYS, how="left")
    known = known.sort_values(["season", "field_id"], ignore_index=True)
    xy = known[["x", "y"]].to_numpy(float)
    cases = Cases(
        scale.of(known),
        tuple(names),
        known["yield_kg_ha"].to_numpy(float),
        known["season"].to_numpy(str),
        _together(blocks(xy[:, 0], xy[:, 1])),
    )
    return Taught(
        cases,
        xy,
        _together(locations(xy[:, 0], xy[:, 1])),
        _together(pd.factorize(known["district"], sort=True)[0]),
        scale,
    )


def earlier_yields(rows: pd.DataFrame, surveys: pd.DataFrame) -> pd.DataFrame:
    """Return how far each field stood from its season's mean at its last harvest before a sowing.

    Parameters
    ----------
    rows
        FIELD_SEASONS rows.
    surveys
        SURVEYS rows known on the day of issue.

    Returns
    -------
    pandas.DataFrame
        `field_id`, `season`, `earlier_yield` (kg/ha), one row a field season that has one.
    """
    mean = surveys.groupby("season")["yield_kg_ha"].transform("mean")
    past = surveys.assign(earlier_yield=surveys["yield_kg_ha"] - mean)
    past = past[["field_id", "harvested", "earlier_yield"]].sort_values("harvested")
    sown = rows.loc[rows["sowing"].notna(), [*KEYS, "sowing"]].sort_values("sowing")
    both = pd.merge_asof(
        sown.astype({"sowing": "datetime64[us]"}),
        past.astype({"harvested": "datetime64[us]"}),
        left_on="sowing",
        right_on="harvested",
        by="field_id",
        tolerance=pd.Timedelta(days=366),
        allow_exact_matches=False,
    )
    return both[[*KEYS, "earlier_yield"]].dropna()


def _together(labels: NDArray[np.generic]) -> NDArray[np.intp]:
    """Give fields without a known place one label of their own: they are never told apart."""
    numbers = np.asarray(labels, np.intp)
    return np.where(numbers < 0, numbers.max(initial=-1) + 1, numbers)
