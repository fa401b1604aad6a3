"""The monitor: rebuild the log from the events themselves, and compare.

It trusts neither the log's files nor the database: every statement is made again from the stored
event (where its private part still exists) and hashed, every hash is held against the log's entry,
and the tree is computed from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from traceability.log.audit import audit, checked_entries
from traceability.log.checkpoint import Checkpoint
from traceability.log.merkle import leaf_hash
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.storage import Storage

MOST_DIFFERENCES = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where log and events part, said in both languages; *index* is the leaf's."""

    index: int
    vi: str
    en: str


def compare(
    storage: Storage, head: Checkpoint, entries: Iterable[bytes]
) -> tuple[list[Difference], int]:
    """Hold the log against the entries that the stored events give.

    Parameters
    ----------
    storage
        The log's files.
    head
        The log's head, its signature checked.
    entries
        The entry of every stored event in the order of record (`statement.entry_of`), made anew
        by the caller from event, salt and time of record.

    Returns
    -------
    differences : list of Difference
        At most `MOST_DIFFERENCES`; empty where log and events agree.
    waiting : int
        Events that are stored and not yet in the log.

    Raises
    ------
    Rejected
        Where the log's own files contradict its head.
    """
    audit(storage, head)
    found: list[Difference] = []
    waiting = 0
    for index, ours, theirs in _pairs(checked_entries(Tree(storage, head.size)), entries):
        if ours is None:
            waiting += 1
        elif theirs is None:
            vi = "nhật ký có mục này, cơ sở dữ liệu không có"
            found.append(Difference(index, vi, "the log has this entry, the database has not"))
        elif leaf_hash(ours) != leaf_hash(theirs):
            vi = "mục trong nhật ký khác với sự kiện đã lưu"
            found.append(Difference(index, vi, "the log's entry is not that of the stored event"))
        if len(found) >= MOST_DIFFERENCES:
            break
    return found, waiting


def check_equal(storage: Storage, head: Checkpoint, entries: Iterable[bytes]) -> int:
    """Like `compare`, but refuse at the first difference; give the number waiting."""
    found, waiting = compare(storage, head, entries)
    if found:
        raise Rejected("monitor", index=found[0].index, vi=found[0].vi, en=found[0].en)
    return waiting


def _pairs(
    ours: Iterator[bytes], theirs: Iterable[bytes]
) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    for index, (one, other) in enumerate(zip_longest(ours, theirs)):
        yield index, one, other
