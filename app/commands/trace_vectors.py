"""`ruong trace vectors KIND FILE`: answer a conformance file's rows, one JSON object a row.

Only a row's inputs are looked at; the answer has the names the file gives to its expected outputs.
Text that is no UTF-8 is read and written as `{"hex": ...}`, a byte a character in between.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from app.command import Command
from data_sources.errors import Missing, Refused
from traceability.gs1 import associations
from traceability.gs1.element_string import (
    read_bracketed,
    read_element_string,
    write_element_string,
)
from traceability.gs1.escaping import escape_path, escape_query, unescape_path, unescape_query
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.link_syntax import read_link, write_link
from traceability.gs1.linters import lint
from traceability.gs1.scan_data import Scan, read_scan, write_scan
from traceability.gs1.syntax import Rules

MOST_BYTES = 64_000_000

Row = Mapping[str, object]
Answer = dict[str, object]

# The reference engine's switches; those that change nothing in an answer map to None.
SWITCHES = {
    "setPermitUnknownAIs": "unknown_ais",
    "setPermitZeroSuppressedGTINinDLuris": "short_gtins",
    "permitConvenienceAlphas": "aliases",
    "setValidateAIassociations": "requisites",
    "setValidationEnabled:vREQUISITE_AIS": "requisites",
    "setValidationEnabled:vUNKNOWN_AI_NOT_DL_ATTR": "known_attributes",
    "setAddCheckDigit": None,
    "setIncludeDataTitlesInHRI": None,
}
CHECKS = {
    "validateAImutex": associations.exclusive,
    "validateAIrequisites": associations.requisite,
    "validateAIrepeats": associations.repeated,
    "validateDigSigRequiresSerialisedKey": associations.signed_serial,
}


def linters(row: Row) -> Answer:
    """Run one linter."""
    data = _text(row["data"])
    fault = lint(str(row["linter"]), data)
    if fault is None:
        return {"ok": True}
    return {"ok": False, "error": fault.rule, "marked": _shown(fault.marked(data))}


def dl_uri_parse(row: Row) -> Answer:
    """Read a Digital Link."""
    try:
        link = read_link(_text(row["uri"]), _rules(row))
    except SyntaxRefused:
        return {"ok": False, "element_string": ""}
    return {"ok": True, "element_string": _shown(write_element_string(link.elements))}


def dl_uri_generate(row: Row) -> Answer:
    """Write a Digital Link."""
    rules = _rules(row)
    try:
        elements = read_bracketed(_text(row["bracketed_ai"]), rules)
        uri = write_link(elements, _text(row["stem"] or ""), rules)
    except SyntaxRefused:
        return {"ok": False, "uri": ""}
    return {"ok": True, "uri": uri}


def ai_bracketed_parse(row: Row) -> Answer:
    """Read the bracketed form."""
    try:
        elements = read_bracketed(_text(row["bracketed_ai"]), _rules(row))
    except SyntaxRefused:
        return {"ok": False, "element_string": ""}
    return {"ok": True, "element_string": _shown(write_element_string(elements))}


def ai_element_string_process(row: Row) -> Answer:
    """Read an element string."""
    return _accepts(lambda: read_element_string(_text(row["element_string"]), _rules(row)))


def ai_association_validate(row: Row) -> Answer:
    """Run one check of what may stand together."""
    check = CHECKS.get(str(row["check"]))
    if check is None:
        raise Missing(f"There is no check {row['check']!r}.", f"Known are {', '.join(CHECKS)}.")
    return _accepts(lambda: check(read_bracketed(_text(row["bracketed_ai"]), _rules(row))))


def scan_data_process(row: Row) -> Answer:
    """Read what a scanner sent."""
    try:
        scan = read_scan(_text(row["scan_data"]), _rules(row))
    except SyntaxRefused:
        return {"ok": False, "symbology": "NONE", "data": ""}
    return {"ok": True, "symbology": scan.symbology, "data": _shown(scan.data)}


def scan_data_generate(row: Row) -> Answer:
    """Write what a scanner would send."""
    add = bool(_settings(row).get("setAddCheckDigit"))
    scan = Scan(str(row["symbology"]), _text(row["data"]))
    try:
        return {"scan_data": _shown(write_scan(scan, _rules(row), add_check_digit=add))}
    except SyntaxRefused:
        return {"scan_data": None}


def uri_escape(row: Row) -> Answer:
    """Escape a text for both places of a link."""
    text = _text(row["in"])
    return {"path": escape_path(text), "query": escape_query(text)}


def uri_unescape(row: Row) -> Answer:
    """Undo the escapes of both places of a link."""
    text = _text(row["in"])
    return {"path": _shown(unescape_path(text)), "query": _shown(unescape_query(text))}


KINDS: dict[str, tuple[Callable[[Row], Answer], tuple[str, ...]]] = {
    "linters": (linters, ("linter", "data")),
    "dl_uri_parse": (dl_uri_parse, ("uri", "settings")),
    "dl_uri_generate": (dl_uri_generate, ("stem", "bracketed_ai", "settings")),
    "ai_bracketed_parse": (ai_bracketed_parse, ("bracketed_ai", "settings")),
    "ai_element_string_process": (ai_element_string_process, ("element_string", "settings")),
    "ai_association_validate": (ai_association_validate, ("check", "bracketed_ai", "settings")),
    "scan_data_process": (scan_data_process, ("scan_data", "settings")),
    "scan_data_generate": (scan_data_generate, ("symbology", "data", "settings")),
    "uri_escape": (uri_escape, ("in",)),
    "uri_unescape": (uri_unescape, ("in",)),
}


def answers(kind: str, file: Path) -> list[Answer]:
    """Answer every row of *file*, in order.

    Raises
    ------
    Missing, Refused
        If there is no such file, or it is not a list of rows with the inputs of *kind*.
    """
    answer, inputs = KINDS[kind]
    if not file.is_file():
        raise Missing(f"There is no file {file.name}.", "Name a conformance file of JSON rows.")
    if file.stat().st_size > MOST_BYTES:
        raise Refused(file.name, [f"it is larger than {MOST_BYTES:,} bytes"])
    try:
        rows = json.loads(file.read_bytes())
    except ValueError as error:
        raise Refused(file.name, [f"it is not JSON: {error}"]) from error
    _check_rows(rows, inputs, file.name)
    return [answer({name: row[name] for name in inputs}) for row in rows]


def _check_rows(rows: object, inputs: tuple[str, ...], name: str) -> None:
    if not isinstance(rows, list):
        raise Refused(name, ["it is not a list of rows"])
    faults = [
        f"row {number} lacks {wanted!r}"
        for number, row in enumerate(rows, 1)
        for wanted in inputs
        if not (isinstance(row, dict) and wanted in row)
    ]
    if faults:
        raise Refused(name, faults[:20])


def _accepts(read: Callable[[], object]) -> Answer:
    try:
        read()
    except SyntaxRefused:
        return {"ok": False}
    return {"ok": True}


def _settings(row: Row) -> Mapping[str, bool]:
    settings = row["settings"]
    if not isinstance(settings, dict) or set(settings) - set(SWITCHES):
        raise Refused("a row's settings", [f"{settings!r} is none of {', '.join(SWITCHES)}"])
    return settings


def _rules(row: Row) -> Rules:
    named = {SWITCHES[name]: bool(value) for name, value in _settings(row).items()}
    named.pop(None, None)
    known = named.pop("known_attributes", True)
    return Rules(unknown_attributes=not known, **{str(name): on for name, on in named.items()})


def _text(value: object) -> str:
    """Read a text as bytes, a character a byte."""
    if isinstance(value, dict):
        return bytes.fromhex(str(value["hex"])).decode("latin-1")
    return str(value).encode().decode("latin-1")


def _shown(text: str) -> str | dict[str, str]:
    raw = text.encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"hex": raw.hex()}


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE")


def _run(arguments: argparse.Namespace) -> int:
    for answer in answers(arguments.kind, arguments.file):
        print(json.dumps(answer))
    return 0


COMMAND = Command(
    vi="Trả lời các dòng của một tệp vectơ kiểm thử GS1",
    en="answer the rows of a GS1 conformance file",
    configure=_configure,
    run=_run,
)
