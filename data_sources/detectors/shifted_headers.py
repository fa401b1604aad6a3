"""Weather columns under the wrong header: `temp` that holds humidity, `dew` seconds of sunshine.

It happens when a column is left out while a table is put together and all headers after it move
by one. One impossible column may be a unit; several kinds at once are a shift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_sources.detectors.finding import Finding


@dataclass(frozen=True, slots=True)
class Usual:
    """What a header of this pattern may hold near sea level in the tropics.

    Parameters
    ----------
    pattern
        Of the header.
    low, high
        No day lies beyond.
    middle
        The median of many days lies between these two; None where it may be anywhere.
    """

    pattern: str
    low: float
    high: float
    middle: tuple[float, float] | None = None


USUAL: dict[str, Usual] = {
    "temperature": Usual(r"temp|nhiet|t2m|tmin|tmax", 5, 48, (15, 40)),
    "dew point": Usual(r"dew|sương", 0, 33, (10, 30)),
    "humidity": Usual(r"humid|rh2m|do_?am", 15, 100.5, (45, 100)),
    "cover of rain": Usual(r"precipcover|precipprob", 0, 100.5),
    "rain": Usual(r"precip|rain|mua", 0, 600),
    "pressure": Usual(r"press", 940, 1060, (990, 1030)),
    "cloud": Usual(r"cloud", 0, 100.5),
    "gust": Usual(r"gust", 0, 260),
    "wind": Usual(r"wind(speed)?|ws10m|ws2m", 0, 200),
    "radiation": Usual(r"solarradiation", 0, 450, (60, 350)),
    "solar energy": Usual(r"solarenergy", 0, 40, (5, 30)),
    "UV index": Usual(r"uv", 0, 16),
    "sunshine": Usual(r"sun(light|shine)", 30_000, 50_000, (38_000, 48_000)),
}
"""Kinds of weather column; the first whose pattern is in a header is what it should hold.

Temperatures are in degC, rain in mm, pressure in hPa, wind in km/h or slower, radiation in W m-2,
solar energy in MJ m-2, sunshine as seconds of daylight.
"""
_NOT_WEATHER = re.compile(r"winddir|latt?itude|longt?itude|^lat$|^lon$|season|field|feelslike")
LEAST_KINDS = 2
LEAST_SHARE = 0.02


def shifted_headers(table: pd.DataFrame) -> list[Finding]:
    """Find weather columns whose values cannot be what their headers say.

    Parameters
    ----------
    table
        One row a place or day, weather in numeric columns; other columns are not looked at.

    Returns
    -------
    list of Finding
        None where fewer than `LEAST_KINDS` kinds are impossible in the same rows; else one, whose
        rows are those concerned. `kinds` names what cannot be true, `looks_like` what the values
        under each such header could be instead.
    """
    wrong: dict[str, np.ndarray] = {}
    alike: dict[str, str] = {}
    for column in table.select_dtypes("number").columns:
        kind = _kind(str(column))
        if kind is None:
            continue
        values = table[column].to_numpy(dtype="float64")
        beyond = _beyond(values, USUAL[kind])
        wrong[kind] = wrong.get(kind, np.zeros(len(table), dtype=bool)) | beyond
        if beyond.mean() > LEAST_SHARE and kind not in alike:
            alike[kind] = _looks_like(values[beyond], kind)
    kinds = [kind for kind, rows in wrong.items() if rows.mean() > LEAST_SHARE]
    if len(kinds) < LEAST_KINDS:
        return []
    count = np.sum([wrong[kind] for kind in kinds], axis=0)
    rows = np.flatnonzero(count >= LEAST_KINDS)
    if not len(rows):
        return []
    names = ", ".join(kinds)
    likeness = "; ".join(f"{kind}: {alike[kind]}" for kind in kinds if alike.get(kind))
    return [
        Finding(
            "shifted_headers",
            tuple(rows.tolist()),
            f"Tiêu đề cột thời tiết bị lệch ở {len(rows)} dòng: giá trị dưới {names} không thể có.",
            f"Weather headers are shifted in {len(rows)} rows: what stands under "
            f"{names} cannot be.",
            {"kinds": names, "looks_like": likeness, "rows": len(rows)},
        )
    ]


def _beyond(values: np.ndarray, usual: Usual) -> np.ndarray:
    """Tell which values cannot be; where the median cannot, all that lie on its side of usual."""
    low, high = usual.low, usual.high
    known = values[np.isfinite(values)]
    if usual.middle and known.size and not usual.middle[0] <= np.median(known) <= usual.middle[1]:
        low, high = usual.middle
    return (values < low) | (values > high)


def _kind(header: str) -> str | None:
    plain = header.lower()
    if _NOT_WEATHER.search(plain):
        return None
    return next((kind for kind, usual in USUAL.items() if re.search(usual.pattern, plain)), None)


def _looks_like(values: np.ndarray, kind: str) -> str:
    """Name what the values could be: the kinds of narrowest range that hold nearly all of them."""
    held = [
        (usual.high - usual.low, name)
        for name, usual in USUAL.items()
        if name != kind and np.mean((values >= usual.low) & (values <= usual.high)) > 0.95
    ]
    return min(held)[1] if held else ""
