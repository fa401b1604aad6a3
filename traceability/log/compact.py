"""The proof in few bytes, for a QR code on paper.

What can be computed is left out: the root follows from the leaf and its path, the number of hashes
from index and size, the checkpoint's text from all of these. Layout, numbers as LEB128:

    version 1 | flags | origin | size | index | leaf hash, or statement (zlib) | path
    | signatures: count, each name ("" for the origin), key id, length, bytes | checksum

The checksum (first 4 bytes of SHA-256) only tells a bad scan from a false proof.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import sha256

from traceability.log import base45
from traceability.log.checkpoint import Checkpoint, read_checkpoint
from traceability.log.merkle import HASH_BYTES, leaf_hash, path_length, root_from_inclusion
from traceability.log.note import MOST_SIGNATURES, Note, Signature, read_note
from traceability.log.proof import Proof
from traceability.log.rejected import Rejected, malformed, too_large
from traceability.log.tiles import LARGEST_ENTRY

PREFIX = "RUONG1:"
"""Begins the QR's text; its letters are all alphanumerics of the QR code."""
_VERSION = 1
_CHECKSUM_BYTES = 4
_WITH_ENTRY = 1


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A proof read from its compact form.

    Parameters
    ----------
    proof
        As from its text; the checkpoint is rebuilt, its signature not yet checked.
    leaf
        The leaf's hash, 32 bytes.
    entry
        The leaf itself, where it was packed along.
    """

    proof: Proof
    leaf: bytes
    entry: bytes | None


def pack(proof: Proof, leaf: bytes, entry: bytes | None = None) -> bytes:
    """Write *proof* in its compact form.

    Parameters
    ----------
    proof
        An inclusion proof; its `extra` is left out.
    leaf
        The leaf's hash.
    entry
        The leaf itself (canonical JSON), to be packed along; without it the reader needs the
        statement from elsewhere.
    """
    note = read_note(proof.checkpoint)
    head = read_checkpoint(note.text)
    if (
        head.extensions
        or root_from_inclusion(proof.index, head.size, leaf, proof.path) != head.root
    ):
        raise Rejected("root")
    out = bytearray([_VERSION, _WITH_ENTRY if entry is not None else 0])
    out += _text(head.origin) + _number(head.size) + _number(proof.index)
    if entry is None:
        out += leaf
    else:
        squeezed = zlib.compress(entry, 9)
        out += _number(len(squeezed)) + squeezed
    out += b"".join(proof.path) + _number(len(note.signatures))
    for each in note.signatures:
        name = "" if each.name == head.origin else each.name
        out += _text(name) + each.key_id + _number(len(each.blob)) + each.blob
    return bytes(out) + sha256(out).digest()[:_CHECKSUM_BYTES]


def unpack(data: bytes) -> Unpacked:
    """Read a compact proof; signatures and statement are not checked here."""
    body, checksum = data[:-_CHECKSUM_BYTES], data[-_CHECKSUM_BYTES:]
    if len(checksum) < _CHECKSUM_BYTES or sha256(body).digest()[:_CHECKSUM_BYTES] != checksum:
        raise malformed("proof", "bị đọc sai hoặc bị sửa", "it was misread or altered")
    source = _Source(body)
    version, flags = source.take(1)[0], source.take(1)[0]
    if version != _VERSION or flags not in (0, _WITH_ENTRY):
        raise malformed("proof", f"phiên bản {version} lạ", f"version {version} is unknown")
    origin, size, index = source.text(), source.number(), source.number()
    entry = _inflate(source.take(source.number())) if flags else None
    leaf = source.take(HASH_BYTES) if entry is None else leaf_hash(entry)
    if not 0 <= index < size:
        raise Rejected("index", index=index, size=size)
    path = tuple(source.take(HASH_BYTES) for _ in range(path_length(index, size)))
    head = Checkpoint(origin, size, root_from_inclusion(index, size, leaf, path))
    signatures = _signatures(source, origin)
    if source.rest():
        raise malformed("proof", "còn dữ liệu thừa", "there is something after its end")
    return Unpacked(Proof(index, path, str(Note(str(head), signatures))), leaf, entry)


def to_qr(packed: bytes) -> str:
    """Write a packed proof as the text of a QR code."""
    return PREFIX + base45.encode(packed)


def from_qr(text: str) -> bytes:
    """Read the text of a QR code back into the packed proof."""
    if not text.startswith(PREFIX):
        raise malformed("proof", f"không bắt đầu bằng {PREFIX}", f"it does not begin with {PREFIX}")
    return base45.decode(text.removeprefix(PREFIX))


def _signatures(source: _Source, origin: str) -> tuple[Signature, ...]:
    count = source.number()
    if count > MOST_SIGNATURES:
        raise too_large("note", count, MOST_SIGNATURES)
    return tuple(
        Signature(source.text() or origin, source.take(4), source.take(source.number()))
        for _ in range(count)
    )


def _inflate(squeezed: bytes) -> bytes:
    """Unpack a statement; a bomb is stopped at the size of the largest leaf."""
    machine = zlib.decompressobj()
    try:
        entry = machine.decompress(squeezed, LARGEST_ENTRY + 1)
    except zlib.error:
        raise malformed("statement", "không giải nén được", "it cannot be unpacked") from None
    if len(entry) > LARGEST_ENTRY:
        raise too_large("statement", len(entry), LARGEST_ENTRY)
    if not machine.eof or machine.unused_data:
        raise malformed("statement", "bị cắt cụt", "it is cut off")
    return entry


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _text(text: str) -> bytes:
    data = text.encode()
    return _number(len(data)) + data


class _Source:
    """Bytes that are taken from the front and never run out unnoticed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise malformed("proof", "bị cắt cụt", "it is cut off")
        self._at += count
        return taken

    def number(self) -> int:
        value = 0
        for shift in range(0, 63, 7):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if byte == 0 and shift:
                    break
                return value
        raise malformed("proof", "số sai", "a number in it is wrong")

    def text(self) -> str:
        try:
            return self.take(self.number()).decode()
        except UnicodeDecodeError:
            raise malformed("proof", "không phải UTF-8", "it is not UTF-8") from None

    def rest(self) -> int:
        return len(self._data) - self._at
