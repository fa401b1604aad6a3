"""How much of what can be known the forecaster finds, in a world where that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from models.scores import Skill, skill
from models.yields.cases import taught
from models.yields.features import Lead
from models.yields.judged import BLOCK, LOCATION, YEAR, protocols
from models.yields.model import judge
from models.yields.planted import Planted

SHARE_TO_FIND = 0.7
"""Share of the attainable skill that the forecaster owes."""
PROTOCOLS = (YEAR, BLOCK, LOCATION)


@dataclass(frozen=True, slots=True)
class Found:
    """One protocol in a planted world (simulated).

    Parameters
    ----------
    protocol
        What was held out.
    cases
        Forecasts judged.
    attainable
        Skill of a forecaster that knows the planted signal and nothing more.
    found
        Skill of ours.
    """

    protocol: str
    cases: int
    attainable: Skill
    found: Skill

    @property
    def share(self) -> float:
        """Return the share of the attainable skill that was found; 0 where nothing is to find."""
        return self.found.value / self.attainable.value if self.attainable.value > 0 else 0.0


def found_in(world: Planted, as_of: date, lead: Lead, seed: int) -> Iterator[Found]:
    """Yield what is found of a planted world's signal, protocol by protocol."""
    learned = taught(world.records, lead, as_of)
    cases = learned.cases
    keys = world.surveys[["season", "field_id"]].sort_values(["season", "field_id"])
    signal = keys.merge(world.signal, on=["season", "field_id"])["signal"].to_numpy(float)
    for protocol in protocols(learned, PROTOCOLS):
        said, base = judge(cases, protocol.folds, learned.locations, seed)
        known = np.isfinite(base)
        truth, groups = cases.kg_ha[known], protocol.groups[known]
        best = skill(truth, (base + signal)[known], base[known], groups, seed)
        ours = skill(truth, said.kg_ha[known], base[known], groups, seed)
        yield Found(protocol.name, int(known.sum()), best, ours)


def table(found: list[Found]) -> pd.DataFrame:
    """Lay findings out for printing."""
    return pd.DataFrame(
        {
            "held out": [f.protocol for f in found],
            "cases": [f.cases for f in found],
            "attainable [90 %]": [str(f.attainable) for f in found],
            "found [90 %]": [str(f.found) for f in found],
            "share": [f"{f.share:.0%}" for f in found],
        }
    )
