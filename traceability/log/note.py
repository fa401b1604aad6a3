"""Signed notes (C2SP signed-note): a text, and the names of those who stand by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.log import spelling
from traceability.log.rejected import Rejected, malformed, too_large
from traceability.log.signer import COSIGNATURE, NOTE, SigningKey, VerifierKey, is_name

LARGEST_NOTE = 256 * 1024
"""Characters of a note that are read: a checkpoint with a hundred witnesses has a tenth of it."""
MOST_SIGNATURES = 100
_SIGNATURE_START = "— "
_ED25519_BYTES = 64
_FOREIGN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the signer's name, its key id (4 bytes) and the signature's bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"{_SIGNATURE_START}{self.name} {spelling.encode(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and its signatures; nothing of it is trusted yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was checked: by whom, and for a witness when (POSIX seconds)."""

    key: VerifierKey
    time: int | None = None


def read_note(text: str) -> Note:
    """Take a signed note apart; no signature is checked here."""
    if len(text) > LARGEST_NOTE:
        raise too_large("note", len(text), LARGEST_NOTE)
    if _FOREIGN.search(text):
        raise malformed("note", "có ký tự không cho phép", "it has a control character")
    body, gap, tail = text.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise malformed("note", "thiếu dòng trống hoặc chữ ký", "no blank line and signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise too_large("note", len(lines), MOST_SIGNATURES)
    return Note(body + "\n", tuple(_read_signature(line) for line in lines))


def sign_note(text: str, *signers: SigningKey) -> Note:
    """Sign *text*, which must end in a newline, with each key."""
    if not text.endswith("\n") or _FOREIGN.search(text):
        raise malformed("note", "phải kết thúc bằng xuống dòng", "it must be lines of plain text")
    message = text.encode()
    signatures = (Signature(key.name, key.verifier.key_id, key.sign(message)) for key in signers)
    return Note(text, tuple(signatures))


def check_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    """Check every signature by a known key; at least one must be there, and none may be wrong.

    Signatures by unknown keys are passed over, as the standard says. A key counts once.

    Raises
    ------
    Rejected
        ``no-signer`` or ``signature``.
    """
    known = {(key.name, key.key_id): key for key in keys}
    message = note.text.encode()
    found: dict[VerifierKey, Signed] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            found[key] = _check_signature(key, signature.blob, message)
    if not found:
        raise Rejected("no-signer")
    return tuple(found.values())


def cosigned_message(time: int, text: bytes) -> bytes:
    """Write what a witness signs: that it saw this checkpoint at *time* (POSIX seconds)."""
    return b"cosignature/v1\ntime %d\n" % time + text


def signers_of(signed: Sequence[Signed], algorithm: int = NOTE) -> list[VerifierKey]:
    """List those of the checked signers whose keys are of one *algorithm*."""
    return [each.key for each in signed if each.key.algorithm == algorithm]


def _check_signature(key: VerifierKey, blob: bytes, message: bytes) -> Signed:
    time = None
    if key.algorithm == COSIGNATURE:
        time, blob = int.from_bytes(blob[:8]), blob[8:]
        message = cosigned_message(time, message)
    in_range = time is None or time < 2**63
    if len(blob) != _ED25519_BYTES or not in_range or not key.verifies(blob, message):
        raise Rejected("signature", name=key.name)
    return Signed(key, time)


def _read_signature(line: str) -> Signature:
    name, gap, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    if not line.startswith(_SIGNATURE_START) or not gap or not is_name(name):
        raise malformed("note", "dòng chữ ký sai", "a signature line is wrong")
    data = spelling.decode(encoded, "note")
    if len(data) < 5:
        raise malformed("note", "chữ ký quá ngắn", "a signature is too short")
    return Signature(name, data[:4], data[4:])
