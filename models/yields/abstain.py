"""When no forecast is given, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from models.folds import Fold

Floats = NDArray[np.float64]
CELL_M = 1_000.0
_FAR_OUT = 3.0
"""Interquartile ranges beyond the known values from which a field is strange (Tukey 1977)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field gets no forecast; `code` is what rests in the data."""

    code: str
    vi: str
    en: str


NO_OBSERVATION = Reason(
    "no observation",
    "Chưa có ảnh vệ tinh nào thấy được ruộng này trong vụ.",
    "No satellite pass has seen this field in the season yet.",
)
NO_CROP = Reason(
    "no crop seen",
    "Vệ tinh chưa thấy ruộng này được sạ trong vụ.",
    "The satellites have not seen this field sown in the season.",
)
NO_YIELDS = Reason(
    "no past yields",
    "Chưa đủ năng suất đã thu của vụ này để dự báo.",
    "Too few yields of this season are on record to forecast from.",
)
TOO_FAR = Reason(
    "too far",
    "Ruộng xa các ruộng đã điều tra hơn mức mô hình từng được kiểm chứng.",
    "The field is farther from the surveyed fields than the forecast was ever tested.",
)
UNLIKE = Reason(
    "unlike the known fields",
    "Ruộng khác hẳn các ruộng đã biết.",
    "The field is unlike the fields the forecast knows.",
)
REASONS = {r.code: r for r in (NO_OBSERVATION, NO_CROP, NO_YIELDS, TOO_FAR, UNLIKE)}


def sentence(reason: str, language: str) -> str:
    """Say a stored reason in "vi" or "en"; a feature named after a colon is kept.

    >>> sentence("no observation", "en")
    'No satellite pass has seen this field in the season yet.'
    """
    code, _, detail = reason.partition(": ")
    known = REASONS[code]
    words = known.vi if language == "vi" else known.en
    return f"{words} ({detail})" if detail else words


@dataclass(frozen=True, slots=True, eq=False)
class Familiar:
    """What the forecast was tested on: how far away, and how strange.

    Parameters
    ----------
    known
        Centres of the 1-km cells that hold known fields, metres in EPSG:32648: nobody's field can
        be found from a model.
    reach_m
        The greatest distance from the known fields that was ever tested.
    low, high
        By feature, the values beyond which a field is strange.
    features
        Their names.
    """

    known: Floats
    reach_m: float
    low: Floats
    high: Floats
    features: tuple[str, ...]

    def strange(self, xy: Floats, rows: Floats) -> pd.Series:
        """Return the reason to abstain of each row, "" where there is none."""
        reasons = pd.Series("", index=range(len(rows)), dtype="str")
        for n, name in enumerate(self.features):
            outside = (rows[:, n] < self.low[n]) | (rows[:, n] > self.high[n])
            reasons[outside & (reasons == "").to_numpy()] = f"{UNLIKE.code}: {name}"
        placed = np.flatnonzero(np.isfinite(xy).all(axis=1))
        distance, _ = KDTree(self.known).query(xy[placed])
        reasons[placed[distance > self.reach_m + CELL_M]] = TOO_FAR.code
        return reasons


def familiar(xy: Floats, rows: Floats, features: tuple[str, ...], folds: list[Fold]) -> Familiar:
    """Learn what is known: *folds* are the widest that the forecast is tested with."""
    reach = 0.0
    for fold in folds:
        distance, _ = KDTree(xy[fold.train]).query(xy[fold.test])
        reach = max(reach, float(distance.max()))
    low, high = np.full((2, rows.shape[1]), np.nan)
    for n in range(rows.shape[1]):
        values = rows[np.isfinite(rows[:, n]), n]
        if len(values):
            first, third = np.quantile(values, [0.25, 0.75])
            margin = _FAR_OUT * (third - first)
            low[n] = min(values.min(), first - margin)
            high[n] = max(values.max(), third + margin)
    cells = np.unique(np.floor(xy / CELL_M), axis=0) * CELL_M + CELL_M / 2
    return Familiar(cells, reach, low, high, features)
