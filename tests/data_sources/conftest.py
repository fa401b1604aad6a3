"""What tests of sources have in common: the city's wards, and a way to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.settings import DEMO_DAY, DEMO_SEED
from data_sources.region import Region, packaged_region
from data_sources.simulated import TINY, build_world
from data_sources.source import Request
from data_sources.tag import REAL, Tag

Ask = Callable[..., Request]


@pytest.fixture(scope="session")
def wards() -> Region:
    return packaged_region()


@pytest.fixture(scope="session")
def tiny_world(wards: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated world of the demo, 2 km wide with 60 fields: read it, never write to it."""
    root = tmp_path_factory.mktemp("tiny") / "world"
    return build_world(root, wards, DEMO_SEED, DEMO_DAY, print, TINY)


@pytest.fixture
def ask(wards: Region) -> Ask:
    def make(
        place: Path | str | None,
        start: date = date(2025, 1, 1),
        end: date = date(2026, 2, 20),
        tag: Tag = REAL,
        snapshots: Path | None = None,
        offline: bool = False,
    ) -> Request:
        return Request(place, wards, start, end, tag, snapshots, offline)

    return make
