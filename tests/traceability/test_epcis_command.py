"""`ruong trace epcis` from outside: what it prints where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.lots import REGISTER
from traceability.epcis import event_hash, read, write_xml
from traceability.epcis.bounds import MAX_BYTES
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.log.append import head
from traceability.log.signer import read_verifier
from traceability.log.storage import Folder
from traceability.register import open_register

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2026-02-20T07:30:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "OBSERVE",
    "epcList": ["urn:epc:id:sscc:8938500.0000000001"],
}
DOCUMENT = {
    "@context": STANDARD_CONTEXT,
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-02-21T00:00:00Z",
    "epcisBody": {"eventList": [EVENT, EVENT | {"action": "ADD"}]},
}


@pytest.fixture
def good(tmp_path) -> Path:
    path = tmp_path / "tốt.json"
    path.write_text(json.dumps(DOCUMENT), "utf-8")
    return path


@pytest.fixture
def bad(tmp_path) -> Path:
    path = tmp_path / "bad.json"
    wrong = DOCUMENT | {"epcisBody": {"eventList": [EVENT | {"action": "X"}]}}
    path.write_text(json.dumps(wrong), "utf-8")
    return path


def test_hashes_come_one_a_line_in_order(good, tmp_path, capsys):
    assert main(["trace", "epcis", "hash", str(good)]) == 0
    printed = capsys.readouterr()
    events = [
        event | {"@context": STANDARD_CONTEXT} for event in DOCUMENT["epcisBody"]["eventList"]
    ]
    assert printed.out.splitlines() == [event_hash(event) for event in events]
    assert printed.err == ""
    twin = tmp_path / "twin.xml"
    twin.write_bytes(write_xml(read(good.read_bytes())))
    assert main(["trace", "epcis", "hash", str(twin)]) == 0
    assert capsys.readouterr().out == printed.out


def test_accepted_files_end_well(good, capsys):
    assert main(["trace", "epcis", "validate", str(good), str(good)]) == 0
    assert capsys.readouterr().err == ""


def test_every_file_is_judged_and_every_refusal_told(good, bad, tmp_path, capsys):
    gone = tmp_path / "gone.json"
    assert main(["trace", "epcis", "validate", str(bad), str(gone), str(good)]) == 1
    printed = capsys.readouterr()
    assert f"{bad} is refused: $.epcisBody.eventList[0].action" in printed.err
    assert f"{gone} cannot be read" in printed.err
    assert str(good) in printed.out
    assert str(bad) not in printed.out


def test_a_huge_file_is_not_read_to_its_end(tmp_path, capsys):
    huge = tmp_path / "huge.xml"
    with huge.open("wb") as file:
        file.truncate(10 * MAX_BYTES)
    assert main(["trace", "epcis", "validate", str(huge)]) == 1
    assert "over the limit of 16,777,216 bytes" in capsys.readouterr().err
    assert main(["trace", "epcis", "hash", str(huge)]) == 1


def test_a_verb_is_needed(capsys):
    with pytest.raises(SystemExit):
        main(["trace", "epcis"])
    assert "VERB" in capsys.readouterr().err


def captured(workspace: Path, *files: Path) -> int:
    command = ["trace", "epcis", "capture", "--workspace", str(workspace)]
    return main([*command, *map(str, files)])


def registered(workspace: Path) -> int:
    register = open_register(workspace / "trace" / REGISTER)
    try:
        return register.size()
    finally:
        register.engine.dispose()


def test_captured_events_are_in_the_register_and_in_the_log(good, tmp_path, capsys):
    kept = tmp_path / "kept"
    assert captured(kept, good) == 0
    assert "2 sự kiện · events, log 2" in capsys.readouterr().out
    assert registered(kept) == 2
    key = read_verifier((kept / "trace" / "log.vkey").read_text().strip())
    assert head(Folder(kept / "trace" / "log"), [key]).head.size == 2


def test_capturing_again_changes_nothing(good, tmp_path):
    kept = tmp_path / "kept"
    assert captured(kept, good) == 0
    assert captured(kept, good) == 0
    assert registered(kept) == 2


def test_a_refused_file_leaves_nothing_and_stops_no_other(good, bad, tmp_path, capsys):
    kept = tmp_path / "kept"
    query = tmp_path / "query.json"
    query.write_text('{"EQ_action": ["ADD"]}')
    assert captured(kept, bad, query, good) == 1
    printed = capsys.readouterr()
    assert f"{bad} is refused" in printed.err
    assert f"{query} is refused: it holds no events (query)" in printed.err
    assert registered(kept) == 2


def test_one_event_id_cannot_say_two_things(tmp_path, capsys):
    kept = tmp_path / "kept"
    one = tmp_path / "one.json"
    named = EVENT | {"@context": STANDARD_CONTEXT, "eventID": "urn:uuid:1"}
    one.write_text(json.dumps(named))
    two = tmp_path / "two.json"
    two.write_text(json.dumps(named | {"action": "DELETE"}))
    assert captured(kept, one, two) == 1
    assert str(two) in capsys.readouterr().err
    assert registered(kept) == 1
