"""How big and how deep an input may be, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data_sources.errors import Refused

MAX_BYTES = 16 * 1024 * 1024
"""The largest document read, 16 MiB: some ten thousand events; send more in several."""
MAX_DEPTH = 64
"""The deepest nesting of objects, lists or elements."""


def bounded(data: bytes, what: str, limit: int = MAX_BYTES) -> bytes:
    """Refuse an input that is too big, unseen."""
    if len(data) > limit:
        raise Refused(
            what,
            [f"it is over the limit of {limit:,} bytes"],
            "Send the events in several smaller documents.",
        )
    return data


def too_deep(value: object, limit: int = MAX_DEPTH) -> bool:
    """Tell whether objects and lists nest deeper than *limit*."""
    level = _holders([value])
    for _ in range(limit):
        level = _holders(inner for outer in level for inner in contents(outer))
        if not level:
            return False
    return True


def contents(holder: object) -> Iterable[object]:
    """Give what an object or a list holds."""
    if isinstance(holder, Mapping):
        return holder.values()
    return holder if isinstance(holder, (list, tuple)) else ()


def _holders(values: Iterable[object]) -> list[object]:
    return [value for value in values if isinstance(value, (dict, list, tuple, Mapping))]
