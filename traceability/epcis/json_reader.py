"""Read JSON from strangers: strict, bounded, one meaning only.

Refused are what parsers differ about: names given twice, NaN and Infinity, numbers beyond a
double, half characters (lone surrogates), the zero character, bytes that are no UTF-8.
"""

from __future__ import annotations

import json
import math
import re

from data_sources.errors import Refused
from traceability.epcis.bounds import MAX_DEPTH, bounded, contents, too_deep

_ODD_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_HALF_OR_ZERO = re.compile("[\ud800-\udfff\x00]")


def read_json(data: bytes, what: str = "the document") -> object:
    """Read a JSON text.

    Raises
    ------
    Refused
        If it is too big, too deep, no UTF-8, no JSON, or ambiguous.
    """
    bounded(data, what)
    try:
        text = data.decode("utf-8-sig")
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise Refused(what, [f"it is not UTF-8 at byte {error.start}"]) from error
    except RecursionError as error:
        raise Refused(what, [_deep()]) from error
    except ValueError as error:
        raise Refused(what, [f"it is not JSON: {error}"]) from error
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and too_deep(value):
        raise Refused(what, [_deep()])
    if _ODD_ESCAPE.search(data) or b"\x00" in data:
        _refuse_half_characters(value, what)
    return value


def _deep() -> str:
    return f"its objects and lists nest deeper than {MAX_DEPTH}"


def _one_meaning(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:80]!r} is given twice in one object")
    return read


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:40]} is too big")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_one_meaning, parse_constant=_no_constant, parse_float=_finite
)


def _refuse_half_characters(value: object, what: str) -> None:
    rest = [value]
    while rest:
        found = rest.pop()
        names = list(found) if isinstance(found, dict) else []
        for text in (found, *names):
            if isinstance(text, str) and _HALF_OR_ZERO.search(text):
                fault = "it holds half a character (a lone surrogate) or the zero character"
                raise Refused(what, [fault])
        rest.extend(contents(found))
