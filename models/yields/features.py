"""What a yield forecast may look at, each with the day it became known.

A field is compared with the fields of its own season, never with the calendar (`standing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from data_sources.errors import Refused

Lead = Literal["sown", "headed", "ripe"]
LEADS: tuple[Lead, ...] = ("sown", "headed", "ripe")
"""How far the crop is when the forecast is made: what is known grows from left to right."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing a forecast may look at.

    Parameters
    ----------
    name
        A column of FIELD_SEASONS, or of the traits that come with it.
    lead
        The earliest stage of the crop at which it is complete.
    event, wait_days
        It is known `wait_days` after the date in the column `event`.
    vi, en
        What a person reads.
    """

    name: str
    lead: Lead
    event: str
    wait_days: int
    vi: str
    en: str


FEATURES: tuple[Feature, ...] = (
    # Sowing is seen when the leaves are: about a month of satellite passes later.
    Feature("sowing", "sown", "sowing", 30, "ngày sạ", "sowing date"),
    Feature("crops_a_year", "sown", "sowing", 30, "số vụ trong năm", "crops a year"),
    Feature("area_ha", "sown", "sowing", 30, "diện tích", "area"),
    # Only harvests before this sowing are looked at, so it is known when the sowing is seen.
    Feature(
        "earlier_yield", "sown", "sowing", 30, "năng suất vụ trước", "yield of the season before"
    ),
    # A peak is a peak once something lower follows it.
    Feature("ndvi_peak", "headed", "heading", 10, "NDVI cao nhất", "peak NDVI"),
    Feature("vh_rise_db", "headed", "heading", 10, "mức tăng VH", "rise of VH"),
    Feature("vh_span_db", "ripe", "harvest", 0, "biên độ VH cả vụ", "span of VH over the season"),
    Feature("ndvi_mean", "ripe", "harvest", 0, "NDVI trung bình", "mean NDVI"),
    Feature("rain_season", "ripe", "harvest", 0, "mưa cả vụ", "season rain"),
    Feature("tmean_season", "ripe", "harvest", 0, "nhiệt độ vụ", "season temperature"),
    Feature("salinity_season", "ripe", "harvest", 0, "độ mặn cao nhất", "highest salinity"),
    Feature("process_kg_ha", "ripe", "harvest", 0, "mô hình sinh trưởng", "crop growth model"),
)


def available_at(rows: pd.DataFrame, feature: Feature) -> pd.Series:
    """Return the day on which *feature* is known, row by row; NaT where it never is."""
    return rows[feature.event] + pd.Timedelta(days=feature.wait_days)


def at_lead(lead: Lead) -> tuple[Feature, ...]:
    """Return the features that are complete at *lead*."""
    return tuple(f for f in FEATURES if LEADS.index(f.lead) <= LEADS.index(lead))


def leads(rows: pd.DataFrame, as_of: date) -> pd.Series:
    """Return the stage whose features are all known on *as_of*, row by row; "" where none is."""
    reached = pd.Series("", index=rows.index, dtype="str")
    open_still = pd.Series(True, index=rows.index)
    for lead in LEADS:
        for event, wait in {(f.event, f.wait_days) for f in FEATURES if f.lead == lead}:
            known = rows[event] + pd.Timedelta(days=wait)
            open_still &= known <= pd.Timestamp(as_of)
        reached[open_still] = lead
    return reached


def build(
    rows: pd.DataFrame, features: Sequence[Feature], issued: pd.Series | date
) -> pd.DataFrame:
    """Return one number a feature, as known on the day the forecast is *issued*.

    Parameters
    ----------
    rows
        FIELD_SEASONS rows.
    issued
        The day of the forecast, one for all or one a row.

    Raises
    ------
    Refused
        Where a feature holds a value on a day it could not be known yet: it names each with its
        count, because a forecast that has seen the harvest is not a forecast.
    """
    day = pd.Timestamp(issued) if isinstance(issued, date) else issued
    faults = []
    for feature in features:
        later = rows[feature.name].notna() & ~(available_at(rows, feature) <= day)
        if count := int(later.sum()):
            faults.append(f"{feature.name} is known only after the forecast date in {count} rows")
    if faults:
        raise Refused("the features", faults, "Ask only for what is known on the day of issue.")
    return pd.DataFrame({f.name: _number(rows[f.name]) for f in features}, index=rows.index)


def _number(values: pd.Series) -> pd.Series:
    """Return a date as days since 2000, anything else as it is."""
    if values.dtype.kind == "M":
        values = (values - pd.Timestamp("2000-01-01")) / pd.Timedelta(days=1)
    return values.astype(float)
