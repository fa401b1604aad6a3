"""Answers of outside services, kept by their content so that a run can be repeated offline."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkstemp

import httpx

from data_sources.errors import Refused


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept answer.

    Parameters
    ----------
    url
        What was asked.
    digest
        sha256 of the body, which is also the name of its file.
    dated
        The service's own date of the answer.
    licence
        The terms it came under.
    """

    url: str
    digest: str
    dated: str
    licence: str


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Kept answers below *root*: `bodies/DIGEST` and `questions/KEY.json` that points to one."""

    root: Path

    def keep(self, question: httpx.Request, kept: Kept, content: bytes) -> None:
        """Keep an answer; the body is written before the record that points to it."""
        body = self.root / "bodies" / kept.digest
        if not body.exists():
            _replace(body, content)
        record = json.dumps(asdict(kept), ensure_ascii=False, indent=1, sort_keys=True)
        _replace(self._record(question), record.encode())

    def find(self, question: httpx.Request) -> tuple[Kept, bytes] | None:
        """Return the latest answer to *question*, or None.

        Raises
        ------
        Refused
            Where the kept body is not what was kept.
        """
        record = self._record(question)
        if not record.is_file():
            return None
        kept = Kept(**json.loads(record.read_bytes()))
        body = self.root / "bodies" / kept.digest
        content = body.read_bytes() if body.is_file() else b""
        if hashlib.sha256(content).hexdigest() != kept.digest:
            raise Refused(body.name, ["the kept answer has been changed or lost"])
        return kept, content

    def _record(self, question: httpx.Request) -> Path:
        asked = f"{question.method}\n{question.url}\n".encode() + question.content
        return self.root / "questions" / f"{hashlib.sha256(asked).hexdigest()}.json"


def _replace(path: Path, content: bytes) -> None:
    """Write *content* at *path* in one step, so that a killed run leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).replace(path)
