"""A proof among a million leaves: how long to check offline, how many bytes on paper.

`python -m benchmarks.proof [--size N]` prints one JSON line a measurement. There is no peer that
checks the same bundle (statement, key list, signatures, path); the bounds are Ruộng's own: p99 of
the offline check at most 1 ms, 900 bytes packed, 1,250 characters in the QR code.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from datetime import date

from traceability.canonical import Json, read_json
from traceability.epcis import event_hash
from traceability.evidence import bundle
from traceability.harvest import Harvest, harvest_event
from traceability.keylist import sign_list
from traceability.keys import KeyList, ListedKey
from traceability.log.append import append, start
from traceability.log.compact import pack, to_qr
from traceability.log.prove import proof_of
from traceability.log.signer import SigningKey
from traceability.log.storage import Memory
from traceability.statement import entry_of, leaf_of, statement_of
from traceability.verify import State, Trust, verify

SINCE = "2026-01-01T00:00:00Z"
ROOT = SigningKey("ruong.example/root", bytes([1] * 32))
KEY = SigningKey("ruong.example/can-tho", bytes([2] * 32))
ROUNDS = 5_000
BATCH = 50_000

Given = tuple[str | bytes, Json]
"""A proof, and the statement where the proof comes without it."""


def statement(n: int, luck: random.Random) -> dict[str, object]:
    harvest = Harvest(
        "09521234543213", f"L{n}", date(2026, 2, 20), 900.0 + n % 5000, "31117", "2026-WS",
        f"field {n}", f"seller {n}", "VN-CTOR-0001", "simulated",
    )  # fmt: skip
    event = {"eventID": f"urn:uuid:00000000-0000-4000-8000-{n:012d}", **harvest_event(harvest)}
    return statement_of(event, SINCE, event_hash(event), luck.randbytes(32), event_hash)


def say(what: str, size: int, seconds: float, **more: float) -> None:
    peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    row = {"contender": "ruong", "what": what, "size": size, "seconds": seconds}
    print(json.dumps(row | {"peak_mb": peak_mb, "ratio": None} | more), flush=True)


def timed(given: list[Given], trust: Trust) -> tuple[list[float], list[float]]:
    """Check proofs in turn; seconds on the clock and of the processor, each sorted."""
    wall: list[float] = []
    busy: list[float] = []
    for n in range(ROUNDS):
        data, beside = given[n % len(given)]
        began, worked = time.perf_counter(), time.thread_time()
        verdict = verify(data, trust, beside)
        busy.append(time.thread_time() - worked)
        wall.append(time.perf_counter() - began)
        if verdict.state is not State.PROVEN:
            raise SystemExit(verdict.reason_en)
    return sorted(wall), sorted(busy)


def build(size: int, chosen: dict[int, dict[str, object]]) -> Memory:
    """Fill a log; all but the chosen leaves are short, their hashes as good as any."""
    storage = Memory()
    start(storage, KEY)
    for first in range(0, size, BATCH):
        last = min(size, first + BATCH)
        entries = [
            entry_of(chosen[n]) if n in chosen else b"leaf %d" % n for n in range(first, last)
        ]
        append(storage, KEY, entries)
    return storage


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    size = parser.parse_args().size
    luck = random.Random(6962)  # noqa: S311
    chosen = {n: statement(n, luck) for n in luck.sample(range(size), min(100, size))}
    began = time.perf_counter()
    storage = build(size, chosen)
    signed = start(storage, KEY)
    say("append", size, round(time.perf_counter() - began, 3))

    began = time.perf_counter()
    proofs = {n: proof_of(storage, signed, n) for n in chosen}
    say("prove", size, round((time.perf_counter() - began) / len(chosen), 6))

    listed = ListedKey("log", KEY.name, str(KEY.verifier), SINCE)
    keys = sign_list(KeyList(ROOT.name, 1, SINCE, (listed,)), ROOT)
    trust = Trust(roots=(ROOT.verifier,), keys=keys)
    packs = {n: pack(proofs[n], leaf_of(chosen[n])) for n in chosen}
    beside = {n: read_json(entry_of(chosen[n])) for n in chosen}
    forms: dict[str, list[Given]] = {
        "verify text": [(bundle(proofs[n], chosen[n], keys), None) for n in chosen],
        "verify packed": [(packs[n], beside[n]) for n in chosen],
        "verify qr": [(to_qr(packs[n]), beside[n]) for n in chosen],
    }
    for what, given in forms.items():
        wall, busy = timed(given, trust)
        say(
            what,
            size,
            wall[ROUNDS * 99 // 100],
            p50=wall[ROUNDS // 2],
            cpu_p99=busy[ROUNDS * 99 // 100],
        )
    whole = [pack(proofs[n], leaf_of(chosen[n]), entry_of(chosen[n])) for n in chosen]
    say(
        "bytes on paper",
        size,
        0.0,
        packed_bytes=max(map(len, packs.values())),
        qr_characters=max(len(to_qr(each)) for each in packs.values()),
        with_statement_bytes=max(map(len, whole)),
    )


if __name__ == "__main__":
    main()
