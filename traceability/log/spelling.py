"""Base64 and decimals with exactly one spelling for each value.

The library's decoder ignores unused bits and, unasked, foreign characters; a proof whose text can
be changed without anyone noticing is no proof, so here only what `encode` would write is read.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from traceability.log.rejected import malformed


def encode(data: bytes) -> str:
    """Write standard Base64 (RFC 4648, section 4) with padding."""
    return b64encode(data).decode("ascii")


def decode(text: str, what: str) -> bytes:
    """Read what `encode` wrote; *what* names the place in the reason for a refusal."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise malformed(what, "không phải Base64", "it is not Base64") from None
    if encode(data) != text:
        raise malformed(what, "Base64 không chuẩn", "its Base64 is not in the one proper spelling")
    return data


def decimal(text: str, what: str, most: int) -> int:
    """Read a decimal number without sign or leading zeros, at most *most*."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        raise malformed(
            what, "không phải số thập phân", "it is not a decimal number without leading zeros"
        )
    if len(text) > 20 or int(text) > most:
        raise malformed(what, "số quá lớn", "the number is too large")
    return int(text)
