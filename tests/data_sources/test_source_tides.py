"""Tides from constituents: against the gauge's own highest and lowest, and laws of the waves."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from data_sources import tides
from data_sources.errors import Refused
from data_sources.material import of_file
from data_sources.tide_waves import WAVES, longitudes, nodal
from data_sources.tides import levels


def gauge(**more):
    waves = [{"name": n, "amplitude": 0.5, "phase": 30.0} for n in ("M2", "S2", "K1", "O1", "XX9")]
    return {
        "name": "Test",
        "longitude": 106.2,
        "latitude": 9.5,
        "harmonic_constituents": waves,
    } | more


@pytest.fixture
def given(tmp_path, ask):
    def read(document, **more):
        (tmp_path / "x_ticon4.json").write_text(json.dumps(document))
        return tides.SOURCE(ask(tmp_path / "x_ticon4.json", **more))

    return read


def test_every_local_day_gets_its_highest_tide(given):
    delivery = given(gauge(), start=date(2026, 2, 1), end=date(2026, 2, 28))
    assert len(delivery.data) == 28
    assert delivery.data["level"].between(0.2, 2.2).all()
    assert delivery.data["level"].max() > 1.4  # springs
    assert "left out XX9" in delivery.notes[1]


@pytest.mark.parametrize(
    ("name", "hours"),
    # Periods in hours as every table of tides gives them.
    [
        ("M2", 12.4206),
        ("S2", 12.0),
        ("K1", 23.9345),
        ("O1", 25.8193),
        ("N2", 12.6583),
        ("P1", 24.0659),
        ("Q1", 26.8684),
        ("K2", 11.9672),
        ("M4", 6.2103),
        ("MF", 327.86),
    ],
)
def test_waves_have_their_periods(name, hours):
    wave = WAVES[name]
    start = np.datetime64("2026-02-20T00:00", "us")
    hour, s, h, p, _, p1 = longitudes(np.array([start, start + np.timedelta64(24, "h")]))
    turn = wave.s * np.diff(s) + wave.h * np.diff(h) + wave.p * np.diff(p) + wave.p1 * np.diff(p1)
    assert hour[0] == 0
    assert 24 * 360 / float(turn[0] + wave.n * 360) == pytest.approx(hours, rel=1e-4)


def test_the_node_returns_after_18_6_years():
    node = np.linspace(0, 360, 3)
    for wave in WAVES.values():
        factor, shift = nodal(wave, node)
        assert factor[0] == pytest.approx(factor[2])
        assert shift[0] == pytest.approx(shift[2], abs=1e-9)
        assert (factor > 0).all()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"harmonic_constituents": []}, "no list"),
        ({"harmonic_constituents": [{"name": "M2", "amplitude": 1, "phase": 1}]}, "lacks one of"),
        ({"longitude": "east"}, "no place"),
        (
            {"harmonic_constituents": [{"name": "M2", "amplitude": "high", "phase": 1}]},
            "lacks a name",
        ),
    ],
)
def test_damage_is_refused(change, fault, given):
    with pytest.raises(Refused, match=fault):
        given(gauge(**change))


@pytest.mark.pack
def test_the_highest_and_lowest_of_vung_tau(data_pack):
    path = data_pack / "hydrology" / "tide_vung_tau" / "vung_tau_ticon4.json"
    datums = json.loads(path.read_text())["datums"]
    hour = np.timedelta64(60, "m")
    times = np.arange(np.datetime64("2007-01-01", "m"), np.datetime64("2025-09-01", "m"), hour)
    tide = levels(tides.read(of_file(path)), times)
    # The carrier's own highest and lowest astronomical tide, from all fifty constituents.
    assert tide.max() == pytest.approx(datums["HAT"] - datums["MSL"], abs=0.05)
    assert tide.min() == pytest.approx(datums["LAT"] - datums["MSL"], abs=0.10)
    assert abs(tide.mean()) < 0.02
