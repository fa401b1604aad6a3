"""XML both ways: versions 1.2 and 2.0 in, 2.0 out, and what must survive the journey."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.epcis import document_faults, event_hash, read, write_json, write_xml
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.json_documents import document_of_json
from traceability.epcis.json_writer import to_json

OLD = """<?xml version="1.0"?>
<!DOCTYPE project>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:ex="https://ns.example.com/epcis/"
    xmlns:cbvmda="urn:epcglobal:cbv:mda" schemaVersion="1.2" creationDate="2026-02-21T00:00:00Z">
  <EPCISHeader>
    <sbdh:StandardBusinessDocumentHeader
        xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">
      <sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>
      <sbdh:Sender><sbdh:Identifier>urn:epc:id:pgln:8938500.00001</sbdh:Identifier></sbdh:Sender>
      <sbdh:DocumentIdentification>
        <sbdh:InstanceIdentifier>17</sbdh:InstanceIdentifier>
      </sbdh:DocumentIdentification>
    </sbdh:StandardBusinessDocumentHeader>
    <extension><EPCISMasterData><VocabularyList>
      <Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
        <VocabularyElement id="urn:epc:id:sgln:8938500.00001.0">
          <attribute id="urn:epcglobal:cbv:mda#name">Nhà máy xay Thới Lai</attribute>
          <attribute id="urn:epcglobal:cbv:mda#x"><ex:deep>1</ex:deep></attribute>
          <children><id>urn:epc:id:sgln:8938500.00001.1</id></children>
        </VocabularyElement>
      </VocabularyElementList></Vocabulary>
    </VocabularyList></EPCISMasterData></extension>
  </EPCISHeader>
  <EPCISBody><EventList>
    <ObjectEvent>
      <eventTime>2026-02-20T07:30+07:00</eventTime>
      <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
      <baseExtension>
        <eventID>urn:uuid:1</eventID>
        <errorDeclaration>
          <declarationTime>2026-02-21T00:00:00Z</declarationTime>
          <reason>urn:epcglobal:cbv:er:incorrect_data</reason>
          <correctiveEventIDs><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs>
        </errorDeclaration>
      </baseExtension>
      <epcList/>
      <action>ADD</action>
      <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
      <readPoint><id>urn:epc:id:sgln:8938500.00001.0</id><ex:row>7</ex:row></readPoint>
      <extension>
        <quantityList><quantityElement>
          <epcClass>urn:epc:class:lgtin:8938500.012345.L1</epcClass>
          <quantity>800.0</quantity><uom>KGM</uom>
        </quantityElement></quantityList>
        <sourceList>
          <source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:8938500.00001</source>
        </sourceList>
        <ilmd><cbvmda:lotNumber>L1</cbvmda:lotNumber></ilmd>
        <extension><persistentDisposition>
          <set>urn:epcglobal:cbv:disp:conformant</set>
        </persistentDisposition></extension>
      </extension>
      <ex:truck plate="65C-123.45">
         xe tải <ex:load>1</ex:load><ex:load>2</ex:load>
      </ex:truck>
      <ex:empty/>
    </ObjectEvent>
    <extension><TransformationEvent>
      <eventTime>2026-02-20T09:30:00Z</eventTime>
      <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
      <transformationID>urn:epc:id:gdti:8938500.00001.1</transformationID>
      <outputEPCList><epc>urn:epc:id:sscc:8938500.0000000001</epc></outputEPCList>
      <extension><sensorElementList><sensorElement>
        <sensorMetadata time="2026-02-20T09:30:00Z" ex:probe="a"/>
        <sensorReport type="gs1:Temperature" value="26.0" booleanValue="1" uom="CEL"
            component="ex:own" exception="gs1:ALARM_CONDITION"/>
        <sensorReport type="https://ref.gs1.org/voc/Speed" value="1e1"/>
      </sensorElement></sensorElementList></extension>
    </TransformationEvent></extension>
    <extension><ex:DryingEvent>
      <eventTime>2026-02-20T10:30:00Z</eventTime>
      <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
    </ex:DryingEvent></extension>
  </EventList></EPCISBody>
