"""Write `ai_table.json` from GS1's barcode syntax dictionary.

    python -m traceability.gs1.generate ../shared/conformance/gs1-syntax/gs1-syntax-dictionary.txt

Only facts are taken: each AI's components, their linters, what it goes with and what it excludes,
its place in a Digital Link. One AI, or range of AIs, a line.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from data_sources.errors import Refused
from traceability.gs1.linters import LINTERS

TABLE = Path(__file__).with_name("ai_table.json")
ENTRY = re.compile(
    r"(?P<ais>[0-9]{2,4}(?:-[0-9]{2,4})?)\s+"
    r"(?P<flags>[^\sA-Za-z0-9\[]*)\s*"
    r"(?P<parts>(?:\[?[NXYZ][0-9.]+\]?(?:,[a-z0-9]+)*\s*)+)"
    r"(?P<attributes>[^#]*)(?:#\s*(?P<title>.*\S))?\s*$"
)
FLAGS = {"*": "fixed", "?": "attribute"}
PART = re.compile(r"(\[?)([NXYZ])(\.\.)?([0-9]+)\]?((?:,[a-z0-9]+)*)")

Row = dict[str, object]


def table(dictionary: str) -> dict[str, Row]:
    """Read the dictionary's text into one row of facts for each AI or range of AIs.

    Raises
    ------
    Refused
        With every line that is no entry, or that names a linter we do not have.
    """
    rows: dict[str, Row] = {}
    faults: list[str] = []
    for number, line in enumerate(dictionary.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = ENTRY.match(line)
        if entry is None:
            faults.append(f"line {number} is no entry")
            continue
        rows[entry["ais"]] = _row(entry)
        unknown = {name for part in _parts(entry["parts"]) for name in part[4:]} - set(LINTERS)
        faults += [f"line {number} names the unknown linter {name}" for name in sorted(unknown)]
    if faults:
        raise Refused("the syntax dictionary", faults)
    return rows


def text(rows: dict[str, Row]) -> str:
    """Write *rows* as JSON, one a line."""
    lines = (
        f"{json.dumps(ais)}: {json.dumps(row, ensure_ascii=False)}" for ais, row in rows.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(entry: re.Match[str]) -> Row:
    row: Row = {"title": entry["title"] or "", "parts": _parts(entry["parts"])}
    row |= {name: True for flag, name in FLAGS.items() if flag in entry["flags"]}
    required: list[list[list[str]]] = []
    for attribute in entry["attributes"].split():
        name, _, value = attribute.partition("=")
        if name == "dlpkey":
            row["paths"] = [path.split(",") if path else [] for path in value.split("|")]
        elif name == "ex":
            row["excludes"] = value.split(",")
        elif name == "req":
            required.append([group.split("+") for group in value.split(",")])
    return row | ({"requires": required} if required else {})


def _parts(specification: str) -> list[list[str | int | bool]]:
    """Read components: character set, least and most characters, optional, linters."""
    return [
        [charset, 1 if dots else int(size), int(size), bool(optional), *linters.split(",")[1:]]
        for optional, charset, dots, size, linters in PART.findall(specification)
    ]


def main(dictionary: Path) -> None:
    """Write the table beside this file."""
    TABLE.write_text(text(table(dictionary.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
