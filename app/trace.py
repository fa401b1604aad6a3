"""Where the register, the log and the list of erasures of this workspace are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.keyring import DEMO_LOG_NAME, PUBLIC_KEY, log_key
from app.lots import REGISTER
from app.settings import DEMO_SEED, Settings
from data_sources.errors import Missing
from traceability.backup import Place
from traceability.capture import bring_log_up_to_date
from traceability.log.checkpoint import SignedCheckpoint
from traceability.log.signer import SigningKey, read_verifier
from traceability.log.storage import Folder
from traceability.register import Register, open_register


def place_of(settings: Settings) -> Place:
    """Name what lies beside the register."""
    return Place(settings.trace / "log", settings.trace / "erasures.jsonl")


@contextmanager
def register_of(settings: Settings, *, make: bool = False) -> Iterator[Register]:
    """Open the workspace's register for a while.

    Parameters
    ----------
    make
        Makes one where there is none.

    Raises
    ------
    Missing
        Where there is none.
    """
    path = settings.trace / REGISTER
    if not (make or path.is_file()):
        raise Missing(
            f"there is no register in {settings.trace}",
            "ruong demo, ruong run hoặc · or RUONG_WORKSPACE",
        )
    register = open_register(path)
    try:
        yield register
    finally:
        register.close()


def signer_of(settings: Settings) -> SigningKey:
    """Give the key of this workspace's log; a demo's log goes on under the demo's key."""
    public = settings.trace / PUBLIC_KEY
    if public.is_file() and read_verifier(public.read_text().strip()).name == DEMO_LOG_NAME:
        return log_key(settings, DEMO_SEED)
    signer = log_key(settings)
    public.parent.mkdir(parents=True, exist_ok=True)
    public.write_text(f"{signer.verifier}\n")
    return signer


def log_of(settings: Settings, register: Register) -> SignedCheckpoint:
    """Bring the workspace's log up to date and give its head."""
    return bring_log_up_to_date(register, Folder(settings.trace / "log"), signer_of(settings))
