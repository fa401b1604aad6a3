"""The keys of this workspace: made once, kept outside it, readable by their owner alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from app.settings import Settings, random_bytes
from traceability.log.signer import SigningKey, read_signing

LOG_NAME = "ruong.example/can-tho"
"""Origin of the log: a reserved name until the department gives one of its own."""
DEMO_LOG_NAME = "ruong.example/demo-simulated"
LOG_KEY = "log.key"
PUBLIC_KEY = "log.vkey"


def log_key(settings: Settings, demo_seed: int | None = None) -> SigningKey:
    """Return the log's signing key; made on first use from the system's randomness.

    Parameters
    ----------
    demo_seed
        Makes the demo's key instead, the same on every machine: its name says *simulated*, and
        nothing it signs proves anything outside the demo.
    """
    path = settings.keys / (LOG_KEY if demo_seed is None else f"demo-{LOG_KEY}")
    if path.is_file():
        return read_signing(path.read_text())
    if demo_seed is None:
        key = SigningKey(LOG_NAME, random_bytes(32))
    else:
        seed = hashlib.sha256(f"ruong demo key {demo_seed}".encode()).digest()
        key = SigningKey(DEMO_LOG_NAME, seed)
    _write_private(path, key.secret_text() + "\n")
    return key


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
