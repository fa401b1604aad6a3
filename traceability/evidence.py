"""The forms in which a proof reaches a verifier: a text file, a receipt, a QR code, raw bytes."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.canonical import Json, canonical, read_json
from traceability.log.compact import PREFIX, from_qr, unpack
from traceability.log.proof import PROOF_HEADER, Proof, read_proof
from traceability.log.receipt import RECEIPT_HEADER, read_receipt
from traceability.log.rejected import malformed


@dataclass(frozen=True, slots=True)
class Evidence:
    """A proof or receipt, whatever form it came in; nothing of it is checked.

    Parameters
    ----------
    statement
        The public statement, where it came along.
    keys
        The signed key list, where it came along.
    proof
        The inclusion proof, or None for a receipt.
    receipt
        The receipt's signed note, or None for a proof.
    leaf
        The leaf's hash, where a compact proof gives it without the statement.
    """

    statement: Json = None
    keys: str | None = None
    proof: Proof | None = None
    receipt: str | None = None
    leaf: bytes | None = None


def bundle(proof: Proof, statement: object, keys: str | None = None) -> str:
    """Write a proof with all it needs, as one tlog-proof text."""
    return str(Proof(proof.index, proof.path, proof.checkpoint, extra_of(statement, keys)))


def extra_of(statement: object, keys: str | None = None) -> bytes:
    """Write the `extra` of a proof or receipt: statement and key list."""
    return canonical({"keys": keys, "statement": statement})


def read_evidence(data: str | bytes) -> Evidence:
    """Read a tlog-proof text, a receipt's text, a QR's text or a packed proof."""
    if isinstance(data, bytes) and data[:1] == b"\x01":
        return _from_packed(data)
    text = _text(data)
    if text.startswith(PREFIX):
        return _from_packed(from_qr(text.strip("\r\n")))
    if text.startswith(PROOF_HEADER):
        proof = read_proof(text)
        statement, keys = _read_extra(proof.extra)
        return Evidence(statement, keys, proof=proof)
    if text.startswith(RECEIPT_HEADER):
        receipt = read_receipt(text)
        statement, keys = _read_extra(receipt.extra)
        return Evidence(statement, keys, receipt=receipt.note)
    raise malformed("proof", "không rõ định dạng", "its form is not known")


def _from_packed(data: bytes) -> Evidence:
    found = unpack(data)
    statement = None if found.entry is None else read_json(found.entry)
    return Evidence(statement, proof=found.proof, leaf=found.leaf)


def _read_extra(extra: bytes | None) -> tuple[Json, str | None]:
    if extra is None:
        return None, None
    body = read_json(extra)
    if not isinstance(body, dict) or not body.keys() <= {"keys", "statement"}:
        raise malformed("proof", "phần extra sai", "its extra line is not statement and keys")
    keys = body.get("keys")
    if not isinstance(keys, str | None):
        raise malformed("keys", "không phải văn bản", "it is not text")
    return body.get("statement"), keys


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise malformed("proof", "không phải UTF-8", "it is not UTF-8") from None
