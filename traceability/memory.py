"""What a verifier remembers: the heads of logs it has seen, signatures and all, and the key list.

A log that shows one history to a trader and another to the department, or goes back on what it
showed before, is found out by anyone who remembers. The signed heads are kept as they were: two of
them that contradict each other are the evidence, signed by the log itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from traceability.canonical import Json, canonical, read_json
from traceability.log.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from traceability.log.cosign import check_grown
from traceability.log.note import read_note
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected, malformed

MOST_HEADS = 64
"""Heads kept of each log; the first and the latest ones are never the ones dropped."""

TreeOf = Callable[[int], Tree]
"""Opens a copy of the log's tiles as the tree of so many leaves."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A verifier's memory.

    Parameters
    ----------
    notes
        By origin, the signed heads seen, as text, smallest tree first.
    list_version
        The newest version of the key list seen.
    """

    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    list_version: int = 0

    def heads(self, origin: str) -> list[Checkpoint]:
        """Give the heads seen of one log, smallest tree first."""
        return [read_checkpoint(read_note(text).text) for text in self.notes.get(origin, ())]

    def __str__(self) -> str:
        notes: dict[str, list[str]] = {origin: list(seen) for origin, seen in self.notes.items()}
        return canonical({"heads": notes, "listVersion": self.list_version}).decode() + "\n"


def read_memory(text: str | bytes) -> Memory:
    """Read what `Memory` wrote."""
    body = read_json(text)
    heads: Json = body.get("heads") if isinstance(body, dict) else None
    version: Json = body.get("listVersion") if isinstance(body, dict) else None
    if not isinstance(heads, dict) or not isinstance(version, int):
        raise malformed("memory", "thiếu heads, listVersion", "heads or listVersion is wrong")
    notes = {
        origin: tuple(text for text in seen if isinstance(text, str))
        for origin, seen in heads.items()
        if isinstance(seen, list)
    }
    memory = Memory(notes, version)
    if any(head.origin != origin for origin in notes for head in memory.heads(origin)):
        raise malformed("memory", "heads sai", "a head is not that of its origin")
    return memory


def remember(memory: Memory, seen: SignedCheckpoint, tree_of: TreeOf | None = None) -> Memory:
    """Take in a head, of any age, whose signatures were checked.

    Parameters
    ----------
    memory
        What is remembered.
    seen
        The head.
    tree_of
        Where the log's tiles are at hand: the head is then linked to every other one by proof.

    Raises
    ------
    Rejected
        ``split-view`` where it contradicts a head seen before, or why a proof does not hold.
    """
    known = memory.heads(seen.head.origin)
    for other in known:
        _link(other, seen.head, tree_of)
    if seen.head in known:
        return memory
    pairs = [*zip(known, memory.notes.get(seen.head.origin, ()), strict=True)]
    pairs = sorted([*pairs, (seen.head, str(seen))], key=lambda pair: pair[0].size)
    if len(pairs) > MOST_HEADS:
        del pairs[1]
    notes = {**memory.notes, seen.head.origin: tuple(text for _, text in pairs)}
    return replace(memory, notes=notes)


def remember_latest(
    memory: Memory, latest: SignedCheckpoint, tree_of: TreeOf | None = None
) -> Memory:
    """Take in a head that claims to be the log's latest: it may not be smaller than any seen.

    Raises
    ------
    Rejected
        ``rollback``, and as `remember`.
    """
    known = memory.heads(latest.head.origin)
    if known and latest.head.size < known[-1].size:
        raise Rejected("rollback", got=latest.head.size, known=known[-1].size)
    return remember(memory, latest, tree_of)


def remember_list(memory: Memory, version: int) -> Memory:
    """Take in the version of a key list; an older one than remembered is refused."""
    if version < memory.list_version:
        raise Rejected("old-list", got=version, known=memory.list_version)
    return replace(memory, list_version=version)


def _link(one: Checkpoint, other: Checkpoint, tree_of: TreeOf | None) -> None:
    """Check that of two heads the larger continues the smaller, as far as can be known."""
    older, newer = sorted((one, other), key=lambda head: head.size)
    if older.size in (newer.size, 0):
        check_grown(older, newer, [])
    elif tree_of is not None:
        check_grown(older, newer, tree_of(newer.size).consistency(older.size))
