"""The registered fields: cooperatives of neighbours, each with one planting-area code.

Every name and telephone number is made up.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from vietnamadminunits.database import get_data

from data_sources.contract import WORKING_CRS
from data_sources.region import Region, ward_of_old_address
from data_sources.simulated.chance import stream
from data_sources.simulated.crops import Cropping
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.story import Story, local_metres
from data_sources.simulated.strips import HOUSE, ORCHARD, RICE, SHRIMP, USES

_SIZES_HA = (0.1, 3.0)
_COOPERATIVE = 80
"""Fields a cooperative has, about."""
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Lâm", "Thạch", "Sơn", "Lý", "Danh", "Võ")
_MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Hoàng", "Thanh", "Kim", "Hữu")
_GIVEN = ("An", "Bình", "Cường", "Dung", "Hạnh", "Khải", "Lan", "Mỹ", "Nhân", "Phát", "Sang", "Tú")


def register(story: Story, land: Landscape, cropping: Cropping, region: Region) -> pd.DataFrame:
    """Return the registered fields, one row each, in the order of their ids.

    Columns: field_id, parcel (index into the landscape), ward_code, ward, cooperative, puc, crop
    (true), declared (what the file says grows there), area_ha (true), stated_ha, holder, phone,
    x, y (metres), sea_km, triple, old_commune, old_district.
    """
    draw = stream(story.seed, "register")
    member = _members(story, draw, land, region)
    parcels = member.index.to_numpy()
    crop = pd.Series([USES[use] for use in land.use[parcels]], index=member.index)
    lied = (crop != "rice") & (draw.random(len(crop)) < 0.25)
    area = land.area_ha[parcels]
    fields = member.assign(
        parcel=parcels,
        crop=crop,
        declared=crop.mask(lied, "rice"),
        area_ha=area,
        stated_ha=np.round(area * (1 + draw.normal(0, 0.008, len(area))), 2),
        holder=_holders(draw, len(member)),
        phone=[f"0900 {n:03d} {m:03d}" for n, m in draw.integers(0, 1000, (len(member), 2))],
        x=land.x[parcels],
        y=land.y[parcels],
        sea_km=land.sea_km[parcels],
        triple=cropping.triple[parcels],
    )
    fields["puc"] = [f"VN-CTPUC-{number:04d}" for number in fields["cooperative"] + 1]
    fields = fields.sort_values(["ward_code", "cooperative", "parcel"]).reset_index(drop=True)
    number = fields.groupby("ward_code").cumcount() + 1
    fields["field_id"] = fields["ward_code"] + "-" + number.astype("str").str.zfill(4)
    return fields.join(_old_addresses(story, fields))


def _holders(draw: np.random.Generator, count: int) -> list[str]:
    parts = [
        np.array(names)[draw.integers(0, len(names), count)] for names in (_FAMILY, _MIDDLE, _GIVEN)
    ]
    return [" ".join(name) for name in zip(*parts, strict=True)]


def _members(
    story: Story, draw: np.random.Generator, land: Landscape, region: Region
) -> pd.DataFrame:
    """Return ward_code, ward and cooperative of the parcels that are registered.

    A cooperative is the parcels nearest to a first one, all in the same ward; first ones keep a
    distance to each other.
    """
    candidates = _candidates(story, draw, land, region)
    x, y = land.x[candidates.index], land.y[candidates.index]
    cooperative = np.full(len(candidates), -1)
    nearest = np.full(len(candidates), 1e4)
    wanted, number = story.size.fields, 0
    while (left := wanted - int((cooperative >= 0).sum())) > 0:
        free = cooperative < 0
        weight = np.where(free, nearest**2, 0)
        first = int(draw.choice(len(candidates), p=weight / weight.sum()))
        away = np.hypot(x - x[first], y - y[first])
        ward = candidates["ward_code"].to_numpy()
        near = np.argsort(np.where(free & (ward == ward[first]), away, np.inf), kind="stable")
        size = min(left, int(_COOPERATIVE * draw.uniform(0.6, 1.4)), wanted // 3 + 1)
        size = min(size, int((free & (ward == ward[first])).sum()))
        cooperative[near[:size]] = number
        nearest = np.minimum(nearest, away + 1)
        number += 1
    return _with_others(candidates.assign(cooperative=cooperative), land, wanted)


def _with_others(candidates: pd.DataFrame, land: Landscape, wanted: int) -> pd.DataFrame:
    """Return the members; where hardly any grows something but rice, some take a member's place."""
    member = candidates["cooperative"] >= 0
    other = np.isin(land.use[candidates.index], (ORCHARD, SHRIMP))
    lacking = max(2, wanted // 100) - int((member & other).sum())
    if lacking <= 0:
        return candidates[member]
    wards = candidates[member].groupby("ward_code")["cooperative"].min()
    near = candidates[~member & other & candidates["ward_code"].isin(wards.index)].head(lacking)
    near = near.assign(cooperative=near["ward_code"].map(wards))
    return pd.concat([candidates[member].iloc[len(near) :], near])


def _candidates(
    story: Story, draw: np.random.Generator, land: Landscape, region: Region
) -> pd.DataFrame:
    """Return the parcels that may be registered, with their wards; the index is the parcel."""
    west, south, east, north = story.bounds
    margin = 60
    inside = (land.x > west + margin) & (land.x < east - margin)
    inside &= (land.y > south + margin) & (land.y < north - margin)
    area = land.area_ha
    inside &= (area >= _SIZES_HA[0]) & (area <= _SIZES_HA[1]) & (land.use != HOUSE)
    # Cooperatives are of rice farmers: few of their parcels carry something else.
    inside &= (land.use == RICE) | (draw.random(len(area)) < 0.35)
    parcels = np.flatnonzero(inside)
    points = gpd.GeoSeries(
        gpd.points_from_xy(land.x[parcels], land.y[parcels], crs=WORKING_CRS), index=parcels
    )
    code = region.ward_of(points)
    names = region.wards.set_index("ward_code")["ward"]
    return pd.DataFrame({"ward_code": code, "ward": code.map(names)}).dropna()


def _old_addresses(story: Story, fields: pd.DataFrame) -> pd.DataFrame:
    """Return the commune and district each field belonged to before 1 July 2025.

    The nearest old commune of those that became the field's ward; where none is known to have, the
    nearest old commune.
    """
    units = pd.DataFrame(
        get_data("province, district, ward, wardLat, wardLon", "admin_units_legacy")
    )
    units = units[units["province"] == "Tỉnh Sóc Trăng"].dropna().reset_index(drop=True)
    places = [
        local_metres(lon, lat) for lon, lat in zip(units["wardLon"], units["wardLat"], strict=True)
    ]
    centres = np.array(places)
    middle = fields[["x", "y"]].mean().to_numpy()
    near = np.abs(centres - middle).sum(axis=1) < story.size.side_m + 8_000
    units, centres = units[near].reset_index(drop=True), centres[near]
    address = units["ward"] + ", " + units["district"] + ", " + units["province"]
    today = address.map(ward_of_old_address).to_numpy()
    away = np.hypot(
        fields["x"].to_numpy()[:, None] - centres[:, 0],
        fields["y"].to_numpy()[:, None] - centres[:, 1],
    )
    away += np.where(fields["ward_code"].to_numpy()[:, None] == today, 0, 1e6)
    best = units.iloc[away.argmin(axis=1)]
    return pd.DataFrame(
        {
            "old_commune": best["ward"].to_numpy(),
            "old_district": best["district"].to_numpy(),
        },
        index=fields.index,
    )
