"""A code is used by its owner, or by whom the owner let; a denial and an excess always show."""

from dataclasses import replace
from datetime import date

import pytest

from traceability.capacity import Code
from traceability.claims import Claim, Seen, findings, verdict_of
from traceability.code_claims import faults_of_lots, judged_claims, keep_delegation, set_code
from traceability.delegation import (
    Delegation,
    Denial,
    denial_event,
    open_delegation,
    open_denial,
    sign_delegation,
    sign_denial,
)
from traceability.erasure import forget_delegations
from traceability.keys import KeyList, ListedKey
from traceability.log.rejected import Rejected
from traceability.log.signer import SigningKey

CODE, SEASON, OWNER, TRADER = "VN-CTOR-0001", "2026-WS", "HTX Long Phú", "Trader"
KEY = SigningKey(f"owner/{CODE}", bytes([7] * 32))
THIEF = SigningKey(f"owner/{CODE}", bytes([8] * 32))
SINCE = "2026-01-01T00:00:00Z"
KEYS = KeyList(
    "ruong.example/root", 1, SINCE, (ListedKey("owner", CODE, str(KEY.verifier), SINCE),)
)
GIVEN = Delegation(CODE, SEASON, TRADER, 1_500.0, SINCE, "2026-02-27T00:00:00Z", "nonce 1")


@pytest.fixture
def coded(register):
    set_code(register, Code(CODE, SEASON, OWNER, 3_000 * 10**6))
    return register


def claim(story, lot, kg, who, hour=8.0, **fields):
    said = {"ruong__plantingAreaCode": CODE, "ruong__seller": who, "ruong__massBasis": "dry paddy"}
    return story.harvest(lot, kg, hour, **said, **fields)


def faults(register) -> dict[str, tuple[str, ...]]:
    with register.reading() as link:
        found = judged_claims(link, CODE, SEASON, KEYS)
    return {each.claim.lot.rpartition("/")[2]: each.faults for each in found}


def test_the_owner_needs_no_delegation_and_everybody_else_does(coded, story) -> None:
    name = keep_delegation(coded, sign_delegation(GIVEN, KEY), KEYS, SINCE)
    story.put(
        coded,
        claim(story, "OWN", 100.0, OWNER),
        claim(story, "STOLEN", 100.0, TRADER),
        claim(story, "LET", 1_000.0, TRADER, ruong__delegation=name),
        claim(story, "MORE", 501.0, TRADER, hour=9, ruong__delegation=name),
        claim(story, "LATE", 1.0, TRADER, hour=24 * 18.8, ruong__delegation=name),
        claim(story, "OTHER", 1.0, "Somebody", ruong__delegation=name),
    )
    assert faults(coded) == {
        "OWN": (),
        "STOLEN": ("undelegated",),
        "LET": (),
        "MORE": ("over delegation",),
        "LATE": ("expired", "over delegation"),
        "OTHER": ("undelegated",),
    }


def test_more_than_the_code_can_bear_is_told_of_every_claim(coded, story) -> None:
    story.put(coded, claim(story, "A", 2_000.0, OWNER), claim(story, "B", 1_001.0, OWNER, 7))
    assert faults(coded) == {
        "A": ("code overclaimed",),
        "B": ("over capacity", "code overclaimed"),
    }


def test_fresh_paddy_counts_as_the_dry_paddy_it_becomes(coded, story) -> None:
    wet = claim(story, "A", 3_400.0, OWNER) | {"ruong:massBasis": "fresh paddy"}
    story.put(coded, wet | {"ruong:moisture": 26})
    assert faults(coded) == {"A": ()}


def test_the_owner_denies_a_claim_which_then_counts_no_more(coded, story) -> None:
    story.put(coded, claim(story, "A", 2_000.0, OWNER), claim(story, "FALSE", 2_000.0, OWNER))
    (harvest,) = coded.events_of(story.name("FALSE"))
    denial = Denial(CODE, harvest.public_id, "2026-02-11T00:00:00Z")
    story.put(coded, denial_event(sign_denial(denial, KEY), denial, story.name("FALSE")))
    assert faults(coded) == {"A": (), "FALSE": ("denied",)}
    shown = coded.events_of(story.name("FALSE"))[1].public_event
    assert shown["disposition"] == "no_pedigree_match"
    assert open_denial(shown["ruong:denial"], KEYS) == denial


def test_a_denial_by_anybody_else_counts_nothing(coded, story) -> None:
    story.put(coded, claim(story, "A", 2_000.0, OWNER))
    (harvest,) = coded.events_of(story.name("A"))
    denial = Denial(CODE, harvest.public_id, "2026-02-11T00:00:00Z")
    for note in (sign_denial(denial, THIEF), "no note"):
        story.put(coded, denial_event(note, denial, story.name("A")))
    assert faults(coded) == {"A": ()}


def test_a_code_nobody_registered_bears_nothing(register, story) -> None:
    story.put(register, claim(story, "A", 1.0, OWNER))
    assert faults(register) == {"A": ("over capacity",)}


def test_a_claim_that_was_taken_back_counts_nothing(coded, story) -> None:
    event = claim(story, "A", 9_000.0, OWNER)
    story.put(coded, event, story.wrong(event), claim(story, "B", 1_000.0, OWNER))
    assert faults(coded) == {"B": ()}


def test_erasing_the_delegate_leaves_the_claim_without_its_delegation(coded, story) -> None:
    name = keep_delegation(coded, sign_delegation(GIVEN, KEY), KEYS, SINCE)
    story.put(coded, claim(story, "LET", 1_000.0, TRADER, ruong__delegation=name))
    assert forget_delegations(coded, TRADER) == 1
    assert faults(coded) == {"LET": ("undelegated",)}


class TestSigning:
    def test_only_the_owner_s_key_in_its_time_counts(self) -> None:
        note = sign_delegation(GIVEN, KEY)
        assert open_delegation(note, KEYS) == GIVEN
        with pytest.raises(Rejected):
            open_delegation(sign_delegation(GIVEN, THIEF), KEYS)
        ended = replace(KEYS.keys[0], until="2025-12-31T00:00:00Z", status="retired")
        for wrong in (replace(KEYS, keys=()), replace(KEYS, keys=(ended,))):
            with pytest.raises(Rejected):
                open_delegation(note, wrong)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("1500", "9500"), ("Trader", "Robber"), ("2026-02-27", "2036-02-27"), ("@v1", "@v2")],
    )
    def test_a_changed_word_breaks_it(self, old, new) -> None:
        with pytest.raises(Rejected):
            open_delegation(sign_delegation(GIVEN, KEY).replace(old, new), KEYS)


def test_what_is_wrong_with_the_code_shows_wherever_the_lot_is_shown(coded, story) -> None:
    story.put(coded, claim(story, "A", 1.0, TRADER), claim(story, "B", 5_000.0, OWNER))
    with coded.reading() as link:
        wrong = faults_of_lots(link, KEYS)
    claimed = Claim(date(2026, 2, 10), 1.0, 1.0, CODE)
    told = findings(claimed, Seen(code_faults=wrong[story.name("A")]))
    assert verdict_of([each.verdict for each in told]) == "doubtful"
    assert all(CODE in each.vi and CODE in each.en for each in told if "code" in each.en)
