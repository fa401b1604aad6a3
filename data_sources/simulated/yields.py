"""What each field truly yields, and why: every part of it is kept in the truth.

Salt costs 12 % of the yield for each dS/m above 3 dS/m (Maas and Hoffman 1977; FAO Irrigation and
Drainage Paper 29, table 4); late sowing and rain on ripe, tall stands (lodging) cost some more. The
parts that satellites, weather and water can explain have 40 % of the variance within a season; the
rest is the farmer and chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import VARIETIES, Crop, Cropping
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.river import River
from data_sources.simulated.sky import Sky
from data_sources.simulated.story import Story

EXPLAINED = 0.4
"""Share of the variance within a season that can be explained, by construction."""
_MEAN_KG_HA = {"WS": 6850.0, "SA": 5550.0, "AW": 5300.0}
_VIGOUR_KG_HA = 330.0
_LATE_KG_HA_DAY = 18.0
_LASTING = 0.3
"""Share of the unexplained variance that stays with the field from season to season."""
_THRESHOLD_DS_M, _LOSS_PER_DS_M = 3.0, 0.12
_G_L_PER_DS_M = 0.64


@dataclass(frozen=True)
class Place:
    """What yields come from: the land, its crops, the weather and the water."""

    land: Landscape
    cropping: Cropping
    sky: Sky
    river: River


def harvest_all(story: Story, place: Place, fields: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each field and season with rice: dates, yield and its parts.

    Columns: field_id, season, variety, triple, sowing, heading, ripe, harvest (dates), vigour,
    salinity_peak (g/L, highest in its canals), ec (dS/m, at its tender stages), rain_ripe (mm, in
    the ten days before harvest), base, variety_part, vigour_part, late_part, salt_part,
    lodging_part, lasting_part, chance_part, yield_kg_ha.
    """
    lasting = stream(story.seed, "lasting").normal(size=len(fields))
    seasons = [_season(story, place, fields, crop, lasting) for crop in place.cropping.crops]
    return pd.concat(seasons, ignore_index=True)


def _season(
    story: Story, place: Place, fields: pd.DataFrame, crop: Crop, lasting: np.ndarray
) -> pd.DataFrame:
    parcel = fields["parcel"].to_numpy()
    keep = crop.grown[parcel]
    fields, lasting, parcel = fields[keep], lasting[keep], parcel[keep]
    frame = pd.DataFrame(
        {
            "field_id": fields["field_id"].to_numpy(),
            "season": str(crop.season),
            "variety": [VARIETIES[v].name for v in crop.variety[parcel]],
            "triple": fields["triple"].to_numpy(),
            "vigour": crop.vigour[parcel],
        }
    )
    for name in ("sowing", "heading", "ripe", "harvest"):
        frame[name] = story.days[getattr(crop, name)[parcel].astype(int)]
    if not len(frame):
        return frame
    frame = frame.join(_stress(story, place, crop, parcel))
    return _yield(story, frame, crop, parcel, lasting)


def _stress(story: Story, place: Place, crop: Crop, parcel: np.ndarray) -> pd.DataFrame:
    """Return what the weather and the water did to each field."""
    salt = place.river.in_canals(place.land.sea_km[parcel], place.land.block[parcel])
    total = np.cumsum(np.pad(salt, ((0, 0), (1, 0))), axis=1)
    sowing, heading = (getattr(crop, name)[parcel].astype(int) for name in ("sowing", "heading"))
    harvest = crop.harvest[parcel].astype(int)
    rows, last = np.arange(len(parcel)), len(story.days)

    def mean(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        start, end = np.clip(start, 0, last - 1), np.clip(end, 1, last)
        return (total[rows, end] - total[rows, start]) / np.maximum(end - start, 1)

    # Rice is tender to salt as a seedling and around flowering (FAO 29).
    tender = np.maximum(mean(sowing + 5, sowing + 25), mean(heading - 15, heading + 12))
    rain = np.cumsum(np.pad(place.sky.rain.mean(0), (1, 0)))
    peak = [float(line[a : b + 1].max()) for line, a, b in zip(salt, sowing, harvest, strict=True)]
    return pd.DataFrame(
        {
            "salinity_peak": peak,
            "ec": tender / _G_L_PER_DS_M,
            "rain_ripe": rain[np.minimum(harvest, last)] - rain[np.maximum(harvest - 10, 0)],
        }
    )


def _yield(
    story: Story, frame: pd.DataFrame, crop: Crop, parcel: np.ndarray, lasting: np.ndarray
) -> pd.DataFrame:
    """Add up the parts; what cannot be explained is scaled to its share of the variance."""
    draw = stream(story.seed, "yield", str(crop.season))
    base = _MEAN_KG_HA[crop.season.code] + 150 * draw.normal()
    sowing = crop.sowing[parcel]
    usual = pd.Series(sowing).groupby(frame["triple"].to_numpy()).transform("median").to_numpy()
    rain = frame["rain_ripe"].to_numpy()
    tall = np.clip(1 + 0.5 * frame["vigour"].to_numpy(), 0.2, 2.5)
    parts = {
        "base": np.full(len(frame), base),
        "variety_part": np.array([v.effect_kg_ha for v in VARIETIES])[crop.variety[parcel]],
        "vigour_part": _VIGOUR_KG_HA * frame["vigour"].to_numpy(),
        "late_part": -_LATE_KG_HA_DAY * np.maximum(sowing - usual - 2, 0),
        "salt_part": -base
        * np.clip(_LOSS_PER_DS_M * (frame["ec"].to_numpy() - _THRESHOLD_DS_M), 0, 0.6),
        "lodging_part": -np.clip(3.2 * (rain - 45), 0, 450) * tall,
    }
    explained = sum(parts.values())
    unexplained = float(np.std(explained)) * np.sqrt((1 - EXPLAINED) / EXPLAINED)
    chance = draw.normal(size=len(frame))
    parts["lasting_part"] = _standard(lasting) * unexplained * np.sqrt(_LASTING)
    parts["chance_part"] = _standard(chance) * unexplained * np.sqrt(1 - _LASTING)
    frame = frame.assign(**parts)
    total = frame[list(parts)].sum(axis=1)
    return frame.assign(yield_kg_ha=total.clip(900, 10_500).round(1))


def _standard(values: np.ndarray) -> np.ndarray:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread else values


def harvested_by(story: Story, seasons: pd.DataFrame) -> pd.DataFrame:
    """Return the field seasons that were harvested on or before the day of the telling."""
    return seasons[seasons["harvest"] <= pd.Timestamp(story.as_of)]
