"""Hold a forecast of salinity beside persistence and climatology, all on the same cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.estuary.walk import CONTENDERS, LINES_G_L


@dataclass(frozen=True, slots=True)
class Score:
    """How one contender did: RMSE and MAE (g/L), Brier by line; missing where it cannot be told."""

    contender: str
    cases: int
    rmse: float
    mae: float
    brier: dict[float, float]
    brier_cases: int


def scores(rows: pd.DataFrame) -> list[Score]:
    """Score every contender on the rows where all that spoke at all spoke."""
    told = [name for name in CONTENDERS if rows[name].notna().any()]
    fair = rows.dropna(subset=["observed", *told])
    chances = [f"{name}>{line:g}" for name in told for line in LINES_G_L]
    sure = fair.dropna(subset=[c for c in chances if rows[c].notna().any()])
    return [_score(name, fair, sure) for name in told]


def _score(name: str, fair: pd.DataFrame, sure: pd.DataFrame) -> Score:
    error = (fair[name] - fair["observed"]).to_numpy(float)
    brier = {
        line: float(np.mean((sure[f"{name}>{line:g}"] - (sure["observed"] > line)) ** 2))
        for line in LINES_G_L
    }
    rmse, mae = float(np.sqrt(np.mean(error**2))), float(np.mean(np.abs(error)))
    return Score(name, len(fair), rmse, mae, brier, len(sure))
