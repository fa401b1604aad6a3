"""Trace lots with all their events in a large register, and a silo of fifty thousand inputs.

`python -m benchmarks.trace [--events N]`: a generator fills the tables; on a sample its rows are
proven equal to capture's. Prints one JSON line a question: median and p99 of a trace up and down
with every event read, the silo's trace and its shares. The bar is 10 ms at a million events and
150 ms for the silo.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from traceability.capture import capture, sealing
from traceability.genealogy import DOWN, UP, history, positions_of, trace
from traceability.gs1.digital_link import lot_link
from traceability.harvest import CONTEXT, NAMESPACE
from traceability.origins import origins_of
from traceability.register import Register, open_register
from traceability.register.entries import Checked, accepted, record_time
from traceability.register.reading import events_at
from traceability.register.recording import record
from traceability.register.tables import METADATA

GTIN = "09521234567899"
NOON = datetime(2026, 3, 2, tzinfo=UTC)
START = datetime(2025, 1, 1, tzinfo=UTC)
CHAIN = 20
"""Events of one chain: ten harvests, collected by fives, milled, packed, sent, received."""


def chain(number: int) -> list[dict[str, Any]]:
    """Tell the events of one chain from field to shop."""
    lots = [f"H{number}-{n}" for n in range(10)]
    hauls, rice = [f"C{number}-{n}" for n in range(2)], f"R{number}"
    box = f"https://id.gs1.org/00/{number:018d}"
    told = [_harvest(lot, number) for lot in lots]
    told += [_mixed(lots[n * 5 : n * 5 + 5], haul, 500) for n, haul in enumerate(hauls)]
    told += [_moved("shipping", haul) for haul in hauls]
    told.append(_mixed(hauls, rice, 650))
    packed = {"type": "AggregationEvent", "action": "ADD", "parentID": box}
    told.append(packed | {"childQuantityList": [_line(rice, 650)]})
    told += [_moved(step, rice) for step in ("shipping", "receiving", "storing", "retail_selling")]
    shared = {"@context": [CONTEXT, {"ruong": NAMESPACE}], "eventTimeZoneOffset": "+07:00"}
    return [
        shared | {"eventTime": (START + timedelta(minutes=number * CHAIN + n)).isoformat()} | event
        for n, event in enumerate(told)
    ]


def _line(lot: str, kg: float) -> dict[str, Any]:
    return {"epcClass": lot_link(GTIN, lot), "quantity": kg, "uom": "KGM"}


def _harvest(lot: str, number: int) -> dict[str, Any]:
    return {
        "type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning",
        "quantityList": [_line(lot, 100)], "ruong:season": "2026-WS",
        "ruong:fieldId": f"field {number}",
    }  # fmt: skip


def _mixed(lots: list[str], made: str, kg: float) -> dict[str, Any]:
    return {
        "type": "TransformationEvent", "bizStep": "commissioning",
        "inputQuantityList": [_line(lot, kg / len(lots)) for lot in lots],
        "outputQuantityList": [_line(made, kg)],
    }  # fmt: skip


def _moved(step: str, lot: str) -> dict[str, Any]:
    moved = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": step}
    return moved | {"quantityList": [_line(lot, 100)]}


def fill(register: Register, count: int) -> None:
    """Fill the tables by the register's own writing, with statements copied from one template."""
    first = [accepted(event) for event in chain(0)]
    time_of = record_time(NOON)
    seal = sealing(time_of, _salt)
    templates = [seal(n, entry, None) for n, entry in enumerate(first)]
    for begin in range(0, count // CHAIN, 250):
        entries = [e for n in range(begin, min(begin + 250, count // CHAIN)) for e in _entries(n)]
        record(
            register.engine,
            entries,
            time_of,
            lambda n, _entry, _salt: templates[n % CHAIN],
            _stop,
        )


def _entries(number: int) -> list[Checked]:
    return [accepted(event) for event in chain(number)]


def _salt(_number: int) -> bytes:
    return bytes(32)


def _stop(_number: int, fault: Exception) -> None:
    raise fault


def prove_equal(folder: Path) -> None:
    """Hold the generator's rows against capture's on a sample, statements and salts aside."""
    filled, captured = (open_register(folder / f"{name}.db") for name in ("filled", "captured"))
    fill(filled, 10 * CHAIN)
    capture(captured, [event for n in range(10) for event in chain(n)], NOON, _salt)
    apart = {"statement", "public_id", "public_key", "salt"}
    for table in METADATA.sorted_tables:
        columns = [column for column in table.columns if column.name not in apart]
        wanted = sa.select(*columns).order_by(*table.primary_key.columns)
        with filled.reading() as one, captured.reading() as other:
            if one.execute(wanted).all() != other.execute(wanted).all():
                raise SystemExit(f"the generator's rows of {table.name} are not capture's")


def timed(register: Register, lots: list[str]) -> tuple[list[float], int]:
    """Trace each lot up and down and read every event; give the milliseconds and the events."""
    took: list[float] = []
    events = 0
    for lot in lots:
        start = time.perf_counter()
        with register.reading() as link:
            things = {number for way in (UP, DOWN) for number in trace(link, lot, way).names}
            told = [event.event for event in events_at(link, positions_of(history(link, things)))]
        took.append((time.perf_counter() - start) * 1_000)
        events += len(told)
    return took, events


def silo(register: Register, inputs: int) -> None:
    """Capture a silo with so many harvested lots in it."""
    lots = [f"S{n}" for n in range(inputs)]
    shared = {"@context": [CONTEXT, {"ruong": NAMESPACE}], "eventTimeZoneOffset": "+07:00"}
    given = [shared | {"eventTime": NOON.isoformat()} | _harvest(lot, 0) for lot in lots]
    mixed = shared | {"eventTime": NOON.isoformat()} | _mixed(lots, "SILO", 100 * inputs)
    for at in range(0, inputs, 5_000):
        capture(register, given[at : at + 5_000], NOON, lambda _: os.urandom(32))
    capture(register, [mixed], NOON, lambda _: os.urandom(32))


def say(task: str, size: int, took: list[float], **more: object) -> None:
    ordered = sorted(took)
    figures = {
        "task": task,
        "contender": "ruong",
        "size": size,
        "seconds": round(sum(took) / 1_000, 4),
        "median_ms": round(ordered[len(ordered) // 2], 2),
        "p99_ms": round(ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)], 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(figures | more))


def measure_silo(register: Register, inputs: int) -> None:
    silo(register, inputs)
    name = lot_link(GTIN, "SILO")
    traced: list[float] = []
    shared: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        with register.reading() as link:
            found = trace(link, name, UP)
        traced.append((time.perf_counter() - start) * 1_000)
        start = time.perf_counter()
        with register.reading() as link:
            origins = origins_of(link, name).origins
        shared.append((time.perf_counter() - start) * 1_000)
    if len(found.lots) != inputs + 1 or len(origins) != inputs:
        raise SystemExit("the silo's inputs are not all there")
    say("silo: all lots", inputs, traced)
    say("silo: exact shares of origin", inputs, shared)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--silo", type=int, default=50_000)
    parser.add_argument("--traces", type=int, default=1_000)
    arguments = parser.parse_args()
    chance = random.Random(1)  # noqa: S311 - which lots are asked for
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prove_equal(folder)
        register = open_register(folder / "register.db")
        fill(register, arguments.events)
        chains = arguments.events // CHAIN
        kinds = ("R{}", "C{}-0", "H{}-3")
        lots = [
            lot_link(GTIN, kinds[n % 3].format(chance.randrange(chains)))
            for n in range(arguments.traces)
        ]
        timed(register, lots[:20])
        took, events = timed(register, lots)
        say("lots with all events", arguments.events, took, events_a_lot=round(events / len(lots)))
        measure_silo(register, arguments.silo)


if __name__ == "__main__":
    main()
