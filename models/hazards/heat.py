"""Heat while the rice flowers: a hottest hour that leaves spikelets empty.

Spikelets open at about noon and are sterile where it is over 35 degC then (Yoshida 1981,
Fundamentals of Rice Crop Science, p. 85; Satake & Yoshida 1978, Jpn. J. Crop Sci. 47, 6). Moist air
hinders the panicle from cooling itself (Weerakoon et al. 2008, J. Agron. Crop Sci. 194, 135), so at
a mean humidity of 85 % or more the line lies 1 degC lower; that size is our judgement and waits for
an agronomist. Flowering is taken from the earliest heading to seven days after the latest.

    excess = Tmax - (35, or 34 where humidity >= 85 %)   level 1 from 0, 2 from 1, 3 from 3 degC

How often the forecast's Tmax is right has not been scored here, so no chance is given.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import RISK
from models.hazards.hazard import Assessment, Hazard, Situation, risk_rows
from models.hazards.salinity_persistence import Floats
from models.hazards.weather_days import by_day, nearest_points

LINE_C = 35.0
HUMID_PERCENT = 85.0
LOWER_WHEN_HUMID_C = 1.0
FLOWERING_DAYS = 7
UNCERTAIN_AFTER_DAYS = 7


def assess(situation: Situation) -> Assessment:
    """Return RISK rows of the fields that flower within the days looked at."""
    fields = situation.fields.dropna(subset=["heading"])
    fields = fields[~fields["stage"].isin(["harvested", "bare"])]
    hottest = by_day(situation.weather, "tmax", situation.days[-1])
    if fields.empty or hottest.empty:
        return Assessment(RISK.empty(), ("heat: no field with a heading date, or no weather",))
    hottest = hottest.reindex(situation.days)
    humid = by_day(situation.weather, "humidity", situation.days[-1])
    humid = humid.reindex(index=situation.days, columns=hottest.columns)
    first, last = flowering(fields)
    point = hottest.columns.get_indexer(pd.Index(nearest_points(fields, situation.weather)))
    parts = []
    for number, day in enumerate(situation.days):
        tmax, damp = hottest.iloc[number].to_numpy()[point], humid.iloc[number].to_numpy()[point]
        at = (first <= day).to_numpy() & (last >= day).to_numpy() & (point >= 0) & np.isfinite(tmax)
        if at.any():
            parts.append(_rows(situation, day, fields[at], tmax[at], damp[at]))
    if not parts:
        return Assessment(RISK.empty(), ("heat: no field flowers in the days looked at",))
    rows = pd.concat(parts)
    note = f"heat: {rows['field_id'].nunique()} fields may flower; chance not scored, so not shown"
    return Assessment(rows, (note,))


def flowering(fields: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the first and last day a field may flower: heading, as unsure as the harvest is."""
    early = (fields["harvest"] - fields["harvest_low"]).fillna(pd.Timedelta(0))
    late = (fields["harvest_high"] - fields["harvest"]).fillna(pd.Timedelta(0))
    return fields["heading"] - early, fields["heading"] + late + pd.Timedelta(days=FLOWERING_DAYS)


def excess(tmax_c: Floats, humidity_percent: Floats) -> Floats:
    """Return by how much (degC) the day passes the line; unknown humidity counts as dry."""
    with np.errstate(invalid="ignore"):
        humid = humidity_percent >= HUMID_PERCENT
    return tmax_c - np.where(humid, LINE_C - LOWER_WHEN_HUMID_C, LINE_C)


def _rows(
    situation: Situation, day: pd.Timestamp, fields: pd.DataFrame, tmax: Floats, damp: Floats
) -> pd.DataFrame:
    over = excess(tmax, damp)
    lead = (day - pd.Timestamp(situation.as_of)).days
    return risk_rows(
        "heat",
        situation.as_of,
        {
            "field_id": fields["field_id"].to_numpy(),
            "valid": day,
            "chance": np.nan,
            "severity": np.select([over >= 3, over >= 1, over >= 0], [3, 2, 1], 0),
            "value": tmax,
            "unit": "degC",
            "confidence": "medium" if lead <= UNCERTAIN_AFTER_DAYS else "low",
            "reason_vi": [f"trời nóng nhất khoảng {t:.0f} °C, lúa có thể đang trổ" for t in tmax],
            "reason_en": [f"hottest about {t:.0f} °C, the rice may be flowering" for t in tmax],
        },
    )


HAZARD = Hazard("heat", "Nắng nóng khi trổ", "Heat at flowering", assess)
