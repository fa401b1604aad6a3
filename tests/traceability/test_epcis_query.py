"""Queries: every kind of parameter, what is refused, and the order and number of the answer."""

from __future__ import annotations

from typing import Any

import pytest

from data_sources.errors import Refused
from traceability.epcis import document_faults, from_texts, matches, parse_query, read, select
from traceability.epcis.document import STANDARD_CONTEXT

THING = "urn:epc:id:sgtin:8938500.012345"
LOT = "urn:epc:class:lgtin:8938500.012345"
PATTERN = "urn:epc:idpat:sgtin:8938500."
EX = {"ex": "https://ns.example.com/epcis/"}
EVENT: dict[str, Any] = {
    "@context": [STANDARD_CONTEXT, EX],
    "type": "ObjectEvent",
    "eventID": "urn:uuid:1",
    "eventTime": "2026-02-20T07:30:00+07:00",
    "recordTime": "2026-02-20T01:00:00Z",
    "eventTimeZoneOffset": "+07:00",
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "persistentDisposition": {"set": ["conformant"]},
    "readPoint": {"id": "urn:epc:id:sgln:8938500.00001.0", "ex:row": "7"},
    "bizLocation": {"id": "https://id.gs1.org/414/8938500000010"},
    "epcList": ["urn:epc:id:sgtin:8938500.012345.17"],
    "quantityList": [
        {"epcClass": "urn:epc:class:lgtin:8938500.012345.L1", "quantity": 800, "uom": "KGM"},
        {"epcClass": "https://id.gs1.org/01/08938500123450/10/L2", "quantity": 12, "uom": "XBX"},
    ],
    "bizTransactionList": [{"type": "prodorder", "bizTransaction": "urn:example:order:1"}],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938500.00001"}],
    "errorDeclaration": {
        "declarationTime": "2026-03-01T00:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:2"],
        "ex:by": "thanh tra",
    },
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2026-02-20T07:29:00+07:00", "deviceID": "urn:x:probe"},
            "sensorReport": [
                {"type": "Temperature", "value": 31.5, "uom": "CEL", "ex:side": "north"},
                {"type": "RelativeHumidity", "meanValue": 80, "percRank": 50, "uom": "P1"},
                {"exception": "ALARM_CONDITION", "booleanValue": True},
            ],
        }
    ],
    "ilmd": {
        "ex:variety": "OM 5451",
        "ex:harvest": {"ex:moisture": 24.5, "ex:on": "2026-02-20T00:00:00Z"},
    },
    "ex:ward": "Thới Lai",
    "ex:trip": {"ex:boat": {"ex:plate": "CT-1"}},
}  # fmt: skip


def asked(**parameters: Any) -> bool:
    return matches(parse_query({"@context": EX, **parameters}), EVENT)


