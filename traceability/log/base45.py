"""Base45 (RFC 9285): bytes in the alphanumerics that a QR code packs tightest."""

from __future__ import annotations

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
    if len(text) % 3 == 1 or any(character not in _VALUES for character in text):
        raise malformed("proof", "không phải Base45", "it is not Base45")
    values = [_VALUES[character] for character in text]
    out = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        if number >= 1 << (8 * (len(group) - 1)):
            raise malformed("proof", "không phải Base45", "it is not Base45")
        out += number.to_bytes(len(group) - 1)
    return bytes(out)
