"""Capture at speed: validate, hash, state, store and log, in batches with durable commits.

`python -m benchmarks.capture [--events N] [--batch N]` prints one JSON line a contender. The peer
is the part that nobody can do without, the database's own insert of the same rows: ours does that
and all the rest; its `ratio` is the peer's seconds over ours; `events_per_second` is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from traceability.capture import bring_log_up_to_date, capture
from traceability.gs1.digital_link import lot_link
from traceability.harvest import CONTEXT, NAMESPACE, Harvest, harvest_event
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
from traceability.register import open_register

GTIN = "09521234567899"
NOON = datetime(2026, 3, 2, tzinfo=UTC)
KEY = SigningKey("ruong.example/benchmark", bytes(32))


def events(count: int, first: int = 0) -> list[dict[str, Any]]:
    """A rice chain's mix of events: harvests, shippings, receivings, mixes of two lots."""
    chance = random.Random(first)  # noqa: S311 - made-up masses
    return [_event(chance, number) for number in range(first, first + count)]


def _event(chance: random.Random, number: int) -> dict[str, Any]:
    kind = number % 4
    if kind == 0:
        day = date(2026, 2, 1) + timedelta(days=number % 20)
        mass, ward = round(chance.uniform(200, 5_000), 1), f"{31_000 + number % 90}"
        harvest = Harvest(
            GTIN, f"L{number}", day, mass, ward,
            "2026-WS", f"field {number % 2_000}", f"seller {number % 500}",
            f"VN-CTOR-{number % 300:04d}", "simulated",
        )  # fmt: skip
        return dict(harvest_event(harvest))
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=number)
    event: dict[str, Any] = {
        "@context": [CONTEXT, {"ruong": NAMESPACE}],
        "eventTime": moment.isoformat(),
        "eventTimeZoneOffset": "+07:00",
        "readPoint": {"id": f"{NAMESPACE}ward/{31_000 + number % 90}"},
        "bizTransactionList": [
            {"type": "po", "bizTransaction": f"urn:epcglobal:cbv:bt:8938500000003:{number}"}
        ],
    }
    lot = number - kind
    line = {"epcClass": lot_link(GTIN, f"L{lot}"), "quantity": 100.5, "uom": "KGM"}
    if kind == 3:
        other = {**line, "epcClass": lot_link(GTIN, f"L{max(lot - 4, 0)}")}
        made = {"epcClass": lot_link(GTIN, f"M{number}"), "quantity": 201, "uom": "KGM"}
        inputs = [line, other] if lot else [line]
        return event | {
            "type": "TransformationEvent",
            "bizStep": "commissioning",
            "inputQuantityList": inputs,
            "outputQuantityList": [made],
        }
    step = "shipping" if kind == 1 else "receiving"
    moved = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": step, "quantityList": [line]}
    return event | moved


def ours(folder: Path, count: int, batch: int) -> tuple[float, float]:
    """Capture *count* events and give the seconds on the clock and of the processor."""
    register, storage = open_register(folder / "register.db"), Folder(folder / "log")
    wall = cpu = 0.0
    for first in range(0, count, batch):
        given = events(min(batch, count - first), first)
        start, begun = time.perf_counter(), time.process_time()
        capture(register, given, NOON, lambda _: os.urandom(32))
        bring_log_up_to_date(register, storage, KEY)
        wall += time.perf_counter() - start
        cpu += time.process_time() - begun
    if register.size() != count or bring_log_up_to_date(register, storage, KEY).head.size != count:
        raise SystemExit("register and log do not hold what was captured")
    register.close()
    return wall, cpu


def peer(source: Path, target: Path, batch: int) -> float:
    """Insert the same rows with nothing but the database, and give the seconds on the clock."""
    old = sqlite3.connect(source)
    new = sqlite3.connect(target, isolation_level=None)
    for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=FULL"):
        new.execute(f"PRAGMA {pragma}")
    kept = ("event", "thing", "name", "particulars")
    for (sql,) in old.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (?, ?, ?, ?)", kept
    ):
        new.execute(sql)
    seconds = 0.0
    for table in kept:
        rows = old.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
        while given := rows.fetchmany(batch):
            start = time.perf_counter()
            new.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * len(given[0]))
            new.executemany(f"INSERT INTO {table} VALUES ({marks})", given)  # noqa: S608
            new.execute("COMMIT")
            seconds += time.perf_counter() - start
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=5_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, cpu = ours(folder, arguments.events, arguments.batch)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = peer(folder / "register.db", folder / "peer.db", arguments.batch)
    said = {"task": "capture", "size": arguments.events, "batch": arguments.batch}
    print(json.dumps(said | {"contender": "sqlite insert alone", "seconds": round(bare, 3)}))
    figures = {
        "contender": "ruong",
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "peak_mb": round(peak, 1),
        "events_per_second": round(arguments.events / seconds),
        "events_per_cpu_second": round(arguments.events / cpu),
        "ratio": round(bare / seconds, 3),
    }
    print(json.dumps(said | figures))


if __name__ == "__main__":
    main()
