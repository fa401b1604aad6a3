"""Where data truly comes from, said wherever it is shown: real, analogue or simulated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

TagKind = Literal["real", "analogue", "simulated"]
_ORDER: tuple[TagKind, ...] = ("real", "analogue", "simulated")
_VI = {"real": "thực", "analogue": "tương tự", "simulated": "mô phỏng"}


@dataclass(frozen=True, slots=True)
class Tag:
    """What a dataset is: *real*, *analogue* (real, from elsewhere) or *simulated*.

    Parameters
    ----------
    kind
        One of the three.
    place
        For an analogue, where it was measured: An Giang is not Cần Thơ.
    """

    kind: TagKind
    place: str = ""

    def __post_init__(self) -> None:
        if self.kind not in _ORDER:
            raise ValueError(f"a tag is one of {', '.join(_ORDER)}, not {self.kind}")
        if self.kind == "analogue" and not self.place:
            raise ValueError("an analogue names the place it was measured at")

    @property
    def vi(self) -> str:
        """The tag in Vietnamese."""
        return f"{_VI[self.kind]} ({self.place})" if self.place else _VI[self.kind]

    @property
    def en(self) -> str:
        """The tag in English."""
        return f"{self.kind} ({self.place})" if self.place else self.kind


REAL = Tag("real")
SIMULATED = Tag("simulated")


def weakest(tags: Iterable[Tag]) -> Tag:
    """Return what a result made from *tags* must be called: never more real than its inputs.

    >>> weakest([REAL, SIMULATED]).kind
    'simulated'
    """
    found = sorted(set(tags), key=lambda tag: (_ORDER.index(tag.kind), tag.place))
    if not found:
        raise ValueError("a result made from nothing has no tag")
    worst = found[-1]
    places = sorted({tag.place for tag in found if tag.kind == worst.kind and tag.place})
    return Tag(worst.kind, ", ".join(places))
