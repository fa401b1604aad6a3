from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from app.growth import EXPERIMENTS, PARAMETERS, simulated
from data_sources.dssat import experiments
from data_sources.errors import Refused
from models.growth.feature import GROWN_DAYS, grown
from models.growth.wofost import Place, grow, parameters

# PCSE itself leaves a file open and calls its traits in an old way.
pytestmark = [
    pytest.mark.pack,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def crop(data_pack):
    return parameters(data_pack / PARAMETERS)


def weather(days: int, radiation: float = 18.0, rain: float = 5.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "time": pd.date_range("2026-01-01", periods=days),
            "radiation": radiation,
            "tmax": 31.0,
            "tmin": 23.0,
            "rain": rain,
            "lat": 9.7,
            "lon": 106.0,
            "point": "A",
        }
    )


@pytest.mark.slow
def test_the_growth_model_fits_tropical_experiments(data_pack, crop):
    found = list(experiments(data_pack / EXPERIMENTS))
    assert [e.name for e in found] == ["IRMZ8601", "IRPI8001", "IRPL8501"]
    for experiment in found:
        grain = simulated(experiment, crop)
        assert abs((grain.flowered - experiment.flowered).days) <= 7
        assert abs((grain.ripe - experiment.ripe).days) <= 10
        assert grain.kg_ha == pytest.approx(experiment.best_kg_ha, rel=0.2)


def test_rain_that_the_model_refuses_is_cut_and_counted(crop):
    days = weather(140)
    days.loc[10, "rain"] = 257.0
    place, start = Place(9.7, 106.0), date(2026, 1, 1)
    wet = grow(days, place, start, crop)
    assert wet.rain_cut == 1
    dry = grow(weather(140), place, start, crop)
    assert dry.rain_cut == 0
    assert wet.kg_ha == pytest.approx(dry.kg_ha, rel=1e-3)


def test_less_light_grows_less_and_nothing_is_known_past_the_harvest(crop):
    sowing = pd.Timestamp("2026-01-03")
    seasons = pd.DataFrame(
        {
            "field_id": ["bright", "cut early", "late", "unsown"],
            "season": "2026-WS",
            "sowing": [sowing, sowing, sowing + pd.Timedelta(days=90), pd.NaT],
            "harvest": [sowing + pd.Timedelta(days=n) for n in (100, 85, 190, 100)],
            "point": "A",
        }
    )
    bright = grown(seasons, weather(120), crop)["process_kg_ha"].to_numpy()
    assert bright[0] > 1_000
    assert np.isnan(bright[1:]).all()
    dull = grown(seasons, weather(120, radiation=12.0), crop)["process_kg_ha"].to_numpy()
    assert dull[0] < bright[0]
    later = weather(120)
    later.loc[later["time"].dt.date > date(2026, 1, 8) + timedelta(days=GROWN_DAYS), "tmax"] = 45.0
    assert grown(seasons, later, crop)["process_kg_ha"].iloc[0] == bright[0]


def test_an_unknown_variety_is_refused(data_pack):
    with pytest.raises(Refused, match="Rice_none"):
        parameters(data_pack / PARAMETERS, "Rice_none")
