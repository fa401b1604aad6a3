"""The estuary: Savenije's profile obeys its equations and meets the transects; the tide is real."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources import salinity_transects, tidal_constituents
from data_sources.errors import Refused
from data_sources.material import Material, of_file
from models.estuary import channel, tide
from models.estuary.profile import Profile, decline_at, forcing
from models.estuary.river import KRATIE_M3_S, usual_discharge

profiles = st.builds(
    Profile,
    st.floats(5, 35),
    st.floats(0.2, 1.0),
    st.floats(0.1, 3.0),
    st.floats(30, 150),
)


def transect(text: str, name: str = "mb_hws_da_20160401.txt") -> salinity_transects.Transect:
    return salinity_transects.read(Material(name, text.encode(), "0"))


@given(profiles)
def test_salinity_falls_upstream_and_the_limit_is_its_inverse(profile: Profile) -> None:
    along = profile.salinity(np.linspace(0, 150, 60))
    assert along[0] == pytest.approx(profile.mouth)
    assert (np.diff(along) <= 1e-9).all()
    at = profile.limit_km(4.0)
    assert profile.salinity(np.array([at]))[0] == pytest.approx(4.0, rel=1e-6)


@given(profiles)
def test_the_profile_solves_the_salt_balance(profile: Profile) -> None:
    """Q S = -A D dS/dx with dD/dx = -K Q/A, so d ln S / d ln D = 1/K everywhere inside."""
    end = 0.8 * profile.limit_km(0.0)
    km = np.linspace(0.05 * end, end, 400)
    salt = np.log(profile.salinity(km))
    mixing = np.log(1 - profile.decline * np.expm1(km / profile.convergence_km))
    slope = np.gradient(salt, km)[5:-5] / np.gradient(mixing, km)[5:-5]
    assert slope == pytest.approx(1 / profile.burgh, rel=1e-3)


@given(profiles, st.floats(0.05, 0.9))
def test_a_station_tells_the_decline(profile: Profile, share: float) -> None:
    km = np.array([share * profile.limit_km(0.5)])
    assert decline_at(profile.salinity(km), km, profile) == pytest.approx(profile.decline)


def test_more_river_pushes_the_salt_out_and_more_tide_lets_it_in() -> None:
    base, wet, spring = forcing(np.array([2500.0, 5000, 2500]), np.array([2.5, 2.5, 3.5]))
    profile = Profile(25.0, 0.5, 1.0, 80.0)
    assert profile.under(wet / base).limit_km(4) < profile.limit_km(4)
    assert profile.under(spring / base).limit_km(4) > profile.limit_km(4)


def test_a_fit_finds_the_profile_it_was_drawn_from() -> None:
    truth = Profile(22.0, 0.6, 1.1, channel.CONVERGENCE_KM)
    km = np.arange(0, 54, 3.0)
    found = channel.fit(km, truth.salinity(km))
    assert found.limit_km(4.0) == pytest.approx(truth.limit_km(4.0), abs=0.2)
    assert found.mouth == pytest.approx(22.0, abs=0.3)


def test_a_fit_of_fresh_water_is_refused() -> None:
    with pytest.raises(Refused, match="salt"):
        channel.fit(np.arange(0, 30, 3.0), np.full(10, 0.1))


def test_impossible_values_and_lone_spikes_are_named_and_left_out() -> None:
    read = transect(
        "# words\n12,11,-0.002,9\n13,0.4,-0.002,10\n14,13,-0.002,10\nnan,14,-0.002,nan\n"
    )
    assert len(read.faults) == 2
    assert "column 3: 4 impossible" in read.faults[0]
    assert "row 2, column 2: 0.4" in read.faults[1]
    assert np.isnan(read.depth_mean[2])
    assert read.depth_mean[1] == pytest.approx((11 + 13 + 14) / 3)


def test_a_salt_wedge_is_no_fault() -> None:
    assert transect("2,1,1,0\n3,2,1,0\n22,18,15,0\n23,20,17,0\n").faults == ()


@pytest.mark.parametrize("name", ["transect.txt", "mb_hws_xx_20160401.txt", "hws_da_20161401.txt"])
def test_a_transect_without_place_or_day_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        transect("1,2,3\n", name)


def test_the_usual_river_is_lowest_in_april_and_passes_through_its_months() -> None:
    year = usual_discharge(date(2021, 1, 1), date(2021, 12, 31))
    assert year.idxmin().month in (3, 4)
    assert year[:"2021-01-31"].mean() == pytest.approx(KRATIE_M3_S[0], rel=0.05)


def test_a_gauge_without_the_main_waves_is_refused() -> None:
    text = b'{"harmonic_constituents": [{"name": "M2", "amplitude": 1, "phase": 0}]}'
    gauge = tidal_constituents.read(Material("gauge.json", text, "0"))
    with pytest.raises(Refused, match=r"S2.*K1.*O1"):
        tide.daily_range(gauge, date(2021, 1, 1), date(2021, 1, 3))


@pytest.mark.pack
def test_the_tide_of_vung_tau_has_its_published_datums(data_pack) -> None:
    """MHHW less MLLW of the same gauge is 2.49 m; springs follow the new moon of 7 April."""
    place = data_pack / "hydrology/tide_vung_tau/vung_tau_ticon4.json"
    gauge = tidal_constituents.read(of_file(place))
    years = tide.daily_range(gauge, date(2008, 1, 1), date(2026, 8, 1))
    assert years.mean() == pytest.approx(2.49, abs=0.06)
    april = tide.daily_range(gauge, date(2016, 3, 25), date(2016, 4, 14))
    assert april[:"2016-04-02"].max() < 2.3 < 3.0 < april["2016-04-10"]


@pytest.mark.pack
def test_the_transects_of_2016_give_their_known_limits(data_pack) -> None:
    observed, fitted, faults = {}, {}, {}
    for path in sorted((data_pack / "hydrology/hau_transects_2016").glob("*.txt")):
        read = salinity_transects.read(of_file(path))
        mean = read.depth_mean
        observed.setdefault(read.mouth, []).append(channel.limit_km(read.km, mean, 4.0))
        fitted.setdefault(read.mouth, []).append(channel.fit(read.km, mean).limit_km(4.0))
        faults[path.stem] = len(read.faults)
    assert {name: n for name, n in faults.items() if n} == {
        "mb_lws_da_20160401": 1,
        "mb_hws_td_20160401": 1,
    }
    for limits in (observed, fitted):
        assert all(33.5 <= km <= 41.5 for km in limits["Định An"])
        assert all(31.5 <= km <= 33.5 for km in limits["Trần Đề"])
