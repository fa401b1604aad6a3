"""The yields of the provinces as one panel: a row a province and season, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_sources.errors import Refused
from data_sources.season import CALENDAR

Floats = NDArray[np.float64]
ORDER = tuple(CALENDAR)
"""The seasons of a year in the order they are harvested."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Yields of every province, season and year.

    Parameters
    ----------
    provinces, codes
        Province and season name of each row.
    years
        Every year from the first to the last, none left out.
    kg_ha
        Yields of shape (rows, years), NaN where the season was not grown.
    """

    provinces: NDArray[np.str_]
    codes: NDArray[np.str_]
    years: NDArray[np.intp]
    kg_ha: Floats

    def known_for(self, code: str, year: int) -> Panel:
        """Return what is known when season *code* of *year* is forecast.

        Years up to *year*, its own column holding only the seasons harvested before.
        """
        years = np.arange(self.years[0], year + 1)
        kg_ha = np.full((len(self.codes), len(years)), np.nan)
        shared = min(len(years), len(self.years))
        kg_ha[:, :shared] = self.kg_ha[:, :shared]
        later = np.isin(self.codes, ORDER[ORDER.index(code) :])
        kg_ha[later, -1] = np.nan
        return Panel(self.provinces, self.codes, years, kg_ha)

    def rows_of(self, provinces: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which rows belong to *provinces*."""
        return np.isin(self.provinces, list(provinces))


def panel(yields: pd.DataFrame) -> Panel:
    """Lay PROVINCE_YIELDS rows out as a panel; `Refused` where a season stands twice."""
    keys = yields["season"].str.split("-", expand=True)
    rows = pd.DataFrame(
        {
            "province": yields["province"].astype(str),
            "code": keys[1].astype(str),
            "year": keys[0].astype(int),
            "kg_ha": yields["yield_kg_ha"].astype(float),
        }
    )
    if twice := int(rows.duplicated(["province", "code", "year"]).sum()):
        raise Refused("the province yields", [f"{twice} seasons stand twice"])
    wide = rows.pivot_table("kg_ha", ["province", "code"], "year", aggfunc="first")
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    wide = wide.reindex(columns=years).sort_index()
    provinces, codes = (np.array(wide.index.get_level_values(n).to_list()) for n in (0, 1))
    return Panel(provinces, codes, years, wide.to_numpy(float))


def lagged(kg_ha: Floats) -> Floats:
    """Return each year's yield a year before; NaN in the first year."""
    return np.hstack([np.full((len(kg_ha), 1), np.nan), kg_ha[:, :-1]])


def of_season(panel: Panel, values: Floats, code: str) -> Floats:
    """Give every row the values of its province in season *code*; NaN where it has none."""
    rows = {
        str(province): values[n]
        for n, province in enumerate(panel.provinces)
        if panel.codes[n] == code
    }
    none = np.full(values.shape[1], np.nan)
    return np.array([rows.get(str(province), none) for province in panel.provinces])
