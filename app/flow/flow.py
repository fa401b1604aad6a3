"""What every step of the flow is given: the store, where data comes from, the day, the seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from app.settings import Settings
from data_sources.contract import Contract
from data_sources.region import Region
from data_sources.step import Made, Outcome, Part, code_version, digests, keep
from data_sources.store import Resting, Store
from data_sources.tag import Tag

Data = TypeVar("Data")
_CHAPTERS = ("data_sources", "pipelines", "models", "traceability")


@dataclass(frozen=True)
class Flow:
    """One run over one workspace.

    Parameters
    ----------
    settings
        Where the workspace is.
    region
        The wards that are worked on.
    data
        Folder the sources read, where there is one.
    live
        Whether sources that have a keyless service and nothing in the folder are asked live.
    tag
        What the data is where a source does not know better.
    as_of
        The day the run is made for; nothing later is read.
    seed
        Seed of everything random.
    say
        Takes one line of progress.
    demo
        Whether keys, salts and times of events may be seeded (marked wherever they show).
    """

    settings: Settings
    region: Region
    data: Path | None
    tag: Tag
    as_of: date
    seed: int
    say: Callable[[str], None]
    demo: bool = False
    live: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """Where the contracts rest."""
        return Store(self.settings.store)

    def make(
        self,
        contract: Contract[Data],
        chapter: str,
        inputs: Iterable[Part],
        work: Callable[[], Made[Data]],
        part: str = "all",
        extra: Mapping[str, str] | None = None,
        *,
        quiet: bool = False,
    ) -> Resting:
        """Make one part of the store unless it is up to date, and say so.

        Parameters
        ----------
        chapter
            The package whose code (with all below it) makes the part.
        inputs
            Parts that are read; their content decides whether the part is out of date.
        extra
            Further named inputs, such as the place that is read or the seed.
        quiet
            Says nothing of it: for parts that only go with another.
        """
        needs = digests(self.store, inputs) | {"as_of": str(self.as_of), **(extra or {})}
        with self.timed() as seconds:
            outcome = keep(self.store, (contract, part), needs, code_of(chapter), work)
        self.outcomes.append(outcome)
        if quiet:
            return outcome.resting
        state = f"{seconds():.1f} s" if outcome.made_now else "unchanged"
        name = contract.name if part == "all" else f"{contract.name} ({part})"
        self.say(f"  {name}: {state} · {outcome.resting.provenance.tag.en}")
        for note in outcome.resting.provenance.notes:
            self.say(f"      {note}")
        return outcome.resting

    @contextmanager
    def timed(self) -> Iterator[Callable[[], float]]:
        """Give a function that tells the seconds since the block began."""
        start = time.perf_counter()
        yield lambda: time.perf_counter() - start

    def read(self, contract: Contract[Data], part: str = "all") -> Data:
        """Read a part of the store."""
        return self.store.read(contract, part)

    def has(self, contract: Contract[Any], part: str = "all") -> bool:
        """Tell whether a part is there."""
        return self.store.has(contract, part)


def code_of(chapter: str) -> str:
    """Return the version of a chapter's code together with all chapters it rests on."""
    if chapter in ("models", "traceability"):
        return code_version("data_sources", "pipelines", chapter)
    return code_version(*_CHAPTERS[: _CHAPTERS.index(chapter) + 1])
