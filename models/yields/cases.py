"""Bring field seasons, surveyed yields and places together, as known on the day of issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.folds import blocks, locations
from models.yields.features import LEADS, Lead, at_lead, build
from models.yields.residual import Cases

Floats = NDArray[np.float64]
_KEYS = ["field_id", "season"]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Known yields at one stage of the crop.

    Parameters
    ----------
    cases
        Grouped by 5-km block.
    xy
        Metres, EPSG:32648; NaN where the place is not known.
    locations
        Number of each case's exact place.
    """

    cases: Cases
    xy: Floats
    locations: NDArray[np.intp]


def numbers(rows: pd.DataFrame, lead: Lead, as_of: date) -> pd.DataFrame:
    """Return the features of every row that reached *lead*, by field and season."""
    reached = rows[rows["lead"].isin(LEADS[LEADS.index(lead) :])]
    features = build(reached, at_lead(lead), as_of)
    return pd.concat([reached[_KEYS], features], axis=1)


def taught(
    rows: pd.DataFrame, surveys: pd.DataFrame, places: pd.DataFrame, lead: Lead, as_of: date
) -> Taught:
    """Return every surveyed yield with its features at *lead*.

    A yield without a seen season keeps NaN features: it speaks for the baseline and for the width
    of the interval, never for a departure.
    """
    names = [f.name for f in at_lead(lead)]
    known = surveys[[*_KEYS, "yield_kg_ha"]].merge(places, on="field_id", how="left")
    known = known.merge(numbers(rows, lead, as_of), on=_KEYS, how="left")
    known = known.sort_values(["season", "field_id"], ignore_index=True)
    xy = known[["x", "y"]].to_numpy(float)
    cases = Cases(
        known[names].to_numpy(float),
        tuple(names),
        known["yield_kg_ha"].to_numpy(float),
        known["season"].to_numpy(str),
        _together(blocks(xy[:, 0], xy[:, 1])),
    )
    return Taught(cases, xy, _together(locations(xy[:, 0], xy[:, 1])))


def _together(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give fields without a known place one label of their own: they are never told apart."""
    return np.where(labels < 0, labels.max(initial=-1) + 1, labels)
