"""A page, one file of `app/views/`; and the reader it is drawn for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.settings import Settings
from app.text import formats
from app.text.catalogue import say
from app.text.formats import Language
from data_sources.contract import Variable

Role = Literal["officer", "farmer", "trader", "department"]
ROLES: tuple[Role, ...] = ("officer", "farmer", "trader", "department")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a page is drawn for: a language, a role, and where the data is.

    Parameters
    ----------
    settings
        Where Ruộng keeps its things.
    language
        What the reader reads.
    role
        What the reader does; it chooses the pages that are offered.
    """

    settings: Settings
    language: Language
    role: Role

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue in the reader's language."""
        return say(key, self.language, **values)

    def of(self, vi: str, en: str) -> str:
        """Choose between the two wordings that a row of data brings along."""
        return vi if self.language == "vi" else en

    def name(self, variable: Variable) -> str:
        """Return a variable's name, with its unit where it has one."""
        unit = self.unit(variable.unit)
        name = self.of(variable.vi, variable.en)
        return f"{name} ({unit})" if unit else name

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: 1.234,5 in Vietnamese."""
        return formats.number(value, self.language, decimals)

    def share(self, value: float) -> str:
        """Write a share of one in percent."""
        return formats.share(value, self.language)

    def unit(self, cf: str) -> str:
        """Write a CF unit."""
        return formats.unit(cf, self.language)

    def day(self, value: date) -> str:
        """Write a day: 20/02/2026 in Vietnamese."""
        return formats.day(value, self.language)

    def short_day(self, value: date) -> str:
        """Write a day without its year."""
        return formats.short_day(value, self.language)


@dataclass(frozen=True, slots=True)
class Page:
    """What one file of `app/views/` offers, as its `PAGE`; its address is the file's name.

    Parameters
    ----------
    title
        Key of its title in the message catalogue.
    audience
        The roles it is offered to; the first is who it was made for.
    render
        Draws it.
    icon
        A Material symbol, drawn from the fonts that Streamlit brings along.
    order
        Its place in the menu.
    """

    title: str
    audience: tuple[Role, ...]
    render: Callable[[Reader], None]
    icon: str
    order: int
