"""The folder of private keys and the key list: made, rotated and retired so that a crash mends.

A private key is one file of mode 0600; a file that others may read is not used. Every change signs
a new version of the list with the root; the list is replaced whole, and a key counts from the
moment the list names it.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from data_sources.errors import Missing, Refused
from traceability.keylist import open_list, sign_list
from traceability.keys import Head, KeyList, ListedKey, Role
from traceability.log.signer import (
    COSIGNATURE,
    NOTE,
    SigningKey,
    VerifierKey,
    read_signing,
    read_verifier,
)

ROOT_KEY = "root.key"
ROOT_VKEY = "root.vkey"
KEY_LIST = "keys.note"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one authority.

    Parameters
    ----------
    folder
        Outside the workspace; private keys and the signed list.
    root_file
        The root's private key, where it is kept apart (a stick in a safe); else in the folder.
    """

    folder: Path
    root_file: Path | None = None

    def root(self) -> SigningKey:
        """Read the root's private key."""
        return read_private(self.root_file or self.folder / ROOT_KEY)

    def root_public(self) -> VerifierKey:
        """Read the root's public key: what verifiers pin."""
        path = self.folder / ROOT_VKEY
        if not path.is_file():
            raise Missing(f"There is no root key in {self.folder}.", "ruong keys make root")
        return read_verifier(path.read_text().strip())

    def list_text(self) -> str:
        """Read the signed key list, as it goes along with proofs."""
        return (self.folder / KEY_LIST).read_text()

    def listed(self) -> KeyList:
        """Read the key list and check the root's signature."""
        root = self.root_public()
        return open_list(self.list_text(), (root,))

    def signing(self, role: Role, subject: str) -> SigningKey:
        """Read the private key that now speaks for *subject*."""
        active = [k for k in self.listed().of(role, subject) if k.status == "active"]
        place = self.place(role, subject)
        for path in (place, _coming(place)):
            if path.is_file() and any(str(read_private(path).verifier) == k.vkey for k in active):
                # A rotation that was killed after the list was signed is finished here.
                path.replace(place)
                return read_private(place)
        raise Missing(f"No active {role} key for {subject} is here.", f"ruong keys make {role}")

    def place(self, role: Role, subject: str) -> Path:
        """Name the file of a private key; there is one log's, and one for each other subject."""
        slug = re.sub(r"[^A-Za-z0-9]+", "-", subject).strip("-")
        return self.folder / ("log.key" if role == "log" else f"{role}-{slug}.key")


def make_root(ring: Keyring, name: str, seed: bytes, now: str) -> KeyList:
    """Make the root key and the first, empty key list.

    Parameters
    ----------
    ring
        Where it is kept.
    name
        Of the authority, as it is printed beside its key.
    seed
        32 bytes of the operating system's randomness.
    now
        RFC 3339, UTC.
    """
    if (ring.folder / ROOT_VKEY).exists():
        raise Refused("the root key", ["there is one already: verifiers have it pinned"])
    root = SigningKey(name, seed)
    write_private(ring.root_file or ring.folder / ROOT_KEY, root)
    first = KeyList(name, 1, now, ())
    _write_public(ring.folder / KEY_LIST, sign_list(first, root))
    _write_public(ring.folder / ROOT_VKEY, f"{root.verifier}\n")
    return first


def add(ring: Keyring, entry: ListedKey, key: SigningKey | None, now: str) -> KeyList:
    """List a new key, after its private part is on the disk.

    Parameters
    ----------
    ring
        Where it is kept.
    entry
        What the list will say of it; an active key of the same subject must be rotated instead.
    key
        The private key, one that lies in its place already is adopted; None where it is held
        elsewhere, as an owner's own or another city's witness's should be.
    now
        RFC 3339, UTC.
    """
    listed = ring.listed()
    if any(each.status == "active" for each in listed.of(entry.role, entry.subject)):
        raise Refused(
            entry.subject, ["it has an active key already"], f"ruong keys rotate {entry.role}"
        )
    place = ring.place(entry.role, entry.subject)
    if key is not None and not place.exists():
        write_private(place, key)
    elif key is not None and read_private(place) != key:
        raise Refused(place.name, ["another key lies in its place"], "ruong keys show")
    return _publish(ring, listed, (*listed.keys, entry), now)


def rotate(ring: Keyring, role: Role, subject: str, key: SigningKey, now: str, size: int) -> None:
    """Replace the active key of *subject*: the old one is retired and its private part removed.

    Parameters
    ----------
    ring, now
        As in `add`.
    role, subject
        Whose key.
    key
        The new private key.
    size
        For a log: leaves in its tree now, the last size of the old key and the first of the new.
    """
    listed = ring.listed()
    old = next((k for k in listed.of(role, subject) if k.status == "active"), None)
    if old is None:
        raise Missing(f"{subject} has no active {role} key.", f"ruong keys make {role}")
    place = ring.place(role, subject)
    coming = _coming(place)
    coming.unlink(missing_ok=True)
    write_private(coming, key)
    last_size = size if role == "log" else None
    retired = replace(old, status="retired", until=now, until_size=last_size)
    entry = ListedKey(role, subject, str(key.verifier), now, from_size=last_size or 0)
    kept = tuple(retired if each == old else each for each in listed.keys)
    _publish(ring, listed, (*kept, entry), now)
    coming.replace(place)


def retire(ring: Keyring, key_id: str, now: str, last: Head | None, *, compromised: bool) -> None:
    """End a key without a successor; a compromised log key names the last head that counts.

    Parameters
    ----------
    ring, now
        As in `add`.
    key_id
        Eight hexadecimal digits, as `ruong keys show` prints them.
    last
        For a log's key: the log's last head.
    compromised
        Whether someone else may have the key.
    """
    listed = ring.listed()
    old = next((k for k in listed.keys if k.key.key_id.hex() == key_id), None)
    if old is None or old.status == "compromised":
        raise Missing(f"There is no key {key_id} to retire.", "ruong keys show")
    if old.role == "log" and last is None:
        raise Refused(key_id, ["a log's key ends with a last checkpoint"], "--log FOLDER")
    ended = replace(
        old,
        status="compromised" if compromised else "retired",
        until=old.until or now,
        until_size=last.size if last else None,
        last=last,
    )
    _publish(ring, listed, tuple(ended if k == old else k for k in listed.keys), now)
    place = ring.place(old.role, old.subject)
    if place.is_file() and str(read_private(place).verifier) == old.vkey:
        place.unlink()


def algorithm_of(role: Role) -> int:
    """Tell how a role signs: witnesses cosign, all others sign notes."""
    return COSIGNATURE if role == "witness" else NOTE


def read_private(path: Path) -> SigningKey:
    """Read a private key's file; one that others may read is refused."""
    if not path.is_file():
        raise Missing(f"There is no key {path.name} in {path.parent}.", "ruong keys make")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(path.name, ["others may read this private key"], f"chmod 600 {path}")
    return read_signing(path.read_text())


def write_private(path: Path, key: SigningKey) -> None:
    """Write a private key to a new file of mode 0600, flushed to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(path.name, ["a private key is never written over"]) from None
    with os.fdopen(handle, "w") as stream:
        stream.write(key.secret_text() + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _coming(place: Path) -> Path:
    return place.with_suffix(".coming")


def _publish(ring: Keyring, old: KeyList, keys: tuple[ListedKey, ...], now: str) -> KeyList:
    listed = old.changed(now, keys)
    _write_public(ring.folder / KEY_LIST, sign_list(listed, ring.root()))
    return listed


def _write_public(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.tmp")
    with beside.open("w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
