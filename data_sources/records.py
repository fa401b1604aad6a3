"""Tables that people keep: CSV, spreadsheets and the exports of field forms (KoboToolbox, ODK)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from data_sources.errors import Refused
from data_sources.material import Material, tidy
from data_sources.stations import plain_name

LARGEST_SHEET = 512 * 2**20
"""Most bytes a spreadsheet may unpack to: a zip of a few kB can hold gigabytes."""
MOST_ROWS = 1_000_000

Names = Mapping[str, Sequence[str]]
"""Our word for a column, and the names in plain letters that stand for it."""


def read(material: Material, names: Names, needed: Sequence[str]) -> pd.DataFrame:
    """Read a table of text in our column names; other columns are left out.

    Parameters
    ----------
    material
        A CSV or a spreadsheet.
    names
        What each column may be called. Form exports put groups before a name
        (`harvest/field_id`); only what follows the last stroke counts.
    needed
        Columns that must be there.

    Raises
    ------
    Refused
        Where the file is damaged or a needed column is missing or stands twice.
    """
    rows = _sheet(material) if material.content[:4] == b"PK\x03\x04" else material.table()
    meaning = {alias: word for word, aliases in names.items() for alias in (word, *aliases)}
    found: dict[str, str] = {}
    faults: list[str] = []
    for column in rows.columns:
        plain = plain_name(str(column).rsplit("/", 1)[-1]).replace(" ", "_")
        word = meaning.get(plain)
        if word in found.values():
            faults.append(f"{column} and another column both mean {word}")
        elif word:
            found[str(column)] = word
    faults += [f"the column {word} is missing" for word in needed if word not in found.values()]
    if faults:
        raise Refused(material.name, faults)
    return rows[list(found)].rename(columns=found)


def _sheet(material: Material) -> pd.DataFrame:
    """Read the first sheet of a spreadsheet as text; dates as YYYY-MM-DD."""
    stream = io.BytesIO(material.content)
    try:
        with zipfile.ZipFile(stream) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_SHEET:
            raise Refused(material.name, [f"it unpacks to {unpacked / 2**20:.0f} MiB"])
        book = load_workbook(stream, read_only=True, data_only=True)
        rows = [
            [_text(cell) for cell in row]
            for _, row in zip(
                range(MOST_ROWS), book.worksheets[0].iter_rows(values_only=True), strict=False
            )
        ]
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        OSError,
    ) as error:
        raise Refused(material.name, [f"it is no sound spreadsheet ({error})"]) from error
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise Refused(material.name, ["it holds no row"])
    width = max(len(row) for row in filled)
    header, *body = [row + [""] * (width - len(row)) for row in filled]
    named = [n for n, name in enumerate(header) if name]
    table = pd.DataFrame(body, dtype="str")[named].set_axis([header[n] for n in named], axis=1)
    return tidy(table, material.name)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
