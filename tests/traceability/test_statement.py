"""The public statement: what is shown, what is held back, what outlives a person's erasure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.canonical import canonical
from traceability.epcis import event_hash
from traceability.harvest import CONTEXT, Harvest, harvest_event
from traceability.log.rejected import Rejected
from traceability.statement import (
    check_disclosed,
    entry_of,
    field_key,
    held_back,
    leaf_of,
    statement_of,
)
from traceability.whitelist import coarse_cell, shown

SALT = bytes(range(32))
UUID = "urn:uuid:00000000-0000-4000-8000-000000000001"
RECORDED = "2026-02-20T00:00:00Z"
HARVEST = Harvest(
    "09521234543213", "L1", date(2026, 2, 20), 1200.5, "31117", "2026-WS", "field-77",
    "Nguyễn Thị Tư", "VN-CTOR-0001", "simulated",
)  # fmt: skip
EVENT: dict[str, object] = {"eventID": UUID, **harvest_event(HARVEST)}


def sensed(**report: object) -> list[object]:
    return [{"sensorReport": [{"type": "Length", **report}]}]


def stated(event: dict[str, object], salt: bytes = SALT) -> dict[str, object]:
    return statement_of(event, RECORDED, event_hash(event), salt, event_hash)


def test_a_harvest_shows_the_commune_the_mass_and_the_code_and_no_person():
    statement = stated(EVENT)
    text = canonical(statement).decode()
    for public in ("31117", "1200.5", "VN-CTOR-0001", "2026-WS", "simulated", "/10/L1", UUID):
        assert public in text
    for personal in ("field-77", "Nguyễn", "seller", "fieldId"):
        assert personal not in text
    assert statement["recordTime"] == RECORDED
    assert statement["eventHash"] == event_hash(shown(EVENT))
    assert statement["eventHash"] != event_hash(EVENT)


def test_an_event_with_nothing_to_hide_keeps_its_own_hash_and_needs_no_commitment():
    plain = {k: v for k, v in EVENT.items() if k not in ("ruong:fieldId", "ruong:seller")}
    statement = stated(plain)
    assert "held" not in statement
    assert statement["eventHash"] == event_hash(plain)
    assert statement["event"] == {k: v for k, v in plain.items() if k != "eventID"}


def test_each_held_field_can_be_shown_alone_to_whom_it_concerns():
    statement = stated(EVENT)
    held = held_back(EVENT)
    assert set(held) == {"ruong:fieldId", "ruong:seller", "@context"}
    key = field_key(SALT, "ruong:seller")
    check_disclosed(statement, "ruong:seller", "Nguyễn Thị Tư", key)
    for name, value, used in (
        ("ruong:seller", "Nguyễn Thị Năm", key),
        ("ruong:fieldId", "Nguyễn Thị Tư", key),
        ("ruong:seller", "Nguyễn Thị Tư", field_key(bytes(32), "ruong:seller")),
        ("ruong:fieldId", "field-77", key),
    ):
        with pytest.raises(Rejected):
            check_disclosed(statement, name, value, used)


def test_without_the_salt_a_guess_cannot_be_tried_out():
    """Another salt changes every commitment and nothing else: no two names can be told apart."""
    one, other = stated(EVENT), stated(EVENT, bytes(32))
    assert set(one["held"]).isdisjoint(other["held"])  # pyright: ignore[reportArgumentType]
    assert {**one, "held": 0} == {**other, "held": 0}
    renamed = stated(EVENT | {"ruong:seller": "Trần Văn Sáu"})
    assert {**one, "held": 0} == {**renamed, "held": 0}


def test_an_event_id_made_from_personal_data_gets_a_pseudonym():
    named = EVENT | {"eventID": event_hash(EVENT)}
    statement = stated(named)
    assert str(statement["eventID"]).startswith("urn:uuid:")
    assert event_hash(EVENT) not in canonical(statement).decode()
    check_disclosed(statement, "eventID", named["eventID"], field_key(SALT, "eventID"))
    assert stated(named, bytes(32))["eventID"] != statement["eventID"]
    web = stated(EVENT | {"eventID": "https://farm.example/nguyen-thi-tu/1"})
    assert "nguyen" not in canonical(web).decode()
    plain = {k: v for k, v in named.items() if k not in ("ruong:fieldId", "ruong:seller")}
    plain["eventID"] = event_hash(plain)
    assert stated(plain)["eventID"] == plain["eventID"]


def test_erasing_data_and_salt_leaves_the_statement_and_its_leaf():
    statement = stated(EVENT)
    leaf = leaf_of(statement)
    stored = json.loads(entry_of(statement))
    assert leaf_of(stored) == leaf
    assert stated(shown(EVENT) | {"eventID": UUID})["event"] == statement["event"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sourceList", [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00225"}]),
        ("bizTransactionList", [{"bizTransaction": "urn:epc:id:gsrn:0614141.0000010253"}]),
        ("readPoint", {"id": "https://id.gs1.org/8018/952123454321000006"}),
        ("readPoint", {"id": "https://maps.example/nha-ba-tu"}),
        ("epcList", ["mailto:ba.tu@example.com"]),
        ("epcList", ["https://id.gs1.org/01/09521234543213/21/7?phone=0909123456"]),
        ("epcList", ["https://id.gs1.org/01/09521234543213/21/7#0909123456"]),
        ("parentID", "tel:0909123456"),
        ("disposition", "Bà Tư, 0909 123 456"),
        ("certificationInfo", "https://example.org/Nguyen+Thi+Tu.pdf"),
        ("example:note", "0909123456"),
        ("ilmd", {"example:grower": "0909123456"}),
        ("ilmd", {"cbvmda:lotNumber": {"grower": "0909123456"}}),
        ("ilmd", {"cbvmda:lotNumber": "x" * 201}),
        ("persistentDisposition", {"set": ["Bà Tư"], "note": "0909123456"}),
        ("quantityList", [{"epcClass": "tel:0909123456", "quantity": 1, "note": "0909123456"}]),
        ("sensorElementList", sensed(component="latitude", value=10.0336)),
        ("sensorElementList", sensed(stringValue="0909123456")),
    ],
)  # fmt: skip
def test_what_may_name_a_person_or_a_spot_is_held_back(name: str, value: object):
    event = {k: v for k, v in EVENT.items() if k not in ("ruong:fieldId", "ruong:seller")} | {
        name: value
    }
    public = shown(event)
    text = canonical(public).decode()
    for personal in (
        "Tư",
        "0909",
        "nguyen",
        "Nguyen",
        "ba-tu",
        "ba.tu",
        "pgln",
        "gsrn",
        "8018",
        "10.0336",
        "xxx",
    ):
        assert personal not in text, personal
    assert name in held_back(event)


def test_a_prefix_that_means_something_else_here_opens_nothing():
    event = EVENT | {"@context": [CONTEXT, {"ruong": "https://elsewhere.example/"}]}
    assert not any(name.startswith("ruong:") for name in shown(event))
    ilmd = EVENT | {"@context": [CONTEXT, {"cbvmda": "https://elsewhere.example/"}]}
    assert "ilmd" not in shown(ilmd)


def test_a_coordinate_is_shown_as_the_cell_around_it():
    # Geohash's published example: 57.64911, 10.40744 is u4pruydqqvj.
    assert coarse_cell(10.40744, 57.64911) == "u4pru"
    event = EVENT | {"readPoint": {"id": "geo:10.0336,105.7880"}}
    assert shown(event)["readPoint"] == {"id": "https://ruong.example/ns/cell/w3g1p"}
    assert held_back(event)["readPoint"] == {"id": "geo:10.0336,105.7880"}


def test_an_error_declaration_is_part_of_the_statement_without_its_free_text():
    declared = {
        "declarationTime": "2026-02-21T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": [UUID, "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0"],
        "example:comment": "Bà Tư ghi nhầm",
    }
    statement = stated(EVENT | {"errorDeclaration": declared})
    assert statement["errorDeclaration"] == {
        "declarationTime": "2026-02-21T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": [UUID],
    }
    check_disclosed(statement, "errorDeclaration", declared, field_key(SALT, "errorDeclaration"))
    assert leaf_of(statement) != leaf_of(stated(EVENT))


def test_an_event_without_its_name_or_with_a_short_salt_is_refused():
    with pytest.raises(Refused):
        stated({k: v for k, v in EVENT.items() if k != "eventID"})
    with pytest.raises(Refused):
        stated(EVENT, b"short")


@given(
    st.dictionaries(st.text(max_size=12), st.recursive(st.text(max_size=12), st.lists), max_size=5)
)
def test_nothing_unknown_is_ever_shown(extra: dict[str, object]):
    unknown = {k: v for k, v in extra.items() if k not in EVENT and k != "@context"}
    assert shown(EVENT | unknown) == shown(EVENT)


@pytest.mark.pack
def test_published_events_are_all_stated_and_their_extensions_held(conformance: Path):
    folder = (
        conformance
        / "openepcis-test-resources"
        / "2.0"
        / "EPCIS"
        / "JSON"
        / "Capture"
        / "Documents"
    )
    count = 0
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text())
        for event in document["epcisBody"]["eventList"]:
            context = document.get("@context")
            whole = {"@context": context, "eventID": UUID, **event}
            statement = stated(whole)
            assert {"event", "eventHash", "eventID", "recordTime"} <= statement.keys()
            assert "ext1" not in canonical(statement).decode()
            assert len(entry_of(statement)) <= 65_535
            count += 1
    assert count > 20
