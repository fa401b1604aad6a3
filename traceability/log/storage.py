"""Where the log's files rest: a folder now, an object store by the same four verbs later."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4


class Storage(Protocol):
    """Files by their path inside the log; a write is whole or not there, and lasts."""

    def read(self, path: str) -> bytes | None:
        """Give a file's bytes, or None where there is no such file."""
        ...

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write each file whole; on return all of them outlive a power cut."""
        ...

    def remove(self, path: str) -> None:
        """Remove the files under *path*, a file or a folder; nothing there is no error."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Hold the log for one writer; a second one waits, and a killed one lets go."""
        ...


class Folder:
    """A folder on a local disk.

    A file is written beside its place, flushed to the disk, and renamed into place; then the
    folders are flushed, for a rename is only as lasting as its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        """Give a file's bytes, or None where there is no such file."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write each file whole; on return all of them outlive a power cut."""
        folders: set[Path] = set()
        beside: dict[Path, Path] = {}
        for path, data in files.items():
            place = self.root / path
            folders.update(self._made(place.parent))
            beside[place] = place.with_name(f".{place.name}.{uuid4().hex}.tmp")
            beside[place].write_bytes(data)
        # All are written before the first is flushed: the disk then takes most of them at once.
        for written in beside.values():
            _flush(written)
        for place, written in beside.items():
            written.replace(place)
        for folder in folders:
            _flush(folder)

    def remove(self, path: str) -> None:
        """Remove the files under *path*, a file or a folder; nothing there is no error."""
        place = self.root / path
        if not place.is_dir():
            place.unlink(missing_ok=True)
            return
        for each in list(place.iterdir()):
            each.unlink(missing_ok=True)
        place.rmdir()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the log for one writer; a second one waits, and a killed one lets go."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _made(self, folder: Path) -> list[Path]:
        """Make *folder* where it is not, and list every folder that a flush must reach."""
        touched = [folder]
        while folder != self.root and not folder.is_dir():
            folder = folder.parent
            touched.append(folder)
        touched[0].mkdir(parents=True, exist_ok=True)
        return touched


class Memory:
    """Files in memory: for tests, and for building a tree that nobody keeps."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, path: str) -> bytes | None:
        """Give a file's bytes, or None where there is no such file."""
        return self.files.get(path)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Keep each file."""
        self.files.update(files)

    def remove(self, path: str) -> None:
        """Forget the files under *path*."""
        self.files = {
            name: data
            for name, data in self.files.items()
            if name != path and not name.startswith(path + "/")
        }

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold nothing: memory has one writer."""
        yield


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
