"""Base45 (RFC 9285): bytes in the alphanumerics that a QR code packs tightest."""

from __future__ import annotations

import sys
from array import array

from traceability.log.rejected import malformed

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}


def encode(data: bytes) -> str:
    """Write two bytes as three characters, a last single one as two."""
    out: list[str] = []
    for at in range(0, len(data) - 1, 2):
        high, rest = divmod(data[at] * 256 + data[at + 1], 45 * 45)
        middle, low = divmod(rest, 45)
        out += (_ALPHABET[low], _ALPHABET[middle], _ALPHABET[high])
    if len(data) % 2:
        middle, low = divmod(data[-1], 45)
        out += (_ALPHABET[low], _ALPHABET[middle])
    return "".join(out)


def decode(text: str) -> bytes:
    """Read what `encode` wrote; anything else is refused."""
    try:
        values = [_VALUES[character] for character in text]
        whole = len(values) // 3 * 3
        digits = zip(values[0:whole:3], values[1:whole:3], values[2:whole:3], strict=True)
        numbers = array("H", [low + 45 * (middle + 45 * high) for low, middle, high in digits])
        # A lone character is no number of bytes: it makes a value too large for one.
        rest = values[whole:]
        last = bytes([rest[0] + 45 * (rest[1] if len(rest) == 2 else 45)]) if rest else b""
    except (KeyError, OverflowError, ValueError):
        raise malformed("proof", "không phải Base45", "it is not Base45") from None
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes() + last
