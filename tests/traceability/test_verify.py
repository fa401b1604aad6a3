"""The verdict: what is proven, what is only signed, and everything that is neither."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from traceability.evidence import bundle, extra_of, read_evidence
from traceability.keylist import sign_list
from traceability.keys import KeyList, ListedKey, head_of
from traceability.log.append import append, start
from traceability.log.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from traceability.log.compact import pack, to_qr
from traceability.log.cosign import cosign, with_cosignature
from traceability.log.note import Signed
from traceability.log.proof import Proof
from traceability.log.prove import Tree, proof_of
from traceability.log.receipt import Receipt, sign_receipt
from traceability.log.rejected import Rejected
from traceability.log.signer import COSIGNATURE, SigningKey
from traceability.log.storage import Memory as Files
from traceability.memory import Memory, read_memory, remember, remember_latest, remember_list
from traceability.statement import entry_of, leaf_of
from traceability.verify import State, Trust, Verdict, open_head, verify

ROOT = SigningKey("ruong.example/root", bytes([1] * 32))
LOG = SigningKey("ruong.example/log", bytes([2] * 32))
HEIR = SigningKey("ruong.example/log", bytes([3] * 32))
THIEF = SigningKey("ruong.example/log", bytes([4] * 32))
WITNESSES = [SigningKey(f"w{n}.example", bytes([n] * 32), COSIGNATURE) for n in (5, 6)]
STATEMENTS = [{"eventID": f"urn:uuid:{n}", "recordTime": "2026-02-20T00:00:00Z"} for n in range(30)]
SINCE = "2026-01-01T00:00:00Z"
LISTED = ListedKey("log", LOG.name, str(LOG.verifier), SINCE)


def key_list(*keys: ListedKey, version: int = 1) -> str:
    return sign_list(KeyList(ROOT.name, version, SINCE, keys), ROOT)


def logged(count: int = 30, key: SigningKey = LOG) -> tuple[Files, SignedCheckpoint]:
    storage = Files()
    start(storage, key)
    return storage, append(storage, key, [entry_of(each) for each in STATEMENTS[:count]])


def proof_text(index: int = 7, keys: str | None = None, count: int = 30) -> str:
    storage, signed = logged(count)
    return bundle(proof_of(storage, signed, index), STATEMENTS[index], keys)


PINNED = Trust(roots=(ROOT.verifier,))


def state(text: str | bytes, trust: Trust | str = PINNED, statement: object = None) -> Verdict:
    verdict = verify(text, trust, statement)  # pyright: ignore[reportArgumentType]
    assert verdict.reason_vi
    assert verdict.reason_en
    if verdict.state is State.FAILED:
        assert verdict.statement is None
    return verdict


def test_a_pinned_root_vouches_for_the_log_through_the_key_list_in_the_proof():
    verdict = state(proof_text(keys=key_list(LISTED)))
    assert (verdict.state, verdict.statement) == (State.PROVEN, STATEMENTS[7])
    assert (verdict.index, verdict.list_version) == (7, 1)


def test_a_pinned_log_key_needs_no_list():
    assert state(proof_text(), str(LOG.verifier)).state is State.PROVEN
    assert state(proof_text(), Trust(logs=(LOG.verifier,))).state is State.PROVEN


def test_without_a_key_nothing_is_proven():
    assert state(proof_text(), Trust()).state is State.FAILED
    assert state(proof_text(), PINNED).state is State.FAILED


def test_the_same_proof_in_all_its_forms():
    storage, signed = logged()
    proof = proof_of(storage, signed, 7)
    packed = pack(proof, leaf_of(STATEMENTS[7]))
    whole = pack(proof, leaf_of(STATEMENTS[7]), entry_of(STATEMENTS[7]))
    trust = Trust(roots=(ROOT.verifier,), keys=key_list(LISTED))
    for form in (whole, to_qr(whole), to_qr(whole) + "\n"):
        assert state(form, trust).state is State.PROVEN
    for form in (packed, to_qr(packed)):
        assert "without its statement" in state(form, trust).reason_en
        assert state(form, trust, STATEMENTS[7]).state is State.PROVEN
        assert state(form, trust, STATEMENTS[8]).state is State.FAILED


def test_spacing_and_key_order_of_the_statement_change_nothing():
    storage, signed = logged()
    proof = proof_of(storage, signed, 7)
    backwards = dict(reversed(STATEMENTS[7].items()))
    spaced = json.dumps({"statement": backwards, "keys": None}, indent=2).encode()
    text = str(replace(proof, extra=spaced))
    assert state(text, str(LOG.verifier)).state is State.PROVEN


def test_a_statement_beside_the_proof_must_be_the_proofs_own():
    assert state(proof_text(), str(LOG.verifier), STATEMENTS[7]).state is State.PROVEN
    assert state(proof_text(), str(LOG.verifier), STATEMENTS[8]).state is State.FAILED


@pytest.mark.parametrize(
    "extra",
    [
        b"[]",
        b"{",
        b'{"keys":7,"statement":{}}',
        b'{"statement":{},"more":1}',
        b"\xff",
        b'{"keys":null}',
    ],
)
def test_an_extra_line_that_is_not_ours_is_refused(extra: bytes):
    storage, signed = logged()
    text = str(replace(proof_of(storage, signed, 7), extra=extra))
    assert state(text, str(LOG.verifier)).state is State.FAILED


@pytest.mark.parametrize(
    "data", ["", "hello", b"\x00", b"\x01", b"\xff\xfe", "RUONG1:", "RUONG1:é", "\ud800"]
)
def test_what_is_no_proof_fails_with_a_reason(data: str | bytes):
    assert state(data, str(LOG.verifier)).state is State.FAILED


def test_a_receipt_is_signed_and_not_proven():
    note = sign_receipt(LOG, leaf_of(STATEMENTS[7]), "2026-02-20T00:00:00.5+00:00")
    text = str(Receipt(str(note), extra_of(STATEMENTS[7], key_list(LISTED))))
    assert state(text).state is State.SIGNED
    other = str(Receipt(str(note), extra_of(STATEMENTS[8], key_list(LISTED))))
    assert state(other).state is State.FAILED
    retired = replace(LISTED, status="retired", until="2026-02-01T00:00:00Z")
    late = str(Receipt(str(note), extra_of(STATEMENTS[7], key_list(retired))))
    assert "not valid at" in state(late).reason_en
    stolen = replace(LISTED, status="compromised")
    assert (
        state(str(Receipt(str(note), extra_of(STATEMENTS[7], key_list(stolen))))).state
        is State.FAILED
    )


def test_a_proof_by_a_key_the_list_does_not_name_fails():
    storage, signed = logged(key=THIEF)
    forged = bundle(proof_of(storage, signed, 7), STATEMENTS[7], key_list(LISTED))
    assert state(forged).state is State.FAILED


def test_a_list_that_the_root_did_not_sign_vouches_for_nobody():
    fake_root = SigningKey(ROOT.name, bytes([9] * 32))
    listed = KeyList(ROOT.name, 5, SINCE, (LISTED,))
    assert state(proof_text(keys=sign_list(listed, fake_root))).state is State.FAILED
    with pytest.raises(Rejected):
        sign_list(listed, SigningKey("other.example/root", bytes(32)))


def test_an_old_list_is_not_taken_when_a_newer_one_was_seen():
    old, new = key_list(LISTED, version=1), key_list(replace(LISTED, until_size=3), version=2)
    assert state(proof_text(keys=old), replace(PINNED, keys=new)).state is State.FAILED
    assert (
        "older than version 2"
        in state(proof_text(keys=old), replace(PINNED, least_version=2)).reason_en
    )


def test_a_rotated_key_may_sign_its_own_sizes_and_no_later_ones():
    until_30 = replace(LISTED, status="retired", until="2026-03-01T00:00:00Z", until_size=30)
    until_29 = replace(until_30, until_size=29)
    from_31 = replace(LISTED, from_size=31)
    assert state(proof_text(keys=key_list(until_30))).state is State.PROVEN
    assert "may not sign" in state(proof_text(keys=key_list(until_29))).reason_en
    assert "may not sign" in state(proof_text(keys=key_list(from_31))).reason_en
    never = replace(LISTED, status="retired", until_size=0)
    assert state(proof_text(keys=key_list(never))).state is State.FAILED


def test_a_stolen_key_keeps_its_last_checkpoint_and_nothing_else():
    _, signed = logged()
    stolen = replace(LISTED, status="compromised", last=head_of(signed.head))
    assert state(proof_text(keys=key_list(stolen))).state is State.PROVEN
    # The thief holds the key: a smaller, well signed tree no longer counts, true or forged.
    assert "compromised" in state(proof_text(keys=key_list(stolen), count=20)).reason_en
    assert "compromised" in state(proof_text(keys=key_list(replace(stolen, last=None)))).reason_en


def test_witnesses_are_counted_once_each_and_only_while_their_keys_hold():
    storage, signed = logged()
    for witness in (*WITNESSES, WITNESSES[0]):
        line = cosign(signed, None, [], witness, 1_780_000_000)
        signed = with_cosignature(signed, line, Signed(witness.verifier, 1_780_000_000))
    text = bundle(proof_of(storage, signed, 7), STATEMENTS[7], key_list(LISTED))
    both = tuple(each.verifier for each in WITNESSES)
    assert state(text, replace(PINNED, witnesses=both, quorum=2)).state is State.PROVEN
    assert state(text, replace(PINNED, witnesses=both, quorum=3)).state is State.FAILED
    assert state(text, replace(PINNED, witnesses=both[:1], quorum=2)).state is State.FAILED
    named = [ListedKey("witness", w.name, str(w.verifier), SINCE) for w in WITNESSES]
    listed = bundle(proof_of(storage, signed, 7), STATEMENTS[7], key_list(LISTED, *named))
    assert state(listed, replace(PINNED, quorum=2)).state is State.PROVEN
    ended = replace(named[0], status="retired", until="2026-02-01T00:00:00Z")
    late = bundle(proof_of(storage, signed, 7), STATEMENTS[7], key_list(LISTED, ended, named[1]))
    assert state(late, replace(PINNED, quorum=2)).state is State.FAILED


def test_a_statement_too_large_for_a_leaf_is_proven_by_its_fingerprint():
    silo = {"eventID": "urn:uuid:silo", "inputs": [f"lot {n}" for n in range(50_000)]}
    storage = Files()
    start(storage, LOG)
    signed = append(storage, LOG, [entry_of(silo)])
    text = bundle(proof_of(storage, signed, 0), silo)
    assert state(text, str(LOG.verifier)).statement == silo
    touched = bundle(proof_of(storage, signed, 0), silo | {"eventID": "urn:uuid:other"})
    assert state(touched, str(LOG.verifier)).state is State.FAILED


def test_memory_finds_rollback_and_split_view():
    storage, small = logged(20)
    large = append(storage, LOG, [entry_of(each) for each in STATEMENTS[20:]])
    fork = sign_checkpoint(Checkpoint(LOG.name, 30, bytes(32)), LOG)
    short_fork = sign_checkpoint(Checkpoint(LOG.name, 25, bytes(32)), LOG)

    def tree_of(size: int) -> Tree:
        return Tree(storage, size)

    memory = remember_latest(remember(Memory(), small, tree_of), large, tree_of)
    assert read_memory(str(memory)) == memory
    assert remember(memory, small, tree_of) == memory
    for latest, code in ((small, "rollback"), (fork, "split-view")):
        with pytest.raises(Rejected) as refused:
            remember_latest(memory, latest)
        assert refused.value.code == code
    with pytest.raises(Rejected):
        remember(memory, short_fork, tree_of)
    # Without the tiles the fork at another size is taken in, and found out once they are there.
    believed = remember(memory, short_fork)
    with pytest.raises(Rejected):
        remember(believed, large, tree_of)


def test_memory_is_bounded_and_refuses_what_it_did_not_write():
    memory = Memory()
    for size in range(1, 100):
        head = Checkpoint(LOG.name, size, bytes([size] * 32))
        memory = remember(memory, sign_checkpoint(head, LOG))
    sizes = [head.size for head in memory.heads(LOG.name)]
    assert (len(sizes), sizes[0], sizes[-1]) == (64, 1, 99)
    assert remember_list(memory, 3).list_version == 3
    with pytest.raises(Rejected):
        remember_list(remember_list(memory, 3), 2)
    for text in ("{}", '{"heads":[],"listVersion":0}', '{"heads":{"x":["y"]},"listVersion":0}'):
        with pytest.raises(Rejected):
            read_memory(text)
    swapped = str(memory).replace('{"ruong.example/log":', '{"other.example":')
    with pytest.raises(Rejected):
        read_memory(swapped)


def test_a_latest_checkpoint_is_opened_by_the_same_trust():
    _, signed = logged()
    assert open_head(str(signed), PINNED, key_list(LISTED)).head == signed.head
    with pytest.raises(Rejected):
        open_head(str(signed), PINNED, key_list(replace(LISTED, until_size=3)))


def test_evidence_says_what_came_along():
    found = read_evidence(proof_text(keys="x"))
    assert (found.keys, found.statement) == ("x", STATEMENTS[7])
    assert isinstance(found.proof, Proof)
