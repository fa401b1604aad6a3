"""`ruong trace vectors` on files that are not what they should be."""

import json

import pytest

from app.cli import main
from app.commands.trace_vectors import answers


def written(tmp_path, content):
    file = tmp_path / "rows.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_only_the_inputs_are_looked_at(tmp_path):
    row = {"linter": "yesno", "data": "2", "ok": True, "error": "NONE", "marked": ""}
    assert answers("linters", written(tmp_path, [row])) == [
        {"ok": False, "error": "NOT_ZERO_OR_ONE", "marked": "*2*"}
    ]


def test_bytes_that_are_no_text_keep_their_bytes(tmp_path):
    row = {"linter": "cset82", "data": {"hex": "41ff"}}
    assert answers("linters", written(tmp_path, [row])) == [
        {"ok": False, "error": "INVALID_CSET82_CHARACTER", "marked": {"hex": "412aff2a"}}
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ({"linter": "csum"}, "not a list"),
        ([{"linter": "csum"}, {"data": "1"}], "row 1 lacks 'data'; row 2 lacks 'linter'"),
        ([{"linter": "nosuch", "data": "1"}], "no GS1 linter"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, capsys, content, said):
    assert main(["trace", "vectors", "linters", str(written(tmp_path, content))]) == 1
    assert said in capsys.readouterr().err


def test_an_unknown_setting_or_check_is_refused(tmp_path, capsys):
    row = {"uri": "https://a/01/1", "settings": {"setEverything": True}}
    assert main(["trace", "vectors", "dl_uri_parse", str(written(tmp_path, [row]))]) == 1
    row = {"check": "validateAll", "bracketed_ai": "(99)A", "settings": {}}
    assert main(["trace", "vectors", "ai_association_validate", str(written(tmp_path, [row]))]) == 1
    errors = capsys.readouterr().err
    assert "setEverything" in errors
    assert "validateAll" in errors


def test_a_missing_file_is_named(tmp_path, capsys):
    assert main(["trace", "vectors", "linters", str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err
