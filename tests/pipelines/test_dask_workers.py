"""The same units on a real dask cluster, with a worker killed while they are done."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from distributed import Client, LocalCluster

from data_sources.store import Store
from pipelines.cube import build_optical
from pipelines.grid import grid_over

pytestmark = [
    pytest.mark.slow,
    # A worker that is killed leaves its sockets and loops to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_killed_worker_changes_no_byte(catalogue, grid_bounds, made, tmp_path):
    grid = grid_over(grid_bounds)
    threads = build_optical(
        catalogue.table, grid, Store(tmp_path / "threads"), made, lambda _: None
    )
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        ) as cluster,
        Client(cluster) as client,
    ):
        victim = min(info["pid"] for info in client.run(_who).values())
        killer = threading.Timer(0.3, os.kill, (victim, signal.SIGKILL))
        killer.start()
        others = build_optical(
            catalogue.table,
            grid,
            Store(tmp_path / "others"),
            made,
            lambda _: None,
            workers=client.get_executor(),
        )
        killer.join()
    assert others.resting.digest == threads.resting.digest


def _who() -> dict[str, int]:
    return {"pid": os.getpid()}
