"""Live weather services, spoken to over loopback: questions, units, replay, faults."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from data_sources import oni, open_meteo, power, weather_rows
from data_sources.errors import Refused, Unavailable
from tests.data_sources.faulty_server import Reply, serving
from tests.data_sources.test_source_weather import answer, forecast

POINT = [(106.02, 9.68)]


@pytest.fixture
def server():
    with serving() as faulty:
        yield faulty


@pytest.fixture(autouse=True)
def one_point(monkeypatch):
    for module in (power, open_meteo):
        monkeypatch.setattr(module, "grid_points", lambda *_: POINT)


def asked(server):
    return [parse_qs(urlsplit(path).query) for _, path, _ in server.asked]


def test_power_is_asked_for_a_point_and_a_period(server, ask):
    server.replies["/api/temporal/daily/point"] = [Reply(body=answer().encode())]
    place = f"{server.url}/api/temporal/daily/point"
    delivery = power.SOURCE(ask(place, date(2026, 1, 1), date(2026, 1, 3)))
    assert len(delivery.data) == 3
    question = asked(server)[0]
    assert question["start"] == ["20260101"]
    assert question["end"] == ["20260103"]
    assert (question["longitude"], question["latitude"]) == (["106.02"], ["9.68"])
    assert "T2M_MIN" in question["parameters"][0]


def test_a_forecast_is_asked_in_metres_a_second_and_local_days(server, ask, tmp_path):
    server.replies["/v1/forecast"] = [Reply(body=forecast().encode())]
    place = f"{server.url}/v1/forecast"
    period = (date(2026, 2, 20), date(2026, 3, 6))
    online = open_meteo.SOURCE(ask(place, *period, snapshots=tmp_path))
    assert online.data["forecast"].all()
    question = asked(server)[0]
    assert question["wind_speed_unit"] == ["ms"]
    assert question["timezone"] == ["Asia/Bangkok"]
    offline = open_meteo.SOURCE(ask(place, *period, snapshots=tmp_path, offline=True))
    assert offline.data.equals(online.data)
    assert len(server.asked) == 1


def test_the_archive_is_asked_for_no_chances(server, ask):
    server.replies["/v1/archive"] = [Reply(body=forecast().encode())]
    delivery = open_meteo.SOURCE(ask(f"{server.url}/v1/archive", end=date(2026, 3, 1)))
    assert not delivery.data["forecast"].any()
    assert "probability" not in asked(server)[0]["daily"][0]


def test_a_service_that_sends_something_else_is_refused(server, ask):
    server.replies["/v1/forecast"] = [Reply(body=b"<html>down</html>")]
    with pytest.raises(Refused, match="sound JSON"):
        open_meteo.SOURCE(ask(f"{server.url}/v1/forecast"))
    server.replies["/v1/forecast"] = [Reply(404)]
    with pytest.raises(Unavailable, match="404"):
        open_meteo.SOURCE(ask(f"{server.url}/v1/forecast"))


def test_a_table_is_read_from_an_address(server, ask):
    server.replies["/oni.csv"] = [Reply(body=b"month,oni\n2025-01,-0.6\n2025-02,-0.4\n")]
    assert len(oni.SOURCE(ask(f"{server.url}/oni.csv")).data) == 2


def test_points_lie_apart_as_the_services_grid_does(wards):
    points = weather_rows.grid_points(wards, 0.5)
    assert 4 <= len(points) <= 16
