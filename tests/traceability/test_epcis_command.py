"""`ruong trace epcis` from outside: what it prints where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from traceability.epcis import event_hash, read, write_xml
from traceability.epcis.bounds import MAX_BYTES
from traceability.epcis.document import STANDARD_CONTEXT

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
