"""Checkpoints (C2SP tlog-checkpoint): the signed head of the tree."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.log import spelling
from traceability.log.merkle import HASH_BYTES, LARGEST_SIZE
from traceability.log.note import Note, Signed, check_note, read_note, sign_note
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import NOTE, SigningKey, VerifierKey


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose it is, how many leaves, and the root over them.

    Parameters
    ----------
    origin
        The log's name, the same as its key's.
    size
        Leaves in the tree.
    root
        RFC 6962 root hash, 32 bytes.
    extensions
        Further lines, not empty; ours has none.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self.origin, str(self.size), spelling.encode(self.root), *self.extensions]
        return "".join(line + "\n" for line in lines)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note it stands in and the signatures that were checked."""

    head: Checkpoint
    note: Note
    signed: tuple[Signed, ...]

    def __str__(self) -> str:
        return str(self.note)


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's own text, without signatures."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or "" in lines[:-1]:
        raise malformed(
            "checkpoint", "cần ít nhất ba dòng không rỗng", "three lines, none empty, are needed"
        )
    size = spelling.decimal(lines[1], "checkpoint", LARGEST_SIZE)
    root = spelling.decode(lines[2], "checkpoint")
    if len(root) != HASH_BYTES:
        raise Rejected("hash-length", got=len(root))
    return Checkpoint(lines[0], size, root, tuple(lines[3:-1]))


def sign_checkpoint(head: Checkpoint, signer: SigningKey) -> SignedCheckpoint:
    """Sign *head* with the log's key, whose name must be the log's origin."""
    if signer.name != head.origin or signer.algorithm != NOTE:
        raise Rejected("origin", got=signer.name, want=head.origin)
    return SignedCheckpoint(head, sign_note(str(head), signer), (Signed(signer.verifier),))


def open_checkpoint(text: str | Note, keys: list[VerifierKey]) -> SignedCheckpoint:
    """Read a signed checkpoint and check that its own log signed it.

    Parameters
    ----------
    text
        The signed note.
    keys
        Trusted keys: the log's and, with algorithm `COSIGNATURE`, witnesses'.
    """
    note = read_note(text) if isinstance(text, str) else text
    signed = check_note(note, keys)
    head = read_checkpoint(note.text)
    if not any(each.key.name == head.origin and each.key.algorithm == NOTE for each in signed):
        raise Rejected("no-signer")
    return SignedCheckpoint(head, note, signed)
