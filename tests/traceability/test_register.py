"""The register keeps what it acknowledged, in order, once; on SQLite and on PostgreSQL alike."""

import threading
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from traceability.epcis import event_hash
from traceability.gs1.digital_link import lot_link
from traceability.harvest import CONTEXT, Harvest, harvest_event
from traceability.register import Conflict, Entry, open_register
from traceability.things import things_of

GTIN = "09521234567899"
NOON = datetime(2026, 2, 20, 5, tzinfo=UTC)


def harvest(lot: str, quantity: float = 1000.0) -> dict:
    made = Harvest(
        GTIN, lot, date(2026, 2, 10), quantity, "31732", "2026-WS", "F1", None, None, "simulated"
    )
    return dict(harvest_event(made))


def milled(inputs: list[str], output: str) -> dict:
    """One TransformationEvent from some lots to one."""
    return {
        "@context": [CONTEXT],
        "type": "TransformationEvent",
        "eventTime": "2026-02-15T08:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "inputQuantityList": [
            {"epcClass": lot_link(GTIN, lot), "quantity": 100.0, "uom": "KGM"} for lot in inputs
        ],
        "outputQuantityList": [
            {"epcClass": lot_link(GTIN, output), "quantity": 0.06, "uom": "TNE"}
        ],
        "bizStep": "commissioning",
    }


def entry(event: dict) -> Entry:
    name = event_hash(event)
    return Entry(event, name, name, bytes(32), name.encode())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def register(request, tmp_path):
    if request.param == "sqlite":
        opened = open_register(tmp_path / "trace.db")
    else:
        opened = open_register(request.getfixturevalue("postgres_url"))
    yield opened
    opened.engine.dispose()


def test_positions_count_from_zero_without_gaps(register) -> None:
    assert register.record([entry(harvest("A")), entry(harvest("B"))], NOON) == [0, 1]
    assert register.record([entry(harvest("C"))], NOON) == [2]
    assert register.size() == 3
    assert register.leaves(1, 10) == [entry(harvest(lot)).leaf for lot in "BC"]


def test_the_same_event_again_is_no_new_event(register) -> None:
    first = register.record([entry(harvest("A"))], NOON)
    assert register.record([entry(harvest("A")), entry(harvest("A"))], NOON) == first * 2
    assert register.size() == 1


def test_the_same_id_with_other_words_is_a_conflict_and_nothing_of_the_batch_is_kept(
    register,
) -> None:
    register.record([entry(harvest("A"))], NOON)
    forged = Entry(harvest("A", 9_000.0), event_hash(harvest("A")), "", b"", b"")
    with pytest.raises(Conflict, match="says something else"):
        register.record([entry(harvest("B")), forged], NOON)
    assert register.size() == 1


def test_a_lot_knows_its_events_origins_and_destinations(register) -> None:
    events = [harvest("A"), harvest("B"), harvest("C"), milled(["A", "B"], "M"), milled(["M"], "N")]
    register.record([entry(event) for event in events], NOON)
    name = {lot: lot_link(GTIN, lot) for lot in "ABCMN"}
    assert register.origins(name["N"]) == {name[lot] for lot in "NMAB"}
    assert register.destinations(name["A"]) == {name[lot] for lot in "AMN"}
    assert register.destinations(name["C"]) == {name["C"]}
    told = register.events_of(name["A"])
    assert [e.event["type"] for e in told] == ["ObjectEvent", "TransformationEvent"]
    assert told[0].recorded == NOON


def test_a_cycle_ends(register) -> None:
    register.record([entry(milled(["A"], "B")), entry(milled(["B"], "A"))], NOON)
    assert register.origins(lot_link(GTIN, "A")) == {lot_link(GTIN, "A"), lot_link(GTIN, "B")}


def test_writers_at_once_lose_nothing_and_share_no_position(register) -> None:
    def write(name: str) -> None:
        for n in range(10):
            register.record([entry(harvest(f"{name}{n}"))], NOON)

    threads = [threading.Thread(target=write, args=(name,)) for name in "PQRS"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert register.size() == 40
    assert len(register.leaves(0, 100)) == 40


def test_masses_are_kilograms_or_unknown() -> None:
    things = list(things_of(milled(["A"], "B")))
    assert {t.role: t.quantity_kg for t in things} == {"input": 100.0, "output": 60.0}
    event = harvest("A")
    event["quantityList"][0]["uom"] = "EA"
    assert next(iter(things_of(event))).quantity_kg is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=5), max_size=6))
def test_however_batches_fall_every_event_has_one_position(tmp_path_factory, batches) -> None:
    register = open_register(tmp_path_factory.mktemp("trace") / "trace.db")
    seen: dict[int, int] = {}
    for batch in batches:
        positions = register.record([entry(harvest(f"L{n}")) for n in batch], NOON)
        for n, position in zip(batch, positions, strict=True):
            assert seen.setdefault(n, position) == position
    assert sorted(seen.values()) == list(range(register.size()))
    register.engine.dispose()