</epcis:EPCISDocument>"""


@pytest.fixture(scope="module")
def old():
    return read(OLD.encode())


def test_a_document_of_version_1_becomes_json_ld(old):
    assert document_faults(old) == []
    first = dict(old.events[0])
    assert first.pop("@context") == [
        STANDARD_CONTEXT,
        {
            "ex": "https://ns.example.com/epcis/",
            "cbvmda": "urn:epcglobal:cbv:mda",
            "sbdh": "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader",
        },
    ]
    assert first == {
        "type": "ObjectEvent",
        "eventTime": "2026-02-20T07:30:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "eventID": "urn:uuid:1",
        "errorDeclaration": {
            "declarationTime": "2026-02-21T00:00:00Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:uuid:2"],
        },
        "epcList": [],
        "action": "ADD",
        "bizStep": "commissioning",
        "readPoint": {"id": "urn:epc:id:sgln:8938500.00001.0", "ex:row": "7"},
        "quantityList": [
            {"epcClass": "urn:epc:class:lgtin:8938500.012345.L1", "quantity": 800.0, "uom": "KGM"}
        ],
        "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938500.00001"}],
        "ilmd": {"cbvmda:lotNumber": "L1"},
        "persistentDisposition": {"set": ["conformant"]},
        "ex:truck": {"#text": "xe tải", "@plate": "65C-123.45", "ex:load": ["1", "2"]},
        "ex:empty": "",
    }


def test_sensors_and_own_event_types_are_read(old):
    assert old.events[1]["sensorElementList"] == [
        {
            "sensorMetadata": {"time": "2026-02-20T09:30:00Z", "ex:probe": "a"},
            "sensorReport": [
                {
                    "type": "Temperature",
                    "value": 26.0,
                    "booleanValue": True,
                    "uom": "CEL",
                    "component": "ex:own",
                    "exception": "ALARM_CONDITION",
                },
                {"type": "Speed", "value": 10.0},
            ],
        }
    ]
    assert old.events[2]["type"] == "ex:DryingEvent"


def test_the_header_is_kept(old):
    assert old.envelope["sender"] == "urn:epc:id:pgln:8938500.00001"
    assert old.envelope["instanceIdentifier"] == "17"
    entry = old.envelope["epcisHeader"]["epcisMasterData"]["vocabularyList"][0]
    assert entry["vocabularyElementList"][0]["children"] == ["urn:epc:id:sgln:8938500.00001.1"]


@pytest.mark.parametrize("write", [write_xml, write_json])
def test_what_was_read_is_written_and_read_again(old, write):
    again = read(write(old))
    assert document_faults(again) == []
    assert [e | {"@context": 0} for e in again.events] == [e | {"@context": 0} for e in old.events]
    assert list(again.hashes()) == list(old.hashes())
    assert again.envelope["epcisHeader"] == old.envelope["epcisHeader"]
    assert again.envelope["sender"] == old.envelope["sender"]


def test_the_fields_come_in_the_order_of_the_xml_schema(old):
    text = write_xml(old).decode()
    names = ["<eventTime>", "<eventID>", "<errorDeclaration>", "<epcList", "<action>", "<bizStep>",
             "<readPoint>", "<quantityList>", "<sourceList>", "<persistentDisposition>", "<ilmd>",
             "<ex:truck"]  # fmt: skip
    places = [text.index(name) for name in names]
    assert places == sorted(places)


def test_a_query_document_keeps_its_answer():
    event = dict(read(OLD.encode()).events[0])
    value = {
        "@context": event.pop("@context"),
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-02-21T00:00:00Z",
        "ex:ignoreFields": ["ex:truck"],
        "epcisBody": {
            "queryResults": {
                "queryName": "SimpleEventQuery",
                "subscriptionID": "s",
                "resultsBody": {"eventList": [event]},
            }
        },
    }
    document = document_of_json(value)
    assert document_faults(document) == []
    assert document.ignored == {"{https://ns.example.com/epcis/}truck"}
    again = read(write_xml(document))
    assert document_faults(again) == []
    assert again.ignored == document.ignored
    assert list(again.hashes()) == list(document.hashes())
    assert to_json(document) == value


def fragment(inside: str, attributes: str = "") -> bytes:
    return (
        '<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" '
        f'creationDate="2026-01-01T00:00:00Z" {attributes}><EPCISBody><EventList><ObjectEvent>'
        "<eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>"
        f"<epcList/><action>OBSERVE</action>{inside}"
        "</ObjectEvent></EventList></EPCISBody></e:EPCISDocument>"
    ).encode()


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<madeUp>1</madeUp>", "does not know madeUp"),
        ("<action>ADD</action>", "more than one action"),
        ("<quantityList><item/></quantityList>", "quantityList: does not know item"),
        ("<childEPCs><epc>urn:x:y</epc></childEPCs>", "does not know childEPCs"),
        (
            "<bizStep>urn:epcglobal:cbv:bizstep:transforming</bizStep>",
            "$.epcisBody.eventList[0].biz",
        ),
        ("<readPoint><id>urn:a:b</id><id>urn:a:c</id></readPoint>", "more than one id"),
        ("<persistentDisposition><other>urn:a:b</other></persistentDisposition>", "not know other"),
        (
            (
                "<quantityList><quantityElement><epcClass>urn:a:b</epcClass>"
                "<quantity>twenty</quantity></quantityElement></quantityList>"
            ),
            "quantity",
        ),
    ],
)
def test_unknown_and_doubled_elements_are_refused(inside, fault):
    assert any(fault in line for line in document_faults(read(fragment(inside))))


def test_the_xml_schema_is_laxer_in_three_points():
    assert document_faults(read(fragment("<ilmd/>"))) == []
    epcs = "<epc>urn:a:b</epc>" * 2
    doubled = fragment("").replace(b"<epcList/>", f"<epcList>{epcs}</epcList>".encode())
    assert document_faults(read(doubled)) == []
    assert document_faults(document_of_json(to_json(read(doubled))))


def test_one_prefix_of_two_namespaces_stays_two():
    inside = '<x:a xmlns:x="urn:one:">1</x:a><x:a xmlns:x="urn:two:">2</x:a>'
    document = read(fragment(inside))
    assert {"x:a", "x2:a"} <= document.events[0].keys()
    assert list(read(write_xml(document)).hashes()) == list(document.hashes())


@pytest.mark.parametrize(
    ("extension", "fault"),
    [
        ({"ex:two words": 1}, "cannot be an XML name"),
        ({"nobody:knows": 1}, "declare its prefix"),
        ({"ex:a": "\x01"}, "character that XML lacks"),
        ({"ex:a": [[1]]}, "a list within a list"),
    ],
)
def test_what_xml_cannot_say_is_refused(extension, fault):
    event = dict(read(fragment("")).events[0]) | extension
    event["@context"] = [STANDARD_CONTEXT, {"ex": "urn:ex:"}]
    with pytest.raises(Refused, match=fault):
        write_xml(document_of_json(event))


NAMES = st.from_regex(r"ex:[a-z][a-z0-9]{0,5}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=8)
SCALARS = TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.floats(-1e6, 1e6)
EXTENSIONS = st.recursive(
    SCALARS,
    lambda inner: st.dictionaries(
        NAMES, inner | st.lists(inner, min_size=1, max_size=3), max_size=3
    ),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, EXTENSIONS, max_size=4), st.sampled_from(["event", "ilmd", "place"]))
def test_any_extension_keeps_its_hash_through_xml_and_json(extensions, where):
    event: dict[str, Any] = {
        "@context": [STANDARD_CONTEXT, {"ex": "https://ns.example.com/epcis/"}],
        "type": "ObjectEvent",
        "eventTime": "2026-01-01T00:00:00Z",
        "eventTimeZoneOffset": "+07:00",
        "epcList": [],
        "action": "ADD",
        "readPoint": {"id": "urn:epc:id:sgln:8938500.00001.0"},
    }
    if where == "event":
        event |= extensions
    elif where == "ilmd":
        event["ilmd"] = extensions
    else:
        event["readPoint"] |= extensions
    through = read(write_xml(document_of_json(event)))
    assert document_faults(through) == []
    assert list(through.hashes()) == [event_hash(event)]
    assert list(read(write_json(through)).hashes()) == [event_hash(event)]
