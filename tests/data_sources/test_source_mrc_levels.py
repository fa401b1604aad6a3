"""Water levels in the Mekong River Commission's layout."""

from __future__ import annotations

import pandas as pd
import pytest

from data_sources import mrc_levels
from data_sources.errors import Refused

HEAD = ",".join(mrc_levels.COLUMNS) + "\n"


def row(
    time="2026-01-05 01:00:00",
    value="1.20",
    unit="m",
    code="019803",
    level="Water Level",
    seen="Observed",
    approval="Approved",
):
    return f"VN,{code},{level},Telemetry,{time},{value},{unit},{seen},{approval},Good\n"


@pytest.fixture
def levels(tmp_path, ask):
    def read(*rows, head=HEAD):
        (tmp_path / "mrc_levels.csv").write_text(head + "".join(rows))
        return mrc_levels.SOURCE(ask(tmp_path / "mrc_levels.csv"))

    return read


def test_hours_become_days_in_metres(levels):
    delivery = levels(
        row(),
        row("2026-01-05 13:00:00", "140", "cm"),
        row("2026-01-06 01:00", "-0.5"),
        row(code="019804", seen="Estimated", approval="Working"),
    )
    days = delivery.data.set_index(["station", "period_start"])["level"]
    assert days["VN 019803", pd.Timestamp("2026-01-05")] == pytest.approx(1.3)
    assert days["VN 019803", pd.Timestamp("2026-01-06")] == -0.5
    said = " ".join(delivery.notes)
    assert "4 values averaged to 3 days" in said
    assert "1 values are estimated" in said
    assert "1 values are not approved yet" in said


def test_what_cannot_be_a_level_is_turned_away(levels):
    delivery = levels(
        row(),
        row("05/01/2026 02:00"),
        row("2026-01-05 03:00", "high"),
        row(value="99"),
        row("2026-01-05 04:00", unit="psu"),
        row("2026-01-05 05:00", code=""),
        row(),
        row(level="Rainfall"),
    )
    assert len(delivery.data) == 1
    assert len(delivery.refused) == 7
    assert delivery.data["level"].tolist() == [1.2]


def test_a_gap_is_a_gap(levels):
    delivery = levels(row(value=""), row("2026-01-06 01:00:00"))
    assert delivery.data["level"].isna().tolist() == [True, False]


def test_damage_is_refused(levels):
    with pytest.raises(Refused, match="the column Grade is missing"):
        levels("VN,1,Water Level\n", head="Country Code,Station Code,Parameter\n")
    with pytest.raises(Refused, match="no row of it is a water level"):
        levels(row(level="Rainfall"))
    with pytest.raises(Refused, match="no length"):
        levels(row(unit="psu"))
