"""Compressed Digital Links: a message packed into one base64 segment, unpacked again.

`https://id.gs1.org/ARHKVAdpQg` is `https://id.gs1.org/01/09780345418913`. An AI is its digits, four
bits each, or one byte that stands for a usual row of AIs; a value is packed component by component;
GS1 Digital Link: Compression, release 1.0. Only the way back is ours: a resolver must read such a
link, and an uncompressed QR is as small and readable by all.
"""

from __future__ import annotations

from itertools import groupby
from urllib.parse import quote

from traceability.gs1.characters import DIGITS, LOWER, UPPER, run
from traceability.gs1.element_string import Element
from traceability.gs1.faults import Fault, SyntaxRefused
from traceability.gs1.link_syntax import LINK, write_link
from traceability.gs1.syntax import (
    AI,
    LONGEST_MESSAGE,
    STRICT,
    Part,
    Rules,
    assigned,
    find,
    find_leading,
)

BASE64 = UPPER + LOWER + DIGITS + "-_"
HEX = DIGITS + "ABCDEF"
# How a text's characters are packed, by its three leading bits: bits a character, alphabet.
PACKINGS = {
    1: (4, DIGITS + "abcdef"),
    2: (4, HEX),
    3: (6, BASE64),
    4: (7, "".join(map(chr, range(128)))),
}
# A first byte that is no AI stands for these AIs in a row.
ROWS = {
    "0A": "01 22", "0B": "01 10", "0C": "01 21", "0D": "01 17", "0E": "01 7003", "0F": "01 30",
    "1A": "01 10 21 17", "1B": "01 15", "1C": "01 11", "1D": "01 16", "1E": "01 91",
    "1F": "01 10 15", "9A": "8010 8011", "9B": "8017 8019", "9C": "8018 8019", "9D": "414 254",
    **{f"2{'ABCDEF'[place]}": f"01 310{place}" for place in range(6)},
    **{f"3{'ABCDEF'[place]}": f"01 320{place}" for place in range(6)},
    **{f"A{place}": f"01 392{place}" for place in range(10)},
    **{f"C{place}": f"255 390{place}" for place in range(10)},
    **{f"C{'ABCD'[place]}": f"255 394{place}" for place in range(4)},
}  # fmt: skip


def expand_link(uri: str, rules: Rules = STRICT) -> str:
    """Write the uncompressed link that a compressed or partly compressed one stands for.

    Raises
    ------
    SyntaxRefused
        If the last segment of the path unpacks to nothing whole.
    """
    if len(uri) > LONGEST_MESSAGE:
        raise SyntaxRefused(LINK, Fault("DATA_TOO_LONG", LONGEST_MESSAGE))
    address, mark, query = uri.partition("#")[0].partition("?")
    stem, _, packed = address.rstrip("/").rpartition("/")
    if not packed or run(packed, BASE64) < len(packed):
        raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"), data=packed)
    elements, others = _unpack(packed)
    front, _, value = stem.rpartition("/")
    front, _, name = front.rpartition("/")
    key = find(name, rules)
    # A partly compressed link leaves its primary key in front of what is packed.
    if key is not None and key.paths is not None:
        stem, elements = front, [Element(key, value), *elements]
    link = write_link(elements, stem, rules)
    extra = "&".join([f"{quote(key, safe='')}={quote(text, safe='')}" for key, text in others])
    for more in filter(None, (extra, query if mark else "")):
        link += ("&" if "?" in link else "?") + more
    return link


class _Bits:
    """The bits of a base64 segment, read from the front."""

    def __init__(self, packed: str) -> None:
        self._bits = "".join(f"{BASE64.index(character):06b}" for character in packed)
        self._at = 0

    def left(self) -> int:
        return len(self._bits) - self._at

    def number(self, size: int) -> int:
        if size > self.left():
            raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"))
        taken = self._bits[self._at : self._at + size]
        self._at += size
        return int(taken, 2) if taken else 0

    def digits(self, size: int) -> str:
        written = f"{self.number((10**size - 1).bit_length()):0{size}d}" if size else ""
        if len(written) > size:
            raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"))
        return written

    def text(self, packing: int, size: int) -> str:
        if packing == 0:
            return self.digits(size)
        if packing not in PACKINGS:
            raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"))
        width, alphabet = PACKINGS[packing]
        return "".join(alphabet[self.number(width)] for _ in range(size))


def _unpack(packed: str) -> tuple[list[Element], list[tuple[str, str]]]:
    bits = _Bits(packed)
    elements: list[Element] = []
    others: list[tuple[str, str]] = []
    while bits.left() > 8:
        first = f"{bits.number(8):02X}"
        if first[0] == "F":
            others.append(_other_pair(bits, int(first[1], 16)))
            continue
        elements += [_packed_element(ai, bits) for ai in _row(first, bits)]
    if bits.left() >= 6 or bits.number(bits.left()):
        raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"), data=packed)
    return elements, others


def _packed_element(ai: AI, bits: _Bits) -> Element:
    return Element(ai, "".join(_component(part, bits) for part in _parts(ai)))


def _row(first: str, bits: _Bits) -> list[AI]:
    if first in ROWS:
        return [assigned()[code] for code in ROWS[first].split()]
    code = first
    while len(code) <= 4 and run(code, DIGITS) == len(code):
        ai = find_leading(code)
        if ai is not None:
            return [ai]
        code += HEX[bits.number(4)]
    raise SyntaxRefused(LINK, Fault("COMPRESSED_LINK_MALFORMED"))


def _parts(ai: AI) -> list[Part]:
    """Merge an AI's components into those that are packed as one."""
    merged: list[Part] = []
    for (charset, optional, fixed), group in groupby(
        ai.parts, lambda part: (part.charset, part.optional, part.least == part.most)
    ):
        parts = list(group)
        most = sum(part.most for part in parts)
        whole = Part(charset, most if fixed and not optional else 1, most, optional, ())
        texts = merged and charset != "N" and merged[-1].charset == charset
        if texts and not optional:
            whole = Part(charset, 1, merged.pop().most + most, optional=False, linters=())
        merged.append(whole)
    return merged


def _component(part: Part, bits: _Bits) -> str:
    fixed = part.least == part.most and not part.optional
    if part.charset == "N":
        return bits.digits(part.most if fixed else bits.number(part.most.bit_length()))
    packing = bits.number(3)
    return bits.text(packing, part.most if fixed else bits.number(part.most.bit_length()))


def _other_pair(bits: _Bits, high: int) -> tuple[str, str]:
    """Read a parameter that is no AI: seven bits of length, a name, a packed value."""
    name = bits.text(3, high << 3 | bits.number(3))
    packing = bits.number(3)
    return name, bits.text(packing, bits.number(7))
