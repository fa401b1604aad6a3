"""Who signs: named Ed25519 keys in the text forms of C2SP signed-note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from traceability.log import spelling
from traceability.log.rejected import Rejected

NOTE = 0x01
"""Signs the note's text (C2SP signed-note)."""
COSIGNATURE = 0x04
"""Signs a checkpoint together with the time at which a witness saw it (C2SP tlog-cosignature)."""
SEED_BYTES = 32
_NAME = re.compile(r"[^\s+\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name it signs under.

    Parameters
    ----------
    name
        Without white space or plus sign; a log's key bears the log's origin.
    public
        The Ed25519 public key, 32 bytes (RFC 8032).
    algorithm
        `NOTE` or `COSIGNATURE`.
    """

    name: str
    public: bytes
    algorithm: int = NOTE
    key_id: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise Rejected("vkey", fault=f"name {self.name!r}")
        if self.algorithm not in (NOTE, COSIGNATURE) or len(self.public) != 32:
            raise Rejected("vkey", fault=f"algorithm {self.algorithm}, {len(self.public)} bytes")
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        object.__setattr__(self, "key_id", sha256(named).digest()[:4])

    def __str__(self) -> str:
        """Write the key as a verifier key: name+id+base64(algorithm, public key)."""
        body = spelling.encode(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{body}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether *signature* (64 bytes) is this key's over *message*."""
        try:
            _loaded(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; never printed, never put in a log.

    Parameters
    ----------
    name
        The name it signs under.
    seed
        32 bytes from the operating system's randomness, handed in from the edge.
    algorithm
        `NOTE` or `COSIGNATURE`.
    """

    name: str
    seed: bytes = field(repr=False)
    algorithm: int = NOTE
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    verifier: VerifierKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise Rejected("vkey", fault=f"a seed of {len(self.seed)} bytes")
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_private", private)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "verifier", VerifierKey(self.name, public, self.algorithm))

    def sign(self, message: bytes) -> bytes:
        """Sign *message*: 64 bytes."""
        return self._private.sign(message)

    def secret_text(self) -> str:
        """Write the private key as one line for its file: PRIVATE+KEY+name+id+base64."""
        body = spelling.encode(bytes([self.algorithm]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{body}"


def is_name(name: str) -> bool:
    """Tell whether *name* may name a key: not empty, no white space, plus or control character."""
    return _NAME.fullmatch(name) is not None


@lru_cache(maxsize=256)
def read_verifier(text: str) -> VerifierKey:
    """Read a verifier key, `name+id+base64`; the id must be the one its contents give."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Rejected("vkey", fault="name+id+base64 is expected")
    body = spelling.decode(parts[2], "vkey")
    key = VerifierKey(parts[0], body[1:], body[0] if body else 0)
    if key.key_id.hex() != parts[1]:
        raise Rejected("vkey", fault=f"id {parts[1]!r} is not the key's, {key.key_id.hex()}")
    return key


def read_signing(text: str) -> SigningKey:
    """Read what `SigningKey.secret_text` wrote."""
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise Rejected("vkey", fault="PRIVATE+KEY+name+id+base64 is expected")
    body = spelling.decode(parts[4], "secret")
    key = SigningKey(parts[2], body[1:], body[0] if body else 0)
    if key.verifier.key_id.hex() != parts[3]:
        raise Rejected("vkey", fault="the id is not the key's")
    return key


@lru_cache(maxsize=256)
def _loaded(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
