"""From digital numbers to reflectance: which scale and offset, by whose word, checked on pixels.

Since processing baseline 04.00 ESA adds 1000 to every digital number (DN) of Sentinel-2, so that
slightly negative reflectances survive: reflectance = DN x 0.0001 - 0.1 (ESA, Sentinel-2 Products
Specification Document, RADIO_ADD_OFFSET / BOA_ADD_OFFSET). Some carriers take the 1000 off again,
some say so, and some say so wrongly. An offset that is missed turns NDVI 0.51 into 0.31.

The date of a scene decides nothing: Collection-1 reprocesses old scenes with new baselines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

SCALE = 0.0001
OFFSET = -0.1
OFFSET_DN = 1000
FIRST_BASELINE_WITH_OFFSET = (4, 0)
APPLIED_FLAG = "earthsearch:boa_offset_applied"

_NAMES = (
    "s2:product_uri",
    "sentinel:product_id",
    "s2:datatake_id",
    "s2:tile_id",
    "s2:granule_id",
)
"""Properties that hold a product's name, in which ESA writes the baseline as N0511 or N05.11."""

Verdict = Literal["ok", "contradiction", "undecided"]


@dataclass(frozen=True, slots=True)
class Decision:
    """How DN become reflectance: reflectance = DN x scale + offset.

    Parameters
    ----------
    scale, offset
        Both of ratio 1.
    by
        Whose word decided, in words.
    contradiction
        Why the metadata cannot all be true; empty where it agrees. Such a scene is read only when
        its pixels confirm the decision.
    """

    scale: float
    offset: float
    by: str
    contradiction: str = ""


class Undecidable(Exception):
    """The metadata says nothing, or nothing that can be used; the message says what."""


def baseline_of(properties: Mapping[str, Any]) -> str | None:
    """Return the processing baseline an item states ("05.11"), or the one in its product name."""
    for name in ("s2:processing_baseline", "processing:version"):
        if re.fullmatch(r"\d{2}\.\d{2}", stated := str(properties.get(name, ""))):
            return stated
    for name in _NAMES:
        if found := re.search(r"_N(\d{2})\.?(\d{2})(?:_|$)", str(properties.get(name, ""))):
            return f"{found[1]}.{found[2]}"
    return None


def carries_offset(baseline: str) -> bool:
    """Tell whether ESA's product of this baseline holds DN with 1000 added.

    >>> carries_offset("03.01"), carries_offset("04.00"), carries_offset("05.11")
    (False, True, True)
    """
    major, minor = baseline.split(".")
    return (int(major), int(minor)) >= FIRST_BASELINE_WITH_OFFSET


