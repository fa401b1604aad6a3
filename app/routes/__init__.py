"""The HTTP routes beside the pages, one file a subject, found by its `ROUTES`."""

from __future__ import annotations

import importlib
import pkgutil

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Return the routes of every file of this folder."""
    found: list[BaseRoute] = []
    for info in pkgutil.iter_modules(__path__, "app.routes."):
        found.extend(importlib.import_module(info.name).ROUTES)
    return found
