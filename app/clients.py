"""Who may use the capture interface: names, roles, and the digests of their keys.

The file lies with the keys, outside the workspace. A key is shown once, when it is made; here only
its SHA-256 is kept, which suffices, for a key is 32 random bytes and nothing anybody chose.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64encode

from app.settings import Settings, random_bytes
from data_sources.errors import Missing, Refused
from traceability.rest.exchange import Client, Role

FILE = "clients.json"
ROLES: tuple[Role, ...] = ("capture", "read")
LONGEST_NAME = 80


def known_client(settings: Settings, authorization: str) -> Client | None:
    """Give the client whose key a request bears; None for the public and for a wrong key."""
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key:
        return None
    digest = _digest(key.strip())
    for client, kept in _read(settings):
        if hmac.compare_digest(kept, digest):
            return client
    return None


def clients(settings: Settings) -> list[Client]:
    """List the clients."""
    return [client for client, _ in _read(settings)]


def add_client(settings: Settings, name: str, role: Role) -> str:
    """Make a client, and give its key, which nobody can show again."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Refused("the client", [f"its name has 1 to {LONGEST_NAME} characters"])
    known = _read(settings)
    if any(client.name == name for client, _ in known):
        raise Refused("the client", [f"there is one named {name} already"], "ruong trace client")
    key = urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")
    _write(settings, [*known, (Client(name, role), _digest(key))])
    return key


def remove_client(settings: Settings, name: str) -> None:
    """Remove a client; its key opens nothing from now on."""
    known = _read(settings)
    left = [each for each in known if each[0].name != name]
    if len(left) == len(known):
        raise Missing(f"there is no client named {name}", "ruong trace client list")
    _write(settings, left)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _read(settings: Settings) -> list[tuple[Client, str]]:
    path = settings.keys / FILE
    if not path.is_file():
        return []
    said = json.loads(path.read_text())
    return [(Client(each["name"], each["role"]), each["sha256"]) for each in said]


def _write(settings: Settings, known: list[tuple[Client, str]]) -> None:
    path = settings.keys / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = [{"name": c.name, "role": c.role, "sha256": digest} for c, digest in known]
    beside = path.with_name(f".{FILE}.{os.getpid()}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(said, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
