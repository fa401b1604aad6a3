"""Signed notes, keys and checkpoints: published notes, every bit of them, and what is no note."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from traceability.log.cases import judge_note
from traceability.log.checkpoint import (
    Checkpoint,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from traceability.log.cosign import cosign, with_cosignature
from traceability.log.merkle import EMPTY_ROOT
from traceability.log.note import Note, Signature, Signed, check_note, read_note, sign_note
from traceability.log.rejected import NAMES, REASONS, Rejected
from traceability.log.signer import (
    COSIGNATURE,
    SigningKey,
    VerifierKey,
    read_signing,
    read_verifier,
)

LOG = SigningKey("ruong.example/log", bytes(range(32)))
WITNESS = SigningKey("witness.example/one", bytes(range(1, 33)), COSIGNATURE)
HEAD = Checkpoint("ruong.example/log", 7, bytes(range(32)))

# C2SP signed-note's own example.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_standards_example_is_accepted_and_written_back():
    key = read_verifier(EXAMPLE_KEY)
    note = read_note(EXAMPLE)
    assert check_note(note, [key]) == (Signed(key),)
    assert (str(note), str(key)) == (EXAMPLE, EXAMPLE_KEY)


@pytest.mark.pack
def test_published_notes(conformance: Path):
    for row in json.loads((conformance / "signed-notes" / "notes.json").read_text()):
        if not row["ok"]:
            with pytest.raises(Rejected):
                judge_note(row)
            continue
        found = judge_note(row)
        assert found["valid_sigs"] == row.get("valid_sigs", 1)
        assert found.get("size") == row.get("size")


def test_a_case_that_names_another_origin_or_size_is_refused():
    case = {"vkeys": [str(LOG.verifier)], "note": str(sign_checkpoint(HEAD, LOG))}
    assert judge_note(case | {"origin": HEAD.origin, "size": 7})["size"] == 7
    for wrong in ({"origin": "other.example"}, {"size": 8}):
        with pytest.raises(Rejected):
            judge_note(case | wrong)


def test_no_bit_of_a_signed_checkpoint_can_be_flipped():
    data = str(sign_checkpoint(HEAD, LOG)).encode()
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Rejected):
            open_checkpoint(flipped.decode("utf-8", "replace"), [LOG.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— ruong.example/log\n",
        "text\n\n- ruong.example/log AAAAAAAA\n",
        "text\n\n— ruong.example/log AAAA\n",
        "text\n\n— ruong.example/log AAAAAAA=\n— \n",
        "text\n\n— a b AAAAAAAA\n",
        "text\n\n— a+b AAAAAAAA\n",
        "some\ttext\n\n— a AAAAAAAA\n",
        "text\r\n\n— a AAAAAAAA\n",
        "text\n\n— a AAAAAAAA",
        "text\n\n" + "— a AAAAAAAA\n" * 101,
        "\ud800\n\n— a AAAAAAAA\n",
        "x" * 300_000,
    ],
)
def test_what_is_no_note_is_refused(text: str):
    with pytest.raises(Rejected):
        check_note(read_note(text), [LOG.verifier])


def test_unknown_signers_are_passed_over_and_a_wrong_known_one_spoils_the_note():
    other = SigningKey("other.example", bytes(32))
    note = sign_note("text\n", LOG, other)
    assert [each.key.name for each in check_note(note, [LOG.verifier])] == [LOG.name]
    same_name = VerifierKey("other.example", LOG.verifier.public)
    assert len(check_note(note, [LOG.verifier, same_name])) == 1
    spoilt = Note(
        note.text, (note.signatures[0], Signature(other.name, other.verifier.key_id, bytes(64)))
    )
    with pytest.raises(Rejected, match=r"other\.example is wrong"):
        check_note(spoilt, [LOG.verifier, other.verifier])
    twice = Note(
        note.text, (note.signatures[0], Signature(LOG.name, LOG.verifier.key_id, bytes(64)))
    )
    with pytest.raises(Rejected, match="wrong"):
        check_note(twice, [LOG.verifier])


def test_keys_have_one_spelling_and_keep_their_secret():
    assert read_signing(LOG.secret_text()) == LOG
    assert LOG.secret_text() not in repr(LOG)
    assert str(LOG.seed) not in repr(LOG)
    for wrong in (
        "",
        "name",
        "name+00000000",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY[:-1],
        EXAMPLE_KEY[:-1] + "l",
        "na me+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        EXAMPLE_KEY.replace("+Aeky", "+Bwky"),
    ):
        with pytest.raises(Rejected):
            read_verifier(wrong)
    with pytest.raises(Rejected):
        read_signing(EXAMPLE_KEY)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n7\n",
        "origin\n07\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "origin\n-7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "origin\n٧\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "origin\n9223372036854775808\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n",
        "origin\n7\nAAAA\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n",
        "origin\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str):
    with pytest.raises(Rejected):
        read_checkpoint(text)


def test_a_checkpoint_counts_only_under_its_own_logs_key():
    head = Checkpoint("other.example/log", 7, bytes(32))
    forged = sign_note(str(head), LOG)
    with pytest.raises(Rejected, match="no signature"):
        open_checkpoint(forged, [LOG.verifier])
    with pytest.raises(Rejected):
        sign_checkpoint(head, LOG)


def test_a_witness_signs_what_continues_and_nothing_else():
    signed = sign_checkpoint(HEAD, LOG)
    line = cosign(signed, None, [], WITNESS, 1_700_000_000)
    noted = with_cosignature(signed, line, Signed(WITNESS.verifier, 1_700_000_000))
    opened = open_checkpoint(str(noted), [LOG.verifier, WITNESS.verifier])
    assert opened.signed[1] == Signed(WITNESS.verifier, 1_700_000_000)

    earlier = bytearray(line.blob)
    earlier[7] ^= 1
    backdated = Note(
        signed.note.text,
        (*signed.note.signatures, Signature(line.name, line.key_id, bytes(earlier))),
    )
    with pytest.raises(Rejected):
        open_checkpoint(backdated, [LOG.verifier, WITNESS.verifier])

    for known, code in (
        (Checkpoint(HEAD.origin, 7, EMPTY_ROOT), "split-view"),
        (Checkpoint(HEAD.origin, 8, EMPTY_ROOT), "rollback"),
        (Checkpoint("other.example", 7, HEAD.root), "origin"),
    ):
        with pytest.raises(Rejected) as refused:
            cosign(signed, known, [], WITNESS, 1)
        assert refused.value.code == code
    with pytest.raises(Rejected):
        cosign(signed, None, [], LOG, 1)


def test_every_reason_is_there_in_both_languages_with_the_same_facts():
    for vi, en in [*REASONS.values(), *NAMES.values()]:
        assert vi
        assert en
        assert vi != en or "{" in vi
    facts = {code: [set(_fields(each)) for each in pair] for code, pair in REASONS.items()}
    for code, (vi, en) in facts.items():
        assert {f.removesuffix("_vi") for f in vi} - {"vi"} == {
            f.removesuffix("_en") for f in en
        } - {"en"}, code


def _fields(sentence: str) -> list[str]:
    return [part.partition("}")[0] for part in sentence.split("{")[1:]]
