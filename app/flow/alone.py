"""One run at a time on a workspace: two that write the same parts would undo each other."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_sources.errors import RuongError


@contextmanager
def alone(workspace: Path) -> Iterator[None]:
    """Hold the workspace's lock; the system lets go of it even when the process is killed.

    Raises
    ------
    RuongError
        Where another run holds it.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    with (workspace / ".lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RuongError(
                f"another run is at work in {workspace.name}", "Wait for it, or end it first."
            ) from error
        yield
