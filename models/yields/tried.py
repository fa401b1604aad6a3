"""Every variant that was tried on real yields, with what came of it: nothing is tried silently.

The more is tried, the more wins by luck. What ships was decided by rules that look at past years
and at places held out, not by picking the best line of this list.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant, and its outcome on the data it was tried on."""

    name: str
    data: str
    outcome: str


_AG = "415 fields, An Giang 2022 (analogue)"
_PROVINCES = "13 provinces, walk-forward 2010-2021 (real)"

TRIED: tuple[Variant, ...] = (
    Variant("season mean", _AG, "RMSE 443 by block, 443 by location, 449 by district: ships"),
    Variant("season median", _AG, "RMSE 448 by block and location"),
    Variant("mean of 5, 10, 20, 30, 60 nearest fields", _AG, "no better than the season mean"),
    Variant("mean of 40 nearest fields, shrunk", _AG, "skill +0.015 [-0.000, +0.030] by block"),
    Variant("district mean, shrunk", _AG, "skill +0.017 [+0.003, +0.031] by block: below 2 %"),
    Variant("same field's earlier season", _AG, "correlation 0.07: no skill here"),
    Variant("LightGBM, all features, three stages", _AG, "weight 0 in both seasons"),
    Variant("with WOFOST grown on its own weather", _AG, "weight 0 in both seasons"),
    Variant("intervals: mean +- absolute residual", _AG, "Winkler 1531, heaps cut off"),
    Variant("intervals: shortest window", _AG, "Winkler 1492, coverage 93.5 %"),
    Variant("intervals: empirical quantiles, conformal widening", _AG, "Winkler 1385: ships"),
    Variant("last year", _PROVINCES, "RMSE 2.60 former Can Tho, 7.08 all (quintal/ha)"),
    Variant("means of 2, 3, 5 years", _PROVINCES, "2.82, 3.25, 4.12; all 6.78, 6.65, 6.71"),
    Variant("exponential level 0.3 to 0.9", _PROVINCES, "2.60 to 4.06; all 6.45 to 6.97"),
    Variant("same-year update", _PROVINCES, "2.58; all 7.00"),
    Variant("robust level, 24 speeds and cuts", _PROVINCES, "2.55 to 3.09; all 6.09 to 6.73"),
    Variant("robust level with trend, 12 settings", _PROVINCES, "2.51 to 2.88; all 6.12 to 6.44"),
    Variant("speeds chosen on past years", _PROVINCES, "2.56 to 2.63; all 6.05 to 6.09"),
    Variant("speeds weighted by past loss, 8 settings", _PROVINCES, "2.52 to 2.61; all 6.07"),
    Variant("mean of nine speeds", _PROVINCES, "2.56; all 6.15: ships as the level"),
    Variant("with same-year ridge and ONI of November", _PROVINCES, "2.50; all 6.01: ships"),
    Variant("ridge on own and regional earlier seasons", _PROVINCES, "2.61 to 2.88: worse"),
    Variant(
        "ridge on season weather, 24 sets", _PROVINCES, "2.41 to 2.66; all 6.05 to 6.19: mixed"
    ),
)
