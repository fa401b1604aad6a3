"""Shares of origin, kept as whole numbers over a common denominator: exact through every mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

UNKNOWN = -1
"""The origin of what nobody said where it came from."""
_MOST_BITS = 2_048
_FIXED = 1 << 512


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of a thing comes from where.

    Parameters
    ----------
    parts
        Parts of each origin, the position of its harvest in the register, or `UNKNOWN`.
    whole
        All parts together.
    """

    parts: Mapping[int, int]
    whole: int

    def of(self, origin: int) -> Fraction:
        """Give the share of one origin, from 0 to 1."""
        return Fraction(self.parts.get(origin, 0), self.whole)

    def per_cent(self, decimals: int = 2) -> dict[int, Fraction]:
        """Round the shares to so many decimals of a per cent, so that they sum to 100 exactly.

        What rounding down leaves is given to those it took most from (largest remainder).
        """
        units = 100 * 10**decimals
        floors = {origin: divmod(n * units, self.whole) for origin, n in self.parts.items()}
        left = units - sum(floor for floor, _ in floors.values())
        most = set(sorted(floors, key=lambda origin: (-floors[origin][1], origin))[:left])
        return {
            origin: Fraction(floor + (origin in most), 10**decimals)
            for origin, (floor, _) in floors.items()
        }


def all_of(origin: int) -> Shares:
    """Say that a thing comes wholly from one origin."""
    return Shares({origin: 1}, 1)


def mixed(flows: Sequence[tuple[int, Shares]]) -> Shares:
    """Mix amounts of things, all in the same unit, thoroughly.

    Past `_MOST_BITS` a common denominator is replaced by 2^512: shares are then right to 150
    decimals, and a hostile chain of mixes cannot make the numbers grow without end.
    """
    total = sum(amount for amount, _ in flows)
    if total == 0:
        return all_of(UNKNOWN)
    flowing = [(amount, shares) for amount, shares in flows if amount]
    if len(flowing) == 1:
        return flowing[0][1]
    flowing = _common(flowing)
    common = flowing[0][1].whole
    parts: dict[int, int] = {}
    for amount, shares in flowing:
        for origin, part in shares.parts.items():
            parts[origin] = parts.get(origin, 0) + amount * part
    whole = total * common
    divisor = gcd(whole, *parts.values())
    return Shares({origin: n // divisor for origin, n in parts.items()}, whole // divisor)


def _common(flows: Sequence[tuple[int, Shares]]) -> list[tuple[int, Shares]]:
    """Bring shares to one denominator."""
    common = 1
    for whole in {shares.whole for _, shares in flows}:
        common = lcm(common, whole)
        if common.bit_length() > _MOST_BITS:
            return [(amount, _fixed(shares)) for amount, shares in flows]
    return [
        (amount, Shares({o: n * (common // s.whole) for o, n in s.parts.items()}, common))
        for amount, s in flows
    ]


def _fixed(shares: Shares) -> Shares:
    """Round shares to the fixed denominator; what is left over goes to the largest."""
    parts = {origin: n * _FIXED // shares.whole for origin, n in shares.parts.items()}
    largest = max(parts, key=lambda origin: parts[origin])
    parts[largest] += _FIXED - sum(parts.values())
    return Shares(parts, _FIXED)
