"""A small workspace made from the contracts themselves, for pages and routes to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.workspace import make_workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("ruong") / "workspace")


@pytest.fixture
def at_workspace(workspace, monkeypatch) -> Path:
    monkeypatch.setenv("RUONG_WORKSPACE", str(workspace))
    return workspace
