"""Events in the order in which they happened, as far as their times tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from traceability.genealogy import Line
from traceability.things import Part

_PROCESS = frozenset((Part.INPUT, Part.OUTPUT, Part.INTO, Part.OUT_OF))


@dataclass(frozen=True, slots=True)
class Step:
    """The lines of one event."""

    at: int
    position: int
    lines: tuple[Line, ...]

    @property
    def makes(self) -> bool:
        """Whether it makes some things of others."""
        return self.lines[0].part in _PROCESS

    def of(self, part: Part) -> list[Line]:
        """Give the lines of one part."""
        return [line for line in self.lines if line.part == part]


def in_order(lines: Iterable[Line]) -> Iterator[Step]:
    """Group lines to events, by time; of one moment, first what is made, last what moves.

    Many times are but days: of the processes of one moment, that which makes a thing comes before
    that which takes it, and where they run in a circle, the first recorded comes first.
    """
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.position, []).append(line)
    steps = [Step(own[0].at, position, tuple(own)) for position, own in found.items()]
    steps.sort(key=lambda step: (step.at, _rank(step), step.position))
    for _, together in groupby(steps, key=lambda step: (step.at, _rank(step))):
        same = list(together)
        yield from _by_need(same) if len(same) > 1 and same[0].makes else same


def _rank(step: Step) -> int:
    if step.lines[0].part == Part.MADE:
        return 0
    return 1 if step.makes else 2


def _by_need(steps: Sequence[Step]) -> Iterator[Step]:
    """Put makers before takers."""
    makers: dict[int, list[int]] = {}
    for place, step in enumerate(steps):
        for line in (*step.of(Part.OUTPUT), *step.of(Part.INTO)):
            makers.setdefault(line.thing, []).append(place)
    needs = [
        {
            maker
            for line in (*step.of(Part.INPUT), *step.of(Part.OUT_OF))
            for maker in makers.get(line.thing, ())
            if maker != place
        }
        for place, step in enumerate(steps)
    ]
    yield from (steps[place] for place in _sorted(needs))


def _sorted(needs: list[set[int]]) -> Iterator[int]:
    """Sort places so that each comes after those it needs; a circle is cut at its first place."""
    wanted_by: dict[int, list[int]] = {}
    for place, needed in enumerate(needs):
        for other in needed:
            wanted_by.setdefault(other, []).append(place)
    waiting = dict.fromkeys(range(len(needs)))
    ready = deque(place for place in waiting if not needs[place])
    while waiting:
        place = ready.popleft() if ready else next(iter(waiting))
        if place not in waiting:
            continue
        del waiting[place]
        yield place
        for other in wanted_by.get(place, ()):
            needs[other].discard(place)
            if not needs[other] and other in waiting:
                ready.append(other)
