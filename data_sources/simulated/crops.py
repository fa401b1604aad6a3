"""What each parcel grows, and when: blocks sow together in the windows that escape the hoppers.

In the delta sowing is called block by block, a few days after a peak of brown planthoppers in the
light traps, about once a month (né rầy; the Plant Protection Department's sowing notices). Blocks
with three crops a year sow Winter-Spring a month later than those with two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_sources.season import Season
from data_sources.simulated.chance import stream
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.story import Story
from data_sources.simulated.strips import RICE


@dataclass(frozen=True, slots=True)
class Variety:
    """A rice variety of the delta, by its seed supplier's sheet.

    Parameters
    ----------
    name
        As farmers write it.
    days
        From sowing to ripeness.
    effect_kg_ha
        How its yield stands to the season's mean.
    share
        How much of the land it has.
    """

    name: str
    days: float
    effect_kg_ha: float
    share: float


VARIETIES = (
    Variety("OM5451", 93, 100, 0.25),
    Variety("Đài Thơm 8", 97, 120, 0.3),
    Variety("OM18", 99, 180, 0.2),
    Variety("ST24", 102, -230, 0.15),
    Variety("ST25", 105, -330, 0.1),
)
_WINDOWS: dict[tuple[str, bool], tuple[tuple[int, int, float], ...]] = {
    ("WS", True): ((12, 6, 1.0),),
    ("WS", False): ((11, 10, 0.72), (11, 26, 0.28)),
    ("SA", True): ((4, 17, 1.0),),
    ("SA", False): ((5, 14, 0.8), (5, 28, 0.2)),
    ("AW", True): ((8, 9, 1.0),),
}
"""Middle of each window (month, day) and its share of blocks, by season and three crops a year."""
_THREE_CROPS = 0.5
_REST_DAYS = 14
"""Land rests at least this long between crops, against the hopper and rotting straw."""


@dataclass(frozen=True)
class Crop:
    """One season of rice on every parcel; days count from the first of `story.days`.

    Parameters
    ----------
    grown
        Whether rice stands there this season.
    variety
        Index into `VARIETIES`.
    sowing, heading, ripe, harvest
        Day numbers.
    vigour
        How well the stand does, standard deviations; seen in its canopy and felt in its yield.
    """

    season: Season
    grown: np.ndarray
    variety: np.ndarray
    sowing: np.ndarray
    heading: np.ndarray
    ripe: np.ndarray
    harvest: np.ndarray
    vigour: np.ndarray


@dataclass(frozen=True)
class Cropping:
    """The seasons of every parcel, and which parcels grow three a year."""

    triple: np.ndarray
    crops: tuple[Crop, ...]


def day_number(story: Story, day: date) -> int:
    """Return the number of *day* within `story.days`."""
    return (day - story.first_day).days


def grow(story: Story, land: Landscape) -> Cropping:
    """Sow, let ripen and harvest every season of the story on every parcel."""
    blocks = int(land.block.max()) + 1
    triple = (stream(story.seed, "intensity").random(blocks) < _THREE_CROPS)[land.block]
    standing = stream(story.seed, "vigour").normal(size=len(land.use))
    free = np.full(len(land.use), -np.inf)
    crops = []
    for season in story.seasons:
        crop = _season(story, land, season, (triple, standing, free))
        free = np.where(crop.grown, crop.harvest + _REST_DAYS, free)
        crops.append(crop)
    return Cropping(triple, tuple(crops))


def _season(
    story: Story, land: Landscape, season: Season, state: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> Crop:
    """Return one season; *state* is (three crops a year, lasting vigour, free to sow from)."""
    triple, standing, free = state
    draw = stream(story.seed, "season", str(season))
    count = len(land.use)
    sowing = np.maximum(_sowing(story, draw, season, triple, land.block), free)
    variety = _varieties(draw, land.block)
    days = np.array([v.days for v in VARIETIES])[variety] + draw.normal(0, 1.2, count)
    days += 2.0 if season.code == "WS" else 0.0
    heading = sowing + days - 30 + draw.normal(0, 1.0, count)
    wait = np.minimum(draw.exponential(2.0, count), 9)
    grown = (land.use == RICE) & (triple | (season.code != "AW"))
    vigour = 0.55 * standing + 0.835 * draw.normal(size=count)
    harvest = np.floor(sowing + days + wait)
    return Crop(season, grown, variety, sowing, heading, sowing + days, harvest, vigour)


def _sowing(
    story: Story,
    draw: np.random.Generator,
    season: Season,
    triple: np.ndarray,
    block: np.ndarray,
) -> np.ndarray:
    """Return sowing days: the block's window, its own start in it, the farmer's few days."""
    blocks, count = int(block.max()) + 1, len(block)
    start = np.zeros((2, blocks))
    for crops in (True, False):
        windows = _WINDOWS.get((season.code, crops), _WINDOWS[season.code, True])
        year = season.year - (season.code == "WS")
        middles = [day_number(story, date(year, month, day)) for month, day, _ in windows]
        picked = draw.choice(len(windows), blocks, p=[share for *_, share in windows])
        start[int(crops)] = np.array(middles)[picked] + draw.uniform(-4, 4, blocks)
    straggler = np.where(draw.random(count) < 0.05, draw.uniform(7, 16, count), 0.0)
    return np.floor(start[triple.astype(int), block] + draw.normal(0, 1.8, count) + straggler)


def _varieties(draw: np.random.Generator, block: np.ndarray) -> np.ndarray:
    """Return varieties: most farmers of a block follow it, some do not."""
    share = [v.share for v in VARIETIES]
    common = draw.choice(len(VARIETIES), int(block.max()) + 1, p=share)[block]
    own = draw.choice(len(VARIETIES), len(block), p=share)
    return np.where(draw.random(len(block)) < 0.65, common, own)
