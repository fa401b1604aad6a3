"""LightGBM, made to give the same bytes twice, kept as text with a checksum, never pickled."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from data_sources.errors import Refused

Floats = NDArray[np.float64]

SMALL = {
    "objective": "regression",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "max_depth": 3,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "feature_pre_filter": False,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Shallow and slow-learning: a few hundred noisy yields carry no deep interaction."""
ROUNDS = 120
CHUNK = 65_536
"""Rows forecast at once: 4 MB of features a time."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A boosted model as its native text, and the names of what it reads, in order."""

    text: str
    features: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """The sha256 of the text: what the card and the registry hold it to."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def checked(self, checksum: str) -> Trees:
        """Return the model, or refuse it where its text is not the one that was registered."""
        if self.checksum != checksum:
            raise Refused("the model file", ["its checksum differs from its card's"])
        return self

    def booster(self) -> lgb.Booster:
        """Load the text; float64 rows are fastest."""
        return lgb.Booster(model_str=self.text)

    def predict(self, rows: Floats) -> Floats:
        """Forecast rows of shape (cases, features), NaN where a feature is unknown.

        Rows are taken `CHUNK` by `CHUNK`, so that memory does not grow with their number; every
        row is summed by itself, so the threads do not change a bit.
        """
        model = self.booster()
        out = np.empty(len(rows))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            threads = 1 if len(rows) <= CHUNK else 0
            said = np.asarray(model.predict(part, num_threads=threads), float)
            out[start : start + CHUNK] = said
        return out

    def contributions(self, rows: Floats) -> Floats:
        """SHAP values (cases, features + 1); the last column is the expected value."""
        return np.asarray(self.booster().predict(rows, pred_contrib=True, num_threads=1), float)


def grow(rows: Floats, target: Floats, features: Sequence[str], seed: int) -> Trees:
    """Fit *target* on *rows*; a leaf holds at least 10 cases and a fiftieth of all."""
    least = max(10, len(target) // 50)
    params = SMALL | {"min_data_in_leaf": least, "seed": seed}
    names = [f"f{n}" for n in range(len(features))]
    data = lgb.Dataset(rows, target, feature_name=names, params={"verbose": -1})
    model = lgb.train(params, data, num_boost_round=ROUNDS)
    return Trees(model.model_to_string(), tuple(features))
