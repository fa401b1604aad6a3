"""The app as a process: it says where it is, keeps its options, and stops when told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app import server
from data_sources.errors import RuongError
from tests.app.conftest import SERVE, started

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told(workspace, sign):
    process, address = started(workspace)
    assert httpx.get(f"{address}/api/ready").status_code == 200
    process.send_signal(sign)
    assert "Traceback" not in process.communicate(timeout=15)[1]
    assert process.returncode == 0


def test_a_taken_port_is_said_in_a_sentence(workspace):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = [sys.executable, "-c", SERVE, "serve", "--port", port]
        done = subprocess.run(
            words, check=False, capture_output=True, text=True, timeout=60, cwd=workspace
        )
    assert done.returncode == 1
    assert "cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr


def ran(code: str, folder: Path) -> str:
    """Run *code* in a fresh interpreter in *folder* and return what it prints."""
    words = [sys.executable, "-c", code]
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, timeout=60, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


OPTIONS = """
from app.server import NEEDED_OPTIONS, make_app
from streamlit import config
make_app()
print({name: config.get_option(name) for name in NEEDED_OPTIONS} == NEEDED_OPTIONS)
"""


def test_the_options_are_in_effect_wherever_it_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "77")
    (tmp_path / ".streamlit").mkdir()
    elsewhere = tmp_path / ".streamlit" / "config.toml"
    elsewhere.write_text('[server]\nfileWatcherType = "poll"\nrunOnSave = true\n', "utf-8")
    assert ran(OPTIONS, tmp_path) == "True"


def test_an_option_that_is_not_in_effect_stops_the_start(monkeypatch):
    monkeypatch.setitem(server.NEEDED_OPTIONS, "server.fileWatcherType", "poll")
    monkeypatch.setitem(server.NEEDED_OPTIONS, "server.maxUploadSize", -1)
    with pytest.raises(RuongError) as told:
        server.check_options()
    assert "server.fileWatcherType is" in str(told.value)
    assert "server.maxUploadSize is" in str(told.value)


FROZEN = """
import asyncio, gc
from app.server import make_app
app = make_app()
app._runtime = app._create_runtime()

async def main():
    async with app._combined_lifespan(None):
        print(gc.get_freeze_count())

asyncio.run(main())
"""


def test_what_was_imported_is_out_of_the_collectors_sight(tmp_path):
    assert int(ran(FROZEN, tmp_path)) > 100_000
