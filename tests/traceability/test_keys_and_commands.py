"""Keys on the disk and the commands that use them: made, rotated, stolen, and proofs in between."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.cli import main
from data_sources.errors import Missing, Refused
from traceability import keyring
from traceability.evidence import bundle
from traceability.keyring import Keyring
from traceability.keys import ListedKey
from traceability.log.append import append, start
from traceability.log.prove import proof_of
from traceability.log.signer import COSIGNATURE, SigningKey
from traceability.log.storage import Folder
from traceability.statement import entry_of

NOW = "2026-02-20T00:00:00Z"
ROOT_NAME = "ruong.example/root"
ORIGIN = "ruong.example/can-tho"


def seed(n: int) -> bytes:
    return bytes([n] * 32)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    made = Keyring(tmp_path / "keys")
    keyring.make_root(made, ROOT_NAME, seed(1), NOW)
    key = SigningKey(ORIGIN, seed(2))
    keyring.add(made, ListedKey("log", ORIGIN, str(key.verifier), NOW), key, NOW)
    return made


def test_private_keys_are_for_their_owner_alone(ring: Keyring):
    for path in ring.folder.glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert ring.folder.stat().st_mode & 0o777 == 0o700
    place = ring.place("log", ORIGIN)
    place.chmod(0o640)
    with pytest.raises(Refused, match="others may read"):
        ring.signing("log", ORIGIN)


def test_a_root_is_made_once_and_no_key_is_written_over(ring: Keyring):
    with pytest.raises(Refused):
        keyring.make_root(ring, ROOT_NAME, seed(9), NOW)
    with pytest.raises(Refused):
        keyring.write_private(ring.folder / keyring.ROOT_KEY, SigningKey("x", seed(9)))
    key = SigningKey(ORIGIN, seed(3))
    with pytest.raises(Refused, match="active key already"):
        keyring.add(ring, ListedKey("log", ORIGIN, str(key.verifier), NOW), key, NOW)


def test_without_a_root_there_is_nothing_to_trust(tmp_path: Path):
    with pytest.raises(Missing):
        Keyring(tmp_path).listed()


def test_a_rotation_retires_the_old_key_and_its_private_part(ring: Keyring):
    heir = SigningKey(ORIGIN, seed(3))
    keyring.rotate(ring, "log", ORIGIN, heir, "2026-03-01T00:00:00Z", 42)
    assert ring.signing("log", ORIGIN) == heir
    old, new = ring.listed().of("log")
    assert (old.status, old.until_size, old.until) == ("retired", 42, "2026-03-01T00:00:00Z")
    assert (new.status, new.from_size) == ("active", 42)
    assert ring.listed().version == 3
    assert SigningKey(ORIGIN, seed(2)).secret_text() not in ring.place("log", ORIGIN).read_text()


def test_a_rotation_cut_off_after_the_list_was_signed_is_finished_later(ring: Keyring):
    heir = SigningKey(ORIGIN, seed(3))
    place = ring.place("log", ORIGIN)
    before = place.read_text()
    keyring.rotate(ring, "log", ORIGIN, heir, NOW, 42)
    place.rename(place.with_suffix(".coming"))
    place.write_text(before)
    place.chmod(0o600)
    assert ring.signing("log", ORIGIN) == heir
    assert not place.with_suffix(".coming").exists()


def test_owners_and_witnesses_may_keep_their_keys_at_home(ring: Keyring):
    away = SigningKey("witness.example/one", seed(5), COSIGNATURE)
    entry = ListedKey("witness", away.name, str(away.verifier), NOW)
    keyring.add(ring, entry, None, NOW)
    assert ring.listed().of("witness") == [entry]
    with pytest.raises(Missing):
        ring.signing("witness", away.name)
    keyring.retire(ring, away.verifier.key_id.hex(), NOW, None, compromised=True)
    assert ring.listed().of("witness")[0].status == "compromised"


def test_a_log_key_ends_only_with_its_last_checkpoint(ring: Keyring):
    key_id = ring.signing("log", ORIGIN).verifier.key_id.hex()
    with pytest.raises(Refused, match="last checkpoint"):
        keyring.retire(ring, key_id, NOW, None, compromised=True)
    with pytest.raises(Missing):
        keyring.retire(ring, "00000000", NOW, None, compromised=False)


class Desk:
    """The command line in a workspace of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def run(self, *words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        out, err = self.capsys.readouterr()
        return status, out, err

    def log(self, count: int) -> Path:
        """Append statements, and write the proof of the last one."""
        ring = Keyring(self.folder / "ws-keys")
        origin = next(k.subject for k in ring.listed().of("log") if k.status == "active")
        key, storage = ring.signing("log", origin), Folder(self.folder / "ws" / "trace" / "log")
        start(storage, key)
        statements = [{"eventID": f"urn:uuid:{n}", "recordTime": NOW} for n in range(count)]
        signed = append(storage, key, [entry_of(each) for each in statements])
        proof = proof_of(storage, signed, signed.head.size - 1)
        path = self.folder / f"{signed.head.size}.tlog-proof"
        path.write_text(bundle(proof, statements[-1], ring.list_text()))
        (self.folder / f"{signed.head.size}.checkpoint").write_text(str(signed))
        return path


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setenv("RUONG_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.delenv("RUONG_KEYS", raising=False)
    return Desk(tmp_path, capsys)


def test_the_story_of_a_key_from_the_command_line(desk: Desk):
    assert desk.run("keys", "show")[0] == 1
    assert desk.run("keys", "make", "root")[0] == 0
    assert desk.run("keys", "make", "log")[0] == 0
    status, out, _ = desk.run("keys", "make", "owner", "--name", "VN-CTOR 0001")
    assert status == 0
    assert "VN-CTOR 0001" in out
    assert "PRIVATE" not in out
    first = desk.log(20)
    status, out, _ = desk.run("verify", first)
    assert (status, "PROVEN" in out, "ĐÃ CHỨNG MINH" in out) == (0, True, True)

    assert desk.run("keys", "rotate", "log")[0] == 0
    second = desk.log(15)
    assert desk.run("verify", second)[0] == 0
    assert desk.run("verify", first)[0] == 0

    out = desk.run("keys", "show")[1]
    key_id = next(line[:8] for line in out.splitlines() if "log     active" in line)
    assert desk.run("keys", "retire", key_id, "--compromised")[0] == 0
    assert (desk.folder / "ws" / "trace" / f"log-ended-{key_id}").is_dir()
    new_list = desk.folder / "ws-keys" / "keys.note"
    status, out, _ = desk.run("verify", second, "--keys", new_list)
    assert status == 0, "the last checkpoint still counts"

    assert desk.run("keys", "make", "log", "--name", f"{ORIGIN}-2", "--follows", key_id)[0] == 0
    follows = Keyring(desk.folder / "ws-keys").listed().of("log", f"{ORIGIN}-2")[0].follows
    assert follows is not None
    assert (follows.origin, follows.size) == (ORIGIN, 35)
    assert desk.run("verify", desk.log(3))[0] == 0


def test_keys_in_the_workspace_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RUONG_KEYS", str(desk.folder / "ws" / "keys"))
    status, _, err = desk.run("keys", "make", "root")
    assert status == 1
    assert "may not lie in the workspace" in err


def test_verify_remembers_and_finds_rollback(desk: Desk):
    desk.run("keys", "make", "root")
    desk.run("keys", "make", "log")
    first, second = desk.log(20), desk.log(5)
    tiles = desk.folder / "ws" / "trace" / "log"
    assert desk.run("verify", second, "--tiles", tiles)[0] == 0
    latest = desk.folder / "25.checkpoint"
    assert desk.run("verify", first, "--checkpoint", latest, "--tiles", tiles)[0] == 0
    status, out, _ = desk.run("verify", first, "--checkpoint", desk.folder / "20.checkpoint")
    assert (status, "bị lùi" in out, "rolled back" in out) == (1, True, True)


def test_verify_says_why_not(desk: Desk):
    desk.run("keys", "make", "root")
    desk.run("keys", "make", "log")
    proof = desk.log(20)
    text = proof.read_text()
    proof.write_text(text.replace("index 19", "index 18"))
    status, out, _ = desk.run("verify", proof, "--json")
    told = json.loads(out)
    assert (status, told["state"], told["statement"]) == (1, "failed", None)
    assert told["reason_vi"] != told["reason_en"]
    assert desk.run("verify", desk.folder / "absent")[0] == 1
    proof.write_bytes(os.urandom(500))
    assert desk.run("verify", proof)[0] == 1


def test_verify_without_any_key_asks_for_one(desk: Desk):
    path = desk.folder / "proof"
    path.write_text("c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n")
    status, _, err = desk.run("verify", path)
    assert status == 1
    assert "--root" in err


def test_the_page_is_written_with_the_root_pinned(desk: Desk):
    desk.run("keys", "make", "root")
    page = desk.folder / "verify.html"
    assert desk.run("verify", "page", page)[0] == 0
    assert str(Keyring(desk.folder / "ws-keys").root_public()) in page.read_text()


@pytest.mark.pack
def test_trace_log_on_published_files(desk: Desk, conformance: Path):
    merkle = conformance / "merkle-rfc6962"
    status, out, _ = desk.run(
        "trace", "log", "inclusion", merkle / "inclusion" / "1" / "happy-path.json"
    )
    assert (status, json.loads(out)["ok"]) == (0, True)
    status, out, err = desk.run(
        "trace", "log", "consistency", merkle / "consistency" / "4" / "swapped-roots.json"
    )
    assert (status, json.loads(out)["ok"]) == (1, False)
    assert "root" in err
    notes = conformance / "signed-notes" / "notes.json"
    status, out, _ = desk.run("trace", "log", "checkpoint", notes)
    rows = [json.loads(line)["ok"] for line in out.splitlines()]
    assert rows == [row["ok"] for row in json.loads(notes.read_text())]
    assert status == 1
    assert desk.run("trace", "log", "checkpoint", conformance / "tlog-tiles-tessera")[0] == 0
    assert (
        desk.run("trace", "log", "proof", conformance / "rekor-inclusion" / "absent.json")[0] == 1
    )
    rekor = conformance / "rekor-inclusion" / "rekor_inclusion.json"
    assert desk.run("trace", "log", "inclusion", rekor)[0] == 0


def test_trace_log_on_texts_of_its_own(desk: Desk):
    desk.run("keys", "make", "root")
    desk.run("keys", "make", "log")
    proof = desk.log(20)
    key = str(Keyring(desk.folder / "ws-keys").signing("log", ORIGIN).verifier)
    log = desk.folder / "ws" / "trace" / "log"
    assert desk.run("trace", "log", "proof", proof)[0] == 0
    assert desk.run("trace", "log", "proof", proof, "--vkey", key)[0] == 0
    assert desk.run("trace", "log", "checkpoint", log, "--vkey", key)[0] == 0
    assert desk.run("trace", "log", "checkpoint", log)[0] == 1
    tile = log / "tile" / "0" / "000.p" / "20"
    tile.write_bytes(bytes(640))
    status, _, err = desk.run("trace", "log", "checkpoint", log, "--vkey", key)
    assert status == 1
    assert "entries/000.p/20" in err
    other = SigningKey(ORIGIN, seed(8)).verifier
    assert desk.run("trace", "log", "proof", proof, "--vkey", other)[0] == 1
    assert desk.run("trace", "log", "inclusion", proof)[0] == 1
