"""The message catalogue: one text a key in Vietnamese and in English, with values filled in."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.text.formats import LANGUAGES, Language, day, number, short_day

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Message:
    """One text a reader sees.

    Parameters
    ----------
    vi, en
        With `{name}` where a value goes; a number may state its decimals, `{area:1}`, a day may be
        short, `{until:short}`.
    en_one
        The English of exactly one `{count}`; Vietnamese nouns have no plural.
    """

    vi: str
    en: str
    en_one: str = ""

    def text(self, language: Language, values: Mapping[str, object]) -> str:
        """Fill in the values, numbers and days written as the language writes them."""
        if language == "vi":
            wording = self.vi
        else:
            wording = self.en_one if self.en_one and values.get("count") == 1 else self.en
        return _Filling(language).vformat(wording, (), values)


class _Filling(string.Formatter):
    """Writes numbers and days in one language; anything else as it stands."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, date):
            write = short_day if format_spec == "short" else day
            return write(value, self.language)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, self.language, int(format_spec or 0))
        return str(value)


def fields_of(wording: str) -> set[str]:
    """Name the values that a text needs."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def read(folder: Path) -> dict[str, Message]:
    """Read every text of a folder; the key is the file's name, a dot, and the table's name.

    Raises
    ------
    ValueError
        With every text that lacks a language or whose languages ask for different values.
    """
    found: dict[str, Message] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        for name, texts in tomllib.loads(file.read_text("utf-8")).items():
            key = f"{file.stem}.{name}"
            if absent := [x for x in LANGUAGES if not texts.get(x, "").strip()]:
                faults.append(f"{key} has no text in {' and '.join(absent)}")
                continue
            if strange := sorted(set(texts) - {"vi", "en", "en_one"}):
                faults.append(f"{key} has {', '.join(strange)}, which nobody reads")
                continue
            message = Message(**texts)
            if fields_of(message.vi) != fields_of(message.en):
                faults.append(f"{key} fills in other values in Vietnamese than in English")
            found[key] = message
    if faults:
        raise ValueError("; ".join(faults))
    return found


@functools.cache
def messages() -> Mapping[str, Message]:
    """Return the app's catalogue."""
    return read(FOLDER)


def say(key: str, language: Language, **values: object) -> str:
    """Return the text called *key*; `KeyError` where there is none."""
    return messages()[key].text(language, values)
