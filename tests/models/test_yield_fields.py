from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.cli import main
from app.surveyed import with_yields
from data_sources.errors import Refused
from data_sources.season import Season
from models.cards.card import Row
from models.yields.features import FEATURES, build
from models.yields.judged import BLOCK, DISTRICT, LOCATION
from models.yields.learn import learn

YIELD, SEASON = "Rice Yield (kg/ha)", "Season(SA = Summer Autumn, WS = Winter Spring)"
DAY = date(2024, 1, 1)


@pytest.fixture(scope="module")
def rows(data_pack) -> dict[tuple[str, str, str], Row]:
    records = with_yields(data_pack / "ey2023_fields", DAY).records
    judged = (BLOCK, LOCATION, DISTRICT)
    trained = learn(records, Season(2022, "SA"), DAY, 1, judged_by=judged, wanted=("ripe",))
    return {(row.protocol, row.model, row.season): row for row in trained.card.rows}


@pytest.mark.pack
@pytest.mark.parametrize(("protocol", "rmse"), [(BLOCK, 443), (LOCATION, 444), (DISTRICT, 449)])
def test_surveyed_fields_are_forecast_no_worse_than_by_the_season_mean(rows, protocol, rmse):
    assert round(rows[protocol, "baseline", "all"].rmse) == rmse
    assert rows[protocol, "ruong", "all"].rmse <= rows[protocol, "baseline", "all"].rmse


@pytest.mark.pack
@pytest.mark.parametrize("protocol", [BLOCK, LOCATION, DISTRICT])
def test_intervals_of_surveyed_fields_hold_and_are_no_wider_than_they_must(rows, protocol):
    ours, plain = rows[protocol, "ruong", "all"], rows[protocol, "baseline", "all"]
    assert ours.cases == 415
    assert ours.coverage >= 0.88
    assert ours.winkler <= plain.winkler
    for season in ("SA", "WS"):
        assert rows[protocol, "ruong", season].coverage >= 0.85


@pytest.mark.pack
def test_a_feature_later_than_the_forecast_is_refused(data_pack):
    rows = with_yields(data_pack / "ey2023_fields", DAY).records.rows(DAY)
    with pytest.raises(Refused, match="only after the forecast date") as refusal:
        build(rows, FEATURES, date(2022, 3, 1))
    assert len(refusal.value.faults) > 3


@pytest.fixture(scope="module")
def split(data_pack, tmp_path_factory) -> tuple[Path, Path]:
    """Lay out two folders like the pack's: two thirds to learn from, one third to forecast."""
    source, root = data_pack / "ey2023_fields", tmp_path_factory.mktemp("fields")
    fields = pd.read_csv(source / "fields.csv", dtype=str)
    series = pd.read_parquet(source / "sentinel2_series.parquet")
    radar = pd.read_csv(source / "sentinel1_season_stats.csv")
    asked = np.random.default_rng(4).random(len(fields)) < 0.33
    for name, mine in (("train", ~asked), ("asked", asked)):
        folder = root / name
        folder.mkdir()
        part = fields[mine].copy()
        if name == "asked":
            part.iloc[0, part.columns.get_loc("Latitude")] = "21.0"
            part.iloc[1, part.columns.get_loc("Latitude")] = "north"
            part.iloc[2, part.columns.get_loc(SEASON)] = "AW"
            part.iloc[2, part.columns.get_loc("Date of Harvest")] = "15-11-2022"
        part.to_csv(folder / "fields.csv", index=False)
        keep = part["field_row"].astype(int)
        series[series["field_row"].isin(keep)].to_parquet(folder / "sentinel2_series.parquet")
        radar[radar["field_row"].isin(keep)].to_csv(
            folder / "sentinel1_season_stats.csv", index=False
        )
        (folder / "weather").symlink_to((source / "weather").resolve())
    return root / "train", root / "asked"


def predict(train: Path, asked: Path, out: Path) -> pd.DataFrame:
    assert (
        main(["predict", "yield", "--train", str(train), "--fields", str(asked), "--out", str(out)])
        == 0
    )
    return pd.read_csv(out, dtype={"reason": str})


@pytest.mark.pack
@pytest.mark.slow
def test_new_fields_are_forecast_without_looking_at_their_yields(split, tmp_path):
    train, asked = split
    said = predict(train, asked, tmp_path / "first.csv")
    truth = pd.read_csv(asked / "fields.csv", dtype=str)
    assert list(said.columns) == ["field_row", "yield", "low", "high", "abstained", "reason"]
    assert said["field_row"].tolist() == truth["field_row"].astype(int).tolist()
    assert said["abstained"].head(3).all()
    assert said["reason"].head(3).notna().all()
    assert said["abstained"].mean() < 0.06

    told = said[~said["abstained"]]
    yields = truth.loc[told.index, YIELD].astype(float)
    known = pd.read_csv(train / "fields.csv")
    mean = truth.loc[told.index, SEASON].map(known.groupby(SEASON)[YIELD].mean())
    assert ((yields - told["yield"]) ** 2).mean() <= ((yields - mean) ** 2).mean() * (1 + 1e-9)
    assert ((yields >= told["low"]) & (yields <= told["high"])).mean() >= 0.88

    truth.drop(columns=YIELD).to_csv(asked / "fields.csv", index=False)
    predict(train, asked, tmp_path / "second.csv")
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


def test_random_folds_are_refused_on_the_command_line(tmp_path, capsys):
    assert main(["evaluate", "yield", "--data", str(tmp_path), "--protocol", "random"]) == 1
    assert "at random" in capsys.readouterr().err


def test_an_empty_folder_is_said_so(tmp_path, capsys):
    assert main(["evaluate", "yield", "--data", str(tmp_path)]) == 1
    assert "holds neither" in capsys.readouterr().err
    missing = ["predict", "yield", "--train", str(tmp_path / "no"), "--fields", ".", "--out", "x"]
    assert main(missing) == 1
    assert "not a folder" in capsys.readouterr().err
