"""Proofs on their own: the tlog-proof text, the compact form, and how few bytes it takes."""

from __future__ import annotations

import json
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.log import base45
from traceability.log.append import append, start
from traceability.log.cases import judge_proof
from traceability.log.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from traceability.log.compact import from_qr, pack, to_qr, unpack
from traceability.log.cosign import cosign, with_cosignature
from traceability.log.merkle import leaf_hash, path_length, root_from_inclusion
from traceability.log.note import Signed
from traceability.log.proof import Proof, read_proof
from traceability.log.prove import proof_of
from traceability.log.receipt import Receipt, promised, read_receipt, sign_receipt
from traceability.log.rejected import Rejected
from traceability.log.signer import COSIGNATURE, SigningKey
from traceability.log.storage import Memory

KEY = SigningKey("ruong.cantho.example/log", bytes(32))
WITNESS = SigningKey("witness.example/one", bytes(range(32)), COSIGNATURE)
ENTRIES = [b'{"n":%d}' % n for n in range(40)]


def logged(count: int = 40) -> tuple[Memory, SignedCheckpoint]:
    storage = Memory()
    start(storage, KEY)
    return storage, append(storage, KEY, ENTRIES[:count])


@pytest.mark.pack
def test_published_texts_are_taken_or_refused_as_published(conformance: Path):
    for row in json.loads((conformance / "signed-notes" / "tlog_proof_format.json").read_text()):
        if not row["ok"]:
            with pytest.raises(Rejected):
                judge_proof(row)
            continue
        found = judge_proof(row)
        assert found == {name: row[name] for name in ("index", "hashes", "checkpoint", "extra")}
        assert str(read_proof(row["text"])) == row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex +1\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra AAB=\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\ncheckpoint\r\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\ncheckpoint\n",
        "x" * 9_000_000,
    ],
)
def test_other_texts_are_refused(text: str):
    with pytest.raises(Rejected):
        read_proof(text)


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_base45_as_the_rfc_writes_it(data: bytes, text: str):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=99))
def test_base45_there_and_back(data: bytes):
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "ab0", "BB8A", "Ế00", "0:", "::"])
def test_what_base45_never_writes_is_refused(text: str):
    with pytest.raises(Rejected):
        base45.decode(text)


@given(st.integers(1, 40), st.data())
def test_a_packed_proof_is_the_proof(size: int, data):
    storage, signed = logged(size)
    if data.draw(st.booleans()):
        line = cosign(signed, None, [], WITNESS, 1_700_000_000)
        signed = with_cosignature(signed, line, Signed(WITNESS.verifier, 1_700_000_000))
    index = data.draw(st.integers(0, size - 1))
    entry = data.draw(st.sampled_from([None, ENTRIES[index]]))
    proof, leaf = proof_of(storage, signed, index), leaf_hash(ENTRIES[index])
    found = unpack(from_qr(to_qr(pack(proof, leaf, entry))))
    assert (found.proof, found.leaf, found.entry) == (proof, leaf, entry)


def test_only_a_proof_that_holds_is_packed():
    storage, signed = logged()
    with pytest.raises(Rejected):
        pack(proof_of(storage, signed, 3), leaf_hash(ENTRIES[4]))


@pytest.mark.parametrize("index", [0, 524_287, 524_288, 999_999])
def test_a_proof_among_a_million_leaves_fits_the_qr_code(index: int):
    size = 1_000_000
    path = tuple(sha256(bytes([n])).digest() for n in range(path_length(index, size)))
    leaf = leaf_hash(b"leaf")
    head = Checkpoint(KEY.name, size, root_from_inclusion(index, size, leaf, path))
    packed = pack(Proof(index, path, str(sign_checkpoint(head, KEY))), leaf)
    assert len(packed) <= 900
    assert len(to_qr(packed)) <= 1_250


def test_no_bit_of_a_packed_proof_can_be_flipped_or_cut():
    storage, signed = logged()
    packed = pack(proof_of(storage, signed, 5), leaf_hash(ENTRIES[5]), ENTRIES[5])
    for bit in range(len(packed) * 8):
        flipped = bytearray(packed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Rejected):
            unpack(bytes(flipped))
    for end in range(len(packed)):
        with pytest.raises(Rejected):
            unpack(packed[:end])


def sealed(body: bytes) -> bytes:
    return body + sha256(body).digest()[:4]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x02\x00",
        b"\x01\x02",
        b"\x01\x00\x01o\x00\x00",  # a tree without leaves
        b"\x01\x00\x01o\x81\x00\x00" + bytes(32),  # a number in two spellings
        b"\x01\x00\x01o" + b"\xff" * 12,
        b"\x01\x00\x02\xff\xff\x01\x00" + bytes(32) + b"\x00",
        b"\x01\x00\x01o\x01\x00" + bytes(32) + b"\x7f",  # more signatures than a note may have
        b"\x01\x00\x01o\x01\x00" + bytes(32) + b"\x00\x00",  # something after the end
    ],
)
def test_an_honest_checksum_saves_no_dishonest_pack(body: bytes):
    with pytest.raises(Rejected):
        unpack(sealed(body))


def test_a_bomb_in_a_pack_is_stopped():
    bomb = zlib.compress(bytes(50_000_000), 9)
    number = bytes([len(bomb) & 127 | 128, len(bomb) >> 7 & 127 | 128, len(bomb) >> 14])
    with pytest.raises(Rejected, match="too large"):
        unpack(sealed(b"\x01\x01\x01o\x01\x00" + number + bomb))


def test_a_receipt_is_read_back_and_never_passes_for_a_checkpoint():
    note = sign_receipt(KEY, leaf_hash(b"x"), "2026-02-20T00:00:00Z")
    receipt = Receipt(str(note), b"{}")
    assert read_receipt(str(receipt)) == receipt
    assert promised(note) == (KEY.name, leaf_hash(b"x"), "2026-02-20T00:00:00Z")
    with pytest.raises(Rejected):
        judge_proof({"text": str(receipt)})
    signed = sign_checkpoint(Checkpoint(KEY.name, 0, bytes(32)), KEY)
    with pytest.raises(Rejected):
        promised(signed.note)
