"""Where contracts rest: one folder a contract, one part a season, a source or a model.

A part is a data file named by its content and a small record that points to it. Data is written
first, the record is replaced in one step, and only then is the old data removed: a run that is
killed leaves either the old part or the new one, never half of either.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from data_sources.contract import Contract
from data_sources.errors import Missing, Refused
from data_sources.tag import Tag

Data = TypeVar("Data")
_PART = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a part was made of: enough to explain it, and to know when it is out of date.

    Parameters
    ----------
    tag
        real, analogue or simulated.
    licence
        Under which terms it may be passed on.
    code
        The version of the code that made it.
    inputs
        Name of each input and the digest of its content.
    notes
        What a reader must know: repairs, gaps, counts; in words.
    """

    tag: Tag
    licence: str
    code: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resting:
    """A part at rest: its provenance and the digest (sha256) of its content."""

    provenance: Provenance
    digest: str


def digest_of(path: Path) -> str:
    """Return the sha256 of a file, or of a folder's files by their names and contents."""
    total = hashlib.sha256()
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for file in files:
        if file != path:
            total.update(file.relative_to(path).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Store:
    """Contracts at rest below *root*."""

    root: Path

    def read(self, contract: Contract[Data], part: str = "all") -> Data:
        """Return the part, checked; `Missing` where it was never written."""
        return contract.check(contract.read(self.place(contract, part)))

    def write(
        self, contract: Contract[Data], data: Data, made: Provenance, part: str = "all"
    ) -> Resting:
        """Check *data* and put it in place of what was there, all or nothing.

        Raises
        ------
        Refused
            Where *data* does not keep its contract; the store stays as it was.
        """
        folder = self._folder(contract, part)
        contract.check(data)
        folder.mkdir(parents=True, exist_ok=True)
        hold = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            fresh = hold / f"data{contract.suffix}"
            contract.write(data, fresh)
            return self._settle(contract, fresh, made, part)
        finally:
            shutil.rmtree(hold)

    def adopt(
        self, contract: Contract[Data], fresh: Path, made: Provenance, part: str = "all"
    ) -> Resting:
        """Put what was written at *fresh* in place of what was there, all or nothing.

        For data too large to be handed over in memory: it is written below `workplace` first.

        Raises
        ------
        Refused
            Where what was written does not keep its contract; the store stays as it was.
        """
        contract.check(contract.read(fresh))
        return self._settle(contract, fresh, made, part)

    def _settle(
        self, contract: Contract[Data], fresh: Path, made: Provenance, part: str
    ) -> Resting:
        folder = self._folder(contract, part)
        digest = digest_of(fresh)
        place = folder / f"{part}@{digest[:16]}{contract.suffix}"
        if not place.exists():
            _flush(fresh)
            fresh.rename(place)
        record = fresh.with_name("record.json")
        content = {"data": place.name, "digest": digest, "provenance": asdict(made)}
        record.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True))
        _flush(record)
        record.replace(folder / f"{part}.json")
        _flush(folder)
        self._drop_old(folder, part, keep=place.name)
        return Resting(made, digest)

    def workplace(self, contract: Contract[Data], part: str = "all") -> Path:
        """Return a folder for a part in the making; it outlives a kill, and its maker clears it."""
        folder = self._folder(contract, part) / f".work-{part}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def place(self, contract: Contract[Data], part: str = "all") -> Path:
        """Return where the part's data lies, to read; `Missing` where it was never written."""
        record = self._record(contract, part)
        return record.parent / json.loads(record.read_text())["data"]

    def _folder(self, contract: Contract[Data], part: str) -> Path:
        if not _PART.fullmatch(part):
            raise Refused(f"part {part!r}", ["its name is not lower-case letters, digits, _ . -"])
        return self.root / contract.name

    def resting(self, contract: Contract[Data], part: str = "all") -> Resting:
        """Return the part's provenance and digest; `Missing` where it was never written."""
        content = json.loads(self._record(contract, part).read_text())
        made = content["provenance"]
        provenance = Provenance(
            Tag(**made["tag"]),
            made["licence"],
            made["code"],
            made["inputs"],
            tuple(made["notes"]),
        )
        return Resting(provenance, content["digest"])

    def has(self, contract: Contract[Data], part: str = "all") -> bool:
        """Tell whether the part is there."""
        return (self.root / contract.name / f"{part}.json").is_file()

    def parts(self, contract: Contract[Data]) -> list[str]:
        """Name the parts at rest, in order."""
        folder = self.root / contract.name
        return sorted(p.stem for p in folder.glob("*.json")) if folder.is_dir() else []

    def _record(self, contract: Contract[Data], part: str) -> Path:
        record = self.root / contract.name / f"{part}.json"
        if not record.is_file():
            raise Missing(
                f"{contract.name} ({part}) is not in {self.root.name} yet",
                "Run `ruong run` (or `ruong demo`) first.",
            )
        return record

    def _drop_old(self, folder: Path, part: str, keep: str) -> None:
        for old in self._versions(folder, part):
            if old.name != keep:
                shutil.rmtree(old) if old.is_dir() else old.unlink()

    def _versions(self, folder: Path, part: str) -> Iterator[Path]:
        return (p for p in folder.iterdir() if p.name.startswith(f"{part}@"))


def _flush(path: Path) -> None:
    """Ask the disk to keep what was written at *path*, a folder's files included."""
    below = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else []
    for item in (*below, path):
        handle = os.open(item, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
