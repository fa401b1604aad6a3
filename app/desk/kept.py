"""A contract as it rests in the store, every part of it, with what a reader must know of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import pandas as pd

from data_sources.contract import Contract, Cube
from data_sources.datasets import DATASETS
from data_sources.errors import Missing
from data_sources.store import Store
from data_sources.tag import Tag, weakest

Data = TypeVar("Data")


@dataclass(frozen=True)
class Kept(Generic[Data]):
    """Rows at rest; shared between readers, so never changed in place.

    Parameters
    ----------
    data
        All parts together.
    tag
        real, analogue or simulated: the weakest of the parts.
    licences
        Terms of every part.
    notes
        Repairs, gaps and counts, in words.
    digest
        Changes when any part does.
    inputs
        What the parts were made of: name and digest of each input.
    """

    data: Data
    tag: Tag
    licences: tuple[str, ...]
    notes: tuple[str, ...]
    digest: str
    inputs: dict[str, str]


def kept(root: Path, contract: Contract[Data]) -> Kept[Data]:
    """Return all parts of *contract* below *root*; `Missing` where there is none yet."""
    store = Store(root)
    parts = store.parts(contract)
    if not parts:
        raise Missing(f"{contract.name} is not in the store yet", "Run `ruong demo` first.")
    digests = tuple((part, store.resting(contract, part).digest) for part in parts)
    return _read(root, contract.name, digests)


def has(root: Path, contract: Contract[Any]) -> bool:
    """Tell whether any part of *contract* rests below *root*."""
    return bool(Store(root).parts(contract))


@functools.lru_cache(maxsize=32)
def _read(root: Path, name: str, digests: tuple[tuple[str, str], ...]) -> Kept[Any]:
    contract = cast("Contract[Any]", DATASETS[name])
    store = Store(root)
    if isinstance(contract, Cube):
        raise TypeError(f"{name} has no rows")
    made = [store.resting(contract, part).provenance for part, _ in digests]
    parts = [store.read(contract, part) for part, _ in digests]
    data = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    return Kept(
        data,
        weakest(m.tag for m in made),
        tuple(dict.fromkeys(m.licence for m in made)),
        tuple(dict.fromkeys(note for m in made for note in m.notes)),
        "-".join(digest[:16] for _, digest in digests),
        {name: digest for m in made for name, digest in m.inputs.items()},
    )
