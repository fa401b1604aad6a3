import pytest

from app.commands.evaluate_defects import FOLDER, prices
from models.gates import Price


@pytest.fixture(scope="module")
def found(data_pack) -> dict[str, Price]:
    return dict(prices(data_pack / FOLDER))


@pytest.mark.pack
@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("lookahead_detrended_yield.csv", "future_trend"),
        ("impossible_ndvi.csv", "impossible_ndvi"),
        ("misaligned_weather_headers.csv", "shifted_headers"),
        ("mixed_date_formats.csv", "mixed_dates"),
    ],
)
def test_each_fault_is_found_by_its_name(found, file, fault):
    assert found[file].fault == fault


@pytest.mark.pack
def test_a_trend_that_knows_the_future_fakes_skill(found):
    price = found["lookahead_detrended_yield.csv"]
    assert price.faulty < price.sound


@pytest.mark.pack
def test_the_other_faults_cost_skill(found):
    assert found["mixed_date_formats.csv"].faulty > 1.5 * found["mixed_date_formats.csv"].sound
    assert found["impossible_ndvi.csv"].faulty > found["impossible_ndvi.csv"].sound
    weather = found["misaligned_weather_headers.csv"]
    assert 24 < weather.sound < 32
    assert weather.faulty > 48
