"""The receipt for a statement that is on its way into the log.

The log's key signs the leaf's hash and the time of record. It is a promise, not a proof: who holds
one after the log has moved on, and finds no leaf, has the operator's signature against it. The
text's second line is no number, so that no receipt can ever be read as a checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.log import spelling
from traceability.log.merkle import HASH_BYTES
from traceability.log.note import Note, sign_note
from traceability.log.proof import LARGEST_PROOF
from traceability.log.rejected import Rejected, malformed, too_large
from traceability.log.signer import SigningKey

RECEIPT_HEADER = "ruong-receipt@v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it travels, nothing of it checked: the signed note and what it is about."""

    note: str
    extra: bytes

    def __str__(self) -> str:
        return f"{RECEIPT_HEADER}\nextra {spelling.encode(self.extra)}\n\n{self.note}"


def sign_receipt(signer: SigningKey, leaf: bytes, record_time: str) -> Note:
    """Promise that the leaf with this hash, recorded at *record_time*, will be in the log."""
    lines = [RECEIPT_HEADER, signer.name, spelling.encode(leaf), record_time]
    return sign_note("\n".join(lines) + "\n", signer)


def read_receipt(text: str) -> Receipt:
    """Take a receipt's text apart."""
    if len(text) > LARGEST_PROOF:
        raise too_large("receipt", len(text), LARGEST_PROOF)
    top, _, note = text.partition("\n\n")
    header, _, line = top.partition("\n")
    if header != RECEIPT_HEADER or not line.startswith("extra "):
        raise malformed("receipt", "dòng đầu sai", f"it does not begin with {RECEIPT_HEADER}")
    return Receipt(note, spelling.decode(line.removeprefix("extra "), "receipt"))


def promised(note: Note) -> tuple[str, bytes, str]:
    """Read what a receipt's note promises: origin, leaf hash (32 bytes), time of record."""
    lines = note.text.split("\n")
    if len(lines) != 5 or lines[0] != RECEIPT_HEADER or lines[4]:
        raise malformed("receipt", "nội dung sai", "its text is not that of a receipt")
    leaf = spelling.decode(lines[2], "receipt")
    if len(leaf) != HASH_BYTES:
        raise Rejected("hash-length", got=len(leaf))
    return lines[1], leaf, lines[3]
