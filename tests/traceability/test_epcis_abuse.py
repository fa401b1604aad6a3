"""What strangers may send: refused in a sentence, soon, and without filling the memory."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.epcis import document_faults, read
from traceability.epcis.bounds import MAX_BYTES, MAX_DEPTH

EVENT = (
    '{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",'
    '"type":"ObjectEvent","eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+07:00",'
    '"epcList":[],"action":"OBSERVE","ex:note":%s}'
)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n or str()};" * 10}">' for n in range(9))
    + "]><lolz>&lol9;</lolz>"
)


def nested(depth: int) -> bytes:
    return (EVENT % ("[" * depth + "]" * depth)).encode()


CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n", "it is empty"),
    "brace": (b"{", "it is not JSON"),
    "null": (b"null", "neither a JSON object"),
    "list_of_numbers": (b"[1]", "an event is an object"),
    "utf16_json": (b"\xff\xfe{\x00", "it is not UTF-8"),
    "latin1": ((EVENT % '"\xff"').encode("latin-1"), "it is not UTF-8 at byte"),
    "doubled_name": ((EVENT % "1").replace('"action"', '"type"').encode(), "'type' is given twice"),
    "nan": ((EVENT % "NaN").encode(), "NaN is no JSON number"),
    "minus_infinity": ((EVENT % "-Infinity").encode(), "-Infinity is no JSON number"),
    "too_big_number": ((EVENT % "1e999").encode(), "the number 1e999 is too big"),
    "too_long_number": ((EVENT % ("1" * 5000)).encode(), "it is not JSON"),
    "half_character": ((EVENT % r'"\ud800"').encode(), "half a character"),
    "half_in_name": ((EVENT % r'{"\udc00":1}').encode(), "half a character"),
    "zero_character": ((EVENT % r'"a\u0000b"').encode(), "the zero character"),
    "deep": (nested(MAX_DEPTH), "nest deeper"),
    "very_deep": (nested(100_000), "nest deeper"),
    "bomb": (BOMB.encode(), "document type or entities"),
    "external_dtd": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type or entities"),
    "default_attribute": (
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        "document type or entities",
    ),
    "parameter_entity": (
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/">%b;]><a/>',
        "document type",
    ),
    "unknown_entity": (b"<a>&b;</a>", "not well-formed"),
    "unclosed": (b"<a><b></a>", "not well-formed"),
    "control_character": (b"<a>\x01</a>", "not well-formed"),
    "unknown_encoding": (b'<?xml version="1.0" encoding="no-such"?><a/>', "not well-formed"),
    "broken_utf16": ("<a>".encode("utf-16") + b"\xff", "not well-formed"),
    "deep_xml": (b"<a>" * 100_000, "nest deeper"),
    "html": (b"<html/>", "<html> is no EPCIS document"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_a_sentence(case):
    data, fault = CASES[case]
    with pytest.raises(Refused) as refused:
        read(data, "the file")
    assert fault in str(refused.value)
    assert len(str(refused.value)) < 500


def test_a_pair_of_surrogates_is_a_character():
    assert document_faults(read((EVENT % r'"\ud83c\udf3e"').encode())) == []


def test_depth_within_the_bound_is_fine():
    assert document_faults(read(nested(MAX_DEPTH - 1))) == []


@pytest.mark.parametrize("filler", [b" ", b"<", b"[", b'"'])
def test_a_huge_body_is_refused_unseen(filler):
    data = b"{" + filler * (100 * 1024 * 1024)
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(Refused, match="over the limit of 16,777,216 bytes"):
        read(data)
    seconds, peak = time.process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 1
    assert peak < 1_000_000


def test_the_bound_is_sixteen_mebibytes():
    assert MAX_BYTES == 16 * 1024 * 1024


@pytest.mark.parametrize(
    "data",
    [
        (EVENT % ('"' + "0" * 200_000 + '"')).encode(),
        (EVENT % ("[" + ",".join(["1"] * 50_000) + "]")).encode(),
        (
            EVENT % ("{" + ",".join(f'"ex:{n}":"urn:epc:id:x"' for n in range(20_000)) + "}")
        ).encode(),
        b"<!--" + b"-" * 3_000 + b"<!DOCTYPE a>" + b" " * 100_000,
    ],
    ids=["digits", "list", "names", "prolog"],
)
def test_no_input_of_some_size_takes_long(data):
    start = time.process_time()
    with contextlib.suppress(Refused):
        list(read(data).hashes())
    assert time.process_time() - start < 5


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(Refused):
        document_faults(read(data))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                    lambda i: st.lists(i, max_size=3) | st.dictionaries(
                        st.sampled_from(["type", "@context", "eventTime", "action", "epcisBody",
                                         "eventList", "ex:a", "readPoint", "sensorElementList"]),
                        i | st.sampled_from(["ObjectEvent", "EPCISDocument"]), max_size=5),
                    max_leaves=12))  # fmt: skip
def test_any_json_is_judged_and_hashed_or_refused(value):
    with contextlib.suppress(Refused):
        document = read(json.dumps(value).encode())
        document_faults(document)
        assert len(list(document.hashes())) == len(document.events)
