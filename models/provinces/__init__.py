"""Forecast the yields of provinces from the years before, and say how sure.

`panel.py` lays the years out, `rules.py` holds what a yearbook could say (the baselines),
`steady.py` a level that a lost harvest does not throw, `drivers.py` what the ocean and the year's
earlier seasons add, `wide.py` intervals that hold in a bad year, `walk.py` puts them together so
that nothing rests on the future, and `judged.py` makes the table.
"""

from models.provinces.drivers import Ocean, ocean
from models.provinces.judged import table
from models.provinces.panel import Panel, panel
from models.provinces.walk import Walk, walk

__all__ = ["Ocean", "Panel", "Walk", "ocean", "panel", "table", "walk"]
