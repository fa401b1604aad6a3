"""Where models rest: versions that are never overwritten, one of them current, a way back.

A version is a folder of text files with their checksums. It is written beside, renamed in one step,
and only then named in `current.json`; a run that is killed leaves the old model current.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data_sources.errors import Missing, Refused
from models.cards import Card, page, to_html, to_markdown

_CURRENT, _SUMS = "current.json", "checksums.json"
_VERSION = re.compile(r"\d{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Registry:
    """The versions of one model below *root*."""

    root: Path

    def register(self, files: Mapping[str, str], card: Card) -> str:
        """Keep a model with its card and make it current; return its version.

        Raises
        ------
        Refused
            Where the model is surely worse than its baseline under any protocol: it does not ship.
        """
        if worse := _worse(card):
            raise Refused(f"the model {card.model}", worse, "Keep the baseline.")
        whole = {**files, "card.html": to_html(page(card)), "card.md": to_markdown(page(card))}
        sums = {name: _sum(text) for name, text in sorted(whole.items())}
        digest = _sum(json.dumps(sums))[:12]
        known = [v for v in self.versions() if v.endswith(digest)]
        version = known[-1] if known else f"{len(self.versions()) + 1:04d}-{digest}"
        if not known:
            self._write(version, {**whole, _SUMS: json.dumps(sums, indent=1)})
        self._point_to(version)
        return version

    def versions(self) -> list[str]:
        """Name every version, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(p.name for p in self.root.iterdir() if _VERSION.fullmatch(p.name))

    @property
    def current(self) -> str:
        """The version in use; `Missing` where none was ever registered."""
        return self._history()[-1]

    def read(self, version: str | None = None) -> dict[str, str]:
        """Return the files of a version (the current one); `Refused` where one was changed."""
        name = version or self.current
        folder = self.root / name
        if not _VERSION.fullmatch(name) or not folder.is_dir():
            raise Missing(f"there is no model version {name}", "See `ruong models yield`.")
        sums = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
        there = [name for name in sums if (folder / name).is_file()]
        files = {name: (folder / name).read_text(encoding="utf-8") for name in there}
        faults = [f"{n} is missing" for n in sums if n not in files]
        faults += [f"{n} was changed" for n, text in files.items() if _sum(text) != sums[n]]
        if faults:
            raise Refused(f"model version {name}", faults, "Roll back to another version.")
        return files

    def roll_back(self, version: str | None = None) -> str:
        """Make *version* (the one used before the current) current again; return it."""
        history = self._history()
        if version is None and len(history) < 2:
            raise Missing("there is no earlier model to roll back to")
        back = version or history[-2]
        self.read(back)
        if version is None:
            self._record(history[:-1])
        else:
            self._point_to(back)
        return back

    def _write(self, version: str, files: Mapping[str, str]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self.root))
        try:
            for name, text in files.items():
                (fresh / name).write_text(text, encoding="utf-8")
            fresh.rename(self.root / version)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _history(self) -> list[str]:
        file = self.root / _CURRENT
        if not file.is_file():
            raise Missing("no model is registered yet", "Run `ruong train yield` first.")
        return list(json.loads(file.read_text(encoding="utf-8"))["used"])

    def _point_to(self, version: str) -> None:
        history = self._history() if (self.root / _CURRENT).is_file() else []
        if not history or history[-1] != version:
            self._record([*history, version])

    def _record(self, used: list[str]) -> None:
        fresh = self.root / f".{_CURRENT}.new"
        fresh.write_text(json.dumps({"used": used}, indent=1), encoding="utf-8")
        fresh.replace(self.root / _CURRENT)


def _worse(card: Card) -> list[str]:
    """Say where a model is surely worse than its baseline."""
    return [
        f"by {row.protocol} ({row.lead}) its skill is {row.skill}"
        for row in card.rows
        if row.model != "baseline" and row.season == "all" and row.skill.high < 0
    ]


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