@pytest.mark.parametrize(
    ("name", "hit", "miss"),
    [
        ("eventType", ["ObjectEvent", "TransactionEvent"], ["TransactionEvent"]),
        ("GE_eventTime", "2026-02-20T00:30:00Z", "2026-02-20T00:30:00.001Z"),
        ("LT_eventTime", "2026-02-20T00:30:00.001Z", "2026-02-20T00:30:00Z"),
        ("GE_recordTime", "2026-02-20T08:00:00+07:00", "2026-02-20T01:00:01Z"),
        ("EQ_action", ["ADD", "DELETE"], ["OBSERVE"]),
        ("EQ_bizStep", ["https://ref.gs1.org/cbv/BizStep-commissioning"], ["shipping"]),
        ("EQ_bizStep", ["urn:epcglobal:cbv:bizstep:commissioning"], ["urn:a:commissioning"]),
        ("EQ_disposition", ["active"], ["inactive"]),
        ("EQ_persistentDisposition_set", ["conformant"], ["recalled"]),
        ("EQ_readPoint", ["https://x.vn/414/8938500000010"], ["urn:epc:id:sgln:8938500.00002.0"]),
        ("EQ_bizLocation", ["urn:epc:id:sgln:8938500.00001.0"], ["urn:x:y"]),
        ("WD_bizLocation", ["urn:epc:id:sgln:8938500.00001.0"], ["urn:x:y"]),
        ("EQ_eventID", ["urn:uuid:1"], ["urn:uuid:2"]),
        ("MATCH_epc", ["https://x.vn/01/08938500123450/21/17"], [f"{THING}.1"]),
        ("MATCH_epc", [f"{PATTERN}012345.*"], [f"{PATTERN}012346.*"]),
        ("MATCH_epc", ["urn:epc:idpat:sgtin:8938500.*.*"], ["urn:epc:idpat:sgtin:8938501.*.*"]),
        ("MATCH_anyEPC", ["urn:epc:id:sgtin:8938500.012345.17"], ["urn:x:y"]),
        ("MATCH_epcClass", [f"{LOT}.L2"], [f"{LOT}.L3"]),
        ("MATCH_epcClass", ["urn:epc:idpat:sgtin:8938500.012345.*"], ["urn:x:y"]),
        ("MATCH_anyEPCClass", ["https://id.gs1.org/01/08938500123450/10/L1"], ["urn:x:y"]),
        ("EQ_quantity_KGM", [800], [12]),
        ("GE_quantity_KGM", 800, 801),
        ("GT_quantity_XBX", 11.5, 12),
        ("EQ_bizTransaction_prodorder", ["urn:example:order:1"], ["urn:example:order:2"]),
        ("EQ_source_owning_party", ["https://id.gs1.org/417/8938500000010"], ["urn:x:y"]),
        ("EQ_errorReason", ["incorrect_data"], ["did_not_occur"]),
        ("GE_errorDeclaration_Time", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("EQ_correctiveEventID", ["urn:uuid:2"], ["urn:uuid:3"]),
        ("EQ_ERROR_DECLARATION_ex:by", ["thanh tra"], ["ai"]),
        ("EQ_type", ["gs1:Temperature"], ["Pressure"]),
        ("GE_value_CEL", 31.5, 31.6),
        ("LE_meanValue_P1", 80, 79),
        ("EQ_value_CEL", [31.5], [31]),
        ("GT_percRank", 49, 50),
        ("GE_time", "2026-02-20T00:29:00Z", "2026-02-20T00:30:00Z"),
        ("EQ_deviceID", ["urn:x:probe"], ["urn:x:other"]),
        ("EQ_booleanValue", True, False),
        ("EQ_SENSORREPORT_ex:side", ["north"], ["south"]),
        ("EQ_readPoint_ex:row", ["7"], ["8"]),
        ("EQ_ILMD_ex:variety", ["OM 5451", "OM 18"], ["OM 18"]),
        ("GE_INNER_ILMD_ex:moisture", 24.5, 25),
        ("LT_INNER_ILMD_ex:on", "2026-02-21T00:00:00Z", "2026-02-20T00:00:00Z"),
        ("EQ_ex:ward", ["Thới Lai"], ["Cờ Đỏ"]),
        ("EQ_https://ns.example.com/epcis/#ward", ["Thới Lai"], ["Cờ Đỏ"]),
        ("EQ_INNER_ex:plate", ["CT-1"], ["CT-2"]),
    ],
)  # fmt: skip
def test_a_condition_is_met_or_not(name, hit, miss):
    assert asked(**{name: hit})
    assert not asked(**{name: miss})


@pytest.mark.parametrize(
    ("there", "absent"),
    [
        ("EXISTS_errorDeclaration", "EXISTS_ex:other"),
        ("EXISTS_sensorElementList", "EXISTS_ILMD_ex:other"),
        ("EXISTS_INNER_ex:boat", "EXISTS_INNER_ex:ward"),
        ("EXISTS_SENSORREPORT_ex:side", "EXISTS_SENSORMETADATA_ex:side"),
    ],
)
def test_existence_is_a_condition(there, absent):
    assert asked(**{there: None})
    assert not asked(**{absent: None})


def test_all_conditions_must_be_met():
    assert asked(EQ_action=["ADD"], EQ_bizStep=["commissioning"])
    assert not asked(EQ_action=["ADD"], EQ_bizStep=["shipping"])
    assert asked()


def test_a_place_holds_the_places_within_it():
    query = parse_query({"WD_readPoint": ["urn:x:province"]})
    within = {"urn:x:province": ["urn:epc:id:sgln:8938500.00001.0"]}
    assert matches(query, EVENT, lambda place: within.get(place, []))
    assert not matches(query, EVENT)


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"GE_eventDate": "2026-01-01T00:00:00Z"}, "$.GE_eventDate: is no parameter"),
        ({"EQ_ATTR_x_y": ["a"]}, "is no parameter"),
        ({"HASATTR_x": ["a"]}, "is no parameter"),
        ({"GE_eventTime": "not-a-date"}, "needs a date and time"),
        ({"GE_eventTime": "2026-01-01T00:00:00"}, "needs a date and time with its offset"),
        ({"EQ_action": ["SHIPPED"]}, "'SHIPPED' is no term of the standard for action"),
        ({"EQ_action": "ADD"}, "needs a list of texts"),
        ({"EQ_bizStep": ["transforming"]}, "no term of the standard for bizStep"),
        ({"EQ_quantity_KGM": ["8"]}, "nothing but numbers"),
        ({"GE_quantity_KGM": True}, "needs a number"),
        ({"MATCH_epc": ["urn:x:y"] * 1001}, "over the limit"),
        ({"orderDirection": "SIDEWAYS"}, "needs ASC or DESC"),
        ({"orderBy": "colour"}, "needs eventTime, recordTime"),
        ({"eventCountLimit": 0}, "whole number from 1"),
        ({"eventCountLimit": 1, "maxEventCount": 1}, "exclude each other"),
    ],
)
def test_what_is_no_query_is_refused(parameters, fault):
    with pytest.raises(Refused, match="query") as refused:
        parse_query(parameters)
    assert fault in str(refused.value)


