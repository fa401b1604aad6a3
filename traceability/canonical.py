"""Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes, however it was spaced.

A leaf of the log is the hash of these bytes, so both directions are strict: what two honest
programs could read differently (NaN, a repeated key, a lone surrogate, an integer that a double
cannot hold) is refused, never repaired.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from json.encoder import encode_basestring as _quoted

from data_sources.errors import Refused

DEEPEST = 64
"""Levels of nesting accepted: no EPCIS event comes near, and no recursion runs away."""
LARGEST_INTEGER = 2**53
"""The largest integer up to which every integer has a double of its own (RFC 8785, appendix D)."""

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def canonical(value: object) -> bytes:
    """Write *value* as RFC 8785 says, UTF-8.

    Raises
    ------
    Refused
        For NaN and infinities, integers beyond 2^53, lone surrogates, keys that are not text,
        types that JSON has not, and nesting deeper than `DEEPEST`.
    """
    try:
        text = _PLAIN.encode(value) if _is_plain(value, DEEPEST) else _written(value, DEEPEST)
        return text.encode()
    except UnicodeEncodeError as error:
        raise Refused(
            "canonical JSON", [f"a lone surrogate {error.object[error.start]!r}"]
        ) from None


def read_json(text: str | bytes) -> Json:
    """Read JSON text so that nothing is lost or merged: the strict opposite of `canonical`.

    Raises
    ------
    Refused
        For bad JSON or UTF-8, a key given twice, NaN, and an integer that no double holds.
    """
    try:
        plain = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(
            plain,
            object_pairs_hook=_once_each,
            parse_int=_integer,
            parse_float=_double,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise Refused("JSON text", [f"byte {error.start} is not UTF-8"]) from None
    except RecursionError:
        raise Refused("JSON text", [f"nesting is deeper than {DEEPEST} levels"]) from None
    except json.JSONDecodeError as error:
        raise Refused("JSON text", [f"{error.msg} at position {error.pos}"]) from None


_PLAIN = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def _is_plain(value: object, depth: int) -> bool:
    """Tell whether the library, much faster, writes a value as RFC 8785 does.

    It does where keys are ASCII, integers have a double of their own, and the shortest digits of a
    double need neither an exponent nor a ".0".
    """
    if type(value) is str or value is None or type(value) is bool:
        return True
    if type(value) is dict:
        names = "".join([key for key in value if type(key) is str])
        known = names.isascii() and all([type(key) is str for key in value])  # noqa: C419
        return known and depth > 0 and _are_plain(list(value.values()), depth - 1)
    if type(value) is list:
        return depth > 0 and _are_plain(value, depth - 1)
    return _is_plain_number(value)


def _are_plain(values: list[object], depth: int) -> bool:
    # A list is tried out faster than a generator, and these are short.
    return all([_is_plain(value, depth) for value in values])  # noqa: C419


def _is_plain_number(value: object) -> bool:
    if type(value) is int:
        return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
    return type(value) is float and 1e-3 <= abs(value) < 1e15 and not value.is_integer()


def _written(value: object, depth: int) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict | list):
        if depth == 0:
            raise Refused("canonical JSON", [f"nesting is deeper than {DEEPEST} levels"])
        if isinstance(value, dict):
            return _object(value, depth - 1)
        return "[" + ",".join([_written(item, depth - 1) for item in value]) + "]"
    return _scalar(value)


def _object(value: dict[str, object], depth: int) -> str:
    try:
        every = "".join(value)
    except TypeError:
        raise Refused("canonical JSON", ["a key of an object is not text"]) from None
    # Code points and UTF-16 units sort alike until a character needs a surrogate pair.
    if every.isascii() or max(every) <= "\uffff":
        keys = sorted(value)
    else:
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join([_quoted(key) + ":" + _written(value[key], depth) for key in keys]) + "}"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise Refused(
                "canonical JSON", [f"an integer of {value.bit_length()} bits is beyond 2^53"]
            )
        return str(value)
    if isinstance(value, float):
        return ecmascript_number(value)
    raise Refused("canonical JSON", [f"JSON has no {type(value).__name__}"])


def ecmascript_number(value: float) -> str:
    """Write a double as ECMAScript's Number::toString does (RFC 8785, section 3.2.2.3)."""
    if not math.isfinite(value):
        raise Refused("canonical JSON", [f"JSON has no number {value}"])
    if value == 0:
        return "0"
    sign, digits, point = _shortest(value)
    size = len(digits)
    if size <= point <= 21:
        return sign + digits + "0" * (point - size)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits if size == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{mantissa}e{point - 1:+d}"


def _shortest(value: float) -> tuple[str, str, int]:
    """Split into sign, shortest digits and the decimal point's place: 0.00123 -> '', '123', -2."""
    text = repr(value)
    sign = "-" if text[0] == "-" else ""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    return sign, digits.rstrip("0"), len(whole) - leading + int(exponent or 0)


def _once_each(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        raise Refused("JSON text", [f"key {key!r} is given twice" for key in sorted(twice)])
    return found


def _integer(literal: str) -> int | float:
    if len(literal) <= 15 or abs(number := _bounded(literal)) <= LARGEST_INTEGER:
        return int(literal)
    # A double's own spelling (295147905179352830000) is read back; any other would be rounded.
    if ecmascript_number(float(number)) != literal:
        raise Refused("JSON text", [f"integer {literal[:40]} is beyond 2^53: write it as text"])
    return float(number)


def _bounded(literal: str) -> int:
    if len(literal) > 22:
        raise Refused("JSON text", [f"integer {literal[:40]}... is beyond 2^53: write it as text"])
    return int(literal)


def _double(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise Refused("JSON text", [f"number {literal[:40]} is too large"])
    return number


def _no_constant(literal: str) -> float:
    raise Refused("JSON text", [f"JSON has no number {literal}"])
