"""What the pages show, before any screen: ranking, sheets, messages, codes, open data."""

from __future__ import annotations

import gzip
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from app.desk.field_sheet import field_sheet
from app.desk.lot_code import read_lot_code
from app.desk.message import message, segments
from app.desk.open_data import downloadable, open_dataset, open_datasets
from app.desk.risk_picture import ANY_HAZARD, newest_season, risk_picture
from app.desk.shapes import field_shapes, ward_shapes
from app.page import Reader
from app.settings import settings
from data_sources.datasets import FIELDS, RISK
from data_sources.errors import Missing, Refused
from data_sources.store import Store
from tests.app.workspace import DAY, GTIN


@pytest.fixture
def reader(at_workspace) -> Reader:
    return Reader(settings(), "vi", "farmer")


def test_levels_stand_in_map_order(workspace):
    picture = risk_picture(workspace / "store")
    fields = Store(workspace / "store").read(FIELDS).sort_values("field_id")["field_id"]
    assert picture.fields["field_id"].tolist() == fields.tolist()
    assert picture.issued == DAY
    day = picture.days[3]
    levels = picture.levels("salinity", day)
    rows = Store(workspace / "store").read(RISK)
    rows = rows[(rows["hazard"] == "salinity") & (rows["valid"] == day)]
    told = dict(zip(rows["field_id"], rows["severity"], strict=True))
    assert levels.tolist() == [told.get(field, -1) for field in fields]
    assert (levels == -1).any()


def test_any_hazard_is_the_worst_of_each(workspace):
    picture = risk_picture(workspace / "store")
    day = picture.days[0]
    each = [picture.levels(hazard, day) for hazard in picture.hazards]
    assert np.array_equal(picture.levels(ANY_HAZARD, day), np.max(each, axis=0))


def test_visits_are_ranked_and_leave_out_the_calm(workspace):
    picture = risk_picture(workspace / "store")
    visits = picture.visits(ANY_HAZARD, picture.days[0], [])
    assert (visits["severity"] > 0).all()
    keys = list(zip(-visits["severity"], -visits["chance"], strict=True))
    assert keys == sorted(keys)
    ward = visits["ward_code"].iloc[0]
    assert set(picture.visits(ANY_HAZARD, picture.days[0], [ward])["ward_code"]) == {ward}


def test_ward_shares_count_assessed_fields_only(workspace):
    picture = risk_picture(workspace / "store")
    levels = picture.levels(ANY_HAZARD, picture.days[0])
    for ward, share in picture.ward_shares(levels).items():
        here = levels[(picture.fields["ward_code"] == ward).to_numpy()]
        assert share == pytest.approx((here >= 2).sum() / (here >= 0).sum())


def test_the_newest_season_is_by_harvest(workspace):
    names = pd.DataFrame({"season": ["2025-AW", "2026-WS", "2025-SA"]})
    assert newest_season(names) == "2026-WS"
    assert newest_season(names.iloc[[0, 2]]) == "2025-AW"
    assert newest_season(names.iloc[:0]) == ""


def test_a_sheet_says_at_most_three_things(workspace):
    root = workspace / "store"
    sheets = [field_sheet(root, f"F{n:04d}") for n in range(40)]
    assert all(len(s.advice) <= 3 for s in sheets)
    assert any(len(s.advice) for s in sheets)
    assert any(s.advice.empty for s in sheets)
    assert {s.tag.kind for s in sheets} == {"simulated"}
    assert {s.issued for s in sheets} == {DAY}


def test_an_unknown_field_is_missing(workspace):
    with pytest.raises(Missing, match="no field"):
        field_sheet(workspace / "store", "<script>")


def test_what_nobody_reviewed_is_marked_and_not_sent(reader, workspace):
    sheets = [field_sheet(workspace / "store", f"F{n:04d}") for n in range(40)]
    told = next(s for s in sheets if len(s.advice))
    assert not told.may_be_sent
    text = message(reader, told)
    assert text.startswith("[MÔ PHỎNG]")
    assert text.endswith("(Chưa được cán bộ nông học thẩm định.)")
    reviewed = told.advice.assign(review="reviewed")
    assert type(told)(**{**vars(told), "advice": reviewed}).may_be_sent


