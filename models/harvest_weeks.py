"""Production by ward and week of harvest: when how much rice comes in, and how sure that is.

A field's harvest day is known to a range; its production is spread evenly over the days of that
range. The interval adds the fields' halves as far as they err together (`models.yields.shared`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import WARD_WEEKS
from models.ward_forecast import FEWEST_FIELDS
from models.yields.shared import half_width

LONGEST_DAYS = 60
"""A harvest range longer than this says nothing of the week: such a field is left out."""
KEYS = ["ward_code", "ward", "season", "issued", "week"]


def by_week(
    forecast: pd.DataFrame, seasons: pd.DataFrame, places: pd.DataFrame, shared: float = 1.0
) -> tuple[pd.DataFrame, int]:
    """Add field forecasts up to wards and weeks.

    Parameters
    ----------
    forecast
        YIELD_FORECAST rows of one season and one day of issue.
    seasons
        FIELD_SEASONS rows: when each field was or will be cut.
    places
        `field_id`, `ward_code`, `ward`, `area_ha`.
    shared
        Share of the error variance that fields have in common; 1 is the cautious answer.

    Returns
    -------
    WARD_WEEKS rows, and the number of fields left out (silent, undated, or too few in a ward). A
    week in which fewer than `FEWEST_FIELDS` fields may be cut has no row.
    """
    dated = seasons[["field_id", "season", "harvest_low", "harvest_high"]].dropna()
    known = forecast[~forecast["abstained"]].merge(places.dropna(subset=["ward_code"]))
    known = known.merge(dated, on=["field_id", "season"])
    known["days"] = (known["harvest_high"] - known["harvest_low"]).dt.days + 1
    known = known[known["days"].between(1, LONGEST_DAYS)]
    enough = known.groupby("ward_code")["field_id"].transform("nunique") >= FEWEST_FIELDS
    told = _daily(known[enough])
    left_out = len(forecast) - int(enough.sum())
    if told.empty:
        return WARD_WEEKS.empty(), left_out
    weeks = told.groupby([*KEYS, "field_id"], as_index=False)[["t", "low_t", "high_t"]].sum()
    groups = weeks.groupby(KEYS, sort=True)
    # A week in which few fields may be cut would tell a single farm's harvest: it is not told.
    rows = [_week(group, shared) for _, group in groups if len(group) >= FEWEST_FIELDS]
    if not rows:
        return WARD_WEEKS.empty(), left_out
    return WARD_WEEKS.check(pd.DataFrame(rows)[WARD_WEEKS.names].reset_index(drop=True)), left_out


def _daily(known: pd.DataFrame) -> pd.DataFrame:
    """Return one row a field and possible day, with that day's share of the production (t)."""
    repeated = known.loc[known.index.repeat(known["days"])].reset_index(drop=True)
    nth = repeated.groupby("field_id").cumcount()
    day = repeated["harvest_low"] + pd.to_timedelta(nth, unit="D")
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    tonnes = repeated["area_ha"] / repeated["days"] / 1_000.0
    return repeated.assign(
        week=monday.astype("datetime64[us]"),
        t=repeated["yield_kg_ha"] * tonnes,
        low_t=(repeated["yield_kg_ha"] - repeated["low"]) * tonnes,
        high_t=(repeated["high"] - repeated["yield_kg_ha"]) * tonnes,
    )


def _week(group: pd.DataFrame, shared: float) -> dict[str, object]:
    total = float(group["t"].sum())
    below, above = (half_width(group[side].to_numpy(), shared) for side in ("low_t", "high_t"))
    return {
        **{key: group[key].iloc[0] for key in KEYS},
        "production_t": total,
        "production_low_t": float(np.maximum(total - below, 0.0)),
        "production_high_t": total + above,
    }
