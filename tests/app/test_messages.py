"""Every sentence exists in both languages, every key in the code exists, and none is idle."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.text.catalogue import Message, messages, read, say
from app.text.formats import known_units
from data_sources import vocabulary
from data_sources.contract import Variable

APP = Path(__file__).parents[2] / "app"
KEY = re.compile(r"(?:shell|marks|risk|sheet|advisory|lot|data)\.[a-z_0-9]*[a-z0-9]")
FILE = re.compile(r"(?:shell|marks|risk|sheet|advisory|lot|data)\\.")
NOT_KEYS = {"data.csv"}


def _written() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the keys written in the code, and the shapes of those that are computed."""
    whole: set[str] = set()
    shapes = [re.compile(r"risk\.map_\w+")]
    for file in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"\w+"
                    for v in node.values
                )
                if FILE.match(shape := "".join(parts)):
                    shapes.append(re.compile(shape))
            elif isinstance(node, ast.Constant) and KEY.fullmatch(str(node.value)):
                whole.add(str(node.value))
    return whole, shapes


def test_every_key_of_the_code_has_a_text():
    whole, shapes = _written()
    known = set(messages())
    assert sorted(key for key in whole - known - NOT_KEYS) == []
    assert [s.pattern for s in shapes if not any(s.fullmatch(key) for key in known)] == []


def test_no_text_is_idle():
    whole, shapes = _written()
    idle = [k for k in messages() if k not in whole and not any(s.fullmatch(k) for s in shapes)]
    assert idle == []


def test_both_languages_differ_where_words_are_said():
    names = {"shell.name", "data.unit"}
    same = [
        k
        for k, m in messages().items()
        if m.vi == m.en
        and re.search(r"[a-zà-ỹ]{3}", re.sub(r"\{\w+\}", "", m.vi))
        and k not in names
    ]
    assert [k for k in same if k not in {"sheet.area", "sheet.outlook_unit"}] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[a]\nvi = "một"\n', "has no text in en"),
        ('[a]\nvi = ""\nen = "one"\n', "has no text in vi"),
        ('[a]\nvi = "một {n}"\nen = "one"\n', "other values"),
        ('[a]\nvi = "một"\nen = "one"\nfr = "un"\n', "fr, which nobody reads"),
    ],
)
def test_a_missing_text_fails(tmp_path, text, fault):
    (tmp_path / "shell.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=fault):
        read(tmp_path)


def test_values_are_written_in_the_language():
    message = Message("{count} ruộng, {area:1} ha", "{count} fields, {area:1} ha", "{count} field")
    assert message.text("vi", {"count": 1234, "area": 1234.56}) == "1.234 ruộng, 1.234,6 ha"
    assert message.text("en", {"count": 1234, "area": 1234.56}) == "1,234 fields, 1,234.6 ha"
    assert message.text("en", {"count": 1, "area": 1}) == "1 field"
    assert message.text("vi", {"count": 1, "area": 1}) == "1 ruộng, 1,0 ha"


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        say("risk.no_such_text", "vi")


def test_every_unit_of_the_vocabulary_has_a_text():
    units = {v.unit for v in vars(vocabulary).values() if isinstance(v, Variable)}
    assert units - known_units() == set()
