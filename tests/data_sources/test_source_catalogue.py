"""Every source, known or still to come: its terms, its words, and what it does with damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_sources.errors import Missing, Refused
from data_sources.source import catalogue

NAMES = {
    "sentinel1": "catalog.json",
    "sentinel2": "catalog.json",
    "power": "power_1.json",
    "open_meteo": "open_meteo_1.json",
    "stations": "stations.json",
    "tides": "x_ticon4.json",
    "parcels": "parcels.gpkg",
    "ey_fields": "fields.csv",
    "ey_sites": "fields.csv",
    "ey_series": "fields.csv",
    "ey_radar": "fields.csv",
    "ey_weather": "fields.csv",
}
"""The name a source's damaged file must have to be looked at; any other source gets a CSV."""
DAMAGE = {
    "bytes": b"\x00\xff\xfe\x9c" * 64,
    "empty": b"",
    "other text": b"this,is\nanother,file\n",
    "cut short": b'{"type": "FeatureCollection", "features": [{"id": "x"',
}


@pytest.mark.parametrize("name", catalogue())
def test_every_source_states_its_terms_in_both_languages(name):
    source = catalogue()[name]
    assert source.name == name
    assert len(source.licence) > 10
    assert source.homepage.startswith("https://")
    assert source.vi
    assert source.en
    assert source.vi != source.en


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", catalogue())
def test_every_source_refuses_a_damaged_file_in_one_sentence(name, damage, tmp_path, ask):
    file = tmp_path / NAMES.get(name, "damaged.csv")
    file.write_bytes(DAMAGE[damage])
    with pytest.raises(Refused) as refusal:
        catalogue()[name](ask(file))
    sentence = str(refusal.value)
    assert refusal.value.faults
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 600


@pytest.mark.parametrize("name", catalogue())
def test_every_source_says_when_nothing_is_there(name, tmp_path, ask):
    with pytest.raises((Missing, Refused)):
        catalogue()[name](ask(tmp_path / "nowhere" / NAMES.get(name, "nothing.csv")))


LIVE = {"sentinel1", "sentinel2", "power", "open_meteo", "oni"}


@pytest.mark.parametrize("name", sorted(set(catalogue()) - LIVE))
def test_a_source_without_a_live_service_asks_for_a_place(name, ask):
    with pytest.raises(Missing, match="no live service") as missing:
        catalogue()[name](ask(None))
    assert "file or the folder" in missing.value.advice


def test_modules_of_sources_are_found_unasked():
    found = set(catalogue())
    folder = Path(__file__).parents[2] / "data_sources"
    written = {p.stem for p in folder.glob("*.py") if "\nSOURCE = " in p.read_text("utf-8")}
    assert found == written
