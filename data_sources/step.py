"""A step: makes one part of the store, and knows when it is out of date.

A part is out of date when the content of an input or the code that makes it has changed. Nothing
else counts: no clock, no file time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from data_sources.contract import Contract
from data_sources.store import Provenance, Resting, Store
from data_sources.tag import Tag

Data = TypeVar("Data")
Part = tuple[Contract[Any], str]


@cache
def code_version(*packages: str) -> str:
    """Return a digest of the Python files of *packages*: what a result depends on besides data."""
    total = hashlib.sha256()
    for package in packages:
        root = Path(str(import_module(package).__file__)).parent
        for file in sorted(root.rglob("*.py")):
            total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Made(Generic[Data]):
    """What a step made: the data, its tag, its terms and what a reader must know of it."""

    data: Data
    tag: Tag
    licence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part at rest after a step, and whether it was made just now or kept from before."""

    resting: Resting
    made_now: bool


def keep(
    store: Store,
    part: tuple[Contract[Data], str],
    inputs: Mapping[str, str],
    code: str,
    make: Callable[[], Made[Data]],
) -> Outcome:
    """Make *part* of *store* unless what is there was made of the same inputs by the same code.

    Parameters
    ----------
    part
        The contract and the part's name.
    inputs
        Name and digest of everything that *make* reads; arguments count as inputs too.
    code
        Version of the code, from `code_version`.
    make
        Does the work; its data is checked against the contract before it is kept.
    """
    contract, name = part
    if store.has(contract, name):
        resting = store.resting(contract, name)
        if resting.provenance.inputs == dict(inputs) and resting.provenance.code == code:
            return Outcome(resting, made_now=False)
    made = make()
    provenance = Provenance(made.tag, made.licence, code, dict(inputs), made.notes)
    return Outcome(store.write(contract, made.data, provenance, name), made_now=True)


def digests(store: Store, parts: Iterable[Part]) -> dict[str, str]:
    """Return the digests of parts at rest, by "contract/part"; absent parts are left out."""
    found = [(contract, name) for contract, name in parts if store.has(contract, name)]
    return {f"{c.name}/{name}": store.resting(c, name).digest for c, name in found}


def tags(store: Store, parts: Iterable[Part]) -> list[Tag]:
    """Return the tags of parts at rest; parts that are absent are left out."""
    found = [(contract, name) for contract, name in parts if store.has(contract, name)]
    return [store.resting(contract, name).provenance.tag for contract, name in found]
