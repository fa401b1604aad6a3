"""Canonical JSON: RFC 8785's own numbers and files, and laws for everything else."""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.canonical import canonical, ecmascript_number, read_json

# RFC 8785, appendix B: IEEE 754 bits and what ECMAScript writes.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("bits", "written"), NUMBERS.items())
def test_a_double_is_written_as_ecmascript_writes_it(bits: str, written: str):
    assert ecmascript_number(struct.unpack(">d", bytes.fromhex(bits))[0]) == written


@pytest.mark.pack
def test_the_standards_own_files(conformance: Path):
    inputs = sorted((conformance / "jcs-rfc8785" / "input").iterdir())
    assert inputs
    for path in inputs:
        written = canonical(read_json(path.read_bytes()))
        assert written == (path.parents[1] / "output" / path.name).read_bytes()
        wanted = bytes.fromhex((path.parents[1] / "outhex" / f"{path.stem}.txt").read_text())
        assert written == wanted


@given(values)
def test_writing_and_reading_lose_nothing(value: object):
    written = canonical(value)
    assert canonical(read_json(written)) == written
    assert read_json(written) == value


@given(values, st.randoms(use_true_random=False))
def test_key_order_and_spacing_change_nothing(value: object, luck: random.Random):
    def shuffled(each: object) -> object:
        if isinstance(each, dict):
            items = list(each.items())
            luck.shuffle(items)
            return {key: shuffled(inner) for key, inner in items}
        return [shuffled(inner) for inner in each] if isinstance(each, list) else each

    spaced = json.dumps(shuffled(value), indent=luck.choice([None, 1, "\t"]), ensure_ascii=True)
    assert canonical(read_json(spaced)) == canonical(value)


def test_keys_sort_by_utf16_units_not_by_code_points():
    assert canonical({"\ufb33": 1, "\U0001f602": 2}) == '{"\U0001f602":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53 + 1, -(2**53) - 1, "\ud800", {1: 2}, {"a": b""}, (1,), {1}],
)
def test_what_json_has_not_is_refused(value: object):
    with pytest.raises(Refused):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "-Infinity",
        "1e999",
        "9007199254740993",
        "9" * 5000,
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        "[1,]",
        "{'a':1}",
        "01",
        "",
        "[" * 5000 + "]" * 5000,
        b"\xff",
        b'"\xed\xa0\x80"',
    ],
)
def test_text_that_two_programs_would_read_differently_is_refused(text: str | bytes):
    with pytest.raises(Refused):
        read_json(text)


def test_a_lone_surrogate_that_came_as_an_escape_is_refused_when_written():
    with pytest.raises(Refused, match="lone surrogate"):
        canonical(read_json('"\\ud800"'))


def test_nesting_is_bounded():
    deep: list[object] = []
    for _ in range(63):
        deep = [deep]
    assert canonical(deep) == b"[" * 64 + b"]" * 64
    with pytest.raises(Refused, match="nesting"):
        canonical([deep])
