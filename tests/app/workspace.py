"""Rows that keep the contracts: four wards, 120 fields, two hazards over fifteen days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data_sources import datasets as d
from data_sources.contract import WORKING_CRS
from data_sources.region import packaged_region
from data_sources.store import Provenance, Store
from data_sources.tag import SIMULATED
from models.advice.advise import advise
from models.advice.rules import RULES
from traceability.gs1.check_digits import with_check_digit
from traceability.gs1.digital_link import lot_link

DAY = date(2026, 2, 20)
GTIN = with_check_digit("0893500000001")
MADE = Provenance(
    SIMULATED,
    "CC-BY-4.0",
    "test",
    {"world": "0" * 64},
    ("6 fields without a ward", "<b>not bold</b>"),
)
STAGES = ("tillering", "reproductive", "ripening", "harvested")
NASTY = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) "q" & **bold**'


def make_workspace(root: Path) -> Path:
    store = Store(root / "store")
    chance = np.random.default_rng(7)
    wards = _wards()
    fields = _fields(wards, chance)
    seasons = _seasons(fields, chance)
    risk = _risk(fields, seasons, chance)
    store.write(d.WARDS, wards, MADE)
    store.write(d.FIELDS, fields, MADE)
    store.write(d.FIELD_SEASONS, seasons, MADE, "2026-ws")
    store.write(d.RISK, risk, MADE)
    store.write(d.ADVICE, advise(risk, seasons, RULES, DAY), MADE)
    store.write(d.YIELD_FORECAST, _forecast(fields, chance), MADE)
    listings = _listings(fields, wards)
    store.write(d.LISTINGS, listings, MADE)
    store.write(d.FINDINGS, _findings(listings), MADE)
    _export(root / "exports")
    return root


def _wards() -> gpd.GeoDataFrame:
    everything = packaged_region().wards
    centre = gpd.GeoSeries([shapely.Point(106.02, 9.68)], crs="EPSG:4326").to_crs(WORKING_CRS)[0]
    near = everything.geometry.distance(centre).sort_values().index[:4]
    return everything.loc[sorted(near)].reset_index(drop=True)


def _fields(wards: gpd.GeoDataFrame, chance: np.random.Generator) -> gpd.GeoDataFrame:
    rows = []
    for n in range(120):
        ward = wards.iloc[n % len(wards)]
        middle = ward.geometry.representative_point()
        column, line = divmod(n // len(wards), 6)
        x, y = middle.x + 160 * column, middle.y + 90 * line
        wide, deep = chance.uniform(60, 150), chance.uniform(40, 80)
        code = None if n % 20 == 19 else ward["ward_code"]
        rows.append(
            (f"F{n:04d}", code, "rice", wide * deep / 1e4, "Nguyễn Văn A", x, y, wide, deep)
        )
    names = ["field_id", "ward_code", "crop", "area_ha", "holder", "x", "y", "wide", "deep"]
    table = pd.DataFrame(rows, columns=names)
    shapes = shapely.box(
        table["x"], table["y"], table["x"] + table["wide"], table["y"] + table["deep"]
    )
    kinds = dict.fromkeys(("field_id", "ward_code", "crop", "holder"), "str")
    plain = table[["field_id", "ward_code", "crop", "area_ha", "holder"]].astype(kinds)
    return gpd.GeoDataFrame(plain, geometry=list(shapes), crs=WORKING_CRS)


def _seasons(fields: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    count = len(fields)
    stages = np.array(STAGES)[np.arange(count) % len(STAGES)]
    age = np.array([25, 55, 88, 105])[np.arange(count) % len(STAGES)]
    sowing = pd.Timestamp(DAY) - pd.to_timedelta(age + chance.integers(-3, 4, count), unit="D")
    days = dict.fromkeys(
        ("sowing", "sowing_low", "sowing_high", "heading", "harvest", "harvest_low", "harvest_high")
    )
    table = pd.DataFrame({"field_id": fields["field_id"], "season": "2026-WS"})
    after = {"sowing": 0, "sowing_low": -5, "sowing_high": 5, "heading": 65, "harvest": 97}
    after |= {"harvest_low": 91, "harvest_high": 103}
    for name in days:
        table[name] = (sowing + pd.Timedelta(days=after[name])).as_unit("us")
    table["stage"] = stages
    for variable in d.FIELD_SEASONS.variables:
        if variable.name not in table:
            table[variable.name] = 4 if variable.kind == "int" else 0.5
    table.loc[0, ["heading", "harvest", "harvest_low", "harvest_high"]] = pd.NaT
    return table.astype({"season": "str", "stage": "str"})[d.FIELD_SEASONS.names]


def _risk(fields: pd.DataFrame, seasons: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    days = pd.date_range(DAY, periods=15, unit="us")
    rows = []
    for field, stage in zip(fields["field_id"], seasons["stage"], strict=True):
        if stage == "harvested":
            continue
        hazard = "harvest_rain" if stage == "ripening" else "salinity"
        base = chance.uniform(0, 1)
        for n, day in enumerate(days):
            likely = float(np.clip(base + chance.normal(0, 0.15) - 0.01 * n, 0, 1))
            level = int(np.digitize(likely, [0.3, 0.6, 0.85]))
            salt = hazard == "salinity"
            rows.append(
                {
                    "field_id": field,
                    "hazard": hazard,
                    "valid": day,
                    "issued": pd.Timestamp(DAY).as_unit("us"),
                    "chance": likely,
                    "severity": level,
                    "value": 4 * likely if salt else 40 * likely,
                    "unit": "g L-1" if salt else "mm",
                    "confidence": ("high", "medium", "low")[min(2, n // 5)],
                    "reason_vi": f"độ mặn gần ruộng khoảng {4 * likely:.1f} g/L"
                    if salt
                    else f"dự báo mưa {40 * likely:.0f} mm khi lúa gần gặt",
                    "reason_en": f"salinity near the field is about {4 * likely:.1f} g/L"
                    if salt
                    else f"{40 * likely:.0f} mm of rain forecast on rice near harvest",
                }
            )
    table = pd.DataFrame(rows)
    texts = [v.name for v in d.RISK.variables if v.kind == "text"]
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(("valid", "issued"), "datetime64[us]")
    return table.astype(kinds)[d.RISK.names]


def _forecast(fields: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    kg = chance.normal(6200, 500, len(fields)).round()
    silent = np.arange(len(fields)) % 12 == 11
    table = pd.DataFrame(
        {
            "field_id": fields["field_id"],
            "season": "2026-WS",
            "issued": pd.Timestamp(DAY).as_unit("us"),
            "yield_kg_ha": np.where(silent, np.nan, kg),
            "low": np.where(silent, np.nan, kg - 900),
            "high": np.where(silent, np.nan, kg + 900),
            "model": "baseline",
            "abstained": silent,
            "reason": np.where(silent, "no clear view since sowing", None),
        }
    )
    kinds = dict.fromkeys(("season", "model", "reason"), "str") | {"issued": "datetime64[us]"}
    return table.astype(kinds)[d.YIELD_FORECAST.names]


def _listings(fields: pd.DataFrame, wards: pd.DataFrame) -> pd.DataFrame:
    claims = ("supported", "supported", "doubtful", "unknown")
    told = {
        "supported": ("ảnh vệ tinh thấy ruộng gặt đúng ngày khai", "satellites saw the harvest"),
        "doubtful": ("khối lượng vượt sức của ruộng", "more than the field can bear"),
        "unknown": ("chưa có ảnh quang mây", "no clear image yet"),
    }
    rows = []
    for n in range(30):
        ward, claim = wards.iloc[n % len(wards)], claims[n % len(claims)]
        lot = f"L2026/{n:03d}" if n else "L2026-NASTY"
        vi, en = (NASTY, NASTY) if n == 0 else told[claim]
        harvested = pd.Timestamp(DAY) - pd.Timedelta(days=n % 20)
        named = (lot, GTIN, lot_link(GTIN, lot), ward["ward_code"], ward["ward"])
        rows.append((*named, harvested, 2500.0 + n, claim, vi, en))
    table = pd.DataFrame(rows, columns=d.LISTINGS.names)
    texts = [v.name for v in d.LISTINGS.variables if v.kind == "text"]
    return table.astype(dict.fromkeys(texts, "str") | {"harvested": "datetime64[us]"})


def _findings(listings: pd.DataFrame) -> pd.DataFrame:
    """One finding a lot, in the words of its listing."""
    return listings.assign(number=1)[d.FINDINGS.names]


def _export(exports: Path) -> None:
    """Two datasets that may leave and one that may not."""
    table = pd.DataFrame({"province": ["Cần Thơ", "Sóc Trăng"], "season": "2025-SA"})
    table = table.assign(area_1000ha=[74.3, 310.2], yield_kg_ha=[5900.0, 6100.0])
    table = table.assign(production_1000t=[438.4, 1892.2])
    _dataset(exports / "province_yields", table, {"contract": "province_yields"})
    open_names = pd.DataFrame({"ward": ["Long Phú"], "salinity": [2.4], "unit": ["g L-1"]})
    _dataset(exports / "salinity_by_ward", open_names, {})
    people = pd.DataFrame({"field_id": ["F1"], "holder": ["Nguyễn Văn A"]})
    _dataset(exports / "leaky", people, {"contract": "fields"})


def _dataset(folder: Path, table: pd.DataFrame, more: dict) -> None:
    folder.mkdir(parents=True)
    table.to_csv(folder / "data.csv", index=False)
    table.to_parquet(folder / "data.parquet", index=False)
    schema = {"fields": [{"name": name} for name in table.columns]}
    described = {
        "name": folder.name,
        "title": f"Bộ {folder.name}",
        "title_en": f"Set {folder.name}",
        "description": "Số liệu tổng hợp.",
        "description_en": "Aggregated figures.",
        "created": "2026-02-20",
        "tag": {"kind": "simulated", "place": ""},
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [{"path": f"data.{x}", "schema": schema} for x in ("csv", "parquet")],
        **more,
    }
    (folder / "datapackage.json").write_text(json.dumps(described, ensure_ascii=False))
