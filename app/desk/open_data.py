"""The published datasets: read from their folders, and refused where they hold what is not open.

A dataset is a folder of `workspace/exports/` with a Frictionless `datapackage.json`. Publishing
already leaves out what is personal or for partners; here it is checked once more, by every column's
name against the vocabulary, before anybody sees or downloads a byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from data_sources import vocabulary
from data_sources.contract import Variable
from data_sources.datasets import DATASETS
from data_sources.errors import Missing, Refused
from data_sources.tag import Tag

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
_LARGEST_DESCRIPTOR = 2_000_000
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a dataset: its name, its size in bytes, its columns."""

    path: Path
    bytes: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    """A published dataset.

    Parameters
    ----------
    name
        The folder's name, also its address.
    described
        Its `datapackage.json` as it stands.
    resources
        The files that may be downloaded.
    """

    name: str
    described: dict[str, Any]
    resources: tuple[Resource, ...]

    def text(self, key: str, language: str) -> str:
        """Return a text of the descriptor: `title_en` for English where there is one."""
        return str(self.described.get(f"{key}_{language}") or self.described.get(key) or "")

    @property
    def tag(self) -> Tag | None:
        """What the data is; None where the descriptor does not say, which a page must say."""
        told = self.described.get("tag")
        if isinstance(told, dict):
            return Tag(told.get("kind", ""), told.get("place", ""))
        return Tag(told) if told in ("real", "simulated") else None

    @property
    def licence(self) -> tuple[str, str]:
        """Name and address of the terms; empty where none is stated."""
        first = next(iter(self.described.get("licenses") or []), {})
        return str(first.get("title") or first.get("name") or ""), str(first.get("path") or "")

    @property
    def day(self) -> str:
        """The day it was made, as the descriptor writes it."""
        return str(self.described.get("created") or self.described.get("version") or "")[:10]

    def variable(self, column: str) -> Variable:
        """Return what a column means."""
        return _meaning(self.described.get("contract"), column)[0]

    def preview(self, rows: int) -> pd.DataFrame:
        """Return the first rows, read no further than needed; empty where no file can be read."""
        by_kind = {resource.path.suffix: resource.path for resource in self.resources}
        if ".parquet" in by_kind:
            batch = next(pq.ParquetFile(by_kind[".parquet"]).iter_batches(rows), None)
            return batch.to_pandas() if batch is not None else pd.DataFrame()
        return pd.read_csv(by_kind[".csv"], nrows=rows) if ".csv" in by_kind else pd.DataFrame()


def open_datasets(exports: Path) -> tuple[list[Dataset], list[str]]:
    """Return the datasets that may be shown, and why each of the others may not."""
    folders = sorted(p for p in exports.iterdir() if p.is_dir()) if exports.is_dir() else []
    shown: list[Dataset] = []
    refused: list[str] = []
    for folder in folders:
        try:
            shown.append(open_dataset(exports, folder.name))
        except (Refused, Missing) as error:
            refused.append(str(error))
    return shown, refused


def open_dataset(exports: Path, name: str) -> Dataset:
    """Read one published dataset.

    Raises
    ------
    Missing
        Where there is no such dataset.
    Refused
        Where its descriptor is damaged or any column is not open, with every fault.
    """
    descriptor = exports / name / DESCRIPTOR
    if not _NAME.fullmatch(name) or not descriptor.is_file():
        raise Missing(f"there is no dataset {name[:40]!r}", "Choose one of the list.")
    if descriptor.stat().st_size > _LARGEST_DESCRIPTOR:
        raise Refused(name, ["its descriptor is larger than 2 MB"])
    try:
        described = json.loads(descriptor.read_text("utf-8"))
        resources = tuple(_resource(descriptor.parent, told) for told in described["resources"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(name, [f"its descriptor is damaged ({error})"]) from error
    if faults := list(dict.fromkeys(_faults(described, resources))):
        raise Refused(name, faults)
    return Dataset(name, described, resources)


def downloadable(dataset: Dataset, file: str) -> Path:
    """Return the path of one of the dataset's own files; `Missing` for anything else."""
    known = {resource.path.name: resource.path for resource in dataset.resources}
    folder = dataset.resources[0].path.parent
    known[DESCRIPTOR] = folder / DESCRIPTOR
    if file not in known:
        raise Missing(f"{dataset.name} has no file {file[:40]!r}", "Choose one of the list.")
    return known[file]


def _resource(folder: Path, told: dict[str, Any]) -> Resource:
    name = told["path"]
    if not isinstance(name, str) or not _FILE.fullmatch(name):
        raise ValueError(f"the path {str(name)[:40]!r} is not a file of the folder")
    path = folder / name
    if not path.is_file() or path.is_symlink():
        raise ValueError(f"{name} is not there")
    columns = tuple(str(column["name"]) for column in told["schema"]["fields"])
    return Resource(path, path.stat().st_size, columns)


def _faults(described: dict[str, Any], resources: tuple[Resource, ...]) -> Iterator[str]:
    if not resources:
        yield "it has no file"
    for resource in resources:
        held = _columns_in(resource.path)
        if held is not None and set(held) != set(resource.columns):
            yield f"{resource.path.name} holds other columns than it describes"
        for column in resource.columns:
            meanings = _meaning(described.get("contract"), column)
            if not meanings:
                yield f"{column} is not in the vocabulary"
            elif closed := [v for v in meanings if v.access != "open"]:
                yield f"{column} is {closed[0].access}, not open"


def _columns_in(path: Path) -> list[str] | None:
    """Return the columns a file truly holds; None for a kind of file that is not read here."""
    if path.suffix == ".parquet":
        return list(pq.read_schema(path).names)
    if path.suffix == ".csv":
        return list(pd.read_csv(path, nrows=0).columns)
    return None


def _meaning(contract: object, column: str) -> list[Variable]:
    """Return what *column* may mean: the contract's variable, or every one of that name."""
    if isinstance(contract, str) and contract in DATASETS:
        return [v for v in DATASETS[contract].variables if v.name == column]
    known = (v for v in vars(vocabulary).values() if isinstance(v, Variable))
    return [v for v in known if v.name == column]
