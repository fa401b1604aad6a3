"""Ten thousand random lies, none missed; a thousand other spellings of the truth, no alarm."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from data_sources.errors import Refused
from traceability.canonical import canonical
from traceability.epcis import event_hash
from traceability.evidence import bundle
from traceability.harvest import Harvest, harvest_event
from traceability.keylist import sign_list
from traceability.keys import KeyList, ListedKey
from traceability.log.append import append, head, start
from traceability.log.audit import audit
from traceability.log.checkpoint import SignedCheckpoint, open_checkpoint
from traceability.log.compact import pack, to_qr
from traceability.log.merkle import check_consistency
from traceability.log.prove import Tree, proof_of
from traceability.log.rejected import Rejected
from traceability.log.signer import SigningKey
from traceability.log.storage import Memory
from traceability.memory import Memory as Seen
from traceability.memory import remember, remember_latest
from traceability.monitor import Stored, compare, entries_again
from traceability.statement import entry_of, leaf_of, statement_of
from traceability.verify import State, Trust, verify
from traceability.whitelist import shown

ROOT = SigningKey("ruong.example/root", bytes([1] * 32))
KEY = SigningKey("ruong.example/log", bytes([2] * 32))
COUNT = 300
LUCK = random.Random(20260220)  # noqa: S311
SALTS = [LUCK.randbytes(32) for _ in range(COUNT)]
TIMES = [f"2026-02-20T00:{n // 60:02d}:{n % 60:02d}Z" for n in range(COUNT)]

Event = dict[str, object]


def make_event(n: int) -> Event:
    harvest = Harvest(
        "09521234543213", f"L{n}", date(2026, 2, 1 + n % 27), 900.5 + n, "31117", "2026-WS",
        f"field {n}", f"Người bán {n}", "VN-CTOR-0001" if n % 3 else None, "simulated",
    )  # fmt: skip
    event: Event = {
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{n:012d}",
        **harvest_event(harvest),
    }
    if n % 7 == 0:
        event["errorDeclaration"] = {
            "declarationTime": "2026-02-21T00:00:00Z",
            "reason": "incorrect_data",
        }
    return event


def entry(event: Event, n: int, recorded: str) -> bytes:
    return entry_of(statement_of(event, recorded, event_hash(event), SALTS[n], event_hash))


EVENTS = [make_event(n) for n in range(COUNT)]
ENTRIES = [entry(event, n, TIMES[n]) for n, event in enumerate(EVENTS)]
STATEMENTS = [json.loads(each) for each in ENTRIES]


@pytest.fixture(scope="module")
def log() -> tuple[Memory, SignedCheckpoint]:
    storage = Memory()
    start(storage, KEY)
    append(storage, KEY, ENTRIES[:200])
    return storage, append(storage, KEY, ENTRIES[200:])


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in a JSON value, the fields of fields among them."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def changed(value: object) -> object:
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int | float):
        return value + LUCK.choice([1, -1, 0.5])
    if isinstance(value, str):
        at = LUCK.randrange(len(value) + 1)
        return LUCK.choice(
            [value[:at] + LUCK.choice("aZ0ế \U0001f33e") + value[at:], value[1:] or "x"]
        )
    if isinstance(value, list):
        return [*value, "more"] if LUCK.random() < 0.5 or not value else value[:-1]
    return {**value, "more": 1} if isinstance(value, dict) else value


def mutate(event: Event) -> Event:
    """Change, drop or add one field anywhere in an event."""
    mutant = json.loads(json.dumps(event))
    *path, last = LUCK.choice([each for each in places(mutant) if each])
    holder = mutant
    for step in path:
        holder = holder[step]
    if LUCK.random() < 0.25:
        del holder[last]
    else:
        holder[last] = changed(holder[last])
    return mutant


def swap(data: bytes, low: int, high: int) -> bytes:
    swapped = bytearray(data)
    swapped[low], swapped[high] = swapped[high], swapped[low]
    return bytes(swapped)


def flip(data: bytes) -> bytes:
    """Flip a bit, drop, double, insert or swap bytes."""
    at, other = LUCK.randrange(len(data)), LUCK.randrange(len(data))
    low, high = sorted((at, other))
    ways: list[Callable[[], bytes]] = [
        lambda: data[:at] + bytes([data[at] ^ 1 << LUCK.randrange(8)]) + data[at + 1 :],
        lambda: data[:at] + data[at + 1 :],
        lambda: data[:at] + data[at : at + 1] + data[at:],
        lambda: data[:at] + LUCK.randbytes(1) + data[at:],
        lambda: data[:low] + data[high:],
        lambda: swap(data, low, high),
    ]  # fmt: skip
    return LUCK.choice(ways)()


def test_no_changed_stored_event_is_missed(log: tuple[Memory, SignedCheckpoint]):
    """Every field, eventID and time of record among them, held against the log by the monitor."""
    storage, _ = log
    leaves = [Tree(storage, COUNT).leaf(n) for n in range(COUNT)]
    missed = unstated = 0
    for _ in range(3_000):
        n = LUCK.randrange(COUNT)
        event, recorded = mutate(EVENTS[n]), TIMES[n]
        if LUCK.random() < 0.05:
            event, recorded = EVENTS[n], str(changed(TIMES[n]))
        try:
            mutant = statement_of(event, recorded, event_hash(event), SALTS[n], event_hash)
        except (AttributeError, KeyError, Refused, TypeError, ValueError):
            unstated += 1  # An event that cannot even be stated is found out as well.
            continue
        missed += leaf_of(mutant) == leaves[n] and canonical(event) != canonical(EVENTS[n])
    assert missed == 0
    assert unstated < 600


def test_the_monitor_names_the_leaf_that_differs(log: tuple[Memory, SignedCheckpoint]):
    storage, signed = log
    assert compare(storage, signed.head, ENTRIES) == ([], 0)
    assert compare(storage, signed.head, [*ENTRIES, b"waiting"]) == ([], 1)
    forged = [*ENTRIES]
    forged[123] = entry(mutate(EVENTS[123]), 123, TIMES[123])
    assert [each.index for each in compare(storage, signed.head, forged)[0]] == [123]
    assert [each.index for each in compare(storage, signed.head, ENTRIES[:-2])[0]] == [298, 299]
    swapped = [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]]
    assert [each.index for each in compare(storage, signed.head, swapped)[0]] == [0, 1]


def test_the_monitor_makes_every_entry_anew_from_what_is_stored(
    log: tuple[Memory, SignedCheckpoint],
):
    storage, signed = log
    stored = [Stored(EVENTS[n], TIMES[n], SALTS[n], STATEMENTS[n]) for n in range(COUNT)]
    stored[5] = Stored(shown(EVENTS[5]), TIMES[5], None, STATEMENTS[5])  # A person was erased.
    assert compare(storage, signed.head, entries_again(stored, event_hash)) == ([], 0)
    for changes in (
        {"event": EVENTS[9]},
        {"event": EVENTS[8] | {"ruong:seller": "another"}},
        {"recorded": TIMES[9]},
        {"salt": SALTS[9]},
        {"salt": None, "statement": STATEMENTS[9]},
        {"statement": STATEMENTS[8] | {"eventHash": "x"}},
    ):
        touched = [*stored]
        touched[8] = replace(stored[8], **changes)
        found, _ = compare(storage, signed.head, entries_again(touched, event_hash))
        assert [each.index for each in found] == [8], changes


def test_no_changed_file_of_the_log_is_missed(log: tuple[Memory, SignedCheckpoint]):
    storage, _ = log
    missed: list[str] = []
    for _ in range(600):
        touched = Memory()
        touched.files = dict(storage.files)
        path = LUCK.choice(sorted(touched.files))
        before = touched.files[path]
        touched.files[path] = flip(before)
        if LUCK.random() < 0.1:
            del touched.files[path]
        try:
            audit(touched, head(touched, [KEY.verifier]).head)
        except Rejected:
            continue
        if touched.files.get(path) != before:
            missed.append(path)
    assert missed == []


@pytest.mark.slow
def test_no_changed_proof_is_missed(log: tuple[Memory, SignedCheckpoint]):
    """Texts, packs, QR codes and checkpoints; a mutant may pass only by saying the very same."""
    storage, signed = log
    listed = ListedKey("log", KEY.name, str(KEY.verifier), "2026-01-01T00:00:00Z")
    keys = sign_list(KeyList(ROOT.name, 1, "2026-01-01T00:00:00Z", (listed,)), ROOT)
    trust = Trust(roots=(ROOT.verifier,), keys=keys)
    for _ in range(6_000):
        n = LUCK.randrange(COUNT)
        proof = proof_of(storage, signed, n)
        packed = pack(proof, leaf_of(STATEMENTS[n]), ENTRIES[n])
        whole = LUCK.choice(
            [bundle(proof, STATEMENTS[n], keys).encode(), packed, to_qr(packed).encode()]
        )
        mutant = flip(whole)
        verdict = verify(mutant, trust)
        if mutant != whole and verdict.state is not State.FAILED:
            assert verdict.state is State.PROVEN
            assert (verdict.statement, verdict.index) == (STATEMENTS[n], n)
            assert verdict.signed is not None
            assert verdict.signed.head == signed.head
            assert mutant.startswith(b"c2sp"), "a pack has one spelling only"
    for _ in range(1_000):
        text = str(signed)
        mutant = flip(text.encode()).decode("utf-8", "replace")
        if mutant != text:
            with pytest.raises(Rejected):
                open_checkpoint(mutant, [KEY.verifier])


def test_no_other_history_is_missed(log: tuple[Memory, SignedCheckpoint]):
    """Leaves dropped, swapped, inserted, changed, signed by the log itself; and going back."""
    storage, signed = log
    for _ in range(60):
        n, m = LUCK.sample(range(200), 2)
        history = [*ENTRIES]
        way = LUCK.randrange(4)
        if way == 0:
            del history[n]
        elif way == 1:
            history[n], history[m] = history[m], history[n]
        elif way == 2:
            history.insert(n, b"{}")
        else:
            history[n] = flip(history[n])
        fork = Memory()
        start(fork, KEY)
        forked = append(fork, KEY, history)
        seen = remember(Seen(), signed, lambda size: Tree(storage, size))
        with pytest.raises(Rejected):
            remember_latest(seen, forked, lambda size, fork=fork: Tree(fork, size))
        older = Tree(storage, 200).root()
        with pytest.raises(Rejected):
            check_consistency(
                200,
                len(history),
                older,
                forked.head.root,
                Tree(fork, len(history)).consistency(200),
            )
    going_back = remember(Seen(), signed)
    older = Memory()
    start(older, KEY)
    with pytest.raises(Rejected) as refused:
        remember_latest(going_back, append(older, KEY, ENTRIES[:200]))
    assert refused.value.code == "rollback"


def test_a_thousand_other_spellings_raise_no_alarm(log: tuple[Memory, SignedCheckpoint]):
    storage, signed = log
    for _ in range(1_000):
        n = LUCK.randrange(COUNT)
        respelt = json.dumps(
            shuffled(EVENTS[n]),
            ensure_ascii=LUCK.random() < 0.5,
            indent=LUCK.choice([None, 1, 4, "\t"]),
            separators=LUCK.choice([(",", ":"), (" , ", " : ")]),
        )
        assert entry(json.loads(respelt), n, TIMES[n]) == ENTRIES[n]
    for n in range(0, COUNT, 10):
        text = bundle(proof_of(storage, signed, n), shuffled(STATEMENTS[n]))
        assert verify(text, str(KEY.verifier)).state is State.PROVEN


def shuffled(value: object) -> object:
    if isinstance(value, dict):
        items = list(value.items())
        LUCK.shuffle(items)
        return {key: shuffled(each) for key, each in items}
    return [shuffled(each) for each in value] if isinstance(value, list) else value
