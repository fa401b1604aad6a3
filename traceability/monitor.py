"""The monitor: rebuild the log from the events themselves, and compare.

It trusts neither the log's files nor the database: every statement is made again from the stored
event (where its private part still exists) and hashed, every hash is held against the log's entry,
and the tree is computed from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from traceability.log.audit import audit, checked_entries
from traceability.log.checkpoint import Checkpoint
from traceability.log.merkle import leaf_hash
from traceability.log.prove import Tree
from traceability.log.storage import Storage
from traceability.statement import entry_of, statement_of

MOST_DIFFERENCES = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where log and events part, said in both languages; *index* is the leaf's."""

    index: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the database keeps it.

    Parameters
    ----------
    event
        As it was captured, with its eventID.
    recorded
        Time of record, RFC 3339 in UTC, as it was stated.
    salt
        Of its commitments; None where it was erased.
    statement
        Its public statement.
    """

    event: Mapping[str, object]
    recorded: str
    salt: bytes | None
    statement: object


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
        The entry of every stored event in the order of record, made anew (`entries_again`).

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


def entries_again(
    stored: Iterable[Stored], hash_of: Callable[[Mapping[str, object]], str]
) -> Iterator[bytes]:
    """Make the entry of every stored event anew, from event, salt and time of record.

    Where the salt is erased, with the person it protected, the stored statement stands for itself.
    Where event and statement part, what comes out is the entry of neither.
    """
    for each in stored:
        said = entry_of(each.statement)
        if each.salt is None:
            yield said
            continue
        whole = hash_of(each.event)
        again = entry_of(statement_of(each.event, each.recorded, whole, each.salt, hash_of))
        yield again if again == said else b"\x00" + again + said


def _pairs(
    ours: Iterator[bytes], theirs: Iterable[bytes]
) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    for index, (one, other) in enumerate(zip_longest(ours, theirs)):
        yield index, one, other
