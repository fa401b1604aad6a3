"""Each rule of advice, from a story a farmer would recognise."""

from datetime import date

import pandas as pd
import pytest

from data_sources.datasets import ADVICE, RISK
from models.advice.advise import MOST_ACTIONS, advise
from models.advice.rules import RULES
from models.hazards.hazard import catalogue, risk_rows

DAY = date(2026, 2, 20)


def risk(hazard: str, severity: int, in_days: int = 1, field: str = "a") -> pd.DataFrame:
    return risk_rows(
        hazard,
        DAY,
        {
            "field_id": [field],
            "valid": pd.Timestamp(DAY) + pd.Timedelta(days=in_days),
            "chance": 0.6,
            "severity": severity,
            "value": 5.0,
            "unit": "g L-1",
            "confidence": "high",
            "reason_vi": "độ mặn gần ruộng khoảng 5,0 g/L",
            "reason_en": "salinity near the field about 5.0 g/L",
        },
    )


def told(rows: pd.DataFrame, stage: str) -> list[str]:
    stages = pd.DataFrame({"field_id": rows["field_id"].unique(), "stage": stage})
    return advise(rows, stages, RULES, DAY)["rule"].tolist()


def test_salt_comes_up_while_the_rice_flowers_keep_the_gate_shut() -> None:
    assert told(risk("salinity", 3), "reproductive") == ["salinity-keep-gate-shut"]


def test_a_little_salt_on_young_rice_measure_first() -> None:
    assert told(risk("salinity", 1), "seedling") == ["salinity-measure-first"]


def test_rain_is_coming_and_the_rice_is_ripe_harvest_before_the_day() -> None:
    rows = risk("harvest_rain", 3, in_days=4)
    stages = pd.DataFrame({"field_id": ["a"], "stage": ["ripening"]})
    advice = advise(rows, stages, RULES, DAY)
    assert advice["rule"].tolist() == ["rain-harvest-before"]
    assert "24/02" in advice["advice_vi"][0]
    assert advice["valid_until"][0] == pd.Timestamp("2026-02-24")


def test_it_rains_today_nobody_is_told_to_harvest_before_today() -> None:
    assert told(risk("harvest_rain", 3, in_days=0), "ripening") == ["rain-drain-field"]


def test_some_rain_in_nine_days_drain_the_field() -> None:
    assert told(risk("harvest_rain", 1, in_days=9), "ripening") == ["rain-drain-field"]


def test_a_hot_week_while_the_rice_flowers_keep_water_on() -> None:
    advice = advise(
        risk("heat", 2, in_days=3),
        pd.DataFrame({"field_id": ["a"], "stage": ["reproductive"]}),
        RULES,
        DAY,
    )
    assert advice["rule"].tolist() == ["heat-keep-water-on"]
    assert "23/02" in advice["advice_vi"][0]
    assert told(risk("heat", 1), "reproductive") == []


def test_a_damp_week_on_tillering_rice_look_for_blast() -> None:
    assert told(risk("blast", 2), "tillering") == ["blast-scout"]
    assert told(risk("blast", 2), "ripening") == []


def test_rain_far_below_the_usual_save_water() -> None:
    assert told(risk("drought", 2), "tillering") == ["drought-save-water"]
    assert told(risk("drought", 1), "tillering") == []


def test_when_four_dangers_come_at_once_three_actions_are_told() -> None:
    rows = pd.concat([risk(name, 3) for name in ("drought", "blast", "salinity", "heat")])
    assert told(rows, "reproductive") == [
        "salinity-keep-gate-shut",
        "heat-keep-water-on",
        "blast-scout",
    ]


def test_a_calm_field_and_a_harvested_field_hear_nothing() -> None:
    assert told(risk("salinity", 0), "reproductive") == []
    assert told(risk("salinity", 3), "harvested") == []
    assert told(risk("salinity", 3, in_days=12), "reproductive") == []


def test_the_most_urgent_comes_first_and_one_hazard_speaks_once() -> None:
    rows = pd.concat([risk("harvest_rain", 2), risk("salinity", 3)])
    assert told(rows, "reproductive") == ["salinity-keep-gate-shut"]
    both = pd.concat([risk("salinity", 3, n) for n in (0, 3, 5)])
    assert told(both, "tillering") == ["salinity-keep-gate-shut"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_where_it_comes_from_and_fits_a_message(rule) -> None:
    assert rule.source
    assert rule.hazard in catalogue()
    assert rule.action.vi != rule.action.en
    assert len(rule.action.vi) <= 3 * 67
    assert rule.review == "not yet"


def test_rules_are_named_once_and_ordered() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert len({rule.priority for rule in RULES}) == len(RULES)
    assert MOST_ACTIONS == 3


def test_no_risk_no_advice() -> None:
    stages = pd.DataFrame({"field_id": ["a"], "stage": ["ripening"]})
    assert ADVICE.check(advise(RISK.empty(), stages, RULES, DAY)).empty
