"""The pages, one file each, found by their `PAGE`: the file's name is the page's address."""

from __future__ import annotations

import importlib
import pkgutil

from app.page import Page


def pages() -> dict[str, Page]:
    """Return every page by its address, in the order of the menu."""
    found: dict[str, Page] = {}
    for info in pkgutil.iter_modules(__path__, "app.views."):
        page = importlib.import_module(info.name).PAGE
        if not isinstance(page, Page):
            raise TypeError(f"{info.name} has no PAGE of type Page")
        found[info.name.rpartition(".")[2]] = page
    return dict(sorted(found.items(), key=lambda item: item[1].order))
