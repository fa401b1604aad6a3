"""Signed addresses: the Planetary Computer's files are open, but each address needs a short token.

A token is asked for once a container and kept until shortly before it expires. Scenes keep the
unsigned address, which stays true; it is signed when it is opened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from data_sources.errors import Refused
from data_sources.service import Answer, Service

TOKENS = "https://planetarycomputer.microsoft.com/api/sas/v1/token"
HOSTS = ".blob.core.windows.net"
EARLY_S = 300.0
"""A token is renewed so long before it expires: a large file takes minutes to read."""
LEAST_LIFE_S = 60.0


@dataclass(frozen=True, slots=True)
class _Token:
    query: str
    until: float


@dataclass
class Signer:
    """Signs addresses of the Planetary Computer's storage.

    Parameters
    ----------
    service
        How the token service is asked.
    tokens
        Its address.
    clock
        Seconds that only grow; tests pass their own.
    """

    service: Service
    tokens: str = TOKENS
    clock: Callable[[], float] = time.monotonic
    _held: dict[str, _Token] = field(default_factory=dict, repr=False)

    def signed(self, href: str) -> str:
        """Return *href* with a token that is valid now; other addresses come back as they are.

        Raises
        ------
        Unavailable
            Where the token service does not answer.
        Refused
            Where its answer is no token.
        """
        parts = urlsplit(href)
        if parts.scheme != "https" or not (parts.hostname or "").endswith(HOSTS):
            return href
        account = str(parts.hostname).removesuffix(HOSTS)
        container = parts.path.lstrip("/").split("/", 1)[0]
        name = f"{account}/{container}"
        held = self._held.get(name)
        if held is None or self.clock() >= held.until:
            held = self._ask(name)
            self._held[name] = held
        bare = parts._replace(query="", fragment="").geturl()
        return f"{bare}?{held.query}"

    def _ask(self, name: str) -> _Token:
        answer = self.service.get(f"{self.tokens}/{name}")
        body = answer.json()
        query = body.get("token") if isinstance(body, Mapping) else None
        expiry = _moment(body.get("msft:expiry")) if isinstance(body, Mapping) else None
        if not isinstance(query, str) or not query or expiry is None:
            raise Refused(self.service.name, ["its answer holds no token with an expiry"])
        life = (expiry - _asked_at(answer, expiry)).total_seconds()
        return _Token(query, self.clock() + max(life - EARLY_S, LEAST_LIFE_S))


def _moment(stated: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(stated))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _asked_at(answer: Answer, expiry: datetime) -> datetime:
    """Return the service's own time of the answer, so that this machine's clock does not matter."""
    try:
        return parsedate_to_datetime(answer.dated)
    except (TypeError, ValueError):
        return expiry
