"""Percent escapes in the two places of a Digital Link: a plus is a space in the query only.

Texts are a character a byte (Latin-1): GS1 data are ASCII, and what is not must not be lost.
"""

from __future__ import annotations

from urllib.parse import quote, quote_plus, unquote


def escape_path(text: str) -> str:
    """Escape a value for the path."""
    return quote(text, safe="", encoding="latin-1")


def escape_query(text: str) -> str:
    """Escape a value for the query."""
    return quote_plus(text, safe="", encoding="latin-1")


def unescape_path(text: str) -> str:
    """Undo the escapes of a path; a percent sign that begins none stays as it is."""
    return unquote(text, encoding="latin-1")


def unescape_query(text: str) -> str:
    """Undo the escapes of a query, a plus being a space."""
    return unquote(text.replace("+", " "), encoding="latin-1")
