"""One proof on its own: the tlog-proof text (C2SP tlog-proof@v1) and the receipt before it.

The proof's `extra` line carries what the proof is about, as JSON: the public statement, and the
signed key list under which the log's key is valid. Nothing in it is trusted as it stands: the
statement must hash to the leaf, and the list must be signed by a root the verifier pins.
"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.log import spelling
from traceability.log.merkle import HASH_BYTES, LARGEST_SIZE
from traceability.log.rejected import Rejected, malformed, too_large

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
LARGEST_PROOF = 8 * 1024 * 1024
"""Characters of a proof that are read: room for a silo with 50,000 inputs in its statement."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An inclusion proof as it travels, nothing of it checked.

    Parameters
    ----------
    index
        The leaf's place in the log.
    path
        Sibling hashes from the leaf up, 32 bytes each.
    checkpoint
        The signed note, as text.
    extra
        What the application adds; None where the line is absent.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [PROOF_HEADER]
        if self.extra is not None:
            lines.append("extra " + spelling.encode(self.extra))
        lines.append(f"index {self.index}")
        lines.extend(spelling.encode(each) for each in self.path)
        return "\n".join(lines) + "\n\n" + self.checkpoint


def read_proof(text: str) -> Proof:
    """Read a tlog-proof text; the checkpoint in it is taken as it is, not yet read."""
    if len(text) > LARGEST_PROOF:
        raise too_large("proof", len(text), LARGEST_PROOF)
    top, gap, checkpoint = text.partition("\n\n")
    lines = top.split("\n")
    if lines.pop(0) != PROOF_HEADER:
        raise malformed("proof", "dòng đầu sai", f"the first line is not {PROOF_HEADER}")
    if not gap or not checkpoint:
        raise malformed("proof", "thiếu điểm kiểm tra", "there is no checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = spelling.decode(lines.pop(0).removeprefix("extra "), "proof")
    if not lines or not lines[0].startswith("index "):
        raise malformed("proof", "thiếu dòng index", "there is no index line")
    index = spelling.decimal(lines.pop(0).removeprefix("index "), "proof", LARGEST_SIZE)
    path = tuple(spelling.decode(line, "proof") for line in lines)
    for each in path:
        if len(each) != HASH_BYTES:
            raise Rejected("hash-length", got=len(each))
    return Proof(index, path, checkpoint, extra)
