"""`ruong world` builds a world and says where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main


def test_the_command_builds_the_world_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "world"
    asked = ["world", "--out", str(root), "--seed", "5", "--as-of", "2025-07-01", "--tiny"]
    assert main(asked) == 0
    assert str(root) in capsys.readouterr().out
    about = json.loads((root / "world.json").read_text(encoding="utf-8"))
    assert (about["seed"], about["as_of"], about["tag"]) == (5, "2025-07-01", "simulated")
    assert about["size"] == {"side_m": 2000, "fields": 60}


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["world", "--out", str(tmp_path / "world"), "--as-of", "2026-02-30"])
    assert not (tmp_path / "world").exists()
