"""Official rice statistics of the delta's provinces: area, yield and production, three seasons.

A zero is no harvest of zero: it stands where a season is not grown or where a province was not yet
separate (Hậu Giang before 2004), and is left out. A yield of 0.5 is real: salt took Bến Tre's
winter-spring rice in 2016.
"""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import PROVINCE_YIELDS
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.rows import Refusal, counted, numbers, sieve
from data_sources.season import Season, SeasonCode
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = "General Statistics Office of Vietnam; the carrier states no licence: cite the source"
SEASONS: dict[str, SeasonCode] = {"winter_spring": "WS", "summer_autumn": "SA", "main_season": "AW"}
"""The statistics' words; the main season (vụ Mùa) is harvested at the end of the year, as AW is."""
KG_HA_PER_QUINTAL_HA = 100.0
UNLIKE = 0.1
"""Production may differ from area times yield by rounding; beyond a tenth something is wrong."""


def read(material: Material) -> tuple[pd.DataFrame, list[str], list[Refusal]]:
    """Read one file, a row a province and season.

    Raises
    ------
    Refused
        Where columns are missing or a year is none.
    """
    parts = ("cultivated_area", "rice_yield", "rice_production")
    needed = [f"{part}_{season}" for season in SEASONS for part in parts]
    table = material.table(("province", "year", *needed))
    years = pd.to_numeric(table["year"], errors="coerce")
    if wrong := int((~years.between(1900, 2200) | (years % 1 != 0)).sum()):
        raise Refused(material.name, [f"{wrong} years are no years"])
    sifted = sieve(material.name, _long(table, years))
    for column in ("area", "yield", "production"):
        cells = sifted.rows[column]
        values, unread = numbers(cells)
        sifted.rows = sifted.rows.assign(**{column: values})
        sifted.turn_away(unread, f"{column} " + cells + " is no number")
    rows = sifted.rows
    nothing = (rows["area"].fillna(0) == 0) | (rows["yield"].fillna(0) == 0)
    sifted.rows = rows[~nothing].assign(
        area_1000ha=rows["area"],
        yield_kg_ha=rows["yield"] * KG_HA_PER_QUINTAL_HA,
        production_1000t=rows["production"],
    )
    zeros = int(nothing.sum())
    notes = [f"{zeros} zeros left out: season not grown, or province not yet separate"]
    kept = sifted.keep(PROVINCE_YIELDS)
    return kept, notes + _unlike(kept), sifted.refused


def _long(table: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    parts = []
    for word, code in SEASONS.items():
        names = {
            f"cultivated_area_{word}": "area",
            f"rice_yield_{word}": "yield",
            f"rice_production_{word}": "production",
        }
        part = table[["province", *names]].rename(columns=names)
        seasons = [str(Season(int(year), code)) for year in years]
        parts.append(part.assign(season=pd.Series(seasons, index=table.index, dtype="str")))
    return pd.concat(parts, ignore_index=True)


def _unlike(kept: pd.DataFrame) -> list[str]:
    """Say where production is not area times yield (1000 ha x kg/ha = t, so a thousandth in kt)."""
    made = kept["area_1000ha"] * kept["yield_kg_ha"] / 1000
    off = (made - kept["production_1000t"]).abs() > UNLIKE * kept["production_1000t"].clip(lower=5)
    if not off.any():
        return []
    first = ", ".join(
        f"{p} {s}" for p, s in kept.loc[off, ["province", "season"]].head(5).to_numpy()
    )
    return [f"{int(off.sum())} rows state a production over 10 % off area times yield ({first})"]


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the statistics of the seasons that were over by the request's end."""
    place = request.named("province statistics")
    service = Service("province statistics", LICENCE)
    materials = gather(place, ("province_season_rice*.csv",), service)
    parts, notes, refused = [], [], []
    for material in materials:
        rows, said, turned = read(material)
        parts.append(rows)
        notes += said
        refused += turned
    table = pd.concat(parts, ignore_index=True)
    twice = table.duplicated(list(PROVINCE_YIELDS.keys))
    refused += [
        (f"{p} {s}", "another file holds the same province and season")
        for p, s in table.loc[twice, list(PROVINCE_YIELDS.keys)].to_numpy()
    ]
    over = table["season"].map(lambda text: Season.parse(text).period[1] <= request.end)
    if later := int((~over).sum()):
        notes.append(f"{later} rows of seasons not over on {request.end} left out")
    table = table[over & ~twice].sort_values(list(PROVINCE_YIELDS.keys)).reset_index(drop=True)
    counts = f"{len(table)} yields of {table['province'].nunique()} provinces"
    main = "the main season (vụ Mùa) is entered as AW"
    said = (counts, *notes, main, *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "province_statistics",
    PROVINCE_YIELDS,
    fetch,
    LICENCE,
    "https://github.com/quangglammm/data_mining_project",
    "Thống kê lúa các tỉnh",
    "Rice statistics of the provinces",
)
