"""Where the water stations stand: names and positions of the delta's salinity stations."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import pandas as pd

from data_sources.datasets import STATIONS
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.rows import Refusal, counted, sieve
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = "Public web feature service; the carrier states no licence: cite the source"


def plain_name(name: str) -> str:
    """Return a station's name without marks, case and spaces at its ends, to match spellings.

    >>> plain_name("Trần Đề ") == plain_name("Tran De")
    True
    """
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.lower().split())


def read(material: Material) -> tuple[pd.DataFrame, list[Refusal]]:
    """Read one list of stations: `name`, `lat` and `lon` of each."""
    document = material.json()
    if not isinstance(document, list) or not document:
        raise Refused(material.name, ["it is no list of stations"])
    entries = [entry if isinstance(entry, Mapping) else {} for entry in document]
    rows = pd.DataFrame(
        {
            "station": pd.Series([str(e.get("name") or "").strip() for e in entries], dtype="str"),
            "lon": pd.to_numeric(pd.Series([e.get("lon") for e in entries]), errors="coerce"),
            "lat": pd.to_numeric(pd.Series([e.get("lat") for e in entries]), errors="coerce"),
        }
    ).astype({"lon": "float64", "lat": "float64"})
    sifted = sieve(material.name, rows.set_axis(range(len(rows))))
    swapped = (sifted.rows["lon"].abs() < 30) & (sifted.rows["lat"].abs() > 60)
    sifted.turn_away(swapped, "its longitude and latitude look swapped")
    return sifted.keep(STATIONS), sifted.refused


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the station list of a file, a folder or an address."""
    place = request.named("stations")
    materials = gather(place, ("stations*.json",), Service("stations", LICENCE))
    parts, refused = [], []
    for material in materials:
        rows, turned = read(material)
        parts.append(rows)
        refused += turned
    table = pd.concat(parts)
    twice = table.duplicated("station")
    refused += [(name, "the station came twice") for name in table.loc[twice, "station"]]
    table = table[~twice].sort_values("station").reset_index(drop=True)
    said = (f"{len(table)} stations", *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "stations",
    STATIONS,
    fetch,
    LICENCE,
    "https://github.com/liemnhu727706/dbscl-gis",
    "Vị trí trạm đo mặn",
    "Positions of the water stations",
)
