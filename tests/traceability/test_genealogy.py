"""Up and down to the event; circles end, wide events cost what they hold, wrong ones nothing."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from traceability.genealogy import DOWN, UP, history, positions_of, trace
from traceability.origins import origins_of
from traceability.recall import recall
from traceability.shares import Shares, all_of, mixed

BOX = "https://id.gs1.org/00/095212340000000012"


def lots(register, story, lot, way) -> set[str]:
    with register.reading() as link:
        found = trace(link, lot if lot.startswith("http") else story.name(lot), way)
    return {name.rpartition("/")[2] for name in found.lots}


def test_up_to_what_a_lot_was_made_of_and_down_to_what_became_of_it(register, story) -> None:
    story.put(
        register,
        story.harvest("A"), story.harvest("B"), story.harvest("C"),
        story.mixed({"A": 10.0, "B": 10.0}, {"M": 20.0}, 10),
        story.mixed({"M": 20.0}, {"N": 12.0}, 11),
        story.packed(BOX, {"N": 12.0}),
    )  # fmt: skip
    assert lots(register, story, "N", UP) == {"N", "M", "A", "B"}
    assert lots(register, story, "A", DOWN) == {"A", "M", "N", BOX.rpartition("/")[2]}
    assert lots(register, story, "C", DOWN) == {"C"}
    assert lots(register, story, BOX, UP) == {BOX.rpartition("/")[2], "N", "M", "A", "B"}
    assert lots(register, story, "nobody", UP) == set()


def test_the_trace_names_every_event_in_the_order_of_time(register, story) -> None:
    late = story.mixed({"A": 10.0}, {"M": 10.0}, 10)
    story.put(register, late, story.moved("shipping", "A", 1.0, 9), story.harvest("A"))
    with register.reading() as link:
        things = trace(link, story.name("M"), UP).names
        assert positions_of(history(link, things)) == [2, 1, 0]


def test_a_circle_ends(register, story) -> None:
    story.put(register, story.mixed({"A": 1.0}, {"B": 1.0}), story.mixed({"B": 1.0}, {"A": 1.0}))
    assert lots(register, story, "A", UP) == lots(register, story, "A", DOWN) == {"A", "B"}


def test_a_wide_event_costs_what_it_holds_and_a_limit_cuts_and_says_so(register, story) -> None:
    wide = {f"L{n}": 1.0 for n in range(700)}
    story.put(register, story.mixed(wide, {f"M{n}": 1.0 for n in range(700)}))
    with register.reading() as link:
        whole = trace(link, story.name("M3"), UP)
        part = trace(link, story.name("M3"), UP, most=100)
    assert len(whole.lots) == 701
    assert not whole.cut
    assert part.cut
    assert len(part.names) <= 100


def test_what_was_declared_wrong_leads_nowhere(register, story) -> None:
    made = story.mixed({"A": 1.0}, {"B": 1.0})
    story.put(register, made)
    assert lots(register, story, "B", UP) == {"A", "B"}
    story.put(register, story.wrong(made))
    assert lots(register, story, "B", UP) == {"B"}


def test_a_process_over_several_events_is_followed_through(register, story) -> None:
    process = {"transformationID": "urn:epc:id:gdti:9521234.00001.7"}
    into, out = (
        story.mixed({"A": 5.0}, {}, 9, **process),
        story.mixed({}, {"C": 4.0}, 12, **process),
    )
    story.put(register, story.harvest("A", 5.0), into, out)
    assert {"A", "C"} <= lots(register, story, "C", UP)
    with register.reading() as link:
        (origin,) = origins_of(link, story.name("C")).origins
    assert (origin.position, origin.per_cent) == (0, 100)


class TestShares:
    def told(self, register, story, lot) -> dict:
        with register.reading() as link:
            found = origins_of(link, story.name(lot)).origins
        return {origin.position: origin.per_cent for origin in found}

    def test_a_mix_of_mixes_and_splits_keeps_its_shares_exactly(self, register, story) -> None:
        story.put(
            register,
            story.harvest("A", 600.0), story.harvest("B", 300.0, field="F2"),
            story.harvest("C", 100.0, field="F3"),
            story.mixed({"A": 600.0, "B": 300.0}, {"M": 450.0, "N": 450.0}, 10),
            story.mixed({"M": 450.0, "C": 50.0}, {"P": 500.0}, 11),
        )  # fmt: skip
        assert self.told(register, story, "N") == {0: Fraction("66.67"), 1: Fraction("33.33")}
        assert self.told(register, story, "P") == {0: 60, 1: 30, 2: 10}

    def test_what_went_in_after_is_not_in_what_came_out_before(self, register, story) -> None:
        story.put(
            register,
            story.harvest("A", 100.0), story.harvest("B", 100.0),
            story.mixed({"B": 100.0}, {"SILO": 100.0}, 20),
            story.mixed({"SILO": 50.0}, {"EARLY": 50.0}, 12),
            story.mixed({"SILO": 50.0}, {"LATE": 50.0}, 22),
            story.mixed({"A": 100.0}, {"SILO": 100.0}, 10),
        )  # fmt: skip
        assert self.told(register, story, "EARLY") == {0: 100}
        assert self.told(register, story, "LATE") == {0: Fraction("33.33"), 1: Fraction("66.67")}

    def test_what_came_from_nowhere_is_told(self, register, story) -> None:
        story.put(
            register, story.harvest("A", 50.0), story.mixed({"A": 50.0, "X": 50.0}, {"M": 100.0})
        )
        assert self.told(register, story, "M") == {0: 50, None: 50}


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 6)), min_size=1, max_size=12))
def test_rounded_shares_sum_to_a_hundred_and_stay_within_a_unit(amounts) -> None:
    shares = mixed([(mass, all_of(origin)) for mass, origin in amounts])
    rounded = shares.per_cent(2)
    assert sum(rounded.values()) == 100
    for origin, share in rounded.items():
        assert abs(share - 100 * shares.of(origin)) < Fraction(1, 100)


def test_shares_with_huge_denominators_stay_bounded_and_whole() -> None:
    flows = [(1, Shares({n: 1, n + 1: 2**61 + 2 * n}, 2**61 + 2 * n + 1)) for n in range(300)]
    found = mixed(flows)
    assert sum(found.parts.values()) == found.whole
    assert found.whole.bit_length() < 2_048


def test_a_recall_reaches_every_lot_and_the_open_listings(register, story) -> None:
    story.put(
        register,
        story.harvest("A", 100.0, field="BAD"), story.harvest("B", 100.0),
        story.mixed({"B": 100.0}, {"SILO": 100.0}, 9),
        story.mixed({"SILO": 50.0}, {"BEFORE": 50.0}, 10),
        story.mixed({"A": 100.0}, {"SILO": 100.0}, 11),
        story.mixed({"SILO": 50.0}, {"AFTER": 50.0}, 12),
        story.packed(BOX, {"AFTER": 50.0}),
    )  # fmt: skip
    offered = [story.name(lot) for lot in ("B", "BEFORE", "AFTER")]
    with register.reading() as link:
        found = recall(link, "BAD", "2026-WS", offered)
        nothing = recall(link, "BAD", "2025-SA", offered)
    short = {name.rpartition("/")[2] for name in found.affected}
    assert short == {"A", "SILO", "BEFORE", "AFTER", "095212340000000012"}
    assert story.name("BEFORE") not in found.by_time
    assert found.listings == tuple(offered[1:])
    assert not nothing.affected
