"""The city: 103 wards and communes since 1 July 2025, and what the old names became.

Codes, names and centres come with the package `vietnamadminunits` (MIT). True polygons are read
from a boundary file where one is given; without one a ward is drawn as the cell of places nearest
to its centre, and every map says *approximate*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError
from vietnamadminunits import convert_address
from vietnamadminunits.database import get_data

from data_sources.contract import WORKING_CRS
from data_sources.datasets import WARDS
from data_sources.errors import Refused

CITY = "Thành phố Cần Thơ"
WARD_COUNT = 103
OLD_PROVINCES = ("Thành phố Cần Thơ", "Tỉnh Hậu Giang", "Tỉnh Sóc Trăng")
_REACH_M = 6_000.0
"""How far beyond the outermost centres the approximate cells go."""


@dataclass(frozen=True)
class Region:
    """The wards that are worked on.

    Parameters
    ----------
    wards
        Keeps the WARDS contract.
    source
        Where the shapes come from, with the attribution that a map must show.
    """

    wards: gpd.GeoDataFrame
    source: str

    @property
    def approximate(self) -> bool:
        """Whether any ward is drawn as a cell around its centre."""
        return bool(self.wards["approximate"].any())

    @property
    def outline(self) -> shapely.Geometry:
        """The wards dissolved, in `WORKING_CRS`: the city's outline on every map."""
        return shapely.union_all(self.wards.geometry.to_numpy())

    @property
    def lonlat_bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        west, south, east, north = self.wards.to_crs("EPSG:4326").total_bounds
        return float(west), float(south), float(east), float(north)

    def only(self, codes: Iterable[str]) -> Region:
        """Keep the wards with these codes; `Refused` names the codes that are not the city's."""
        wanted = list(codes)
        if strange := sorted(set(wanted) - set(self.wards["ward_code"])):
            raise Refused("wards", [f"{code} is not a ward of Cần Thơ" for code in strange])
        kept = self.wards[self.wards["ward_code"].isin(wanted)].reset_index(drop=True)
        return Region(kept, self.source)

    def ward_of(self, points: gpd.GeoSeries) -> pd.Series:
        """Return the code of the ward each point lies in; missing where it lies in none."""
        frame = gpd.GeoDataFrame(geometry=points.to_crs(WORKING_CRS))
        joined = frame.sjoin(self.wards[["ward_code", "geometry"]], predicate="within", how="left")
        return joined["ward_code"][~joined.index.duplicated()].reindex(points.index)


@cache
def _units() -> pd.DataFrame:
    """Return the city's wards as the package lists them, by code."""
    units = pd.DataFrame(get_data("province, ward, wardCode, wardLat, wardLon"))
    units = units[units["province"] == CITY].sort_values("wardCode").reset_index(drop=True)
    if len(units) != WARD_COUNT:
        raise Refused("vietnamadminunits", [f"it lists {len(units)} wards, not {WARD_COUNT}"])
    return units


def packaged_region() -> Region:
    """Return the wards as cells around their centres, tagged approximate."""
    units = _units()
    degrees = gpd.points_from_xy(units["wardLon"], units["wardLat"], crs="EPSG:4326")
    centres = gpd.GeoSeries(degrees).to_crs(WORKING_CRS)
    everything = shapely.multipoints(centres.to_numpy())
    outline = shapely.buffer(shapely.convex_hull(everything), _REACH_M)
    cells = shapely.voronoi_polygons(everything, extend_to=outline, ordered=True)
    shapes = shapely.intersection(shapely.get_parts(cells), outline)
    return _region(units["wardCode"], units["ward"], shapes, approximate=True)


def _region(
    codes: pd.Series, names: pd.Series, shapes: Iterable[shapely.Geometry], *, approximate: bool
) -> Region:
    wards = gpd.GeoDataFrame(
        {
            "ward_code": codes.astype("str"),
            "ward": names.astype("str"),
            "approximate": approximate,
        },
        geometry=list(shapes),
        crs=WORKING_CRS,
    )
    source = (
        "vietnamadminunits (MIT): cells around ward centres, approximate"
        if approximate
        else "sapnhap.bando.com.vn, thanglequoc/vietnamese-provinces-database (MIT)"
    )
    ordered = wards.sort_values("ward_code").reset_index(drop=True)[WARDS.names]
    return Region(WARDS.check(ordered), source)


def region_from(path: Path) -> Region:
    """Read true ward polygons from a boundary file with the columns `code` and `fullName`.

    Raises
    ------
    Refused
        Where the file cannot be read, a ward of the city is missing or a code is not the city's.
    """
    try:
        layers = [name for name, _ in pyogrio.list_layers(path)]
        frame = gpd.read_file(path, layer="wards" if "wards" in layers else layers[0])
    except (DataSourceError, IndexError) as error:
        raise Refused(path.name, [f"it cannot be read ({error})"]) from error
    if faults := _boundary_faults(frame):
        raise Refused(path.name, faults, "Give the wards of the city since 1 July 2025.")
    known = _units().set_index("wardCode")["ward"]
    shapes = shapely.make_valid(frame.to_crs(WORKING_CRS).geometry.to_numpy())
    codes = frame["code"].astype("str")
    return _region(codes, codes.map(known), shapes, approximate=False)


def _boundary_faults(frame: gpd.GeoDataFrame) -> list[str]:
    if "code" not in frame:
        return ["the column code is missing"]
    faults = [] if frame.crs is not None else ["it states no CRS"]
    known, found = set(_units()["wardCode"]), list(frame["code"].astype("str"))
    faults += [f"ward {code} is missing" for code in sorted(known - set(found))]
    faults += [f"{code} is not a ward of Cần Thơ" for code in sorted(set(found) - known)]
    if len(found) != len(set(found)):
        faults.append("ward codes repeat")
    return faults


def ward_of_old_address(address: str) -> str | None:
    """Return the code of today's ward for an address with the old ward and district names.

    None where the address is not in the city or the old unit was split and the text does not say
    which part is meant: a guess here would put a farm into a neighbour's ward.
    """
    try:
        unit = convert_address(address)
    except ValueError:
        return None
    if unit is None or unit.province != CITY or unit.ward is None:
        return None
    known = _units().set_index("ward")["wardCode"]
    return str(known[unit.ward]) if unit.ward in known.index else None
