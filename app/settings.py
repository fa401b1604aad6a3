"""The one place that reads the environment and the clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7), "UTC+07:00")
DEMO_DAY = date(2026, 2, 20)
"""The day the demo is played on: salt water is high and the first Đông Xuân fields ripen."""
DEMO_SEED = 20260220


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Ruộng keeps its things and how it is reached.

    Parameters
    ----------
    workspace
        Folder of everything that is kept (RUONG_WORKSPACE, `workspace` in the current folder).
    host, port
        Address the app is served on (RUONG_HOST, RUONG_PORT).
    public_url
        Address printed in QR codes (RUONG_PUBLIC_URL); the served address where it is not set.
    """

    workspace: Path
    host: str
    port: int
    public_url: str

    @property
    def store(self) -> Path:
        """Folder of the contracts at rest."""
        return self.workspace / "store"

    @property
    def world(self) -> Path:
        """Folder of the simulated world."""
        return self.workspace / "world"

    @property
    def trace(self) -> Path:
        """Folder of the trace database and the transparency log."""
        return self.workspace / "trace"

    @property
    def exports(self) -> Path:
        """Folder of the published datasets."""
        return self.workspace / "exports"

    @property
    def keys(self) -> Path:
        """Folder of the signing keys, beside the workspace and never inside it (RUONG_KEYS)."""
        given = os.environ.get("RUONG_KEYS")
        return Path(given) if given else self.workspace.with_name(f"{self.workspace.name}-keys")


def settings(workspace: Path | None = None) -> Settings:
    """Read the settings from the environment; *workspace* overrides RUONG_WORKSPACE."""
    host = os.environ.get("RUONG_HOST", "127.0.0.1")
    port = int(os.environ.get("RUONG_PORT", "8501"))
    place = workspace or Path(os.environ.get("RUONG_WORKSPACE", "workspace"))
    url = os.environ.get("RUONG_PUBLIC_URL", f"http://{host}:{port}")
    return Settings(place.absolute(), host, port, url.rstrip("/"))


def today() -> date:
    """Return today's day in Vietnam."""
    return datetime.now(VIETNAM).date()


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def random_bytes(size: int) -> bytes:
    """Return bytes of the operating system's randomness, for keys and salts."""
    return os.urandom(size)
