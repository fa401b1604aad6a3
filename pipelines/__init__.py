"""Bring it onto one grid and one calendar.

`grid.py` lays the pixels, `scenes.py` reads the catalogue's rows, and a *unit* (`unit.py`) is one
scene on one tile: `optical.py` masks clouds and keeps NDVI and LSWI, `radar.py` keeps power freed
from speckle. `cube.py` does all units, keeps the ledger of what was absent, failed or quarantined,
and `assembly.py` lays the units into Zarr; `composite.py` and `streaming.py` are the short ways
from files to medians and to fields. `coverage.py` weighs pixels by fields exactly and
`field_series.py` says what each field looked like each day. `stages.py` finds sowing, heading and
harvest by the search of `crop_search.py`, `features.py` joins weather and water to a season.
"""
