"""Which scenes there are, and what is wrong with some of them.

Two Sentinel-2 pass every fifth day. Sentinel-1A and 1C pass every sixth day on a descending orbit,
and one of them every twelfth on an ascending one that must not be mixed with it. Of every hand of
scenes some are dealt a fault, so that a longer story has more of them and the past never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import numpy as np

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import day_number
from data_sources.simulated.sky import Sky
from data_sources.simulated.story import Story

Fault = Literal[
    "",
    "raw",
    "offset still in, flag says taken off",
    "offset taken off, flag says still in",
    "no item",
    "file absent",
    "file truncated",
    "half the swath",
    "second processing",
]
LIES: tuple[Fault, Fault] = (
    "offset still in, flag says taken off",
    "offset taken off, flag says still in",
)
_HAND = 13
_RADAR_HOLE_DAYS = (84, 102)
"""Radar was silent between these days after the start: late June to mid July."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One pass over the square.

    Parameters
    ----------
    sensor
        "S1" or "S2".
    number
        Day number within `story.days`.
    taken
        Time of the pass, UTC.
    platform
        "2b", "2c", "1a", "1c".
    orbit
        Relative orbit.
    ascending
        Direction of the pass.
    cloud
        Share of the square under cloud, 0-1; 0 for radar.
    fault
        What is planted; "" or "raw" (an honest item whose offset is still in) are no fault.
    version
        1 for a second processing of the same pass.
    """

    sensor: Literal["S1", "S2"]
    number: int
    taken: datetime
    platform: str
    orbit: int
    ascending: bool
    cloud: float
    fault: Fault = ""
    version: int = 0

    @property
    def day(self) -> str:
        """ISO date."""
        return self.taken.date().isoformat()


def plan(story: Story, sky: Sky) -> list[Scene]:
    """Return every pass from the start to the day of the telling, with its planted fault."""
    passes = [*_optical(story, sky), *_radar(story)]
    return [scene for scene in passes if scene.taken.date() <= story.as_of]


def _optical(story: Story, sky: Sky) -> Iterator[Scene]:
    days = _passes(story, 2, 5)
    clouds = [float(sky.cloud[day_number(story, day)]) for day in days]
    faults = _deal(story, clouds)
    for count, (day, cloud, fault) in enumerate(zip(days, clouds, faults, strict=True)):
        taken = datetime.combine(day, time(3, 15, 30 + count % 20, tzinfo=UTC))
        scene = Scene(
            "S2", day_number(story, day), taken, "bc"[count % 2], 118, False, cloud, fault
        )
        yield scene
        if fault == "second processing":
            yield replace(scene, version=1)


def _passes(story: Story, first: int, every: int) -> list[date]:
    last = (story.days[-1].date() - story.start).days
    return [story.start + timedelta(days=n) for n in range(first, last, every)]


def _deal(story: Story, clouds: Sequence[float]) -> list[Fault]:
    """Deal faults to every hand of scenes; a lie only where enough is clear to find it out."""
    faults: list[Fault] = ["" for _ in clouds]
    for start in range(0, len(clouds), _HAND):
        hand = range(start, min(start + _HAND, len(clouds)))
        draw = stream(story.seed, "faults", str(start))
        number = start // _HAND
        order = [int(place) for place in draw.permutation(np.array(hand))]
        open_first = sorted(order, key=lambda place: clouds[place] > 0.55)
        dealt: list[Fault] = [LIES[number % 2], "raw", "raw"]
        dealt.append("half the swath" if number % 2 else "second processing")
        for place, fault in zip(open_first, dealt, strict=False):
            faults[place] = fault
        rest = [place for place in order if not faults[place]]
        broken: list[Fault] = ["no item"]
        broken.append("file absent" if number % 2 else "file truncated")
        for place, fault in zip(rest, broken, strict=False):
            faults[place] = fault
    return faults


def _radar(story: Story) -> Iterator[Scene]:
    for count, day in enumerate(_passes(story, 4, 6)):
        yield _radar_pass(story, day, count, ascending=False)
    for count, day in enumerate(_passes(story, 9, 12)):
        if day.month in (11, 12, 1, 2, 3):
            yield _radar_pass(story, day, count, ascending=True)


def _radar_pass(story: Story, day: date, count: int, *, ascending: bool) -> Scene:
    at = (
        time(11, 9, 20 + count % 30, tzinfo=UTC)
        if ascending
        else time(22, 45, 10 + count % 40, tzinfo=UTC)
    )
    passed = (day - story.start).days
    fault: Fault = ""
    if _RADAR_HOLE_DAYS[0] <= passed < _RADAR_HOLE_DAYS[1]:
        fault = "no item"
    elif not ascending and count % 14 == 9:
        fault = "file absent" if count // 14 % 2 else "file truncated"
    elif not ascending and count % 19 == 12:
        fault = "half the swath"
    platform = "a" if ascending else "ac"[count % 2]
    return Scene(
        "S1",
        day_number(story, day),
        datetime.combine(day, at),
        platform,
        128 if ascending else 18,
        ascending,
        0.0,
        fault,
    )
