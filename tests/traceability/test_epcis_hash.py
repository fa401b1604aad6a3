"""The event hash, rule by rule, and its laws."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.event_hash import documents, reference
from traceability.epcis import event_hash, prehash, read, write_json, write_xml
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.json_documents import document_of_json
from traceability.epcis.terms import DEFAULT_PREFIXES
from traceability.epcis.values import canonical_moment, canonical_text

CONTEXT = [STANDARD_CONTEXT, {"ex": "https://ns.example.com/epcis/", "bare": "urn:example"}]
HARVEST: dict[str, Any] = {
    "@context": CONTEXT,
    "type": "ObjectEvent",
    "eventID": "urn:uuid:3e5f",
    "eventTime": "2026-02-20T07:30:00.25+07:00",
    "eventTimeZoneOffset": "+07:00",
    "recordTime": "2026-02-20T01:00:00Z",
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "readPoint": {"id": "urn:epc:id:sgln:8938500.00001.0", "ex:ward": "Thới Lai", "bare:row": "7"},
    "quantityList": [
        {"epcClass": "urn:epc:class:lgtin:8938500.012345.L2", "quantity": 1200.50, "uom": "KGM"},
        {"epcClass": "urn:epc:class:lgtin:8938500.012345.L1", "quantity": 800, "uom": "KGM"},
    ],
    "bizTransactionList": [{"type": "prodorder", "bizTransaction": "urn:example:order:1"}],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938500.00001"}],
    "destinationList": [{"type": "location", "destination": "urn:epc:id:sgln:8938500.00002.7"}],
    "sensorElementList": [
        {
            "sensorReport": [
                {"type": "Temperature", "value": 31.0, "uom": "CEL"},
                {"type": "RelativeHumidity", "value": 80, "uom": "P1", "ex:probe": "a"},
            ],
        }
    ],
    "ilmd": {"ex:variety": "OM 5451", "cbvmda:lotNumber": "L1"},
    "ex:moisture": {"ex:percent": "24.50", "ex:by": ["b", "a"]},
    "rdfs:comment": "not part of the event",
}
SPELT = (
    "eventType=ObjectEvent"
    "eventTime=2026-02-20T00:30:00.250Z"
    "eventTimeZoneOffset=+07:00"
    "quantityList"
    "quantityElementepcClass=https://id.gs1.org/01/08938500123450/10/L1quantity=800uom=KGM"
    "quantityElementepcClass=https://id.gs1.org/01/08938500123450/10/L2quantity=1200.5uom=KGM"
    "action=ADD"
    "bizStep=https://ref.gs1.org/cbv/BizStep-commissioning"
    "disposition=https://ref.gs1.org/cbv/Disp-active"
    "readPointid=https://id.gs1.org/414/8938500000010{https://ns.example.com/epcis/}ward=Thới Lai"
    "sensorElementListsensorElement"
    "sensorReporttype=https://gs1.org/voc/RelativeHumidityvalue=80uom=P1"
    "{https://ns.example.com/epcis/}probe=a"
    "sensorReporttype=https://gs1.org/voc/Temperaturevalue=31uom=CEL"
    "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-prodorderbizTransaction=urn:example:order:1"
    "destinationListtype=https://ref.gs1.org/cbv/SDT-location"
    "destination=https://id.gs1.org/414/8938500000027/254/7"
    "ilmd{https://ns.example.com/epcis/}variety=OM 5451{urn:epcglobal:cbv:mda}lotNumber=L1"
    "readPoint{urn:example}row=7"
    "sourceListtype=https://ref.gs1.org/cbv/SDT-owning_party"
    "source=https://id.gs1.org/417/8938500000010"
    "{https://ns.example.com/epcis/}moisture{https://ns.example.com/epcis/}by=a"
    "{https://ns.example.com/epcis/}by=b{https://ns.example.com/epcis/}percent=24.5"
)


def test_an_event_is_spelt_in_the_one_way():
    assert prehash(HARVEST) == SPELT


def test_the_hash_names_its_algorithm_and_version():
    number = event_hash(HARVEST)
    assert number.startswith("ni:///sha-256;")
    assert number.endswith("?ver=CBV2.0")
    assert len(number) == len("ni:///sha-256;") + 64 + len("?ver=CBV2.0")


@pytest.mark.parametrize("name", ["eventID", "recordTime", "rdfs:comment"])
def test_what_is_not_of_the_event_does_not_count(name):
    assert event_hash(HARVEST | {name: "2020-01-01T00:00:00Z"}) == event_hash(HARVEST)


def test_an_error_declaration_leaves_the_hash_of_the_event_it_withdraws():
    declared = HARVEST | {"errorDeclaration": {"declarationTime": "2026-03-01T00:00:00Z"}}
    assert event_hash(declared) == event_hash(HARVEST)


def test_fields_a_document_ignores_are_left_out_wherever_they_stand():
    ignored = ["{https://ns.example.com/epcis/}by", "{https://ns.example.com/epcis/}ward"]
    assert "by=" not in prehash(HARVEST, ignored)
    assert "ward=" not in prehash(HARVEST, ignored)
    assert "percent=24.5" in prehash(HARVEST, ignored)


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("2023-02-02T11:04:03Z", "2023-02-02T11:04:03.000Z"),
        ("2023-02-02T11:04:03.1Z", "2023-02-02T11:04:03.100Z"),
        ("2023-02-02T11:04:03.1414Z", "2023-02-02T11:04:03.141Z"),
        ("2023-02-02T11:04:03.1415Z", "2023-02-02T11:04:03.142Z"),
        ("2023-02-02T11:04:03.1425Z", "2023-02-02T11:04:03.143Z"),
        ("2023-02-02T11:04:03.14149999Z", "2023-02-02T11:04:03.141Z"),
        ("2023-12-31T23:59:59.9995Z", "2024-01-01T00:00:00.000Z"),
        ("2024-03-01T06:59:59.123456789+07:00", "2024-02-29T23:59:59.123Z"),
        ("2023-02-02T11:04-05:30", "2023-02-02T16:34:00.000Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_are_utc_to_the_millisecond(written, spelt):
    assert canonical_moment(written) == spelt


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ("  1.0 ", "1"),
        ("0.3434000", "0.3434"),
        ("-0.0", "0"),
        ("+5", "5"),
        ("1e3", "1000"),
        (26.0, "26"),
        (12.10, "12.1"),
        (10**20, "100000000000000000000"),
        (True, "true"),
        (None, ""),
        ("1_000", "1_000"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        ("OM5451", "OM5451"),
        ("urn:epcglobal:cbv:bizstep:receiving", "https://ref.gs1.org/cbv/BizStep-receiving"),
        ("gs1:Temperature", "https://gs1.org/voc/Temperature"),
        ("epcis:SensorElement", "https://ref.gs1.org/epcis/SensorElement"),
        ("ex:own", "ex:own"),
        ("geo:10.03,105.78", "geo:10.03,105.78"),
        ({"@value": "7.0", "@type": "xsd:decimal"}, "7"),
    ],
)
def test_values_have_one_spelling(value, spelt):
    assert canonical_text(value, {**DEFAULT_PREFIXES, "ex": "https://ns.example.com/"}) == spelt


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("urn:epc:id:sgtin:4012345.012345.1(2", "/01/04012345123456/21/1%282"),
        ("urn:epc:id:sscc:4012345.0000000333", "/00/040123450000003338"),
        ("urn:epc:id:sgln:4012345.00011.0", "/414/4012345000115"),
        ("urn:epc:id:grai:893850000001..7", "/8003/089385000000107"),
        ("urn:epc:id:gdti:4012345.55555.98", "/253/401234555555498"),
        ("urn:epc:idpat:gdti:893850000001..*", "/253/8938500000010"),
        ("urn:epc:id:cpi:4012345.ABC.123", "/8010/4012345ABC/8011/123"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", "/8006/040123451234560102/21/999"),
        ("urn:epc:idpat:itip:4012345.012345.01.02.*", "/8006/040123451234560102"),
        ("urn:epc:id:upui:4012345.012345.AB12", "/01/04012345123456/235/AB12"),
        ("urn:epc:class:lgtin:4012345.012345.*", "/01/04012345123456/10/%2A"),
        ("https://gao.example.vn/truy/01/8938500123450/10/L1", "/01/08938500123450/10/L1"),
        ("http://x.vn/01/08938500123450/22/V/10/L1/21/S?17=261231#a", "/01/08938500123450/21/S"),
        ("https://x.vn/gtin/08938500123450/lot/L:1", "/01/08938500123450/10/L%3A1"),
        ("https://x.vn/8018/401234598765400000/8019/1", "/8018/401234598765400000"),
        ("https://x.vn/414/8938500000013/254/a%2Fb", "/414/8938500000013/254/a%2Fb"),
    ],
)
def test_names_of_things_become_constrained_digital_links(uri, link):
    assert canonical_uri(uri) == "https://id.gs1.org" + link


@pytest.mark.parametrize(
    "uri",
    [
        "urn:epc:id:sgtin:4012345.01234.1",
        "urn:epc:id:sscc:40123.000000000333",
        "urn:epc:id:gid:1.2.3",
        "urn:epc:id:sgtin",
        "urn:uuid:3e5f",
        "https://example.com/01/2020/report",
        "https://example.com/00/12345",
        "http://transaction.acme.com/po/12345678",
    ],
)
def test_other_names_stay(uri):
    assert canonical_uri(uri) == uri


def test_contexts_may_nest_and_prefixes_may_be_anything():
    inner = {**HARVEST, "@context": [*CONTEXT, {"của": "https://ns.example.com/epcis/"}]}
    renamed = {name.replace("ex:", "của:"): value for name, value in inner.items()}
    renamed["readPoint"] = {
        name.replace("ex:", "của:"): value for name, value in HARVEST["readPoint"].items()
    }
    assert event_hash(renamed) == event_hash(HARVEST)


def test_a_full_address_as_a_name_is_split_behind_its_last_slash():
    named = {k: v for k, v in HARVEST.items() if k != "ex:moisture"}
    named["https://ns.example.com/epcis/moisture"] = HARVEST["ex:moisture"]
    assert event_hash(named) == event_hash(HARVEST)


def shuffled(value: Any, chance: random.Random) -> Any:
    """Reorder every object and every list."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {n: value[n] if n == "@context" else shuffled(value[n], chance) for n in names}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value


