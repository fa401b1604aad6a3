"""The event hash against its reference implementation, over the same documents.

Both start from parsed JSON-LD documents of twenty events and end with the hashes, which must be
equal; each contender runs in processes of its own, so that its memory is its own, three times, of
which the fastest counts. The reference is
`epcis-event-hash-generator`, in the `test` group. With `--xml`, both start from XML texts instead;
there the time is the XML parser's.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from traceability.epcis.check import faults
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.json_documents import document_of_json
from traceability.epcis.reading import read
from traceability.epcis.xml_document_writer import write_xml

EVENTS_PER_DOCUMENT = 20
SEED = 2026
RUNS = 3


def documents(events: int) -> list[dict[str, Any]]:
    """Make documents of distinct events of the three commonest types, as a rice mill has them."""
    chance = random.Random(SEED)  # noqa: S311 - reproducible, no secret
    made = [_event(chance, number) for number in range(events)]
    return [
        {
            "@context": [STANDARD_CONTEXT, {"ex": "https://ns.example.com/epcis/"}],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-03-01T00:00:00Z",
            "epcisBody": {"eventList": made[start : start + EVENTS_PER_DOCUMENT]},
        }
        for start in range(0, events, EVENTS_PER_DOCUMENT)
    ]


def _event(chance: random.Random, number: int) -> dict[str, Any]:
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=number, milliseconds=number % 997)
    kind = ("ObjectEvent", "AggregationEvent", "TransformationEvent")[number % 3]
    event: dict[str, Any] = {
        "type": kind,
        "eventTime": moment.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": chance.choice(["commissioning", "shipping", "receiving", "packing"]),
        "disposition": chance.choice(["active", "in_transit", "in_progress"]),
        "readPoint": {"id": f"urn:epc:id:sgln:8938500.{chance.randrange(100_000):05d}.0"},
        "ex:moisture": round(chance.uniform(12, 26), 1),
    }
    lots = [
        {
            "epcClass": f"urn:epc:class:lgtin:8938500.{chance.randrange(10**6):06d}.L{number}",
            "quantity": round(chance.uniform(50, 5_000), 1),
            "uom": "KGM",
        }
        for _ in range(4)
    ]
    things = [f"urn:epc:id:sscc:8938500.{number * 4 + part:010d}" for part in range(4)]
    if kind == "ObjectEvent":
        order = f"urn:epcglobal:cbv:bt:8938500000003:{number}"
        return event | {
            "action": "OBSERVE",
            "epcList": things,
            "quantityList": lots[:1],
            "bizTransactionList": [{"type": "po", "bizTransaction": order}],
        }
    if kind == "AggregationEvent":
        return event | {
            "action": "ADD",
            "parentID": things[0],
            "childEPCs": things[1:],
            "childQuantityList": lots[:1],
        }
    return event | {"inputQuantityList": lots[:2], "outputQuantityList": lots[2:]}


Task = Callable[[list[Any]], list[Any]]


def ruong(given: list[Any]) -> list[str]:
    return [number for one in given for number in document_of_json(one).hashes()]


def ruong_xml(given: list[Any]) -> list[str]:
    return [number for one in given for number in read(one).hashes()]


def ruong_check(given: list[Any]) -> list[list[str]]:
    return [faults(event) for one in given for event in document_of_json(one).events]


def reference(given: list[Any]) -> list[str]:
    from epcis_event_hash_generator import hash_generator, json_to_py  # noqa: PLC0415 - its own process

    read_events = json_to_py.event_list_from_epcis_document_json
    return [
        number
        for one in given
        for number in hash_generator.epcis_hashes_from_events(read_events(one))
    ]


def reference_xml(given: list[Any]) -> list[str]:
    from epcis_event_hash_generator import hash_generator, xml_to_py  # noqa: PLC0415 - its own process

    read_events = xml_to_py.event_list_from_epcis_document_str
    return [
        number
        for one in given
        for number in hash_generator.epcis_hashes_from_events(read_events(one.decode()))
    ]


def measured(task: Task, given: list[Any]) -> tuple[list[Any], float, float]:
    """Run a task after a warm-up on the first document.

    Returns the result, the seconds of processor time (neighbours on the machine do not count) and
    the peak memory in MB.
    """
    task(given[:1])
    given = json.loads(json.dumps(given)) if isinstance(given[0], dict) else given
    start = time.process_time()
    result = task(given)
    seconds = time.process_time() - start
    return result, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(task: Task, given: list[Any]) -> tuple[list[Any], float, float]:
    """Measure a task in fresh processes and give the fastest run."""
    context = multiprocessing.get_context("spawn")
    runs: list[tuple[list[Any], float, float]] = []
    for _ in range(RUNS):
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            runs.append(pool.submit(measured, task, given).result())
    return min(runs, key=lambda run: run[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--xml", action="store_true")
    arguments = parser.parse_args()
    given: list[Any] = documents(arguments.events)
    if arguments.xml:
        given = [write_xml(document_of_json(one)) for one in given]
    ours, peer = (ruong_xml, reference_xml) if arguments.xml else (ruong, reference)
    expected, peer_seconds, peer_peak = alone(peer, given)
    hashes, seconds, peak = alone(ours, given)
    if hashes != expected:
        raise SystemExit("the two disagree on the hashes")
    said = {"task": "event hash", "size": arguments.events}
    name = "epcis-event-hash-generator"
    print(json.dumps(said | _figures(name, peer_seconds, peer_peak)))
    ratio = {"ratio": round(peer_seconds / seconds, 1)}
    print(json.dumps(said | _figures("ruong", seconds, peak) | ratio))
    if not arguments.xml:
        found, seconds, peak = alone(ruong_check, given)
        if any(found):
            raise SystemExit("the benchmark's events are not valid")
        print(json.dumps(said | {"task": "validation"} | _figures("ruong", seconds, peak)))


def _figures(contender: str, seconds: float, peak_mb: float) -> dict[str, str | float]:
    return {"contender": contender, "seconds": round(seconds, 4), "peak_mb": round(peak_mb, 1)}


if __name__ == "__main__":
    main()
