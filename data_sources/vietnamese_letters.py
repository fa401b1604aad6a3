"""The letters of Vietnam before Unicode: what old map files hold in their attribute tables.

TCVN3 (ABC) and VISCII have one byte a letter. VNI puts the mark behind its letter, in one more
byte. Windows-1258 does so for the tones. Which one a file uses is stated beside it (`.cpg`); where
it is not, the ones that fit are proposed, for TCVN3 read as VNI gives other words, not no words.
"""

from __future__ import annotations

import re
import unicodedata

TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
"""Bytes 0x80 to 0xFF (TCVN 5712:1993; the fonts called ABC use its lower half of letters)."""
VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
"""Bytes 0x80 to 0xFF (RFC 1456)."""

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
"""What a byte (as its Latin-1 letter) puts on the letter before it."""
VNI_LETTERS = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
"""Letters that VNI writes in one byte."""
NAMES = {
    "tcvn3": "TCVN3",
    "tcvn": "TCVN3",
    "abc": "TCVN3",
    "tcvn5712": "TCVN3",
    "tcvn57121": "TCVN3",
    "vscii": "TCVN3",
    "viscii": "VISCII",
    "vni": "VNI",
    "vniwin": "VNI",
    "vniwindows": "VNI",
    "1258": "CP1258",
    "cp1258": "CP1258",
    "ansi1258": "CP1258",
    "windows1258": "CP1258",
    "utf8": "UTF-8",
    "65001": "UTF-8",
    "iso88591": "LATIN1",
    "ldid87": "LATIN1",
    "88591": "LATIN1",
    "ascii": "UTF-8",
    "usascii": "UTF-8",
}
"""What a `.cpg` may say, in small letters and digits alone, and the encoding it means."""
_VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", base + mark)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", _GRAVE, _ACUTE, _HOOK, _TILDE, _DOT)
) | set("đĐ")


def encoding_of(stated: str) -> str | None:
    """Return the encoding a `.cpg` means; None where it is none that is known.

    >>> encoding_of("ANSI 1258"), encoding_of("VNI-Win"), encoding_of("EBCDIC")
    ('CP1258', 'VNI', None)
    """
    return NAMES.get(re.sub(r"[^a-z0-9]", "", stated.lower()))


def decode(content: bytes, encoding: str) -> str:
    """Return *content* as composed text.

    Raises
    ------
    UnicodeDecodeError
        Where it cannot be of that encoding (UTF-8 and Windows-1258 only: the others have a letter
        for every byte).
    """
    if encoding in ("TCVN3", "VISCII"):
        table = TCVN3 if encoding == "TCVN3" else VISCII
        text = "".join(chr(byte) if byte < 0x80 else table[byte - 0x80] for byte in content)
    elif encoding == "VNI":
        text = _of_vni(content.decode("latin-1"))
    else:
        text = content.decode({"CP1258": "cp1258", "LATIN1": "latin-1"}.get(encoding, "utf-8"))
    return unicodedata.normalize("NFC", text)


def _of_vni(text: str) -> str:
    """Put VNI's marks on the letters before them; its capitals are the capitals of its bytes."""
    out: list[str] = []
    for letter in text:
        small = letter.lower()
        bears = bool(out) and unicodedata.normalize("NFD", out[-1])[0].lower() in "aeouy"
        if bears and small in VNI_MARKS and unicodedata.normalize("NFC", out[-1]) != "Đ":
            out[-1] = unicodedata.normalize("NFC", out[-1] + VNI_MARKS[small])
        elif small in VNI_LETTERS:
            whole = VNI_LETTERS[small]
            out.append(whole if letter == small else whole.upper())
        else:
            out.append(letter)
    return "".join(out)


def fitting(content: bytes) -> list[str]:
    """Name the encodings in which *content* holds Vietnamese letters and nothing strange."""
    found = []
    for encoding in ("UTF-8", "TCVN3", "VNI", "VISCII", "CP1258"):
        try:
            text = decode(content, encoding)
        except UnicodeDecodeError:
            continue
        if all(letter in _VIETNAMESE or letter < "\x80" for letter in text):
            found.append(encoding)
    return found