def test_every_fault_of_a_query_is_named():
    with pytest.raises(Refused) as refused:
        parse_query({"GE_eventTime": "x", "EQ_action": ["X"], "colour": 1})
    assert len(refused.value.faults) == 3


def days(*order: int) -> list[dict[str, Any]]:
    return [EVENT | {"eventTime": f"2026-01-{day:02d}T00:00:00Z", "ex:rank": day} for day in order]


def test_the_newest_come_first_unless_asked_otherwise():
    events = days(2, 3, 1)
    assert [e["ex:rank"] for e in select(parse_query({}), events)] == [3, 2, 1]
    up = parse_query({"orderDirection": "ASC", "eventCountLimit": 2})
    assert [e["ex:rank"] for e in select(up, events)] == [1, 2]
    own = parse_query({"orderBy": "ex:rank", "orderDirection": "ASC"})
    assert [e["ex:rank"] for e in select(own, events)] == [1, 2, 3]


def test_an_answer_too_long_to_bear_is_refused():
    query = parse_query({"maxEventCount": 2})
    assert len(select(query, days(1, 2))) == 2
    with pytest.raises(Refused, match="over its maxEventCount of 2"):
        select(query, days(1, 2, 3))


def test_texts_become_the_values_their_names_ask_for():
    assert from_texts(
        {
            "EQ_action": ["ADD"],
            "GE_eventTime": ["2026-01-01T00:00:00Z"],
            "GE_quantity_KGM": ["1.5"],
            "EQ_quantity_KGM": ["1", "x"],
            "EQ_booleanValue": ["true"],
            "EXISTS_errorDeclaration": [""],
            "eventCountLimit": ["10"],
            "EQ_ex:a": ["7"],
            "EQ_ex:b": ["one", "two"],
            "EQ_ex:c": ["chữ"],
            "nonsense": ["1"],
        }
    ) == {
        "EQ_action": ["ADD"],
        "GE_eventTime": "2026-01-01T00:00:00Z",
        "GE_quantity_KGM": 1.5,
        "EQ_quantity_KGM": [1, "x"],
        "EQ_booleanValue": True,
        "EXISTS_errorDeclaration": "",
        "eventCountLimit": 10,
        "EQ_ex:a": 7,
        "EQ_ex:b": ["one", "two"],
        "EQ_ex:c": ["chữ"],
        "nonsense": "1",
    }


def poll(inside: str) -> bytes:
    return (
        '<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' creationDate="2026-01-01T00:00:00Z"><EPCISBody>{inside}</EPCISBody>'
        "</q:EPCISQueryDocument>"
    ).encode()


def test_a_query_in_xml_is_the_same_query():
    document = read(
        poll(
            "<q:Poll><queryName>SimpleEventQuery</queryName><params>"
            "<param><name>EQ_bizStep</name><value><string>shipping</string></value></param>"
            "<param><name>EQ_action</name><value>ADD</value></param>"
            "<param><name>GE_eventTime</name><value>2026-01-01T00:00:00Z</value></param>"
            '<param><name>EXISTS_errorDeclaration</name><value xsi:type="q:VoidHolder"/></param>'
            "</params></q:Poll>"
        )
    )
    assert document.kind == "query"
    assert document_faults(document) == []
    assert document.envelope == {
        "EQ_bizStep": ["shipping"],
        "EQ_action": ["ADD"],
        "GE_eventTime": "2026-01-01T00:00:00Z",
        "EXISTS_errorDeclaration": None,
    }


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<q:Poll><params/></q:Poll>", "Poll lacks queryName"),
        ("<q:Poll><queryName/><params/></q:Poll>", "Poll has an empty queryName"),
        ("<q:Poll><queryName>a</queryName><params><x/></params></q:Poll>", "something else"),
        ("<q:Poll><queryName>a</queryName><params/><who/></q:Poll>", "Poll does not know who"),
        ("<q:Unsubscribe/>", "Unsubscribe lacks subscriptionID"),
    ],
)
def test_a_broken_query_in_xml_is_refused(inside, fault):
    with pytest.raises(Refused, match=fault):
        read(poll(inside))
