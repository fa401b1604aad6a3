"""Back the register up with its log, and bring both back: on either database, from either.

A backup is a zip of tables as lines of JSON, of the log's files and of the list of erasures, with a
manifest of their digests. It holds what is private and is written for its owner's eyes alone; it
holds no key. A restore never lets the log go back: what the log has and the backup has not is taken
from the log as far as it is public, and what was erased since the backup is erased again.
"""

from __future__ import annotations

import json
import os
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from data_sources.errors import Refused
from traceability.erasure import Erasure, merge, read_erasure, replay
from traceability.log.checkpoint import read_checkpoint
from traceability.log.note import read_note
from traceability.log.storage import Folder
from traceability.log.tiles import CHECKPOINT
from traceability.register import Register
from traceability.register.engine import writing
from traceability.register.schema import HEAD
from traceability.register.tables import EVENT, METADATA
from traceability.salvage import salvage

FORMAT = "ruong-backup@v1"
_Item = TypeVar("_Item")
_MANIFEST, _ERASURES = "manifest.json", "erasures.jsonl"
_BATCH = 2_000
_TABLES = [table for table in METADATA.sorted_tables if table.name != "job"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a register's things lie beside its database.

    Parameters
    ----------
    log
        Folder of the transparency log.
    erasures
        File of the list of erasures.
    """

    log: Path
    erasures: Path


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: events brought back, saved from the log, erased again."""

    events: int
    salvaged: int
    erased: int


def back_up(register: Register, place: Place, target: Path, created: str) -> int:
    """Write a backup, whole or not at all; give the number of events in it.

    Parameters
    ----------
    created
        The time, RFC 3339.
    """
    beside = target.with_name(f".{target.name}.tmp")
    beside.unlink(missing_ok=True)
    digests: dict[str, str] = {}
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            # The log first: every leaf of it has its event in the snapshot taken after.
            with Folder(place.log).alone():
                for name, data in _log_files(place.log):
                    digests[name] = _add(archive, name, iter([data]))
            with register.reading() as link:
                for table in _TABLES:
                    name = f"tables/{table.name}.jsonl"
                    digests[name] = _add(archive, name, _lines(link, table))
                count = link.scalar(sa.select(sa.func.count()).select_from(EVENT)) or 0
            if place.erasures.is_file():
                digests[_ERASURES] = _add(archive, _ERASURES, iter([place.erasures.read_bytes()]))
            said = {"format": FORMAT, "tables": HEAD, "created": created, "files": digests}
            archive.writestr(_MANIFEST, json.dumps(said, indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)
    return count


def restore(register: Register, place: Place, source: Path, time: str) -> Restored:
    """Bring a backup back into an empty register.

    Parameters
    ----------
    time
        The time of the restore, RFC 3339; what only the log still knows is marked with it.

    Raises
    ------
    Refused
        Where the register is not empty, or the backup is damaged or of another version.
    """
    if register.size():
        advice = "Move the old database away first; the log stays where it is."
        raise Refused("the restore", ["the register is not empty"], advice)
    if not zipfile.is_zipfile(source):
        raise Refused(str(source), ["it is no backup, or cut off"], "Check the file's name.")
    with zipfile.ZipFile(source) as archive:
        files = _manifest(archive, source)
        with writing(register.engine) as link:
            for table in _TABLES:
                _fill(link, table, archive, f"tables/{table.name}.jsonl")
        _bring_log(archive, files, place.log)
        erased = _erasures(archive) if _ERASURES in files else []
    events = register.size()
    saved = salvage(register, Folder(place.log), time)
    again = replay(register, merge(place.erasures, erased))
    return Restored(events, saved, again)


def _log_files(log: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(log.rglob("*")):
        name = path.relative_to(log).as_posix()
        if path.is_file() and not path.name.startswith("."):
            yield f"log/{name}", path.read_bytes()


def _add(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes]) -> str:
    digest = sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        for part in parts:
            digest.update(part)
            member.write(part)
    return digest.hexdigest()


def _lines(link: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    stream = link.execution_options(stream_results=True, yield_per=_BATCH)
    for row in stream.execute(sa.select(table).order_by(*table.primary_key.columns)):
        values = [
            {"bytes": b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value
            for value in row
        ]
        yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict[str, str]:
    """Read the manifest and hold every file against its digest."""
    try:
        said: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        files: dict[str, str] = said["files"]
    except (KeyError, ValueError, TypeError):
        fault = "it is no backup of Ruộng: its manifest is not there"
        raise Refused(str(source), [fault]) from None
    if (said.get("format"), said.get("tables")) != (FORMAT, HEAD):
        fault = f"it is of version {said.get('tables')}, this Ruộng reads {HEAD}"
        raise Refused(str(source), [fault], "Restore it with the version that wrote it.")
    damaged = [name for name, digest in files.items() if _digest(archive, name) != digest]
    faults = [f"{name} is damaged" for name in damaged]
    if faults:
        raise Refused(str(source), faults, "Take an older backup: this one is not whole.")
    return files


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    try:
        with archive.open(name) as member:
            while part := member.read(1 << 20):
                digest.update(part)
    except (KeyError, zipfile.BadZipFile, OSError):
        return ""
    return digest.hexdigest()


def _fill(link: sa.Connection, table: sa.Table, archive: zipfile.ZipFile, name: str) -> None:
    columns = [column.name for column in table.columns]
    with archive.open(name) as member:
        for lines in _batches(member):
            values = (map(_value, json.loads(line)) for line in lines)
            rows = [dict(zip(columns, row, strict=True)) for row in values]
            link.execute(sa.insert(table), rows)


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _value(value: object) -> object:
    return b64decode(str(value["bytes"])) if isinstance(value, dict) else value


def _bring_log(archive: zipfile.ZipFile, files: dict[str, str], log: Path) -> None:
    """Write the backup's log, unless the one that is there has gone further."""
    storage = Folder(log)
    written = f"log/{CHECKPOINT}"
    here, there = storage.read(CHECKPOINT), archive.read(written) if written in files else None
    if there is None or (here is not None and _size(here) >= _size(there)):
        return
    with storage.alone():
        named = [name for name in files if name.startswith("log/") and name != written]
        for names in _batches(named):
            storage.write({_inside(name): archive.read(name) for name in names})
        storage.write({CHECKPOINT: there})


def _inside(name: str) -> str:
    """Give a log file's path in its folder; none leads out of it."""
    path = name.removeprefix("log/")
    if path.startswith("/") or ".." in path.split("/"):
        raise Refused("the backup", [f"{name!r} leads out of the log's folder"])
    return path


def _size(checkpoint: bytes) -> int:
    return read_checkpoint(read_note(checkpoint.decode()).text).size


def _erasures(archive: zipfile.ZipFile) -> list[Erasure]:
    lines = archive.read(_ERASURES).decode().splitlines()
    return [read_erasure(line) for line in lines if line]