def test_sms_are_counted_as_ucs2():
    assert [segments("ộ" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert segments("🌾" * 36) == 2


@pytest.mark.parametrize(
    "code",
    [
        f"https://id.gs1.org/01/{GTIN}/10/L2026%2F001",
        f"http://127.0.0.1:8501/01/{GTIN}/10/L2026%2F001",
        f"(01){GTIN}(10)L2026/001",
        f"  (01) {GTIN} (10) L2026/001 ",
        f"{GTIN} L2026/001",
        f"{GTIN[1:]};L2026/001",
    ],
)
def test_a_code_is_read_however_it_is_given(code):
    key = read_lot_code(code)
    assert (key.gtin, key.lot) == (GTIN, "L2026/001")


@pytest.mark.parametrize(
    "code", ["", "L2026", "(01)123(10)A", f"(01){GTIN[:-1]}0(10)A", "https://x.vn/lot", "x" * 501]
)
def test_what_is_no_code_is_refused(code):
    with pytest.raises(Refused):
        read_lot_code(code)


def test_only_open_columns_leave(workspace):
    shown, refused = open_datasets(workspace / "exports")
    assert [d.name for d in shown] == ["province_yields", "salinity_by_ward"]
    assert len(refused) == 1
    assert "holder is personal" in refused[0]
    tag, licence = shown[0].tag, shown[0].licence
    assert tag is not None
    assert (tag.kind, licence[0], shown[0].day) == ("simulated", "CC-BY-4.0", "2026-02-20")
    assert len(shown[0].preview(1)) == 1


def _published(folder, columns, held=None, **more):
    folder.mkdir(parents=True)
    (folder / "d.csv").write_text(",".join(held or columns) + "\n", "utf-8")
    fields = {"fields": [{"name": c} for c in columns]}
    described = {"resources": [{"path": "d.csv", "schema": fields}], **more}
    (folder / "datapackage.json").write_text(json.dumps(described), "utf-8")


@pytest.mark.parametrize(
    ("columns", "held", "fault"),
    [
        (["ward", "holder"], None, "holder is personal"),
        (["ward", "yield_kg_ha"], None, "yield_kg_ha is partner"),
        (["ward", "nonsense"], None, "nonsense is not in the vocabulary"),
        (["ward"], ["ward", "holder"], "holds other columns"),
    ],
)
def test_a_dataset_that_holds_more_is_withheld(tmp_path, columns, held, fault):
    _published(tmp_path / "d", columns, held)
    with pytest.raises(Refused, match=fault):
        open_dataset(tmp_path, "d")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"resources": []}', '{"resources": [1]}'])
def test_a_damaged_descriptor_is_refused(tmp_path, text):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(Refused):
        open_dataset(tmp_path, "d")


@pytest.mark.parametrize("name", ["..", "../store", "no", "", "a/b", ".hidden"])
def test_a_name_outside_the_exports_is_missing(workspace, name):
    with pytest.raises(Missing):
        open_dataset(workspace / "exports", name)


def test_a_descriptor_cannot_point_outside_its_folder(tmp_path):
    (tmp_path / "secret.csv").write_text("ward\n", "utf-8")
    _published(tmp_path / "d", ["ward"])
    described = tmp_path / "d" / "datapackage.json"
    described.write_text(described.read_text("utf-8").replace("d.csv", "../secret.csv"), "utf-8")
    with pytest.raises(Refused, match="not a file of the folder"):
        open_dataset(tmp_path, "d")


def test_only_named_files_are_downloadable(workspace):
    dataset = open_dataset(workspace / "exports", "province_yields")
    assert downloadable(dataset, "data.csv").is_file()
    assert downloadable(dataset, "datapackage.json").is_file()
    for file in ("../leaky/data.csv", "other.csv", ""):
        with pytest.raises(Missing):
            downloadable(dataset, file)


def test_shapes_are_numbered_in_map_order(workspace):
    root = workspace / "store"
    fields = json.loads(gzip.decompress(field_shapes(root)))["features"]
    picture = risk_picture(root)
    assert [f["properties"]["field"] for f in fields] == picture.fields["field_id"].tolist()
    assert [f["id"] for f in fields] == list(range(len(fields)))
    assert all(set(f["properties"]) == {"field"} for f in fields)
    wards = json.loads(gzip.decompress(ward_shapes(root)))["features"]
    assert all(w["properties"]["approximate"] for w in wards)
    west, south = wards[0]["geometry"]["coordinates"][0][0]
    assert 105 < west < 107
    assert 9 < south < 11


def test_the_day_of_a_lunar_month_is_said_beside_the_solar(reader):
    assert "4/1" in reader.say("marks.issued", day=date(2026, 2, 20), lunar="4/1")
