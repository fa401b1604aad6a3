"""The store holds whole parts only, knows what they were made of, and survives a kill."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pandas as pd
import pytest

from data_sources.datasets import ENSO
from data_sources.errors import Missing, Refused
from data_sources.step import Made, digests, keep, tags
from data_sources.store import Provenance, Store
from data_sources.tag import REAL, SIMULATED, Tag

MADE = Provenance(REAL, "public domain", "v1", {"oni.csv": "abc"}, ("12 months",))


def months(*values: float) -> pd.DataFrame:
    time = pd.date_range("2025-01-01", periods=len(values), freq="MS", unit="us")
    return pd.DataFrame({"time": time, "oni": list(values)})


def everything(root) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_what_rests_comes_back_with_what_it_was_made_of(tmp_path) -> None:
    store = Store(tmp_path)
    store.write(ENSO, months(0.1, 0.2), MADE)
    assert store.read(ENSO).equals(months(0.1, 0.2))
    assert store.resting(ENSO).provenance == MADE
    assert store.parts(ENSO) == ["all"]


def test_the_same_data_gives_the_same_bytes(tmp_path) -> None:
    for name in ("a", "b"):
        Store(tmp_path / name).write(ENSO, months(0.1), MADE)
    assert everything(tmp_path / "a") == everything(tmp_path / "b")


def test_refused_data_leaves_the_store_as_it_was(tmp_path) -> None:
    store = Store(tmp_path)
    store.write(ENSO, months(0.1), MADE)
    before = everything(tmp_path)
    with pytest.raises(Refused, match="oni spans"):
        store.write(ENSO, months(99.0), MADE)
    assert everything(tmp_path) == before


def test_a_new_version_takes_the_place_of_the_old(tmp_path) -> None:
    store = Store(tmp_path)
    store.write(ENSO, months(0.1), MADE)
    store.write(ENSO, months(0.2), MADE)
    assert store.read(ENSO)["oni"].tolist() == [0.2]
    assert len(list((tmp_path / "enso").glob("all@*"))) == 1


def test_what_was_never_written_is_missing_and_a_part_cannot_leave_the_store(tmp_path) -> None:
    with pytest.raises(Missing, match="enso"):
        Store(tmp_path).read(ENSO)
    with pytest.raises(Refused, match="its name is not"):
        Store(tmp_path).write(ENSO, months(0.1), MADE, "../outside")


def test_a_kill_at_any_moment_leaves_a_whole_part(tmp_path) -> None:
    """Kill -9 a process that rewrites one part over and over; whatever is there must be whole."""
    code = textwrap.dedent("""
        import sys
        import pandas as pd
        from pathlib import Path
        from data_sources.datasets import ENSO
        from data_sources.store import Provenance, Store
        from data_sources.tag import REAL
        store = Store(Path(sys.argv[1]))
        time = pd.date_range("2000-01-01", periods=300, freq="MS", unit="us")
        for n in range(10_000):
            table = pd.DataFrame({"time": time, "oni": float(n % 5)})
            store.write(ENSO, table, Provenance(REAL, "", str(n)))
            print(n, flush=True)
    """)
    for wanted in ("3", "7", "11"):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        with process:
            for line in process.stdout:
                if line.strip() == wanted:
                    os.kill(process.pid, signal.SIGKILL)
                    break
        whole = Store(tmp_path).read(ENSO)
        assert len(whole) == 300
        assert whole["oni"].nunique() == 1


def test_a_step_runs_once_until_an_input_or_the_code_changes(tmp_path) -> None:
    store, runs = Store(tmp_path), []

    def make() -> Made[pd.DataFrame]:
        runs.append(1)
        return Made(months(float(len(runs))), SIMULATED, "none")

    assert keep(store, (ENSO, "all"), {"a": "1"}, "v1", make).made_now
    assert not keep(store, (ENSO, "all"), {"a": "1"}, "v1", make).made_now
    assert keep(store, (ENSO, "all"), {"a": "2"}, "v1", make).made_now
    assert keep(store, (ENSO, "all"), {"a": "2"}, "v2", make).made_now
    assert len(runs) == 3
    assert tags(store, [(ENSO, "all"), (ENSO, "other")]) == [SIMULATED]
    assert list(digests(store, [(ENSO, "all"), (ENSO, "other")])) == ["enso/all"]


def test_an_analogue_keeps_its_place_through_the_store(tmp_path) -> None:
    store = Store(tmp_path)
    store.write(ENSO, months(0.1), Provenance(Tag("analogue", "An Giang"), "", "v1"))
    assert store.resting(ENSO).provenance.tag.vi == "tương tự (An Giang)"
    assert json.loads((tmp_path / "enso" / "all.json").read_text())["provenance"]["tag"]
