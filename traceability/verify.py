"""Check a proof with nothing but the proof, a pinned key and arithmetic.

No store, no model, no network and none of the code that writes the log: whoever doubts the operator
can read this file and what it imports in an evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data_sources.errors import Refused
from traceability.canonical import Json
from traceability.evidence import Evidence, read_evidence
from traceability.keylist import open_list
from traceability.keys import KeyList
from traceability.log.checkpoint import SignedCheckpoint, open_checkpoint
from traceability.log.merkle import check_inclusion
from traceability.log.note import check_note, read_note
from traceability.log.receipt import promised
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import NOTE, VerifierKey, read_verifier
from traceability.statement import leaf_of


class State(StrEnum):
    """What can be said of a statement."""

    PROVEN = "proven"
    SIGNED = "signed, not yet in the log"
    FAILED = "failed"

    @property
    def vi(self) -> str:
        """The state's name in Vietnamese."""
        return {
            State.PROVEN: "đã chứng minh",
            State.SIGNED: "đã ký, chưa vào nhật ký",
            State.FAILED: "không đạt",
        }[self]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with its reason in both languages.

    Parameters
    ----------
    state
        One of three; only `State.PROVEN` is proof.
    reason_vi, reason_en
        Why, in a sentence.
    statement
        The public statement, given only when the verdict is not *failed*.
    signed
        The log's signed head that the proof leads to.
    index
        The leaf's place in the log.
    list_version
        The version of the key list that vouched for the log; 0 where none was needed.
    """

    state: State
    reason_vi: str
    reason_en: str
    statement: Json = None
    signed: SignedCheckpoint | None = None
    index: int | None = None
    list_version: int = 0


@dataclass(frozen=True, slots=True)
class Trust:
    """What a verifier brings: pinned keys, and what it has seen before.

    Parameters
    ----------
    roots
        Pinned root keys; they vouch for logs, owners and witnesses through the key list.
    logs
        Log keys trusted without a key list.
    witnesses, quorum
        Witness keys, and how many of them (or of the list's) must have signed the head.
    keys
        A key list at hand; the newest of it and the proof's own counts.
    least_version
        The newest version of the key list seen before.
    """

    roots: tuple[VerifierKey, ...] = ()
    logs: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    keys: str | None = None
    least_version: int = 0


def verify(data: str | bytes, trust: Trust | str, statement: Json = None) -> Verdict:
    """Check a proof or a receipt offline.

    Parameters
    ----------
    data
        What `read_evidence` reads.
    trust
        What the verifier pins; a text is taken as one verifier key, of a root or a log.
    statement
        The public statement, where the proof comes without it or the reader holds a copy.
    """
    try:
        given = read_evidence(data)
        if isinstance(trust, str):
            key = read_verifier(trust.strip())
            trust = Trust(roots=(key,), logs=(key,))
        return _judge(given, trust, statement)
    except Rejected as reason:
        return Verdict(State.FAILED, sentence(reason.vi), sentence(reason.en))
    except Refused as fault:
        return Verdict(
            State.FAILED, "Nội dung không phải JSON chuẩn mực, hoặc quá lớn.", str(fault)
        )


def sentence(clause: str) -> str:
    """Make a reason's clause a sentence."""
    return f"{clause[:1].upper()}{clause[1:]}."


def open_head(text: str, trust: Trust, brought: str | None = None) -> SignedCheckpoint:
    """Check a checkpoint on its own, such as the log's latest, by the same trust.

    Parameters
    ----------
    text
        The signed note.
    trust
        What the verifier pins.
    brought
        A key list that came along.
    """
    return _open(text, trust, _newest_list(brought, trust))


def _judge(given: Evidence, trust: Trust, statement: Json) -> Verdict:
    listed = _newest_list(given.keys, trust)
    held = statement if statement is not None else given.statement
    if held is None:
        raise Rejected("no-statement")
    leaf = leaf_of(held)
    brought = given.statement if statement is not None else None
    if given.leaf not in (None, leaf) or (brought is not None and leaf_of(brought) != leaf):
        raise Rejected("leaf")
    if given.receipt is not None:
        return _judge_receipt(given.receipt, leaf, held, trust, listed)
    if given.proof is None:
        raise malformed("proof", "thiếu bằng chứng", "there is no proof in it")
    signed = _open(given.proof.checkpoint, trust, listed)
    head = signed.head
    check_inclusion(given.proof.index, head.size, leaf, given.proof.path, head.root)
    return Verdict(
        State.PROVEN,
        f"Khai báo này là mục {given.proof.index} trong {head.size} mục của {head.origin}.",
        f"This statement is entry {given.proof.index} of {head.size} in the log {head.origin}.",
        held,
        signed,
        given.proof.index,
        listed.version if listed else 0,
    )


def _judge_receipt(
    text: str, leaf: bytes, statement: Json, trust: Trust, listed: KeyList | None
) -> Verdict:
    note = read_note(text)
    signed = check_note(note, _log_keys(trust, listed))
    origin, promise, time = promised(note)
    if all(each.key.name != origin for each in signed):
        raise Rejected("no-signer")
    for each in signed:
        if listed is not None and (entry := listed.find(each.key)) is not None:
            entry.check_time(time)
    if promise != leaf:
        raise Rejected("leaf")
    return Verdict(
        State.SIGNED,
        f"Nhật ký {origin} đã ký nhận lúc {time}, nhưng chưa có bằng chứng nằm trong nhật ký.",
        f"The log {origin} signed for it at {time}, but there is no proof yet that it is in.",
        statement,
    )


def _open(text: str, trust: Trust, listed: KeyList | None) -> SignedCheckpoint:
    """Check the head's signatures: the log's, whether its key might sign it, and witnesses'."""
    known = listed.of("witness") if listed is not None else []
    witnesses = [*trust.witnesses, *(each.key for each in known)]
    signed = open_checkpoint(text, [*_log_keys(trust, listed), *witnesses])
    cosigned: set[bytes] = set()
    for each in signed.signed:
        entry = listed.find(each.key) if listed is not None else None
        if each.key.algorithm == NOTE and entry is not None:
            entry.check_head(signed.head)
        elif each.time is not None and (entry is None or entry.held_at(each.time)):
            cosigned.add(each.key.public)
    if len(cosigned) < trust.quorum:
        raise Rejected("witnesses", got=len(cosigned), want=trust.quorum)
    return signed


def _log_keys(trust: Trust, listed: KeyList | None) -> list[VerifierKey]:
    keys = [*trust.logs]
    if listed is not None:
        keys += [each.key for each in listed.of("log")]
    if not keys:
        raise Rejected("no-keys")
    return keys


def _newest_list(brought: str | None, trust: Trust) -> KeyList | None:
    """Open the key lists there are with the pinned roots, and take the newest."""
    texts = [text for text in (brought, trust.keys) if text is not None]
    if not texts or not trust.roots:
        return None
    try:
        newest = max(
            (open_list(text, trust.roots) for text in texts), key=lambda each: each.version
        )
    except Rejected:
        if trust.logs and trust.keys is None:
            return None
        raise
    if newest.version < trust.least_version:
        raise Rejected("old-list", got=newest.version, known=trust.least_version)
    return newest
