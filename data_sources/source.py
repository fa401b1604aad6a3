"""A source: one outside place that data comes from."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd

import data_sources
from data_sources.contract import Contract
from data_sources.errors import Missing
from data_sources.region import Region
from data_sources.tag import Tag

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a source.

    Parameters
    ----------
    place
        The file, folder or URL that is read; None takes the source's own live service.
    region
        The wards the data is for.
    start, end
        First and last day wanted, both included.
    tag
        What the data is, where the place does not say so itself.
    snapshots
        Folder where answers of live services are kept by their content; None keeps none.
    offline
        Answer from the snapshots alone, asking no service.
    """

    place: str | Path | None
    region: Region
    start: date
    end: date
    tag: Tag
    snapshots: Path | None = None
    offline: bool = False

    def named(self, what: str) -> str | Path:
        """Return the place; `Missing` where none is named and *what* has no live service."""
        if self.place is None:
            raise Missing(
                f"{what} come from no live service, and no file or folder was named.",
                "Name the file or the folder that holds them.",
            )
        return self.place


@dataclass(frozen=True, slots=True)
class Delivery(Generic[Data]):
    """What a source gives: data that keeps the contract, and what a reader must know of it.

    Parameters
    ----------
    data
        Checked against the source's contract.
    tag
        real, analogue or simulated.
    inputs
        Name and sha256 of every file or response that was read.
    notes
        Repairs, gaps and counts, in words.
    refused
        One row a record that was turned away: `record` (where it stands), `reason` (why).
    """

    data: Data
    tag: Tag
    inputs: dict[str, str]
    notes: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source(Generic[Data]):
    """One outside place that data comes from; one file each, found by `catalogue`.

    Parameters
    ----------
    name
        Short name, also the part it rests under in the store.
    gives
        The contract its data keeps.
    fetch
        Reads the place asked for; raises `Refused` for a damaged input (all its faults at once) and
        `Unavailable` for a service that does not answer.
    licence, homepage
        Terms and address of the carrier.
    vi, en
        What a person reads.
    live
        Whether it has a keyless service that is asked where no place is given.
    ahead_days
        For a forecast: how many days beyond the day of issue it reaches. It is asked from the day
        of issue on; every other source is asked for the past.
    """

    name: str
    gives: Contract[Data]
    fetch: Callable[[Request], Delivery[Data]]
    licence: str
    homepage: str
    vi: str
    en: str
    live: bool = False
    ahead_days: int = 0

    def __call__(self, request: Request) -> Delivery[Data]:
        """Fetch, and check what came."""
        delivery = self.fetch(request)
        self.gives.check(delivery.data)
        return delivery


def catalogue() -> dict[str, Source[Any]]:
    """Return every `SOURCE` that a module of this package defines, by name."""
    found: dict[str, Source[Any]] = {}
    for info in pkgutil.iter_modules(data_sources.__path__, "data_sources."):
        source = getattr(importlib.import_module(info.name), "SOURCE", None)
        if isinstance(source, Source):
            found[source.name] = source
    return dict(sorted(found.items()))


def refusals(source: str, refused: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Turn refused records into rows of the REFUSED contract."""
    rows = [(source, n, record, reason) for n, (record, reason) in enumerate(refused)]
    table = pd.DataFrame(rows, columns=["source", "number", "record", "reason"])
    return table.astype({"source": "str", "number": "int64", "record": "str", "reason": "str"})