@given(st.randoms(use_true_random=False))
def test_order_never_counts(chance):
    assert event_hash(shuffled(HARVEST, chance)) == event_hash(HARVEST)


def leaves(value: Any, road: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name in value for leaf in leaves(value[name], (*road, name))]
    if isinstance(value, list):
        return [leaf for at, item in enumerate(value) for leaf in leaves(item, (*road, at))]
    return [road]


UNCOUNTED = {"@context", "eventID", "recordTime", "rdfs:comment"}
COUNTED = [road for road in leaves(HARVEST) if road[0] not in UNCOUNTED]


@given(st.sampled_from(COUNTED), st.text(st.characters(codec="ascii"), min_size=1, max_size=5))
def test_every_value_counts(road, salt):
    changed = copy.deepcopy(HARVEST)
    holder = changed
    for step in road[:-1]:
        holder = holder[step]
    holder[road[-1]] = f"{holder[road[-1]]}~{salt}~"
    assert event_hash(changed) != event_hash(HARVEST)


@given(st.sampled_from(COUNTED))
def test_every_removal_counts(road):
    changed = copy.deepcopy(HARVEST)
    holder = changed
    for step in road[:-1]:
        holder = holder[step]
    del holder[road[-1]]
    assert event_hash(changed) != event_hash(HARVEST)


def test_json_and_xml_of_one_event_hash_the_same():
    document = document_of_json(HARVEST)
    through_xml = read(write_xml(document))
    assert list(through_xml.hashes()) == [event_hash(HARVEST)]
    assert list(read(write_json(through_xml)).hashes()) == [event_hash(HARVEST)]


@pytest.mark.filterwarnings("ignore:open_text:DeprecationWarning")
def test_the_reference_generator_agrees():
    made = documents(60)
    ours = [number for one in made for number in document_of_json(one).hashes()]
    assert reference(made) == ours
