"""Witnesses (C2SP tlog-witness, cosignature/v1): others who watched the log only ever grow."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.log.checkpoint import Checkpoint, SignedCheckpoint
from traceability.log.merkle import check_consistency
from traceability.log.note import Note, Signature, Signed, cosigned_message
from traceability.log.rejected import Rejected
from traceability.log.signer import COSIGNATURE, SigningKey


def cosign(
    signed: SignedCheckpoint,
    known: Checkpoint | None,
    path: Sequence[bytes],
    witness: SigningKey,
    time: int,
) -> Signature:
    """Cosign a log's head, if it grew out of the last one this witness saw.

    Parameters
    ----------
    signed
        The new head, its log's signature already checked.
    known
        The last head this witness cosigned of the same log; None the first time.
    path
        Consistency proof from *known* to the new head.
    witness
        The witness's key, with algorithm `COSIGNATURE`.
    time
        POSIX seconds.

    Raises
    ------
    Rejected
        Where the new head does not continue the known one: the witness must not sign.
    """
    if witness.algorithm != COSIGNATURE:
        raise Rejected("vkey", fault=f"algorithm {witness.algorithm} does not cosign")
    if known is not None:
        check_grown(known, signed.head, path)
    blob = witness.sign(cosigned_message(time, signed.note.text.encode()))
    return Signature(witness.name, witness.verifier.key_id, time.to_bytes(8) + blob)


def with_cosignature(signed: SignedCheckpoint, line: Signature, key: Signed) -> SignedCheckpoint:
    """Add a witness's signature line to a head's note."""
    note = Note(signed.note.text, (*signed.note.signatures, line))
    return SignedCheckpoint(signed.head, note, (*signed.signed, key))


def check_grown(known: Checkpoint, head: Checkpoint, path: Sequence[bytes]) -> None:
    """Check that *head* continues *known*, by a consistency proof.

    Raises
    ------
    Rejected
        ``origin``, ``rollback``, ``split-view``, or why the proof does not hold.
    """
    if known.origin != head.origin:
        raise Rejected("origin", got=head.origin, want=known.origin)
    if head.size < known.size:
        raise Rejected("rollback", got=head.size, known=known.size)
    if head.size == known.size and head.root != known.root:
        raise Rejected("split-view", size=head.size)
    # Every tree continues the empty one; there is nothing to prove.
    if known.size:
        check_consistency(known.size, head.size, known.root, head.root, path)
