"""Harvest records and deliveries: late, double, impossible, undated, each with its reason."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources import deliveries, harvest_records
from data_sources.errors import Refused
from data_sources.record_dates import read_days
from data_sources.record_seasons import harvest_span, read_seasons

HEAD = (
    "field_id,season,harvest_date,area_ha,yield_kg_ha,variety,recorded_on,"
    "old_commune,old_district\n"
)
GOOD = "F1,2025-SA,2025-07-20,0.5,6100,OM5451,2025-08-01,Tân Hưng,Long Phú\n"


@pytest.fixture
def harvests(tmp_path, ask):
    def read(rows, head=HEAD, **more):
        (tmp_path / "harvests.csv").write_text(head + rows)
        return harvest_records.SOURCE(ask(tmp_path / "harvests.csv", **more))

    return read


def test_a_sound_record(harvests):
    row = harvests(GOOD).data.iloc[0]
    assert (row["field_id"], row["season"], row["yield_kg_ha"]) == ("F1", "2025-SA", 6100)
    assert row["harvested"] == pd.Timestamp("2025-07-20")
    assert row["district"] == "Long Phú"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2025-07-20", "", "harvest_date is missing"),
        ("2025-07-20", "2025-02-30", "2025-02-30 is not in the calendar"),
        ("2025-07-20", "after Tết", "harvest_date after Tết is no date"),
        ("2025-07-20", "2025-01-20", "no harvest day of 2025-SA"),
        ("2025-07-20", "2025-08-20", "harvested after it was written down"),
        ("2025-08-01", "2026-03-01", "not known yet on 2026-02-20"),
        ("2025-08-01", "", "recorded_on is missing"),
        ("6100", "61000", "61000 is not in 0 to 15000"),
        ("6100", "-1", "-1 is not in 0 to 15000"),
        ("6100", "6.1", "looks like tonnes"),
        ("6100", '"6,100"', "6,100 is no number"),
        ("6100", "good", "good is no number"),
        ("6100", "", "yield_kg_ha is missing"),
        (",0.5,", ",0,", "area_ha 0 is not in"),
        ("2025-SA", "2025-XX", "season 2025-XX is none"),
        ("F1,", ",", "field_id is missing"),
    ],
)
def test_a_record_that_cannot_be_believed_says_why(old, new, reason, harvests):
    other = GOOD.replace("F1", "F9")
    delivery = harvests(GOOD.replace(old, new, 1) + other)
    assert delivery.data["field_id"].tolist() == ["F9"]
    assert len(delivery.refused) == 1
    record, why = delivery.refused[0]
    assert record == "harvests.csv row 2"
    assert reason in why


def test_a_total_loss_is_a_record(harvests):
    assert harvests(GOOD.replace("6100", "0")).data["yield_kg_ha"].tolist() == [0]


def test_the_newer_of_two_records_counts_and_contradictions_do_not(harvests):
    newer = GOOD.replace("6100", "6200").replace("2025-08-01", "2025-08-09")
    delivery = harvests(GOOD + GOOD + newer)
    assert delivery.data["yield_kg_ha"].tolist() == [6200]
    assert [why for _, why in delivery.refused] == [
        "the same record came twice",
        "replaced by the record of 2025-08-09",
    ]
    with pytest.raises(Refused, match="disagree and none is newer"):
        harvests(GOOD + GOOD.replace("6100", "6200"))


def test_a_forecast_never_sees_what_came_later(harvests):
    later = GOOD.replace("6100", "4000").replace("2025-08-01", "2025-12-01")
    assert harvests(GOOD + later, end=date(2025, 9, 1)).data["yield_kg_ha"].tolist() == [6100]
    assert harvests(GOOD + later, end=date(2026, 1, 1)).data["yield_kg_ha"].tolist() == [4000]


def test_a_vietnamese_form_export_is_read(harvests):
    head = "nhom/ma_ruong,nhom/vu,ngay_gat,dien_tich,nang_suat,_submission_time,start\n"
    row = 'F7,Hè Thu 2025,20/07/2025,"0,55",5900,2025-07-25T09:12:00.000+07:00,x\n'
    record = harvests(row, head).data.iloc[0]
    assert (record["season"], record["area_ha"]) == ("2025-SA", 0.55)
    assert record["harvested"] == pd.Timestamp("2025-07-20")


def test_a_spreadsheet_is_read_like_its_csv(tmp_path, ask, harvests):
    cells = [line.split(",") for line in (HEAD + GOOD).strip().split("\n")]
    table = pd.DataFrame(cells[1:], columns=cells[0])
    table["harvest_date"] = pd.to_datetime(table["harvest_date"])
    table["yield_kg_ha"] = 6100.0
    table.to_excel(tmp_path / "harvests.xlsx", index=False)
    sheet = harvest_records.SOURCE(ask(tmp_path / "harvests.xlsx"))
    pd.testing.assert_frame_equal(sheet.data, harvests(GOOD).data)


def test_damage_is_refused_with_every_fault(harvests, tmp_path, ask):
    with pytest.raises(Refused, match=r"season is missing; .*yield_kg_ha is missing"):
        harvests("F1,2025-07-20\n", "field_id,harvest_date\n")
    with pytest.raises(Refused, match="both mean"):
        harvests(
            "F1,2025-SA,2025-07-20,1,2\n", "field_id,season,harvest_date,yield_kg_ha,nang_suat\n"
        )
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(Refused, match="no sound spreadsheet"):
        harvest_records.SOURCE(ask(tmp_path / "x.xlsx"))
    (tmp_path / "x.csv").write_bytes(HEAD.encode() + "F1,Hè Thu".encode("cp1258", "replace"))
    with pytest.raises(Refused, match="not UTF-8"):
        harvest_records.SOURCE(ask(tmp_path / "x.csv"))


def test_deliveries_are_read_and_not_judged(tmp_path, ask):
    head = "lot,field_id,season,harvest_date,quantity_kg,puc,seller,recorded_on\n"
    rows = [
        "L1,F1,2025-SA,2025-07-20,900000,VN-CT-0001,Trần B,2025-07-21",  # too much: judged later
        "L2,F1,2025-SA,2025-05-01,500,,,2025-07-21",  # before it was ripe: judged later
        "L3,F1,2025-SA,2025-07-20,0,,,2025-07-21",
        "L4,F1,2025-SA,soon,500,,,2025-07-21",
        "L1,F1,2025-SA,2025-07-20,900000,,,2025-07-21",
        "L5,F1,2025-SA,2025-07-20,500,,,2026-07-21",
    ]
    (tmp_path / "deliveries.csv").write_text(head + "\n".join(rows))
    delivery = deliveries.SOURCE(ask(tmp_path / "deliveries.csv"))
    assert delivery.data["lot"].tolist() == ["L1", "L2"]
    assert delivery.data["puc"].isna().tolist() == [False, True]
    assert {record.rsplit(" ", 1)[-1] for record, _ in delivery.refused} == {"4", "5", "6", "7"}


@pytest.mark.parametrize(
    ("text", "season"),
    [
        ("2026-WS", "2026-WS"),
        ("WS 2026", "2026-WS"),
        ("Đông Xuân 2025-2026", "2026-WS"),
        ("Đông Xuân 2025-26", "2026-WS"),
        ("ĐX 2025-26", "2026-WS"),
        ("HÈ THU 2025", "2025-SA"),
        ("Thu Đông 2025", "2025-AW"),
        ("Đông Xuân 2025-2027", None),
        ("Hè Thu 2025-2026", None),
        ("Hè Thu Đông Xuân 2025", None),
        ("2025", None),
        ("", None),
    ],
)
def test_seasons_as_people_write_them(text, season):
    read = read_seasons(pd.Series([text], dtype="str")).iloc[0]
    assert read == season if season else pd.isna(read)


def test_a_harvest_span_begins_with_the_quickest_crop():
    first, last = harvest_span(pd.Series(["2026-WS", "2025-SA"]))
    assert first.tolist() == [pd.Timestamp("2025-12-29"), pd.Timestamp("2025-05-29")]
    assert last.tolist() == [pd.Timestamp("2026-05-30"), pd.Timestamp("2025-10-15")]


def test_month_first_is_believed_only_where_it_shows():
    shown = read_days(pd.Series(["07/20/2025", "07/05/2025"], dtype="str"))
    assert shown.days.tolist() == [pd.Timestamp("2025-07-20"), pd.Timestamp("2025-07-05")]
    assert any("month first" in note for note in shown.notes)
    torn = read_days(
        pd.Series(["07/20/2025", "20/07/2025", "05/07/2025", "05/05/2025"], dtype="str")
    )
    assert torn.days.isna().tolist() == [False, False, True, False]
    assert "could be day or month first" in torn.reasons.iloc[2]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(date(1990, 1, 1), date(2090, 1, 1)), min_size=1), st.sampled_from("-/."))
def test_days_written_day_first_come_back(days, mark):
    cells = pd.Series([f"{d.day}{mark}{d.month}{mark}{d.year}" for d in days], dtype="str")
    assert [moment.date() for moment in read_days(cells).days] == days


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_reason(text):
    read = read_days(pd.Series([text], dtype="str"))
    assert pd.isna(read.days.iloc[0]) is not (read.reasons.iloc[0] == "")
