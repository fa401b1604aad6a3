"""What the columns of a parcel file mean: cadastral, fiboa and plain names, in one table."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from data_sources.rows import GAPS, numbers
from data_sources.stations import plain_name

MEANINGS: dict[str, tuple[str, ...]] = {
    "field_id": (
        "field_id",
        "parcel_id",
        "ma_ruong",
        "ma_thua",
        "mathua",
        "name",
        "id",
        "fid_1",
        "uuid",
    ),
    "sheet": ("so_to", "soto", "shbando", "so_hieu_to_ban_do", "tobando"),
    "number": ("so_thua", "sothua", "shthua", "thua_so", "sothututhua"),
    "ward_code": ("ward_code", "ma_xa", "maxa", "ma_phuong_xa", "kvhc_id"),
    "ward": ("ward", "phuong_xa", "ten_xa", "tenxa", "xa", "phuong", "commune"),
    "crop": ("crop", "crop:name", "cay_trong", "caytrong", "crop_name", "loai_cay"),
    "area": ("area_ha", "area", "dien_tich_ha", "dientich_ha"),
    "area_m2": ("dien_tich", "dientich", "area_m2", "dt_m2", "dientichpl"),
    "holder": ("holder", "ten_chu", "tenchu", "chu_ruong", "chusudung", "chu_su_dung"),
}
"""Our word, and the names that stand for it, best first, in plain letters."""


def column_of(frame: pd.DataFrame, meaning: str) -> str | None:
    """Return the column that holds *meaning*; None where none does."""
    plain = {plain_name(str(c)).replace(" ", "_"): str(c) for c in frame.columns}
    return next((plain[name] for name in MEANINGS[meaning] if name in plain), None)


def cells(frame: pd.DataFrame, meaning: str) -> pd.Series | None:
    """Return the cells of *meaning* as stripped text with blanks as missing; None without them."""
    column = column_of(frame, meaning)
    if column is None:
        return None
    values = frame[column]
    text = values.astype("str").str.strip().str.normalize("NFC")
    if pd.api.types.is_float_dtype(values):
        text = text.str.replace(r"\.0$", "", regex=True)
    return text.where(~text.isin((*GAPS, "<NA>", "None")), None).astype("str")


def field_ids(frame: gpd.GeoDataFrame, stem: str) -> tuple[pd.Series, str]:
    """Return each parcel's id, and a note on how it was found.

    An id column is one whose values hardly repeat; the cadastre's map sheet and parcel number
    together are one too. A file without either gets numbers, for something must name the parcel.
    """
    ids = cells(frame, "field_id")
    if ids is not None and _names(ids):
        return ids, ""
    sheet, number = cells(frame, "sheet"), cells(frame, "number")
    if sheet is not None and number is not None and _names(sheet + "-" + number):
        return sheet + "-" + number, "parcels are named by map sheet and parcel number"
    numbered = pd.Series([f"{stem}-{n}" for n in range(1, len(frame) + 1)], index=frame.index)
    return numbered.astype("str"), "no column names the parcels: they are numbered by their order"


def _names(ids: pd.Series) -> bool:
    """Tell whether values can be names: hardly any is missing or repeats."""
    return ids.nunique() >= 0.9 * len(ids)


def stated_area_ha(frame: pd.DataFrame) -> pd.Series | None:
    """Return the area a file states, in ha; None where it states none."""
    for meaning, factor in (("area", 1.0), ("area_m2", 1e-4)):
        stated = cells(frame, meaning)
        if stated is not None:
            return numbers(stated.fillna(""))[0] * factor
    return None
