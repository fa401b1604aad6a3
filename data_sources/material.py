"""The raw bytes a source reads, from a file, a folder or an address, bounded and named by hash."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from data_sources.errors import Missing, Refused
from data_sources.service import Service, is_web

LARGEST_FILE = 256 * 2**20
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class Material:
    """One file or answer as it came.

    Parameters
    ----------
    name
        The file's name, or the last part of the address.
    content
        Its bytes.
    digest
        Their sha256.
    path
        Where the file lies; None for an answer of a service.
    """

    name: str
    content: bytes
    digest: str
    path: Path | None = None

    @property
    def text(self) -> str:
        """The content as text (UTF-8, with or without a mark), Vietnamese letters composed.

        Raises
        ------
        Refused
            Where the bytes are not UTF-8 text.
        """
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            fault = f"byte {error.start} is not UTF-8 text"
            raise Refused(self.name, [fault], "Save the file again as UTF-8.") from error
        if "\0" in text:
            raise Refused(self.name, ["it holds zero bytes, so it is not text"])
        return unicodedata.normalize("NFC", text)

    def json(self) -> object:
        """Return the content read as JSON; `Refused` where it is none."""
        text = self.text
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused(self.name, [f"it is not sound JSON ({error})"]) from error

    def table(self, needed: Sequence[str] = ()) -> pd.DataFrame:
        """Return a CSV's rows as text, blanks as empty text, the names and cells stripped.

        Raises
        ------
        Refused
            Where it cannot be read as CSV, holds no row or lacks a *needed* column.
        """
        text = self.text
        if not text.strip():
            raise Refused(self.name, ["it is empty"])
        try:
            rows = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, header=None)
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
            raise Refused(self.name, [f"it is not sound CSV ({str(error).strip()})"]) from error
        header = [str(name).strip() for name in rows.iloc[0].fillna("")]
        return tidy(rows[1:].reset_index(drop=True).set_axis(header, axis=1), self.name, needed)


def tidy(rows: pd.DataFrame, name: str, needed: Sequence[str] = ()) -> pd.DataFrame:
    """Strip names and cells of a table of text, and refuse it where it cannot be what is needed."""
    names = [str(column) for column in rows.columns]
    faults = [f"the column {column} is missing" for column in needed if column not in names]
    faults += [f"the column {c} stands twice" for c in dict.fromkeys(names) if names.count(c) > 1]
    if not len(rows):
        faults.append("it holds no row")
    if faults:
        raise Refused(name, faults)
    return rows.apply(lambda column: column.fillna("").astype("str").str.strip())


def of_file(path: Path, largest: int = LARGEST_FILE) -> Material:
    """Read one file; `Missing` where it is not there, `Refused` where it is too large."""
    if not path.is_file():
        raise Missing(f"{path.name} is not there.", "Check the place that was given.")
    size = path.stat().st_size
    if size > largest:
        fault = f"it holds {size / 2**20:.0f} MiB, more than {largest / 2**20:.0f}"
        raise Refused(path.name, [fault])
    content = path.read_bytes()
    return Material(path.name, content, hashlib.sha256(content).hexdigest(), path)


def gather(place: str | Path, patterns: Sequence[str], service: Service) -> list[Material]:
    """Read the file, the folder's files that fit *patterns*, or the address.

    Raises
    ------
    Missing
        Where nothing is there.
    Refused
        Where a file is too large or a folder holds too many.
    Unavailable
        Where an address does not answer.
    """
    if is_web(place):
        answer = service.get(str(place))
        name = urlsplit(str(place)).path.rsplit("/", 1)[-1] or service.name
        return [Material(name, answer.content, answer.digest)]
    path = Path(place)
    if not path.is_dir():
        return [of_file(path)]
    found = sorted({file for pattern in patterns for file in path.glob(pattern)})
    if not found:
        raise Missing(f"{path.name} holds no {' or '.join(patterns)}.")
    if len(found) > MOST_FILES:
        raise Refused(path.name, [f"it holds {len(found)} files, more than {MOST_FILES}"])
    return [of_file(file) for file in found]


def digests(materials: Sequence[Material]) -> dict[str, str]:
    """Return name and sha256 of each, for a delivery's `inputs`."""
    return {material.name: material.digest for material in materials}
