"""The weather as it truly was: one monsoon that rains, shades and hides the land together.

Monthly means are rounded from the climate normals of the Sóc Trăng station (about 1,850 mm a year,
nine tenths of it from May to November; Vietnam's building code QCVN 02). Wet and dry spells follow
a daily persistence and the 30-60 day swing of the monsoon (Madden and Julian 1994); the same hidden
state makes rain, cloud and dull light, as it does outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtr

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import day_number
from data_sources.simulated.story import Story

POINTS = ("nw", "ne", "sw", "se")
RAIN_MM = (9, 3, 12, 66, 226, 258, 255, 274, 276, 288, 164, 44)
WET_DAYS = (2, 1, 2, 6, 17, 20, 20, 21, 20, 21, 14, 6)
TMAX = (29.6, 30.6, 32.2, 33.4, 33.0, 32.0, 31.6, 31.4, 31.1, 30.8, 30.3, 29.4)
TMIN = (22.2, 22.6, 23.8, 25.1, 25.4, 25.1, 24.9, 24.8, 24.8, 24.6, 24.1, 22.9)
CLOUD = (0.2, 0.16, 0.16, 0.36, 0.74, 0.83, 0.84, 0.84, 0.83, 0.74, 0.46, 0.28)
_CLEAR_SKY = (21.5, 23.6, 25.2, 25.8, 25.2, 24.6, 24.8, 25.4, 25.3, 24.0, 22.0, 20.8)
"""Clear-sky radiation at 10 degrees north, MJ/m2 a day."""


@dataclass(frozen=True)
class Sky:
    """Daily weather; arrays are (day,) or (point, day), days those of `story.days`.

    Parameters
    ----------
    cloud
        Share of the sky that is cloud at the satellite's hour, over the whole square.
    rain, tmax, tmin, humidity, wind, radiation
        mm, degC, degC, %, m/s at 10 m, MJ/m2, at each of `POINTS`.
    """

    days: pd.DatetimeIndex
    cloud: np.ndarray
    rain: np.ndarray
    tmax: np.ndarray
    tmin: np.ndarray
    humidity: np.ndarray
    wind: np.ndarray
    radiation: np.ndarray

    def wetness(self, day: int) -> float:
        """Return how wet the ground is, 0-1, from the rain of the ten days up to *day*."""
        return float(np.clip(self.rain[:, max(day - 9, 0) : day + 1].mean(0).sum() / 90, 0, 1))


def _monthly(values: tuple[float, ...], days: pd.DatetimeIndex) -> np.ndarray:
    """Return monthly means as a smooth daily course (linear between mid-months)."""
    middles = np.arange(-1, 13) * 30.44 + 15.2
    course = np.array([values[-1], *values, values[0]], float)
    return np.interp(days.day_of_year.to_numpy(), middles, course)


def _persistent(draw: np.random.Generator, shape: tuple[int, ...], keep: float) -> np.ndarray:
    """Return standard normal numbers whose neighbours in time correlate by *keep*."""
    steps = draw.normal(size=shape) * np.sqrt(1 - keep**2)
    steps[..., 0] /= np.sqrt(1 - keep**2)
    for day in range(1, shape[-1]):
        steps[..., day] += keep * steps[..., day - 1]
    return steps


def weather(story: Story) -> Sky:
    """Return the true weather of every day of the story."""
    draw = stream(story.seed, "sky")
    days = story.days
    count = len(days)
    period = np.cumsum(2 * np.pi / np.clip(45 + 9 * _persistent(draw, (count,), 0.97), 28, 65))
    swing = np.sin(period + draw.uniform(0, 2 * np.pi))
    common = 0.75 * _persistent(draw, (count,), 0.6) + 0.66 * swing
    state = 0.88 * common + 0.47 * _persistent(draw, (len(POINTS), count), 0.2)
    rain = _rain(draw, days, state)
    _unseasonal(story, draw, rain)
    mean = _monthly(CLOUD, days)
    cloud = expit(logit(mean) + 1.5 * common * (0.3 + 1.2 * mean) + draw.normal(0, 0.5, count))
    share = np.clip(0.75 * cloud + 0.25 * (rain > 1), 0, 1)
    slow = _persistent(draw, (count,), 0.8)
    tmax = _monthly(TMAX, days) + 1.1 * slow - 2.4 * (share - mean) + _fine(draw, rain, 0.3)
    tmin = _monthly(TMIN, days) + 0.8 * slow + 0.4 * (share - mean) + _fine(draw, rain, 0.25)
    humidity = np.clip(74 + 13 * share + 2 * (rain > 5) + _fine(draw, rain, 2), 50, 99)
    wind = 2.6 + 0.6 * np.abs(_persistent(draw, (count,), 0.5)) + _fine(draw, rain, 0.25)
    light = _monthly(_CLEAR_SKY, days) * (1 - 0.68 * share**1.6) + _fine(draw, rain, 0.4)
    return Sky(days, cloud, rain, tmax, tmin, humidity, np.maximum(wind, 0.4), light)


def _fine(draw: np.random.Generator, like: np.ndarray, scale: float) -> np.ndarray:
    return draw.normal(0, scale, like.shape)


def _rain(draw: np.random.Generator, days: pd.DatetimeIndex, state: np.ndarray) -> np.ndarray:
    """Return rain: wet where the state is high enough for the month, then a gamma amount."""
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    chance = _monthly(tuple(n / d for n, d in zip(WET_DAYS, lengths, strict=True)), days)
    mean = _monthly(tuple(mm / n for mm, n in zip(RAIN_MM, WET_DAYS, strict=True)), days)
    wet = ndtr(state / state.std()) > 1 - chance
    amount = draw.gamma(0.8, 1 / 0.8, state.shape) * mean * np.exp(0.35 * state - 0.05)
    return np.round(np.where(wet, np.minimum(amount, 160), 0), 2)


def _unseasonal(story: Story, draw: np.random.Generator, rain: np.ndarray) -> None:
    """Bring an unseasonal rain (mưa trái mùa) a few days after the day of the telling.

    Such rains at harvest are what lodges ripe Winter-Spring rice; 2025-26 is a weak La Niña
    winter, in which they are common.
    """
    first = day_number(story, story.as_of + timedelta(days=4))
    falls = np.array([9.0, 26.0, 13.0]) * draw.uniform(0.8, 1.3, (len(POINTS), 3))
    rain[:, first : first + 3] = np.maximum(rain[:, first : first + 3], np.round(falls, 2))
