"""Judge conformance cases: what other programs wrote down about proofs, notes and heads.

A case is a dict in the layout of the published test vectors (transparency-dev/merkle, sigstore,
C2SP signed notes, tlog-proof). Only its input fields are looked at, never its expected outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from traceability.log import merkle, spelling
from traceability.log.checkpoint import read_checkpoint
from traceability.log.note import check_note, read_note
from traceability.log.proof import read_proof
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import read_verifier

Case = Mapping[str, object]
Outcome = dict[str, object]


def judge_inclusion(case: Case) -> Outcome:
    """Judge an inclusion proof: of a leaf hash, in a subtree, or of a leaf under a checkpoint."""
    if "logIndex" in case:
        return _judge_logged(case)
    leaf, path, root = _bytes(case, "leafHash"), _hashes(case, "proof"), _bytes(case, "root")
    index = _number(case, "leafIdx")
    if "start" in case:
        start, end = _number(case, "start"), _number(case, "end")
        merkle.check_subtree_inclusion(index, start, end, leaf, path, root)
    else:
        merkle.check_inclusion(index, _number(case, "treeSize"), leaf, path, root)
    return {}


def judge_consistency(case: Case) -> Outcome:
    """Judge a consistency proof, of two trees or of a subtree and its tree."""
    old, new, path = _bytes(case, "root1"), _bytes(case, "root2"), _hashes(case, "proof")
    if "start" in case:
        start, end, size = (_number(case, name) for name in ("start", "end", "size"))
        merkle.check_subtree_consistency(start, end, size, old, new, path)
    else:
        sizes = _number(case, "size1"), _number(case, "size2")
        merkle.check_consistency(*sizes, old, new, path)
    return {}


def judge_note(case: Case) -> Outcome:
    """Judge a signed note by the keys given; as a checkpoint where it names origin or size."""
    keys = [read_verifier(text) for text in texts(case, "vkeys")]
    note = read_note(_text(case, "note"))
    signed = check_note(note, keys)
    outcome: Outcome = {"valid_sigs": len(signed)}
    if "origin" not in case and "size" not in case:
        return outcome
    return outcome | judge_head(case, note.text)


def judge_head(case: Case, text: str) -> Outcome:
    """Judge a checkpoint whose signatures were checked, against the origin and size of a case."""
    head = read_checkpoint(text)
    origin = case.get("origin", head.origin)
    if origin != head.origin:
        raise Rejected("origin", got=head.origin, want=origin)
    if case.get("size", head.size) != head.size:
        raise Rejected("sizes", old=case["size"], new=head.size)
    return {"origin": head.origin, "size": head.size, "root": spelling.encode(head.root)}


def judge_proof(case: Case) -> Outcome:
    """Judge the form of a tlog-proof text."""
    proof = read_proof(_text(case, "text"))
    return {
        "index": proof.index,
        "hashes": [spelling.encode(each) for each in proof.path],
        "checkpoint": proof.checkpoint,
        "extra": None if proof.extra is None else proof.extra.decode("utf-8", "backslashreplace"),
    }


JUDGES: dict[str, Callable[[Case], Outcome]] = {
    "inclusion": judge_inclusion,
    "consistency": judge_consistency,
    "checkpoint": judge_note,
    "proof": judge_proof,
}
"""Kind of case -> its judge, which gives what it found or raises `Rejected`."""


def _judge_logged(case: Case) -> Outcome:
    """Judge a leaf's proof together with the checkpoint beside it, whose key is not known here."""
    size, root = _number(case, "treeSize"), _bytes(case, "rootHash")
    leaf = merkle.leaf_hash(_bytes(case, "leaf"))
    merkle.check_inclusion(_number(case, "logIndex"), size, leaf, _hashes(case, "hashes"), root)
    if case.get("checkpoint") is None:
        return {"checkpoint": None}
    head = read_checkpoint(read_note(_text(case, "checkpoint")).text)
    if head.size != size:
        raise Rejected("sizes", old=size, new=head.size)
    if head.root != root:
        raise Rejected("root")
    return {"origin": head.origin, "size": head.size}


def _text(case: Case, name: str) -> str:
    value = case.get(name)
    if not isinstance(value, str):
        raise malformed("case", f"thiếu {name}", f"{name} is not there, or no text")
    return value


def _number(case: Case, name: str) -> int:
    value = case.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise malformed("case", f"thiếu {name}", f"{name} is not there, or no integer")
    return value


def _bytes(case: Case, name: str) -> bytes:
    return spelling.decode(_text(case, name), "case")


def texts(case: Case, name: str) -> list[str]:
    """Give the list of texts under *name*, empty where it is absent."""
    values = case.get(name) or []
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise malformed("case", f"{name} sai", f"{name} is no list of texts")
    return values


def _hashes(case: Case, name: str) -> list[bytes]:
    return [spelling.decode(each, "case") for each in texts(case, name)]
