"""What a lot claims, held against what is known: stories a trader would recognise."""

from dataclasses import replace
from datetime import date

import pytest

from traceability.claims import Claim, Seen, findings, verdict_of

HONEST = Claim(date(2026, 2, 12), 3_000.0, 3_000.0, "VN-CTOR-0001")
SEEN = Seen(0.5, True, 7_500.0, date(2026, 2, 8), date(2026, 2, 16), "31732", "31732")


def verdict(claim: Claim = HONEST, seen: Seen = SEEN) -> str:
    return verdict_of([finding.verdict for finding in findings(claim, seen)])


def test_a_lot_that_fits_its_field_and_its_day_is_supported() -> None:
    assert verdict() == "supported"


def test_more_rice_than_the_field_can_bear_is_doubtful_even_split_over_lots() -> None:
    assert verdict(replace(HONEST, quantity_kg=5_000.0, field_total_kg=5_000.0)) == "doubtful"
    assert verdict(replace(HONEST, quantity_kg=2_500.0, field_total_kg=7_500.0)) == "doubtful"


def test_rice_sold_before_it_was_ripe_is_doubtful() -> None:
    assert verdict(replace(HONEST, harvested=date(2026, 1, 10))) == "doubtful"


def test_a_code_that_belongs_elsewhere_is_doubtful() -> None:
    assert verdict(seen=replace(SEEN, code_home="31120")) == "doubtful"


def test_a_field_without_rice_is_doubtful() -> None:
    assert verdict(seen=replace(SEEN, rice=False)) == "doubtful"


@pytest.mark.parametrize("blind", [Seen(), replace(SEEN, harvest_low=None, harvest_high=None)])
def test_without_evidence_nothing_is_claimed(blind) -> None:
    assert verdict(seen=blind) == "unknown"


def test_every_finding_speaks_both_languages_and_accuses_nobody() -> None:
    for finding in findings(replace(HONEST, harvested=date(2026, 1, 1)), SEEN):
        assert finding.vi
        assert finding.en
        assert not {"fraud", "gian lận", "lie"} & set(finding.en.split() + finding.vi.split())
