"""One ten-day period ahead: nothing of the future is used, and the scores are fair."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.cli import main
from data_sources.salinity_transects import Transect
from models.estuary import along, channel
from models.estuary.ahead import Pairs, copied, theory
from models.estuary.profile import Profile
from models.estuary.scores import scores
from models.estuary.walk import Bulletins, season_of, walk

STARTS = [pd.Timestamp(2021, m, d) for m in (1, 2, 3) for d in (1, 11, 21)]


def season(values: np.ndarray, km: list[float], push: list[float] | None = None) -> Bulletins:
    names = [f"s{i:02d}" for i in range(len(values))]
    wide = pd.DataFrame(values, index=names, columns=STARTS[: values.shape[1]])
    away = pd.Series(km, index=names)
    forcing = pd.Series(push or [1.0] * values.shape[1], index=wide.columns)
    return Bulletins(wide, away, forcing)


def river_that_obeys(stations: int = 12) -> Bulletins:
    """Stations along a profile that moves exactly as theory says."""
    push = [1.0, 0.9, 1.1, 0.8, 0.95, 0.7, 0.85, 0.75, 0.9]
    km = list(np.linspace(8, 40, stations))
    columns = [Profile(34.0, 0.5, 0.9 * p, 80.0).salinity(np.array(km)) for p in push]
    return season(np.column_stack(columns), km, push)


def test_where_theory_holds_it_is_trusted_and_beats_persistence() -> None:
    rows = walk(river_that_obeys(), STARTS)
    by = {score.contender: score for score in scores(rows)}
    assert by["forecast"].rmse < 0.3 * by["persistence"].rmse
    assert rows["model"].iloc[-1].startswith("steady profile x 0.9")


def test_where_theory_fails_persistence_speaks_and_says_so() -> None:
    """The salt moves the other way each time: after one round the model is not believed."""
    good = river_that_obeys()
    wrong = good.salinity.iloc[:, :1].to_numpy() - (
        good.salinity.to_numpy() - good.salinity.iloc[:, :1].to_numpy()
    )
    rows = walk(
        Bulletins(good.salinity * 0 + np.maximum(wrong, 0.1), good.km, good.forcing), STARTS
    )
    late = rows[rows["period"] >= STARTS[3]]
    assert set(late["model"]) == {"persistence"}
    assert (late["forecast"] == late["persistence"]).all()


def test_the_future_changes_nothing_before_it() -> None:
    whole = river_that_obeys()
    spoilt = whole.salinity.copy()
    spoilt.iloc[:, 5:] = 33.0
    before = [s for s in STARTS if s <= STARTS[5]]
    told = [
        walk(Bulletins(s, whole.km, whole.forcing), before).drop(columns=["observed", "copied"])
        for s in (whole.salinity, spoilt)
    ]
    pd.testing.assert_frame_equal(*told)


def test_a_station_without_a_distance_keeps_its_value() -> None:
    changes = theory(np.array([5.0, 5.0, 5.0]), np.array([np.nan, 0.0, 20.0]), 0.8)
    assert changes[:2].tolist() == [0.0, 0.0]
    assert changes[2] > 0


def test_trust_starts_at_half_and_follows_the_evidence() -> None:
    step = np.full(200, 1.0)
    assert Pairs(np.empty(0), np.empty(0), np.empty(0)).trust == 0.5
    assert Pairs(step, step + 0.8, step).trust == pytest.approx(0.8, abs=0.05)
    assert Pairs(step, step - 1.0, step).trust == 0.0
    few = Pairs(step[:2], step[:2], step[:2])
    assert 0.4 < few.trust < 0.5


def test_a_period_typed_twice_is_named() -> None:
    values = np.random.default_rng(1).uniform(1, 20, (6, 4))
    values[:, 2] = values[:, 1]
    assert copied(season(values, [10.0] * 6).salinity) == [STARTS[2]]


def test_the_first_periods_have_no_chance_for_want_of_errors() -> None:
    rows = walk(river_that_obeys(), STARTS)
    assert rows[rows["period"] == STARTS[1]]["forecast>1"].isna().all()
    last = rows[rows["period"] == STARTS[8]]["forecast>4"]
    assert last.between(0, 1).all()


def test_scores_follow_their_definitions() -> None:
    chances = {f"{n}>{line}": [0.0, 1.0] for n in ("forecast", "persistence") for line in (1, 4)}
    rows = pd.DataFrame(
        {
            "observed": [0.5, 5.0],
            "forecast": [1.5, 3.0],
            "persistence": [0.5, 5.0],
            "climatology": [np.nan, np.nan],
            **chances,
        }
    )
    forecast, persistence = scores(rows)
    assert forecast.rmse == pytest.approx(np.sqrt((1 + 4) / 2))
    assert forecast.mae == pytest.approx(1.5)
    assert forecast.brier == {1.0: 0.0, 4.0: 0.0}
    assert persistence.rmse == 0.0


def test_october_belongs_to_the_dry_season_that_follows() -> None:
    assert [season_of(pd.Timestamp(t)) for t in ("2020-12-21", "2021-01-01")] == [2021, 2021]


def measured(day: date, decline: float = 1.0) -> Transect:
    km = np.arange(0, 54, 3.0)
    salt = Profile(24.0, 0.5, decline, channel.CONVERGENCE_KM).salinity(km)
    return Transect("Định An", "hws", day, km, np.tile(salt, (5, 1)), ())


def calm(_: date) -> float:
    return 1.0


def test_a_transect_is_forecast_from_an_earlier_one_never_from_itself_or_a_later() -> None:
    days = [date(2016, 4, 1), date(2016, 4, 9), date(2016, 4, 20)]
    three = [measured(day, decline) for day, decline in zip(days, (1.0, 0.2, 3.0), strict=True)]
    none = pd.DataFrame({"period_start": pd.Series(dtype="datetime64[us]")}).assign(
        period_end=pd.Series(dtype="datetime64[us]"), salinity=0.0, sea_distance_km=0.0
    )
    ahead = along.expect(three[1], three, none, calm)
    assert ahead is not None
    assert ahead.profile.decline == pytest.approx(1.0, rel=0.05)
    assert along.expect(three[0], three, none, calm) is None


@pytest.mark.pack
def test_the_command_scores_2021_no_worse_than_persistence(data_pack, capsys) -> None:
    place = data_pack / "hydrology"
    bulletins = place / "salinity_bulletins/bulletins_2021.csv"
    assert main(["evaluate", "salinity", "--fit", str(place), "--score", str(bulletins)]) == 0
    said = capsys.readouterr().out
    rmse = {n: float(v) for n, v in re.findall(r"^(\w+),225,([\d.]+),", said, re.MULTILINE)}
    assert rmse["forecast"] <= rmse["persistence"] < rmse["climatology"]
    assert "2021-01-21 repeats the period before" in said
    assert said.count("steady profile x") > 150


@pytest.mark.pack
def test_the_command_scores_a_transect_from_the_bulletins_alone(data_pack, capsys) -> None:
    place = data_pack / "hydrology"
    transect = place / "hau_transects_2016/mb_hws_td_20160401.txt"
    fit = place / "salinity_bulletins"
    assert main(["evaluate", "salinity", "--fit", str(fit), "--score", str(transect)]) == 0
    said = capsys.readouterr().out
    assert "5 stations of the Hậu" in said
    assert "observed 32.1 km" in said


def written(place: Path, year: int, last: str = "6.0") -> Path:
    """Write a bulletin of eight stations in five periods; *last* is the value of the last one."""
    head = "Station,River,The distance (km),01/01 - 10/01,11/01 - 20/01,21/01 - 31/01"
    rows = [f"S{n},Hau,{8 * n},{9 - n},{8.5 - n},{9.5 - n},{8 - n},{last},{year}" for n in range(8)]
    path = place / f"bulletins_{year}.csv"
    path.write_text("\n".join([f"{head},01/02 - 10/02,11/02 - 20/02,Year", *rows]))
    return path


def test_the_last_period_is_forecast_alike_whatever_came(tmp_path, capsys) -> None:
    """Without a tide and with a season of another year to fit on, as a stranger may give it."""
    (tmp_path / "fit").mkdir()
    written(tmp_path / "fit", 2018)
    said = []
    for last in ("6.0", "0.1"):
        scored = written(tmp_path, 2019, last)
        fit = str(tmp_path / "fit")
        assert main(["evaluate", "salinity", "--fit", fit, "--score", str(scored)]) == 0
        out = capsys.readouterr().out
        said.append(re.findall(r"^s\d,2019-02-11,[\d.]+,(.*)$", out, re.MULTILINE))
        assert "no constituents found" in out
        assert "hiệu chỉnh bằng: 2018" in out
    assert len(said[0]) == 8
    assert said[0] == said[1]


def test_a_transect_with_nothing_before_it_is_no_forecast(tmp_path, capsys) -> None:
    path = tmp_path / "mb_hws_da_20160401.txt"
    path.write_text("20,15,9,4,1,0\n21,16,10,5,1,0\n")
    assert main(["evaluate", "salinity", "--fit", str(tmp_path), "--score", str(path)]) == 1
    assert "earlier transect" in capsys.readouterr().err
