"""What each of the 103 wards was made of: the old communes and wards, as the resolution lists them.

Records still name the old units. A name leads to one ward only where it stands in one ward: units
that were split, and names that several districts shared, are marked as not certain, for a guess
would put a farm into a neighbour's ward.
"""

from __future__ import annotations

import re

import pandas as pd

from data_sources.datasets import OLD_UNITS
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.region import Region
from data_sources.rows import Refusal, Sieve, counted
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source
from data_sources.stations import plain_name

LICENCE = "thanglequoc/vietnamese-provinces-database (MIT); Resolution 1668/NQ-UBTVQH15"
_REMAINDER, _UNCHANGED = "phần còn lại", "giữ nguyên"
_KINDS = re.compile(r"^(phường|xã|thị trấn) ", re.IGNORECASE)
_DISTRICTS = re.compile(r"^(huyện|quận|thị xã|thành phố) ", re.IGNORECASE)


def parse(text: str) -> list[tuple[str, str | None, bool]]:
    """Split one ward's list into old units.

    Returns
    -------
    list of tuple
        Name, the district where brackets name one, and whether only a remainder came.

    >>> parse("Phường 1 (thị xã Ngã Năm), Xã Vĩnh Quới")
    [('Phường 1', 'thị xã Ngã Năm', False), ('Xã Vĩnh Quới', None, False)]
    """
    found = []
    for part in re.split(r",\s*(?![^()]*\))", text):
        name, _, bracket = part.strip().partition("(")
        inside = bracket.rstrip(") ").strip()
        district = inside if _DISTRICTS.match(inside) else None
        found.append((name.strip(), district, _REMAINDER in inside.lower()))
    return found


def read(material: Material, region: Region) -> tuple[pd.DataFrame, list[Refusal]]:
    """Read one list.

    Raises
    ------
    Refused
        Where columns are missing or a code is not a ward's.
    """
    table = material.table(("ward_code", "ward_name", "predecessors_vi"))
    known = set(region.wards["ward_code"])
    strange = sorted(set(table["ward_code"]) - known)
    faults = [f"{code} is not a ward of the region" for code in strange[:10]]
    faults += [
        f"{code} stands twice" for code in table["ward_code"][table["ward_code"].duplicated()]
    ]
    if faults:
        raise Refused(material.name, faults)
    rows = [
        (position, code, *unit)
        for position, (code, name, text) in enumerate(
            zip(table["ward_code"], table["ward_name"], table["predecessors_vi"], strict=True), 2
        )
        for unit in parse(name if text.lower() == _UNCHANGED else text)
    ]
    columns = ["row", "ward_code", "old_unit", "district", "remainder"]
    units = pd.DataFrame(rows, columns=columns).astype(
        {"ward_code": "str", "old_unit": "str", "district": "str"}
    )
    shared = units.groupby(units["old_unit"].str.lower())["ward_code"].transform("nunique") > 1
    told = units["district"].notna() & ~units["remainder"]
    units["certain"] = (~shared & ~units["remainder"]) | (shared & told)
    sifted = Sieve(material.name, units.set_index("row"))
    names = sifted.rows["old_unit"]
    nameless = names.map(_KINDS.match).isna()
    sifted.turn_away(nameless, "old unit " + names + " is no commune, ward or town")
    return sifted.keep(OLD_UNITS), sifted.refused


def ward_of_old_unit(table: pd.DataFrame, unit: str, district: str | None = None) -> str | None:
    """Return the ward an old unit became; None where it was split or its name was shared.

    Parameters
    ----------
    table
        Keeps OLD_UNITS.
    unit
        "Xã Long Phú"; without its marks it is found where no other name is alike.
    district
        "huyện Long Phú"; tells units of one name apart where the list does.
    """
    exact = table["old_unit"].str.lower() == unit.strip().lower()
    plain = table["old_unit"].map(plain_name) == plain_name(unit)
    # Tân Thành and Tân Thạnh are two places: marks count wherever they were written.
    same = table[exact if exact.any() else plain]
    if district is not None and len(same) > 1:
        told = same["district"].fillna("").map(plain_name) == plain_name(district)
        same = same[told]
    certain = same[same["certain"]]
    codes = certain["ward_code"].unique()
    alone = len(same) == 1 or (district is not None and len(codes) == 1)
    return str(codes[0]) if len(codes) == 1 and alone else None


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the list of a file or a folder."""
    place = request.named("old units")
    materials = gather(place, ("*predecessors*.csv",), Service("old units", LICENCE))
    parts, refused = [], []
    for material in materials:
        rows, turned = read(material, request.region)
        parts.append(rows)
        refused += turned
    table = pd.concat(parts).drop_duplicates(list(OLD_UNITS.keys)).reset_index(drop=True)
    open_ones = int((~table["certain"]).sum())
    said = (
        f"{len(table)} old units in {table['ward_code'].nunique()} wards",
        f"{open_ones} names do not lead to one ward: split, or shared between districts",
        *counted(refused),
    )
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "ward_predecessors",
    OLD_UNITS,
    fetch,
    LICENCE,
    "https://github.com/thanglequoc/vietnamese-provinces-database",
    "Phường, xã cũ và mới",
    "Old and new wards",
)
