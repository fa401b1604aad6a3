"""The real fields of An Giang, judged on blocks that the dating never learned from.

The carrier cut each field's series off a few days before its harvest, so a series' last day tells
the answer. Nothing here may use that: the figures must hold when all series end on one day.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
import pandas as pd
import pyproj
import pytest
from sklearn.model_selection import GroupKFold

from app.commands import stages as command
from data_sources.errors import Missing, Refused
from data_sources.ey_series import FILE, read_dn, repair_offset, series_rows
from data_sources.material import of_file
from data_sources.season import Season
from pipelines.calibration import learn_usual
from pipelines.stages import date_rice

SEASON = "Season(SA = Summer Autumn, WS = Winter Spring)"
CUT = {"2022-WS": "2022-03-16", "2022-SA": "2022-07-04"}
"""The earliest end of any field's series: from here on having data at all tells something."""
BLOCK_M = 5000


@pytest.fixture(scope="module")
def crops(data_pack) -> pd.DataFrame:
    table = pd.read_csv(data_pack / "ey2023_fields" / "fields.csv")
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32648", always_xy=True)
    x, y = to_metres.transform(table["Longitude"].to_numpy(), table["Latitude"].to_numpy())
    return pd.DataFrame(
        {
            "field_id": table["field_row"].map("{:04d}".format).astype("str"),
            "season": ("2022-" + table[SEASON]).astype("str"),
            "harvested": pd.to_datetime(table["Date of Harvest"], format="%d-%m-%Y"),
            "block": [f"{a}:{b}" for a, b in zip(x // BLOCK_M, y // BLOCK_M, strict=True)],
        }
    )


@pytest.fixture(scope="module")
def series(data_pack) -> pd.DataFrame:
    table, _ = repair_offset(read_dn(of_file(data_pack / "ey2023_fields" / FILE)))
    names = table["field_row"].map("{:04d}".format)
    rows, _ = series_rows(table.assign(field_id=names, time=table["datetime"].dt.floor("D")))
    return rows


def held_out(series: pd.DataFrame, crops: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return days of error by block-held-out dating, and by the other blocks' median day."""
    own = crops[crops["season"] == name].reset_index(drop=True)
    cut = series[series["time"] <= CUT[name]]
    parts = []
    for train, test in GroupKFold(5).split(own, groups=own["block"]):
        others = crops[crops["block"].isin(own["block"].iloc[train])]
        usual = learn_usual(
            series[series["field_id"].isin(others["field_id"])],
            others[["field_id", "season", "harvested"]],
        )
        asked = own.iloc[test]
        here = cut[cut["field_id"].isin(asked["field_id"])]
        dated = date_rice(
            here, asked["field_id"].tolist(), Season.parse(name), pd.Timestamp(CUT[name]), usual
        )
        both = asked.merge(dated, on="field_id")
        median = own["harvested"].iloc[train].median()
        clear = here[here["ndvi"].notna()].groupby("field_id").size()
        parts.append(
            pd.DataFrame(
                {
                    "ours": (both["harvest"] - both["harvested"]).dt.days.abs(),
                    "median": (median - both["harvested"]).dt.days.abs(),
                    "inside": both["harvested"].between(both["harvest_low"], both["harvest_high"]),
                    "clear": both["field_id"].map(clear).fillna(0),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.mark.pack
@pytest.mark.slow
@pytest.mark.parametrize("name", ["2022-SA", "2022-WS"])
def test_harvests_are_dated_better_than_by_the_other_blocks_median(series, crops, name):
    errors = held_out(series, crops, name)
    seen = errors[errors["clear"] >= 6]
    figures = {
        "season": name,
        "fields": len(errors),
        "median_abs_days": float(errors["ours"].median()),
        "mean_abs_days": round(float(errors["ours"].mean()), 2),
        "within_10_days": round(float((errors["ours"] <= 10).mean()), 3),
        "in_range": round(float(errors["inside"].mean()), 3),
        "others_median": float(errors["median"].median()),
        "others_mean": round(float(errors["median"].mean()), 2),
        "fields_with_six_clear": len(seen),
    }
    print(json.dumps(figures))
    assert errors["ours"].median() <= errors["median"].median()
    assert seen["ours"].mean() < seen["median"].mean()
    assert errors["inside"].mean() >= 0.7


def run(folder, out) -> pd.DataFrame:
    assert command.run(argparse.Namespace(fields=folder, out=out)) == 0
    return pd.read_csv(out)


@pytest.fixture
def survey(data_pack, tmp_path):
    """A few rows of the survey in a folder of their own, to be changed."""
    source = data_pack / "ey2023_fields"
    table = pd.read_csv(source / "fields.csv", dtype="str").iloc[::12]
    dn = pd.read_parquet(source / FILE)
    folder = tmp_path / "survey"
    folder.mkdir()
    table.to_csv(folder / "fields.csv", index=False)
    dn[dn["field_row"].isin(table["field_row"].astype(int))].to_parquet(folder / FILE)
    return folder


@pytest.mark.pack
def test_the_command_dates_every_row_in_order(survey, tmp_path):
    dated = run(survey, tmp_path / "out.csv")
    assert list(dated.columns) == ["field_row", "sowing", "heading", "harvest", "low", "high"]
    rows = pd.read_csv(survey / "fields.csv")["field_row"]
    assert dated["field_row"].tolist() == rows.tolist()
    days = dated.drop(columns="field_row").apply(pd.to_datetime, format="%Y-%m-%d")
    assert days.notna().all(axis=None)
    assert (days["sowing"] < days["heading"]).all()
    assert (days["heading"] < days["harvest"]).all()
    assert ((days["low"] <= days["harvest"]) & (days["harvest"] <= days["high"])).all()


@pytest.mark.pack
@pytest.mark.parametrize("how", ["shuffled", "absent", "nonsense"])
def test_a_harvest_column_is_never_read(survey, tmp_path, how):
    before = run(survey, tmp_path / "before.csv")
    table = pd.read_csv(survey / "fields.csv", dtype="str")
    if how == "absent":
        table = table.drop(columns=["Date of Harvest", "Rice Yield (kg/ha)"])
    else:
        other = table["Date of Harvest"].to_numpy()[::-1]
        table["Date of Harvest"] = other if how == "shuffled" else "no day"
    table.to_csv(survey / "fields.csv", index=False)
    pd.testing.assert_frame_equal(run(survey, tmp_path / "after.csv"), before)


@pytest.mark.pack
def test_a_damaged_survey_is_refused_with_every_fault(survey, tmp_path):
    table = pd.read_csv(survey / "fields.csv", dtype="str")
    table.loc[0, "Latitude"], table.loc[1, SEASON] = "north", "XX"
    table.loc[2, "field_row"] = table.loc[3, "field_row"]
    table.to_csv(survey / "fields.csv", index=False)
    with pytest.raises(Refused) as refused:
        run(survey, tmp_path / "out.csv")
    assert len(refused.value.faults) == 3
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_without_a_survey_is_said(tmp_path):
    with pytest.raises(Missing, match="fields"):
        run(tmp_path, tmp_path / "out.csv")
    assert np.array_equal(list(tmp_path.iterdir()), [])
