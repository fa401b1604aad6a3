"""The register keeps what it acknowledged, in order, once; on SQLite and on PostgreSQL alike."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.register import Conflict, NotYours, open_register
from traceability.things import Part, things_of


def test_positions_count_from_zero_without_gaps(register, story) -> None:
    assert story.put(register, story.harvest("A"), story.harvest("B")) == [0, 1]
    assert story.put(register, story.harvest("C")) == [2]
    assert register.size() == 3
    leaves = register.leaves(0, 10)
    assert len(leaves) == 3
    assert register.leaves(1, 1) == leaves[1:2]


def test_the_same_event_again_is_no_new_event(register, story) -> None:
    first = story.put(register, story.harvest("A"))
    assert story.put(register, story.harvest("A"), story.harvest("A")) == first * 2
    assert register.size() == 1


def test_the_same_event_in_other_words_is_no_new_event(register, story) -> None:
    event = story.harvest("A") | {"eventID": "urn:uuid:00000000-0000-4000-8000-000000000001"}
    first = story.put(register, event)
    reworded = dict(reversed(list(event.items()))) | {
        "bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning",
        "eventTime": "2026-02-10T01:00:00.000Z",
        "recordTime": "2026-02-11T00:00:00Z",
    }
    assert story.put(register, reworded) == first
    assert register.size() == 1


def test_the_same_id_with_other_words_is_a_conflict_and_nothing_of_the_batch_is_kept(
    register, story
) -> None:
    name = {"eventID": "urn:uuid:00000000-0000-4000-8000-000000000001"}
    story.put(register, story.harvest("A") | name)
    with pytest.raises(Conflict, match="says something else"):
        story.put(register, story.harvest("B"), story.harvest("A", 9_000.0) | name)
    assert register.size() == 1


def test_two_events_of_one_batch_under_one_id_are_a_conflict(register, story) -> None:
    name = {"eventID": "urn:uuid:00000000-0000-4000-8000-000000000001"}
    with pytest.raises(Conflict):
        story.put(register, story.harvest("A") | name, story.harvest("B") | name)
    assert register.size() == 0


def test_an_event_that_is_none_keeps_the_whole_batch_out(register, story) -> None:
    with pytest.raises(Refused, match="eventTime"):
        story.put(register, story.harvest("A"), story.harvest("B") | {"eventTime": "today"})
    assert register.size() == 0


def test_a_lot_knows_its_events_in_the_order_of_their_times(register, story) -> None:
    late, early = story.moved("shipping", "A", 500.0, hour=20), story.harvest("A", hour=6)
    story.put(register, late, story.harvest("B"), early)
    told = register.events_of(story.name("A"))
    assert [event.event["bizStep"] for event in told] == ["commissioning", "shipping"]
    assert told[0].recorded == story.noon
    assert [event.position for event in told] == [2, 0]


def test_a_lot_is_the_same_by_any_of_its_names(register, story) -> None:
    story.put(register, story.harvest("A1"))
    for name in (
        "urn:epc:class:lgtin:9521234.056789.A1",
        "https://buyer.example/gtin/09521234567899/lot/A1",
    ):
        assert register.knows(name)
        assert len(register.events_of(name)) == 1
    assert not register.knows(story.name("A2"))


def test_writers_at_once_lose_nothing_and_share_no_position(register, story) -> None:
    def write(name: str) -> None:
        for n in range(10):
            story.put(register, story.harvest(f"{name}{n}"), story.harvest(f"{name}{n}", 7.0))

    threads = [threading.Thread(target=write, args=(name,)) for name in "PQRS"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert register.size() == 80
    assert len(register.leaves(0, 100)) == 80


def test_a_reader_sees_one_moment_while_others_write(register, story) -> None:
    story.put(register, story.harvest("A"))
    with register.reading() as link:
        before = link.exec_driver_sql("SELECT count(*) FROM event").scalar()
        story.put(register, story.harvest("B"))
        assert link.exec_driver_sql("SELECT count(*) FROM event").scalar() == before == 1
    assert register.size() == 2


class TestErrorDeclarations:
    def test_one_voids_the_event_it_repeats_and_shares_its_public_name(self, register, story):
        event = story.harvest("A")
        assert story.put(register, event) == [0]
        assert story.put(register, story.wrong(event)) == [1]
        told = register.events_of(story.name("A"))
        assert [(e.position, e.void) for e in told] == [(0, True), (1, False)]
        assert told[0].public_id == told[1].public_id != told[0].event_id
        assert "errorDeclaration" in told[1].public_event

    def test_one_that_comes_first_voids_the_event_when_it_comes(self, register, story):
        event = story.harvest("A")
        story.put(register, story.wrong(event))
        story.put(register, event)
        assert [e.void for e in register.events_of(story.name("A"))] == [False, True]

    def test_one_must_repeat_the_event(self, register, story):
        name = {"eventID": "urn:uuid:00000000-0000-4000-8000-000000000001"}
        story.put(register, story.harvest("A") | name)
        with pytest.raises(Conflict):
            story.put(register, story.wrong(story.harvest("A", 7.0) | name))

    def test_only_who_captured_an_event_takes_it_back(self, register, story):
        event = story.harvest("A")
        story.put(register, event, by="trader 1")
        with pytest.raises(NotYours):
            story.put(register, story.wrong(event), by="trader 2")
        story.put(register, story.wrong(event))
        assert register.events_of(story.name("A"))[0].void

    def test_one_of_a_stranger_that_comes_first_voids_nothing(self, register, story):
        event = story.harvest("A")
        story.put(register, story.wrong(event), by="trader 2")
        story.put(register, event, by="trader 1")
        assert not any(e.void for e in register.events_of(story.name("A")))

    def test_a_second_one_changes_nothing_more(self, register, story):
        event = story.harvest("A")
        again = story.wrong(event)
        again["errorDeclaration"] = again["errorDeclaration"] | {"reason": "did_not_occur"}
        story.put(register, event, story.wrong(event), again, again)
        assert [e.void for e in register.events_of(story.name("A"))] == [True, False, False]


def test_a_statement_too_large_for_the_log_enters_it_as_its_fingerprint(register, story) -> None:
    inputs = {f"L{n}": 1.0 for n in range(1_500)}
    story.put(register, story.mixed(inputs, {"SILO": 1_500.0}))
    (leaf,) = register.leaves(0, 1)
    assert len(leaf) < 500
    assert b"statementHash" in leaf
    (silo,) = register.events_of(story.name("SILO"))
    assert len(silo.public_event["inputQuantityList"]) == 1_500


class TestThings:
    def masses(self, event) -> dict:
        return {(t.name.rpartition("/")[2], t.part): t.quantity_kg for t in things_of(event)}

    @pytest.mark.parametrize(
        ("quantity", "uom", "kg"),
        [
            (1.5, "TNE", 1500.0),
            (3, "DTN", 300.0),
            (250, "GRM", 0.25),
            (100, "LBR", 45.359237),
            (0.1, "KGM", 0.1),
            (4, "EA", None),
            (1e12, "TNE", None),
        ],
    )
    def test_masses_are_kilograms_or_unknown(self, story, quantity, uom, kg) -> None:
        event = story.harvest("A")
        event["quantityList"][0] |= {"quantity": quantity, "uom": uom}
        assert self.masses(event) == {("A", Part.MADE): kg}

    def test_lines_of_one_lot_add_up_and_one_unweighed_makes_the_sum_unknown(self, story) -> None:
        event = story.harvest("A")
        event["quantityList"].append(story.line("A", 500.0))
        assert self.masses(event) == {("A", Part.MADE): 1500.0}
        event["quantityList"].append(story.line("A", None))
        assert self.masses(event) == {("A", Part.MADE): None}

    @pytest.mark.parametrize(
        ("action", "step", "part"),
        [
            ("ADD", "commissioning", Part.MADE),
            ("OBSERVE", "shipping", Part.SENT),
            ("OBSERVE", "cbv:BizStep-receiving", Part.RECEIVED),
            ("OBSERVE", "urn:epcglobal:cbv:bizstep:void_shipping", Part.RECEIVED),
            ("OBSERVE", "https://ref.gs1.org/cbv/BizStep-destroying", Part.GONE),
            ("OBSERVE", "storing", Part.SEEN),
            ("DELETE", "retail_selling", Part.GONE),
            ("OBSERVE", None, Part.SEEN),
        ],
    )
    def test_what_becomes_of_a_thing_follows_from_action_and_step(
        self, story, action, step, part
    ) -> None:
        event = story.harvest("A") | {"action": action, "bizStep": step}
        if step is None:
            del event["bizStep"]
        assert [thing.part for thing in things_of(event)] == [part]

    def test_a_process_joins_what_goes_in_in_one_event_with_what_comes_out_in_another(
        self, story
    ) -> None:
        process = "urn:epc:id:gdti:9521234.00001.7"
        event = story.mixed({"A": 5.0, "B": 6.0}, {"C": 10.0}, transformationID=process)
        found = {thing.part for thing in things_of(event) if "253" in thing.name}
        assert found == {Part.INTO, Part.OUT_OF}

    def test_what_an_error_declaration_names_plays_no_part(self, story) -> None:
        event = story.wrong(story.mixed({"A": 5.0}, {"C": 5.0}))
        assert {thing.part for thing in things_of(event)} == {Part.DECLARED}

    def test_packing_and_unpacking(self, story) -> None:
        box = "https://id.gs1.org/00/095212340000000012"
        packed = {thing.part for thing in things_of(story.packed(box, {"A": 5.0}))}
        unpacked = {t.part for t in things_of(story.packed(box, {"A": 5.0}, action="DELETE"))}
        assert packed == {Part.PARENT, Part.PACKED}
        assert unpacked == {Part.PARENT, Part.UNPACKED}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=5), max_size=6))
def test_however_batches_fall_every_event_has_one_position(
    tmp_path_factory, stories, batches
) -> None:
    register = open_register(tmp_path_factory.mktemp("trace") / "trace.db")
    seen: dict[int, int] = {}
    for batch in batches:
        positions = stories.put(register, *(stories.harvest(f"L{n}") for n in batch))
        for n, position in zip(batch, positions, strict=True):
            assert seen.setdefault(n, position) == position
    assert sorted(seen.values()) == list(range(register.size()))
    register.close()
