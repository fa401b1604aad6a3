"""GS1's own rows: read from the pack, answered through the command, compared whole."""

import json
from collections import defaultdict

import pytest

from app.cli import main
from app.commands.trace_vectors import KINDS, answers
from data_sources.errors import Unavailable
from traceability.gs1 import generate
from traceability.gs1.element_string import fixed_first, write_bracketed, write_element_string
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.link_syntax import split_link
from traceability.gs1.linters import LINTERS, lint, linters
from traceability.gs1.sentences import sentence
from traceability.gs1.syntax import Rules

pytestmark = pytest.mark.pack

# The same coupons stand in the file as good, as not issued and as not known for want of a register.
REGISTER_ROWS = 8


def rows(conformance, kind):
    return json.loads((conformance / "gs1-syntax" / f"{kind}.json").read_text("utf-8"))


def expected(row, kind):
    return {name: value for name, value in row.items() if name not in KINDS[kind][1]}


def asks_the_register(row):
    return row.get("error") in ("INVALID_GCP_PREFIX", "GCP_DATASOURCE_OFFLINE")


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_answered_as_gs1_answers_it(conformance, kind):
    wanted = rows(conformance, kind)
    given = answers(kind, conformance / "gs1-syntax" / f"{kind}.json")
    assert len(given) == len(wanted) > 0
    wrong = [
        (row, answer)
        for row, answer in zip(wanted, given, strict=True)
        if answer != expected(row, kind) and not (kind == "linters" and asks_the_register(row))
    ]
    assert wrong == []


def test_the_register_rows_contradict_others_and_hold_with_a_register(conformance):
    by_data = defaultdict(set)
    asked = 0
    for row in rows(conformance, "linters"):
        by_data[row["linter"], str(row["data"])].add(row["ok"])
    for row in rows(conformance, "linters"):
        if not asks_the_register(row):
            continue
        asked += 1
        assert by_data[row["linter"], row["data"]] == {True, False}
        earlier = iter([True] if row["marked"].index("*") > 1 else [])

        def issued(_, earlier=earlier, offline=row["error"] == "GCP_DATASOURCE_OFFLINE"):
            if next(earlier, False):
                return True
            if offline:
                raise Unavailable("the register does not answer")
            return False

        fault = lint(row["linter"], row["data"], linters(issued))
        assert fault is not None
        assert (fault.rule, fault.marked(row["data"])) == (row["error"], row["marked"])
    assert asked == REGISTER_ROWS


def test_every_linter_of_the_dictionary_is_ours_and_tested(conformance):
    tested = {row["linter"] for row in rows(conformance, "linters")}
    assert all(sentence(row["error"]) for row in rows(conformance, "linters") if not row["ok"])
    named = {
        name
        for row in json.loads(generate.TABLE.read_text("utf-8")).values()
        for part in row["parts"]
        for name in part[4:]
    }
    assert named <= set(LINTERS)
    assert tested <= set(LINTERS)


def test_the_committed_table_is_what_the_dictionary_says(conformance):
    dictionary = conformance / "gs1-syntax" / "gs1-syntax-dictionary.txt"
    written = generate.text(generate.table(dictionary.read_text("utf-8")))
    assert generate.TABLE.read_text("utf-8") == written


def test_a_link_is_taken_apart_as_the_simple_parser_does(conformance):
    """The simple parser checks no value and no order, and fills short GTINs."""
    path = conformance / "gs1-dl-simple" / "dl_uri_parse_multi.json"
    lenient = Rules(unknown_ais=True, short_gtins=True)
    for row in json.loads(path.read_text("utf-8")):
        try:
            elements = split_link(row["uri"], lenient).elements
        except SyntaxRefused:
            assert not row["ok"], row["uri"]
            continue
        assert row["ok"], row["uri"]
        for order, suffix in ((elements, ""), (fixed_first(elements), "_sorted")):
            assert write_element_string(order) == row["unbracketed" + suffix]
            always = write_element_string(order, separate_all=True)
            assert always == row["unbracketed_extra_fnc1" + suffix]
            assert write_bracketed(order) == row["bracketed" + suffix]
            pairs = {element.ai.code: element.value for element in order}
            assert json.dumps(pairs, separators=(",", ":")) == row["json" + suffix]


def test_the_command_prints_an_object_a_row(conformance, capsys):
    file = conformance / "gs1-syntax" / "uri_unescape.json"
    assert main(["trace", "vectors", "uri_unescape", str(file)]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed == [expected(row, "uri_unescape") for row in rows(conformance, "uri_unescape")]
