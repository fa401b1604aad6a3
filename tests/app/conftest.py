"""A small workspace made from the contracts themselves, for pages and routes to read."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.app.workspace import make_workspace
from tests.conftest import absent

CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVE = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("ruong") / "workspace")


@pytest.fixture
def at_workspace(workspace, monkeypatch) -> Path:
    monkeypatch.setenv("RUONG_WORKSPACE", str(workspace))
    return workspace


def started(workspace: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    """Start the app as a user does; return the process and the address it prints."""
    words = ["serve", "--port", "0", "--workspace", str(workspace), *more]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, *words],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://[\d.]+:\d+", line)
    if not found:
        process.kill()
        raise AssertionError(f"no address: {line} {process.communicate()[1]}")
    return process, found[0]


@pytest.fixture(scope="session")
def address(workspace) -> Iterator[str]:
    process, address = started(workspace)
    yield address
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not for the whole session: Playwright holds an event loop, and other tests want their own.
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield browser
        browser.close()