def stated_scaling(asset: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return scale and offset an asset states, in the words of STAC 1.0 or 1.1; None if unsaid."""
    bands = asset.get("raster:bands") or asset.get("bands") or [{}]
    band = bands[0] if isinstance(bands, list) and isinstance(bands[0], Mapping) else {}
    found = [
        _first(band.get(word), band.get(f"raster:{word}"), asset.get(f"raster:{word}"))
        for word in ("scale", "offset")
    ]
    return found[0], found[1]


def _first(*values: object) -> float | None:
    for value in values:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value):
            return float(value)
    return None


def decide(properties: Mapping[str, Any], assets: Sequence[Mapping[str, Any]]) -> Decision:
    """Decide scale and offset of a Sentinel-2 L2A item from its own metadata.

    The order of trust: a baseline below 04.00 never had an offset; a carrier's flag about what it
    did to the pixels; what the bands state; the baseline alone.

    Parameters
    ----------
    properties
        The item's properties.
    assets
        Its reflectance assets.

    Raises
    ------
    Undecidable
        Where nothing is stated, or the bands state different things.
    """
    scalings = {stated_scaling(asset) for asset in assets}
    if len(scalings) != 1:
        raise Undecidable("its bands state different scales or offsets")
    scale, stated = scalings.pop()
    scale = SCALE if scale is None else scale
    if not 0 < scale <= 1 or stated not in (None, 0.0, OFFSET):
        raise Undecidable(f"it states scale {scale:g} and offset {stated}, which no baseline has")
    baseline, flag = baseline_of(properties), properties.get(APPLIED_FLAG)
    if not isinstance(flag, (bool, type(None))):
        raise Undecidable(f"its flag {APPLIED_FLAG} is {flag!r}, neither true nor false")
    if baseline is None:
        return _without_baseline(scale, stated, flag)
    if not carries_offset(baseline):
        return _before_offset(scale, stated, baseline)
    return _with_offset(scale, stated, baseline, flag)


def _without_baseline(scale: float, stated: float | None, flag: bool | None) -> Decision:
    if flag is True:
        return Decision(scale, 0.0, f"{APPLIED_FLAG} is true, no baseline stated")
    if stated is None:
        raise Undecidable("it states neither a processing baseline nor an offset")
    against = f"{APPLIED_FLAG} is false but the bands state no offset"
    return Decision(
        scale,
        stated,
        f"the bands state offset {stated:g}, no baseline stated",
        against if flag is False and stated == 0 else "",
    )


def _before_offset(scale: float, stated: float | None, baseline: str) -> Decision:
    against = f"the bands state offset {stated} but baseline {baseline} has none" if stated else ""
    return Decision(scale, 0.0, f"baseline {baseline} is before 04.00", against)


def _with_offset(scale: float, stated: float | None, baseline: str, flag: bool | None) -> Decision:
    if flag is True:
        # Earth Search v1 leaves `offset: -0.1` beside the flag; applied twice it would make
        # reflectances negative, so the flag wins and the pixels are asked.
        return Decision(scale, 0.0, f"baseline {baseline}, {APPLIED_FLAG} is true")
    if flag is False or stated == OFFSET:
        said = f"{APPLIED_FLAG} is false" if flag is False else f"the bands state {stated}"
        against = f"{said} but the bands state offset 0" if stated == 0 else ""
        return Decision(scale, OFFSET, f"baseline {baseline}, {said}", against)
    if stated == 0.0:
        against = f"the bands state offset 0 but baseline {baseline} adds {OFFSET_DN}"
        return Decision(scale, 0.0, f"baseline {baseline}, the bands state 0", against)
    return Decision(scale, OFFSET, f"baseline {baseline} alone")


LEAST_SAMPLE = 200
LOW_PERCENTILE = 2.0
DARK_DN = 900.0
"""Below this, DN cannot still hold 1000: fewer than 2 % of pixels reflect less than -0.01."""
BRIGHT_DN = 1000.0
"""From this on, even the darkest 2 % of clear land and water hold 1000: the delta always has
water, shadow or a green canopy that reflects less than 0.1 of red light."""


def verify_offset(
    sample_dn: ArrayLike, decision: Decision | float, scale: float = SCALE
) -> Verdict:
    """Ask the pixels whether the offset of *decision* can be true.

    Parameters
    ----------
    sample_dn
        DN of one visible or short-wave band (red is best) of valid, clear pixels; zeros (no data)
        are left out here. Clouds are bright with and without an offset: pass clear pixels only.
    decision
        The decision, or its offset alone.
    scale
        Used with an offset alone.

    Returns
    -------
    Verdict
        *ok*; *contradiction*: the scene goes into quarantine; *undecided* below `LEAST_SAMPLE`
        valid pixels.
    """
    offset, scale = (
        (decision.offset, decision.scale) if isinstance(decision, Decision) else (decision, scale)
    )
    values = np.asarray(sample_dn, dtype="float64").ravel()
    values = values[np.isfinite(values) & (values > 0)]
    if values.size < LEAST_SAMPLE:
        return "undecided"
    low = float(np.percentile(values, LOW_PERCENTILE)) * scale / SCALE
    wrong = low < DARK_DN if offset < 0 else low >= BRIGHT_DN
    return "contradiction" if wrong else "ok"
