"""Sentinel-1 statistics of a season for the surveyed fields of An Giang, made by others.

In every row VH stands above VV, which no field does: the labels are swapped. It is found on the
data by `detectors.polarisation`, put right, and said so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import RADAR_SEASONS
from data_sources.detectors.polarisation import vv_below_vh
from data_sources.errors import Refused
from data_sources.ey_fields import TAG, folder_of, read_fields
from data_sources.material import Material, of_file
from data_sources.rows import counted, numbers, sieve
from data_sources.source import Delivery, Request, Source

LICENCE = "ektoravlonitis/Satellite-based-Rice-Crop-Yield-Prediction (no licence stated: cite)"
FILE = "sentinel1_season_stats.csv"
STATISTICS = ("min", "mean", "max")


def read_statistics(material: Material) -> tuple[pd.DataFrame, list[str]]:
    """Read field_row and the linear backscatter statistics, VV and VH where they belong.

    Raises
    ------
    Refused
        Where columns are missing or hold no numbers, or the two polarisations are mixed up row by
        row, for then nothing says which is which.
    """
    names = [f"{statistic}_{band}" for band in ("vv", "vh") for statistic in STATISTICS]
    table = material.table(("field_row", *names))[["field_row", *names]]
    read = {name: numbers(table[name]) for name in table.columns}
    faults = [
        f"{name} holds {int(bad.sum())} values that are no number"
        for name, (_, bad) in read.items()
        if bad.any()
    ]
    if faults:
        raise Refused(material.name, faults)
    values = pd.DataFrame({name: found for name, (found, _) in read.items()})
    findings = vv_below_vh(values["mean_vv"], values["mean_vh"])
    if not findings:
        return values, []
    if not findings[0].evidence["swapped"]:
        raise Refused(material.name, [findings[0].en.rstrip(".")])
    swap = {f"{s}_{a}": f"{s}_{b}" for s in STATISTICS for a, b in (("vv", "vh"), ("vh", "vv"))}
    return values.rename(columns=swap), [f"{findings[0].en} They were put right."]


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the statistics of the seasons harvested by the request's end."""
    folder = folder_of(request)
    survey, material = read_fields(folder), of_file(folder / FILE)
    values, repairs = read_statistics(material)
    known = survey.rows[survey.rows["harvested"] <= pd.Timestamp(request.end)]
    key = known[["field_row", "field_id", "season"]]
    joined = values.merge(key, on="field_row", how="inner", validate="one_to_one")
    named = {f"{s}_{band}": f"{band}_{s}" for s in STATISTICS for band in ("vv", "vh")}
    rows = joined.rename(columns=named)[RADAR_SEASONS.names]
    sifted = sieve(material.name, rows.replace([np.inf, -np.inf], np.nan))
    kept = sifted.keep(RADAR_SEASONS) if len(rows) else RADAR_SEASONS.empty()
    said = (
        f"{len(kept)} field seasons; the file gives no dates, so they are no series",
        *repairs,
        *counted(sifted.refused),
    )
    inputs = {"fields.csv": survey.digest, material.name: material.digest}
    return Delivery(kept, TAG, inputs, said, tuple(sifted.refused))


SOURCE = Source(
    "ey_radar",
    RADAR_SEASONS,
    fetch,
    LICENCE,
    "https://github.com/ektoravlonitis/Satellite-based-Rice-Crop-Yield-Prediction",
    "Radar cả vụ của ruộng An Giang",
    "Season radar of the fields of An Giang",
)
