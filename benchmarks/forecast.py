"""A million field forecasts with intervals, and training, against scikit-learn and LightGBM's own.

Every contender gives three quantiles (5, 50, 95 %) for the same rows. Ruộng's are its product path:
one booster and conformal edges. The peers are three quantile models each: scikit-learn's
HistGradientBoostingRegressor and LightGBM's scikit-learn wrapper, with the same number of rounds
and leaves. `booster` is Ruộng's way of calling LightGBM with three quantile models as well, so that
it can be told what comes from the call and what from needing one model instead of three. Each
contender runs in a process of its own, so that its memory is its own; the fastest of `RUNS` counts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import lightgbm as lgb
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from models.boosting import CHUNK, ROUNDS, SMALL
from models.yields.model import train
from models.yields.residual import Cases

ROWS, TAUGHT, FEATURES, RUNS, SEED = 1_000_000, 4_000, 8, 2, 20260220
QUANTILES = (0.05, 0.5, 0.95)


def rows(count: int) -> np.ndarray:
    return np.random.default_rng(SEED).normal(size=(count, FEATURES))


def taught() -> Cases:
    random = np.random.default_rng(SEED)
    x = random.normal(size=(TAUGHT, FEATURES))
    kg_ha = 6_000 + 300 * np.sin(x[:, 0]) - 200 * np.abs(x[:, 1]) + random.normal(0, 400, TAUGHT)
    names = tuple(f"f{n}" for n in range(FEATURES))
    season = np.where(np.arange(TAUGHT) % 2, "2025-SA", "2025-WS")
    return Cases(x, names, kg_ha, season, np.arange(TAUGHT) % 60)


def ruong(cases: Cases, asked: np.ndarray) -> tuple[float, float]:
    start = time.perf_counter()
    model = train(cases, SEED)
    learned = time.perf_counter()
    season = np.array(["2025-WS", "2025-SA"], dtype=object)[np.arange(len(asked)) % 2]
    said = model.forecast(asked, season, np.full(len(asked), 6e3), np.zeros(len(asked), bool))
    done = time.perf_counter()
    if not model.residual.trees or not (said.low <= said.high).all():
        raise AssertionError("the benchmark must forecast with trees and sound intervals")
    return learned - start, done - learned


def booster(cases: Cases, asked: np.ndarray) -> tuple[float, float]:
    start = time.perf_counter()
    models = []
    for quantile in QUANTILES:
        params = SMALL | {"objective": "quantile", "alpha": quantile}
        data = lgb.Dataset(cases.rows, cases.kg_ha, params={"verbose": -1})
        models.append(lgb.train(params, data, ROUNDS))
    learned = time.perf_counter()
    for model in models:
        for part in range(0, len(asked), CHUNK):
            model.predict(asked[part : part + CHUNK], num_threads=0)
    return learned - start, time.perf_counter() - learned


def wrapper(cases: Cases, asked: np.ndarray) -> tuple[float, float]:
    made = [
        lgb.LGBMRegressor(
            objective="quantile",
            alpha=q,
            n_estimators=ROUNDS,
            num_leaves=SMALL["num_leaves"],
            max_depth=SMALL["max_depth"],
            learning_rate=SMALL["learning_rate"],
            verbose=-1,
        )
        for q in QUANTILES
    ]
    return _peer(made, cases, asked)


def histogram(cases: Cases, asked: np.ndarray) -> tuple[float, float]:
    made = [
        HistGradientBoostingRegressor(
            loss="quantile",
            quantile=q,
            max_iter=ROUNDS,
            max_leaf_nodes=SMALL["num_leaves"],
            max_depth=SMALL["max_depth"],
            learning_rate=SMALL["learning_rate"],
            early_stopping=False,
        )
        for q in QUANTILES
    ]
    return _peer(made, cases, asked)


def _peer(made: list, cases: Cases, asked: np.ndarray) -> tuple[float, float]:
    start = time.perf_counter()
    models = [model.fit(cases.rows, cases.kg_ha) for model in made]
    learned = time.perf_counter()
    for model in models:
        model.predict(asked)
    return learned - start, time.perf_counter() - learned


CONTENDERS: dict[str, Callable[[Cases, np.ndarray], tuple[float, float]]] = {
    "ruong": ruong,
    "booster": booster,
    "lightgbm sklearn wrapper": wrapper,
    "sklearn HistGradientBoosting": histogram,
}
PEERS = ("lightgbm sklearn wrapper", "sklearn HistGradientBoosting")


def measure(name: str, count: int) -> tuple[float, float, float]:
    """Return seconds of training, seconds of forecasting, peak MB above what the data takes."""
    cases, asked = taught(), rows(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    training, forecasting = CONTENDERS[name](cases, asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return training, forecasting, (peak - before) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    count = parser.parse_args().rows
    found = {}
    spawn = multiprocessing.get_context("spawn")
    for name in CONTENDERS:
        runs = []
        for _ in range(RUNS):
            with ProcessPoolExecutor(1, mp_context=spawn) as pool:
                runs.append(pool.submit(measure, name, count).result())
        found[name] = [min(run[n] for run in runs) for n in range(3)]
    for n, (task, size) in enumerate((("train", TAUGHT), ("forecast x 3 quantiles", count))):
        for name, figures in found.items():
            line = {
                "contender": name,
                "task": task,
                "size": size,
                "seconds": round(figures[n], 3),
                "peak_mb": round(figures[2], 1),
            }
            if name == "ruong":
                line["ratio"] = round(min(found[peer][n] for peer in PEERS) / figures[n], 2)
            print(json.dumps(line))


if __name__ == "__main__":
    main()
