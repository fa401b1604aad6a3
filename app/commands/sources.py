"""`ruong sources`: every source with its terms, its address and what it gives."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.command import Command
from app.settings import settings
from data_sources.errors import Missing
from data_sources.source import Source, catalogue
from data_sources.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """What is printed of one source; *state* says what of it rests in the workspace."""

    name: str
    vi: str
    en: str
    gives: str
    licence: str
    homepage: str
    state: str


def configure(parser: ArgumentParser) -> None:
    """Add the workspace and the form of the output."""
    parser.add_argument(
        "--workspace", type=Path, help="thư mục làm việc · folder of everything kept"
    )
    parser.add_argument("--json", action="store_true", help="in JSON · print JSON")


def run(arguments: Namespace) -> int:
    """Print the catalogue of sources, and which of them the workspace holds."""
    store = Store(settings(arguments.workspace).store)
    lines = [line_of(source, store) for source in catalogue().values()]
    if arguments.json:
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        return 0
    for line in lines:
        print(f"{line.name}: {line.vi} · {line.en} [{line.state}]")
        print(f"  {line.gives}")
        print(f"  {line.licence} <{line.homepage}>")
    return 0


def line_of(source: Source[Any], store: Store) -> Line:
    """Return what is printed of one source."""
    try:
        resting = store.resting(source.gives, source.name)
    except Missing:
        state = "chưa có · not here yet"
    else:
        tag = resting.provenance.tag
        state = f"{tag.vi} · {tag.en}"
    return Line(
        source.name,
        source.vi,
        source.en,
        f"{source.gives.vi} · {source.gives.en}",
        source.licence,
        source.homepage,
        state,
    )


COMMAND = Command(
    "Các nguồn dữ liệu: giấy phép, địa chỉ, tình trạng",
    "The sources of data: their terms, addresses and state",
    configure,
    run,
)
