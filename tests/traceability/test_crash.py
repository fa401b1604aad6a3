"""Killed at any moment, capture loses nothing acknowledged; register and log end up equal."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from traceability.capture import bring_log_up_to_date
from traceability.inspection import inspect
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
from traceability.register import open_register

KEY = SigningKey("ruong.example/log", bytes([2] * 32))
ROUNDS = 5
WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from traceability.capture import bring_log_up_to_date, capture
from traceability.harvest import Harvest, harvest_event
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
from traceability.register import open_register

folder, start = Path(sys.argv[1]), int(sys.argv[2])
register, log = open_register(folder / "register.db"), Folder(folder / "log")
key = SigningKey("ruong.example/log", bytes([2] * 32))
for n in range(start, start + 10_000, 7):
    lots = [f"L{n + m}" for m in range(7)]
    events = [
        harvest_event(Harvest("09521234567899", lot, date(2026, 2, 10), 5.0, "31732", "2026-WS",
                              "F1", "Lan", None, "simulated"))
        for lot in lots
    ]
    capture(register, events, datetime(2026, 2, 20, tzinfo=UTC), lambda _: bytes(32))
    print(*lots, flush=True)
    bring_log_up_to_date(register, log, key)
"""


@pytest.mark.slow
def test_kill_at_random_moments(tmp_path, story) -> None:
    luck = random.Random(20260220)  # noqa: S311
    acknowledged: list[str] = []
    for attempt in range(ROUNDS):
        acknowledged += written_until_killed(tmp_path, attempt, luck.uniform(0.05, 0.6))
    assert len(acknowledged) > ROUNDS
    register, log = open_register(tmp_path / "register.db"), Folder(tmp_path / "log")
    head = bring_log_up_to_date(register, log, KEY).head
    assert head.size == register.size() >= len(acknowledged)
    missing = [lot for lot in acknowledged if not register.events_of(story.name(lot))]
    assert missing == []
    with register.reading() as link:
        report = inspect(link, log, head)
    assert (report.differences, report.waiting) == ((), 0)
    register.close()


def written_until_killed(folder: Path, attempt: int, seconds: float) -> list[str]:
    """Let a process of our own write, kill -9 it, and give the lots it had acknowledged."""
    command = [sys.executable, "-c", WRITER, str(folder), str(attempt * 100_000)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        rest = writer.stdout.read()
    # A last line that was cut off was not said.
    whole = (first + rest).rpartition("\n")[0]
    return whole.split()
