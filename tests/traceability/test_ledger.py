"""Nothing is created, only harvested; what does not add up is told, and honest scales may err."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.genealogy import Line
from traceability.ledger import play
from traceability.origins import origins_of
from traceability.particulars import Particulars
from traceability.things import Part

HARVEST = Particulars(season="2026-WS")


def told(register, story, lot) -> set[tuple[str, str]]:
    with register.reading() as link:
        found = origins_of(link, story.name(lot))
    return {(each.kind, found.lots[each.thing].rpartition("/")[2]) for each in found.imbalances}


def fresh(story, lot, kg):
    return story.harvest(lot, kg, ruong__massBasis="fresh paddy", ruong__moisture=26.0)


class TestHonest:
    def test_drying_and_milling_within_the_bounds_add_up(self, register, story) -> None:
        dried = {"ruong__massBasis": "dry paddy", "ruong__moisture": 14.0}
        story.put(
            register,
            fresh(story, "A", 1000.0),
            story.mixed({"A": 1000.0}, {"D": 860.0}, 10, **dried),
            story.mixed({"D": 860.0}, {"R": 560.0}, 11, ruong__massBasis="white rice"),
            story.moved("shipping", "R", 560.0, 12), story.moved("receiving", "R", 559.0, 13),
            story.moved("retail_selling", "R", 559.0, 14),
        )  # fmt: skip
        assert told(register, story, "R") == set()

    def test_a_declared_loss_is_no_missing_mass(self, register, story) -> None:
        story.put(register, story.harvest("A", 100.0))
        story.put(register, story.mixed({"A": 100.0}, {"M": 90.0}, ruong__lossKg=10))
        assert told(register, story, "M") == set()


class TestWrong:
    @pytest.mark.parametrize(
        ("basis", "kg", "kind"),
        [
            ("white rice", 800.0, "created"),
            ("white rice", 200.0, "missing"),
            ("dry paddy", 1000.0, "created"),
            ("dry paddy", 700.0, "missing"),
            ("bran", 300.0, "created"),
        ],
    )
    def test_more_or_less_than_can_come_out(self, register, story, basis, kg, kind) -> None:
        made = story.mixed({"A": 1000.0}, {"M": kg}, ruong__massBasis=basis)
        story.put(register, fresh(story, "A", 1000.0), made)
        assert told(register, story, "M") == {(kind, "M")}

    def test_rice_does_not_become_paddy_again(self, register, story) -> None:
        story.put(
            register,
            fresh(story, "A", 1000.0),
            story.mixed({"A": 1000.0}, {"R": 500.0}, 10, ruong__massBasis="white rice"),
            story.mixed({"R": 500.0}, {"P": 400.0}, 11, ruong__massBasis="dry paddy"),
        )
        assert told(register, story, "P") == {("created", "P")}

    def test_more_taken_than_was_there(self, register, story) -> None:
        story.put(
            register,
            story.harvest("A", 100.0),
            story.mixed({"A": 80.0}, {"M": 80.0}, 10),
            story.mixed({"A": 80.0}, {"N": 80.0}, 11),
        )
        assert told(register, story, "N") == {("overdrawn", "A")}

    def test_sent_twice_and_packed_twice(self, register, story) -> None:
        story.put(
            register,
            story.harvest("A", 100.0),
            story.moved("shipping", "A", 80.0, 10), story.moved("shipping", "A", 80.0, 11),
            story.packed("https://id.gs1.org/00/095212340000000012", {"A": 80.0}),
            story.packed("https://id.gs1.org/00/095212340000000029", {"A": 80.0}),
        )  # fmt: skip
        assert told(register, story, "A") == {("oversent", "A"), ("overpacked", "A")}

    def test_a_lot_from_nowhere(self, register, story) -> None:
        story.put(register, story.moved("receiving", "X", 100.0))
        assert told(register, story, "X") == {("unfounded", "X")}

    def test_a_corrected_event_adds_up_again(self, register, story) -> None:
        made = story.mixed({"A": 100.0}, {"M": 150.0})
        story.put(register, story.harvest("A", 100.0), made)
        assert told(register, story, "M") == {("created", "M")}
        story.put(register, story.wrong(made), story.mixed({"A": 100.0}, {"M": 100.0}))
        assert told(register, story, "M") == set()


@st.composite
def histories(draw):
    """Honest histories of mixing and splitting: nothing taken that is not there."""
    masses = draw(st.lists(st.integers(1, 10**12), min_size=1, max_size=6))
    lines = [Line(n, n, Part.MADE, mass, 0) for n, mass in enumerate(masses)]
    stock = dict(enumerate(masses))
    for place in range(draw(st.integers(0, 10))):
        at, position = place + 1, len(masses) + place
        sources = draw(
            st.lists(st.sampled_from(sorted(stock)), min_size=1, max_size=3, unique=True)
        )
        total = 0
        for lot in sources:
            mass = draw(st.integers(0, stock[lot]))
            stock[lot] -= mass
            total += mass
            lines.append(Line(lot, position, Part.INPUT, mass, at))
        first = draw(st.integers(0, total))
        fresh = draw(st.booleans())
        for lot, mass in ((1000 + place, first), (2000 + place if fresh else 1000, total - first)):
            made = lot + 5000 if lot in sources else lot
            stock[made] = stock.get(made, 0) + mass
            lines.append(Line(made, position, Part.OUTPUT, mass, at))
    return masses, lines


@given(histories(), st.randoms(use_true_random=False))
def test_mass_is_conserved_in_all_and_of_every_origin_in_any_order_of_record(history, luck) -> None:
    masses, lines = history
    said = dict.fromkeys(range(len(masses)), HARVEST)
    merged: dict[tuple[int, int, int], Line] = {}
    for line in lines:
        key = (line.thing, line.position, line.part)
        before = merged[key].mass if key in merged else 0
        merged[key] = line._replace(mass=(before or 0) + (line.mass or 0))
    shuffled = list(merged.values())
    luck.shuffle(shuffled)
    ledger = play(shuffled, said)
    assert not ledger.imbalances
    left = {lot: account.left for lot, account in ledger.accounts.items()}
    assert all(mass >= 0 for mass in left.values())
    assert sum(left.values()) == sum(masses)
    for origin, mass in enumerate(masses):
        held = sum(
            (account.left * account.shares.of(origin) for account in ledger.accounts.values()),
            Fraction(0),
        )
        assert held == mass
