"""What is an event and what is not: our schema and rules, and the official schema as the oracle."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.epcis import check, document_faults, faults, validate
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.json_documents import document_of_json
from traceability.epcis.schema import EVENT_FIELDS

TIMED = {
    "@context": STANDARD_CONTEXT,
    "eventTime": "2026-02-20T07:30:00+07:00",
    "eventTimeZoneOffset": "+07:00",
}
LOT = {"epcClass": "urn:epc:class:lgtin:8938500.012345.L1", "quantity": 800, "uom": "KGM"}
BOX = "urn:epc:id:sscc:8938500.0000000001"
EVENTS: dict[str, dict[str, Any]] = {
    "ObjectEvent": {
        **TIMED,
        "type": "ObjectEvent",
        "action": "ADD",
        "bizStep": "commissioning",
        "quantityList": [LOT],
        "readPoint": {"id": "urn:epc:id:sgln:8938500.00001.0"},
        "ilmd": {"cbvmda:lotNumber": "L1"},
        "certificationInfo": "https://example.com/vietgap/1",
        "ex:note": {"ex:any": [1, None, {"deep": True}]},
    },
    "AggregationEvent": {
        **TIMED,
        "type": "AggregationEvent",
        "action": "ADD",
        "parentID": BOX,
        "childQuantityList": [LOT],
    },
    "AssociationEvent": {
        **TIMED,
        "type": "AssociationEvent",
        "action": "ADD",
        "parentID": "urn:epc:id:grai:8938500.00001.1",
        "childEPCs": [BOX],
    },
    "TransactionEvent": {
        **TIMED,
        "type": "TransactionEvent",
        "action": "ADD",
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:example:po:1"}],
        "epcList": [BOX],
    },
    "TransformationEvent": {
        **TIMED,
        "type": "TransformationEvent",
        "inputQuantityList": [LOT],
        "outputQuantityList": [LOT],
        "sensorElementList": [
            {
                "sensorMetadata": {"time": "2026-02-20T07:30:00+07:00"},
                "sensorReport": [{"type": "Temperature", "value": 31.5, "uom": "CEL"}],
            }
        ],
    },
}


@pytest.mark.parametrize("kind", EVENTS)
def test_a_sound_event_comes_back(kind):
    assert check(EVENTS[kind]) is EVENTS[kind]


def test_an_event_type_of_ones_own_needs_an_address():
    assert faults({**TIMED, "type": "ex:Drying", "anything": 1}) == []
    assert faults({**TIMED, "type": "Drying"}) == ["$.type: 'Drying' is not a uri"]


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        (
            "ObjectEvent",
            {"eventTime": "22-07-2026"},
            "$.eventTime: '22-07-2026' is not a date-time",
        ),
        ("ObjectEvent", {"eventTime": "2026-02-30T00:00:00Z"}, "$.eventTime"),
        ("ObjectEvent", {"eventTimeZoneOffset": "+15:00"}, "$.eventTimeZoneOffset"),
        ("ObjectEvent", {"action": "SEEN"}, "$.action"),
        ("ObjectEvent", {"bizStep": "transforming"}, "$.bizStep: 'transforming' is neither a term"),
        ("ObjectEvent", {"bizStep": "urn:epcglobal:cbv:bizstep:shipping"}, "$.bizStep"),
        ("ObjectEvent", {"madeUp": 1}, "$: does not know madeUp"),
        ("ObjectEvent", {"ilmd": {"variety": "OM"}}, "$.ilmd: does not know variety"),
        ("ObjectEvent", {"action": "OBSERVE"}, "$.ilmd: describes things when they come to be"),
        ("ObjectEvent", {"quantityList": []}, "$: needs epcList, quantityList, or sensorElement"),
        ("ObjectEvent", {"epcList": [BOX, BOX]}, "$.epcList"),
        ("ObjectEvent", {"epcList": ["not a uri"]}, "$.epcList[0]: 'not a uri' is not a uri"),
        (
            "ObjectEvent",
            {"quantityList": [LOT | {"quantity": "800"}]},
            "$.quantityList[0].quantity",
        ),
        ("ObjectEvent", {"quantityList": [LOT | {"quantity": -1}]}, "$.quantityList[0].quantity"),
        ("ObjectEvent", {"quantityList": [LOT | {"weight": 1}]}, "does not know weight"),
        ("ObjectEvent", {"quantityList": [{"epcClass": BOX, "uom": "KGM"}]}, "no quantity"),
        ("ObjectEvent", {"persistentDisposition": {}}, "$.persistentDisposition"),
        ("ObjectEvent", {"sourceList": [{"source": BOX}]}, "$.sourceList[0]: lacks type"),
        ("ObjectEvent", {"errorDeclaration": {}}, "$.errorDeclaration: lacks declarationTime"),
        ("ObjectEvent", {"@context": None}, "$.@context"),
        ("AggregationEvent", {"childQuantityList": []}, "$: needs childEPCs or childQuantityList"),
        ("TransactionEvent", {"bizTransactionList": []}, "$.bizTransactionList: needs at least"),
        ("TransformationEvent", {"outputQuantityList": []}, "$: needs inputs and outputs"),
        ("TransformationEvent", {"action": "ADD"}, "$: does not know action"),
        (
            "TransformationEvent",
            {"sensorElementList": [{}]},
            "$.sensorElementList[0]: lacks sensor",
        ),
        ("TransformationEvent", {"sensorElementList": [{"sensorReport": [{}]}]}, "sensorReport[0]"),
    ],
)
def test_a_fault_is_named_with_its_path(kind, change, fault):
    found = faults(EVENTS[kind] | change)
    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in EVENTS
        for name in ("@context", "type", "eventTime", "eventTimeZoneOffset")
    ]
    + [("ObjectEvent", "action"), ("AssociationEvent", "parentID")],
)
def test_what_must_be_there_is_missed(kind, name):
    assert faults({key: value for key, value in EVENTS[kind].items() if key != name})


def test_a_parent_may_be_unknown_only_when_things_are_just_seen():
    orphan = {k: v for k, v in EVENTS["AggregationEvent"].items() if k != "parentID"}
    assert faults(orphan) == ["$: needs parentID with action ADD"]
    assert faults(orphan | {"action": "OBSERVE"}) == []


def test_a_transformation_may_be_told_in_parts():
    half = {k: v for k, v in EVENTS["TransformationEvent"].items() if k != "outputQuantityList"}
    assert faults(half) == [
        "$: needs inputs and outputs, or a transformationID that joins it to others"
    ]
    assert faults(half | {"transformationID": "urn:epc:id:gdti:8938500.00001.1"}) == []


def test_a_measurement_that_ends_before_it_starts_is_refused():
    late = {"startTime": "2026-02-20T08:00:00+07:00", "endTime": "2026-02-20T00:59:59Z"}
    report = [{"exception": "ALARM_CONDITION"}]
    event = EVENTS["ObjectEvent"] | {
        "sensorElementList": [{"sensorMetadata": late, "sensorReport": report}]
    }
    assert "ends" in faults(event)[0]


def test_all_faults_come_at_once():
    wrong = EVENTS["ObjectEvent"] | {"action": "X", "bizStep": "x", "eventTime": "x"}
    with pytest.raises(Refused) as refused:
        check(wrong)
    assert len(refused.value.faults) == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}])
def test_what_json_cannot_say_is_refused_in_a_sentence(value):
    assert faults(EVENTS["ObjectEvent"] | {"ex:odd": value})


@pytest.mark.parametrize("value", [None, [], "ObjectEvent", 7])
def test_only_an_object_is_an_event(value):
    assert faults(value)[0].startswith("$: an event is an object")


def document(events: list[Any]) -> dict[str, Any]:
    return {
        "@context": [STANDARD_CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-02-21T00:00:00Z",
        "epcisBody": {"eventList": events},
    }


def test_a_document_lends_its_context_and_names_the_place_of_a_fault():
    bare = {k: v for k, v in EVENTS["ObjectEvent"].items() if k != "@context"}
    assert document_faults(document_of_json(document([bare, bare]))) == []
    read = document_of_json(document([bare, bare | {"action": "X"}]))
    assert document_faults(read)[0].startswith("$.epcisBody.eventList[1].action: ")


@pytest.mark.parametrize("name", ["@context", "schemaVersion", "creationDate", "epcisBody"])
def test_an_envelope_must_be_whole(name):
    whole = document([])
    assert document_faults(document_of_json(whole)) == []
    part = {key: value for key, value in whole.items() if key != name}
    with pytest.raises(Refused, match=f"lacks {name}"):
        validate(document_of_json(part))


def test_a_document_wrong_all_over_is_told_a_hundred_faults():
    with pytest.raises(Refused) as refused:
        validate(document_of_json(document([{"type": "ObjectEvent"}] * 50)))
    assert len(refused.value.faults) == 101
    assert refused.value.faults[-1] == "and 50 more"


# --- the official schema as the oracle -----------------------------------------------------------

ODD = st.sampled_from(
    [None, 0, -1, 1.5, True, "", "x", "urn:x:y", [], [[]], {}, {"id": "urn:x:y"}, ["urn:x:y"],
     "ADD", "2026-02-20T07:30:00Z", {"ex:a": 1}, [{"type": "po"}]]
)  # fmt: skip
NAMES = sorted({name for fields in EVENT_FIELDS.values() for name in fields} | {"ex:a", "made"})
OURS_ALONE = ("certificationInfo", "persistentDisposition", "@context", "eventID")
"""Fields where we differ knowingly, or where the oracle's `uri` lets an empty host pass."""


@pytest.mark.pack
@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(EVENTS)), st.sampled_from(NAMES), ODD)
def test_any_field_with_any_value_is_judged_as_the_official_schema_judges(
    official, kind, name, value
):
    event = copy.deepcopy(EVENTS[kind]) | {name: value}
    if name in OURS_ALONE or name == "type":
        return
    theirs = official.is_valid(event)
    ours = faults(event)
    if theirs and ours:
        assert all("less than nothing" in f or "parentID" in f for f in ours), (event, ours)
    if not theirs:
        assert ours, event


@pytest.fixture(scope="session")
def official(conformance):
    schema = json.loads((conformance / "epcis-schemas/EPCIS-JSON-Schema.json").read_text())
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)
