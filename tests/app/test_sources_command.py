"""`ruong sources`: the whole catalogue, and what of it is here."""

from __future__ import annotations

import json

import pandas as pd

from app.cli import main
from data_sources.datasets import ENSO
from data_sources.source import catalogue
from data_sources.store import Provenance, Store
from data_sources.tag import REAL


def test_the_catalogue_is_printed_whole_with_its_state(tmp_path, capsys):
    rows = pd.DataFrame({"time": pd.to_datetime(["2026-01-01"]), "oni": [0.5]})
    rows = rows.astype({"time": "datetime64[us]"})
    Store(tmp_path / "store").write(ENSO, rows, Provenance(REAL, "public domain", "x"), "oni")
    assert main(["sources", "--json", "--workspace", str(tmp_path)]) == 0
    lines = {line["name"]: line for line in json.loads(capsys.readouterr().out)}
    assert set(lines) == set(catalogue())
    assert lines["oni"]["state"] == "thực · real"
    assert lines["parcels"]["state"] == "chưa có · not here yet"
    assert main(["sources", "--workspace", str(tmp_path)]) == 0
    assert "https://power.larc.nasa.gov" in capsys.readouterr().out
