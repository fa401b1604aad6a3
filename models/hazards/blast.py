"""Weather that favours rice blast: mild nights and damp air, a week on end.

A day counts where the lowest temperature is 20-26 degC and the air 90 % damp or more; a week of
such days on seedlings, tillering plants or at the emergence of the panicle is the warning (Rice
Knowledge Management Portal of ICAR, "Forecasting of rice blast disease"). The rule speaks of the
damp of the night and daily weather has its mean, which is drier: what counts here counted there.

    run = days in a row that count          level 1 from 4 days, 2 from 7

Weather alone proves no disease: there is no level 3, and no chance, for no outbreak was scored.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import RISK
from models.hazards.hazard import Assessment, Hazard, Situation, risk_rows
from models.hazards.salinity_persistence import Floats
from models.hazards.weather_days import by_day, nearest_points, run_length

NIGHT_C = (20.0, 26.0)
DAMP_PERCENT = 90.0
WATCH_DAYS = 4
WARN_DAYS = 7
SUSCEPTIBLE = ("seedling", "tillering", "reproductive")
UNCERTAIN_AFTER_DAYS = 5


def assess(situation: Situation) -> Assessment:
    """Return RISK rows of the fields whose plants blast can take now."""
    fields = situation.fields[situation.fields["stage"].isin(SUSCEPTIBLE)]
    last = situation.days[-1]
    night = by_day(situation.weather, "tmin", last)
    damp = by_day(situation.weather, "humidity", last)
    if fields.empty or night.empty or damp.empty:
        return Assessment(RISK.empty(), ("blast: no susceptible field, or no weather",))
    damp = damp.reindex(index=night.index, columns=night.columns)
    known = (night.notna() & damp.notna()).reindex(situation.days, fill_value=False)
    runs = run_length(favourable(night, damp)).reindex(situation.days)
    point = runs.columns.get_indexer(pd.Index(nearest_points(fields, situation.weather)))
    parts = []
    for number, day in enumerate(situation.days):
        at = (point >= 0) & known.iloc[number].to_numpy()[point]
        if at.any():
            days = runs.iloc[number].to_numpy()[point]
            parts.append(_rows(situation, day, fields[at], days[at]))
    if not parts:
        return Assessment(RISK.empty(), ("blast: the weather of these days is not known",))
    note = f"blast: weather looked at for {len(fields)} fields; chance not scored, so not shown"
    return Assessment(pd.concat(parts), (note,))


def favourable(night_c: pd.DataFrame, damp_percent: pd.DataFrame) -> pd.DataFrame:
    """Tell the days that favour blast; a day that is not known does not."""
    mild = (night_c >= NIGHT_C[0]) & (night_c <= NIGHT_C[1])
    return mild & (damp_percent >= DAMP_PERCENT)


def _rows(
    situation: Situation, day: pd.Timestamp, fields: pd.DataFrame, run: Floats
) -> pd.DataFrame:
    lead = (day - pd.Timestamp(situation.as_of)).days
    return risk_rows(
        "blast",
        situation.as_of,
        {
            "field_id": fields["field_id"].to_numpy(),
            "valid": day,
            "chance": np.nan,
            "severity": np.select([run >= WARN_DAYS, run >= WATCH_DAYS], [2, 1], 0),
            "value": run,
            "unit": "d",
            "confidence": "medium" if lead <= UNCERTAIN_AFTER_DAYS else "low",
            "reason_vi": [f"{n:.0f} ngày liền đêm mát, ẩm cao, hợp với đạo ôn" for n in run],
            "reason_en": [f"{n:.0f} days in a row mild and damp, as blast likes it" for n in run],
        },
    )


HAZARD = Hazard("blast", "Thời tiết đạo ôn", "Blast weather", assess)
