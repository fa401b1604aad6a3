"""Run contenders, each in a process of its own, and print what each took."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

OURS = ("ruong", "ruong, weights cached")
"""Contenders that do the very task of the peers."""
Work = Callable[[], object]


def parser(description: str) -> argparse.ArgumentParser:
    """Return the options every race has."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--runs", type=int, default=5, help="runs, of which the median counts")
    options.add_argument("--side", type=int, default=2000, help="pixels a side")
    options.add_argument("--dates", type=int, default=24)
    options.add_argument("--fields", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    options.add_argument("--only", nargs="*", help="names of contenders")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "ruong-race")
    options.add_argument("--contender", help=argparse.SUPPRESS)
    options.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    return options


def measure(work: Work, runs: int) -> None:
    """Do *work* once to warm up and *runs* times for the record; print the figures."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(statistics.median(times), 3), "peak_mb": round(peak)}))


def ask(module: str, contender: str, size: int, options: argparse.Namespace) -> dict[str, float]:
    """Measure one contender in a process of its own."""
    words = [sys.executable, "-m", module, "--contender", contender, "--size", str(size)]
    words += ["--runs", str(options.runs), "--side", str(options.side)]
    words += ["--dates", str(options.dates), "--folder", str(options.folder)]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"{contender} failed:\n{told.stderr[-2000:]}")
    return json.loads(told.stdout.splitlines()[-1])


def report(size: str, figures: Mapping[str, Mapping[str, float]], peers: tuple[str, ...]) -> None:
    """Print a line a contender; ours with how many times the best peer takes."""
    known = [figures[peer]["seconds"] for peer in peers if peer in figures]
    for name, figure in figures.items():
        line: dict[str, object] = {"contender": name, "size": size, **figure}
        if name in OURS and known:
            line["ratio"] = round(min(known) / figure["seconds"], 2)
        print(json.dumps(line), flush=True)
