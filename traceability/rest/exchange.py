"""What goes through the interface: calls, answers, who calls, and the desk that answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from traceability.register import Register

Role = Literal["capture", "read"]


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls with a key.

    Parameters
    ----------
    name
        Its name; what it captures bears it.
    role
        ``capture``: may capture, sees its own events whole; ``read``: sees every event whole.
    """

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Parameters
    ----------
    method, path
        The path below the interface's root, unescaped, beginning with a slash.
    query
        Parameters by name, each with its values in order.
    headers
        By their names in small letters.
    client
        None for the public.
    """

    method: str
    path: str
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: Client | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the interface works with.

    Parameters
    ----------
    register
        The register.
    root
        Address of the interface, without a trailing slash.
    now, random
        Give the time, and so many random bytes.
    recorded
        Called after events were registered, to bring the log up to date.
    """

    register: Register
    root: str
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    recorded: Callable[[], object]


def as_json(document: Any, status: int = 200, **headers: str) -> Answer:  # noqa: ANN401 - JSON
    """Answer with JSON; underscores in the headers' names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(status, {"Content-Type": "application/json", **named}, body)
