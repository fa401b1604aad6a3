"""The commands of the register, from capture over check, backup and recall to erasure."""

import json

import pytest
import sqlalchemy as sa

from app.cli import main


@pytest.fixture
def workspace(tmp_path, monkeypatch, story):
    """A workspace with five events, captured by the command."""
    monkeypatch.setenv("RUONG_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.setenv("RUONG_KEYS", str(tmp_path / "keys"))
    events = [
        story.harvest("A", 60.0, ruong__seller="Lan"),
        story.harvest("B", 40.0, field="F2"),
        story.mixed({"A": 60.0, "B": 40.0}, {"M": 100.0}),
        story.mixed({"M": 100.0}, {"N": 130.0}, hour=11),
        story.moved("shipping", "N", 100.0),
    ]
    file = tmp_path / "events.json"
    file.write_text(json.dumps(events))
    assert main(["trace", "epcis", "capture", str(file)]) == 0
    return tmp_path


def test_capture_refuses_with_the_reason_and_keeps_nothing(workspace, story, capsys) -> None:
    bad = workspace / "bad.json"
    bad.write_text(json.dumps([story.harvest("Z"), story.harvest("Y") | {"action": "TAKE"}]))
    assert main(["trace", "epcis", "capture", str(bad)]) == 1
    assert "action" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["trace", "epcis", "capture"])
    assert main(["trace", "lot", story.name("Z")]) == 1


def test_a_lot_is_told_with_its_origins_and_what_is_wrong(workspace, story, capsys) -> None:
    capsys.readouterr()
    assert main(["trace", "lot", story.name("N")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(o["event"], o["per_cent"]) for o in told["origins"]] == [(0, 60.0), (1, 40.0)]
    assert [finding["event"] for finding in told["findings"]] == [3]
    assert "30,0 kg" in told["findings"][0]["vi"]
    assert "Lan" not in json.dumps(told)


def test_a_changed_register_is_found_out(workspace, capsys) -> None:
    assert main(["trace", "check"]) == 0
    engine = sa.create_engine(f"sqlite:///{workspace}/ws/trace/register.db")
    with engine.begin() as link:
        link.execute(sa.text("UPDATE event SET body = replace(body, '60.0', '61.0')"))
    engine.dispose()
    assert main(["trace", "check"]) == 1
    assert "0: " in capsys.readouterr().err


def test_backup_and_restore(workspace, monkeypatch, capsys) -> None:
    assert main(["trace", "backup", str(workspace / "b.zip")]) == 0
    assert main(["trace", "restore", str(workspace / "b.zip")]) == 1
    assert "not empty" in capsys.readouterr().err
    monkeypatch.setenv("RUONG_WORKSPACE", str(workspace / "other"))
    assert main(["trace", "restore", str(workspace / "b.zip")]) == 0
    assert main(["trace", "check"]) == 0


def test_recall_finds_what_a_field_s_season_went_into(workspace, story, capsys) -> None:
    capsys.readouterr()
    assert main(["trace", "recall", "F2", "2026-WS", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["affected"] == sorted(story.name(lot) for lot in "BMN")
    assert main(["trace", "recall", "F9", "2026-WS"]) == 1


def test_erasing_asks_first(workspace, capsys) -> None:
    assert main(["trace", "erase", "Lan"]) == 0
    assert "1 sự kiện" in capsys.readouterr().out
    assert main(["trace", "erase", "Lan", "--yes"]) == 0
    assert main(["trace", "check"]) == 0
    assert main(["trace", "erase", "Lan"]) == 0
    assert "0 sự kiện · events;" in capsys.readouterr().out


def test_a_code_s_owner_delegates_sees_and_denies(workspace, story, capsys) -> None:
    code, season = "VN-CTOR-0001", ["--season", "2026-WS"]
    assert main(["keys", "make", "root"]) == 0
    assert main(["keys", "make", "owner", "--name", code]) == 0
    owned = [*season, "--owner", "HTX", "--kg", "1000"]
    assert main(["trace", "code", "set", code, *owned]) == 0
    times = ["--since", "2000-01-01T00:00:00Z", "--until", "2099-01-01T00:00:00Z"]
    given = ["trace", "code", "delegate", code, *season, "--to", "Trader", "--kg", "500", *times]
    assert main(given) == 1, "a delegation may not begin before its owner's key"
    capsys.readouterr()
    later = [word.replace("2000-01", "2098-01") for word in given]
    assert main(later) == 0
    assert capsys.readouterr().out.startswith("sha-256:")
    own = story.harvest("O", 400.0, ruong__plantingAreaCode=code, ruong__seller="HTX")
    file = workspace / "code.json"
    file.write_text(json.dumps([own]))
    assert main(["trace", "epcis", "capture", str(file)]) == 0
    capsys.readouterr()
    assert main(["trace", "code", "claims", code, *season]) == 0
    claim = json.loads(capsys.readouterr().out)
    assert (claim["dry_kg"], claim["faults"]) == (400.0, [])
    assert main(["trace", "code", "deny", code, "--claim", claim["claim"]]) == 0
    capsys.readouterr()
    assert main(["trace", "code", "claims", code, *season]) == 1
    assert json.loads(capsys.readouterr().out)["faults"] == ["denied"]
    assert main(["trace", "check"]) == 0
    assert main(["trace", "code", "deny", code]) == 1
