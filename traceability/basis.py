"""On what basis a mass is stated, and how much of one thing can come out of another.

Water leaves rice as it dries, husk and bran as it is milled; so a mass means something only with
the state it is stated in. Masses are compared as dry matter, mass x (1 - moisture); what can come
out of a process is bounded by recovery ratios, of dry matter out to dry matter in.

Sources: IRRI Rice Knowledge Bank, "Milling yields" (milled rice 50-72 % of paddy, from the single
stage village mill to the laboratory) and "Rough rice" (husk about 20 %, bran and germ about 11 %,
milled rice about 69 %); paddy is harvested at 20-28 % moisture and stored at 14 % or less (ibid.,
"Moisture content"). Bounds are a little wider than the typical figures, for scales err.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WHOLE = 10_000
"""Moisture is counted in hundredths of a per cent: so many are all."""
DRY_PADDY_MOISTURE = 1_400


@dataclass(frozen=True, slots=True)
class Basis:
    """A state that goods are weighed in.

    Parameters
    ----------
    name
        As `ruong:massBasis` has it.
    vi, en
        What a reader is told.
    moisture, low, high
        Usual moisture and its bounds where none is stated, hundredths of a per cent, wet basis.
    """

    name: str
    vi: str
    en: str
    moisture: int = 0
    low: int = 0
    high: int = 0


AS_WEIGHED = Basis("as weighed", "như khi cân", "as weighed")
"""Anything else: fruit, boxes of goods. Its mass is what the scales say."""
BASES: Mapping[str, Basis] = {
    basis.name: basis
    for basis in (
        AS_WEIGHED,
        Basis("fresh paddy", "lúa tươi", "fresh paddy", 2_600, 1_800, 3_200),
        Basis("dry paddy", "lúa khô", "dry paddy", DRY_PADDY_MOISTURE, 1_100, 1_650),
        Basis("brown rice", "gạo lứt", "brown rice", 1_400, 1_100, 1_600),
        Basis("white rice", "gạo trắng", "white rice", 1_400, 1_100, 1_600),
        Basis("broken rice", "tấm", "broken rice", 1_400, 1_100, 1_600),
        Basis("bran", "cám", "bran", 1_200, 800, 1_500),
        Basis("husk", "trấu", "husk", 1_000, 700, 1_500),
    )
}
_PADDY = ("fresh paddy", "dry paddy")
_FROM_PADDY = {
    "brown rice": (60, 83),
    "white rice": (50, 72),
    "broken rice": (0, 72),
    "bran": (0, 15),
    "husk": (0, 26),
}
_FROM_BROWN = {"white rice": (70, 97), "broken rice": (0, 97), "bran": (0, 20)}
_RATIOS: Mapping[tuple[str, str], tuple[int, int]] = {
    **{(paddy, made): ratio for paddy in _PADDY for made, ratio in _FROM_PADDY.items()},
    **{("brown rice", made): ratio for made, ratio in _FROM_BROWN.items()},
    **{(paddy, other): (100, 100) for paddy in _PADDY for other in _PADDY},
    ("white rice", "broken rice"): (0, 100),
}
TOLERANCE_PER_MILLE = 5
"""What two honest scales may differ by: 5 kg a tonne."""


def basis_named(name: str | None) -> Basis | None:
    """Give a basis by its name; None for a name nobody knows."""
    return None if name is None else BASES.get(name)


def recovery(source: Basis, made: Basis) -> tuple[int, int]:
    """Bound how many per cent of the dry matter of one thing can become another.

    Returns
    -------
    The least that comes out where nothing is lost and nothing else is weighed, and the most.
    """
    if AS_WEIGHED in (source, made) or source == made:
        return 100, 100
    return _RATIOS.get((source.name, made.name), (0, 0))


def dry_matter(mass: int, moisture: int) -> int:
    """Give the dry matter of a mass, in units of mass x 10,000, so that it stays whole."""
    return mass * (WHOLE - moisture)


def as_dry_paddy(mass: int, basis: Basis, moisture: int | None = None) -> int:
    """Restate a mass of paddy at 14 % moisture, in the unit it came in, rounded down."""
    if basis is AS_WEIGHED:
        return mass
    wet = basis.moisture if moisture is None else moisture
    return dry_matter(mass, wet) // (WHOLE - DRY_PADDY_MOISTURE)
