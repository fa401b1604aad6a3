"""A hazard: what it needs, and how it looks at every field at once."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_sources.datasets import RISK
from models import hazards

HORIZON_DAYS = 14
"""Today and each of the next fourteen days."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known on the day a risk is assessed.

    Parameters
    ----------
    fields
        One row a field: field_id, x, y (m, EPSG:32648) and its current FIELD_SEASONS columns.
    weather
        DAILY_WEATHER rows, observed and forecast.
    water
        WATER rows with the columns x, y of their station (m, EPSG:32648; missing where unknown).
    as_of
        The day it is.
    """

    fields: pd.DataFrame
    weather: pd.DataFrame
    water: pd.DataFrame
    as_of: date

    @property
    def days(self) -> pd.DatetimeIndex:
        """The days a risk is given for."""
        return pd.date_range(self.as_of, periods=HORIZON_DAYS + 1, unit="us")


@dataclass(frozen=True, slots=True)
class Assessment:
    """RISK rows and what their reader must know: counts, skill, why fields were left out."""

    rows: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """One danger; `assess` returns rows for the fields it can say something about."""

    name: str
    vi: str
    en: str
    assess: Callable[[Situation], Assessment]


def catalogue() -> dict[str, Hazard]:
    """Return every `HAZARD` that a module of `models.hazards` defines, by name."""
    found: dict[str, Hazard] = {}
    for info in pkgutil.iter_modules(hazards.__path__, "models.hazards."):
        hazard = getattr(importlib.import_module(info.name), "HAZARD", None)
        if isinstance(hazard, Hazard):
            found[hazard.name] = hazard
    return dict(sorted(found.items()))


def assess(situation: Situation) -> Assessment:
    """Assess every hazard; rows in the order field, hazard, day."""
    results = [hazard.assess(situation) for hazard in catalogue().values()]
    rows = pd.concat([r.rows for r in results if len(r.rows)] or [RISK.empty()])
    ordered = rows.sort_values(["field_id", "hazard", "valid"], ignore_index=True)
    return Assessment(RISK.check(ordered[RISK.names]), tuple(n for r in results for n in r.notes))


def risk_rows(hazard: str, issued: date, columns: Mapping[str, object]) -> pd.DataFrame:
    """Build RISK rows of one hazard; *columns* are arrays of one length, texts may be scalars."""
    frame = pd.DataFrame(
        {"hazard": hazard, "issued": pd.Timestamp(issued).as_unit("us"), **columns}
    )
    texts = ["field_id", "hazard", "unit", "confidence", "reason_vi", "reason_en"]
    kinds = dict.fromkeys(texts, "str") | {"severity": "int64"}
    dates = dict.fromkeys(("valid", "issued"), "datetime64[us]")
    return frame.astype(kinds | dates)[RISK.names]
