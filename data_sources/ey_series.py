"""Sentinel-2 series of the surveyed fields of An Giang, made by others, repaired here.

The digital numbers hold a step of +1000 from processing baseline 04.00 on, which was never taken
off. It is found on the data by `detectors.offset_step` and taken off, and said so.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow as pa

from data_sources.datasets import FIELD_SERIES
from data_sources.detectors.offset_step import offset_step
from data_sources.errors import Refused
from data_sources.ey_fields import TAG, folder_of, read_fields
from data_sources.material import Material, of_file
from data_sources.radiometry import OFFSET_DN, SCALE
from data_sources.source import Delivery, Request, Source

LICENCE = "LeoArtaza/EY-Data-Challenge-2023 (no licence stated: cite, do not republish); Copernicus"
FILE = "sentinel2_series.parquet"
BANDS = ("blue", "green", "red", "nir", "swir16")
CLOUDY_BLUE = 0.15
"""Blue reflectance above which a mean is called residual cloud: bare soil reflects up to 0.12."""


def read_dn(material: Material) -> pd.DataFrame:
    """Read field_row, time and the means and dark quantiles of the bands; `Refused` if damaged."""
    try:
        table = pd.read_parquet(io.BytesIO(material.content))
    except (pa.ArrowException, ValueError, OSError) as error:
        raise Refused(material.name, [f"it is no sound Parquet ({error})"]) from error
    wanted = ["field_row", "datetime", *(f"{band}_mean" for band in BANDS)]
    wanted += [f"{band}_percentile_20" for band in BANDS[:3]]
    faults = [f"the column {name} is missing" for name in wanted if name not in table]
    numeric = [n for n in wanted if n in table and n != "datetime"]
    faults += [f"{n} holds {table[n].dtype}" for n in numeric if table[n].dtype.kind not in "fiu"]
    if "datetime" in table and table["datetime"].dtype.kind != "M":
        faults.append(f"datetime holds {table['datetime'].dtype}")
    if not len(table):
        faults.append("it holds no row")
    if faults:
        raise Refused(material.name, faults)
    return table[wanted]


def repair_offset(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Take the +1000 off from the day on that it is found, and say so."""
    visible = table[[f"{band}_percentile_20" for band in BANDS[:3]]]
    findings = offset_step(table["datetime"], visible)
    if not findings:
        return table, []
    rows = np.asarray(findings[0].rows)
    columns = [name for name in table.columns if name.endswith(("_mean", "_percentile_20"))]
    mended = table.copy()
    mended[columns] = mended[columns].astype("float64")
    mended.loc[mended.index[rows], columns] -= OFFSET_DN
    return mended, [f"{findings[0].en} {OFFSET_DN} taken off in {len(rows)} observations."]


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the series as rows of FIELD_SERIES, one a field and day."""
    folder = folder_of(request)
    survey, material = read_fields(folder), of_file(folder / FILE)
    table, repairs = repair_offset(read_dn(material))
    ids = survey.rows.set_index("field_row")["field_id"]
    table = table.assign(field_id=table["field_row"].map(ids), time=table["datetime"].dt.floor("D"))
    unknown = int(table["field_id"].isna().sum())
    table = table[table["field_id"].notna() & (table["time"] <= pd.Timestamp(request.end))]
    # The same field has the same days in the rows of both its seasons: one of each is enough.
    table = table.sort_values("red_mean").drop_duplicates(["field_id", "time"])
    series, cloudy = series_rows(table)
    gaps = float(series["ndvi"].isna().mean()) if len(series) else 0.0
    said = [
        f"{len(series)} observations of {series['field_id'].nunique()} fields, {gaps:.0%} gaps",
        *repairs,
        f"{cloudy} cloudy values left out (blue reflectance above {CLOUDY_BLUE})",
        "indices are made from band means of boxes of unknown size: pixel counts stand as 0",
    ]
    if unknown:
        said.append(f"{unknown} observations belong to no surveyed field and are left out")
    inputs = {"fields.csv": survey.digest, material.name: material.digest}
    return Delivery(series, TAG, inputs, tuple(said), survey.refused)


def series_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return FIELD_SERIES rows from reflectances, and how many were cloud."""
    band = {name: table[f"{name}_mean"].astype("float64") * SCALE for name in BANDS}
    cloud = band["blue"] > CLOUDY_BLUE
    clear = band["red"].notna() & band["nir"].notna() & ~cloud
    none = pd.Series(np.nan, index=table.index)
    rows = pd.DataFrame(
        {
            "field_id": table["field_id"].astype("str"),
            "time": table["time"].astype("datetime64[us]"),
            "sensor": pd.Series("S2", index=table.index, dtype="str"),
            "ndvi": _index(band["nir"], band["red"]).where(clear),
            "lswi": _index(band["nir"], band["swir16"]).where(clear),
            "vv": none,
            "vh": none,
            "clear": clear.astype("float64"),
            "interior_pixels": 0,
        }
    )
    ordered = rows.sort_values(["field_id", "time"]).reset_index(drop=True)
    return ordered[FIELD_SERIES.names], int(cloud.sum())


def _index(high: pd.Series, low: pd.Series) -> pd.Series:
    """Return a normalised difference; a gap where both are dark or one is below zero."""
    total = high + low
    return ((high - low) / total).where((total > 0.01) & (high >= 0) & (low >= 0))


SOURCE = Source(
    "ey_series",
    FIELD_SERIES,
    fetch,
    LICENCE,
    "https://github.com/LeoArtaza/EY-Data-Challenge-2023",
    "Chuỗi Sentinel-2 của ruộng An Giang",
    "Sentinel-2 series of the fields of An Giang",
)
