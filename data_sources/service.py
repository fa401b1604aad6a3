"""How an outside service is asked: with patience, at its pace, for so much and no more.

Every answer can be kept as a snapshot named by its content, with its day and its licence, and the
same questions can later be answered from the snapshots alone (offline replay).
"""

from __future__ import annotations

import hashlib
import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base, wait_random_exponential

from data_sources.errors import Missing, Refused, Unavailable
from data_sources.snapshots import Kept, Snapshots

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that another try may better; every other status of 400 and above is final."""
_REMEDY = {
    401: "The signature or key has expired: ask for a new one.",
    403: "The signature or key has expired or does not cover this: ask for a new one.",
    404: "The service knows no such address: check the place that was given.",
    413: "Ask for a smaller area or a shorter period.",
    429: "The service asks for fewer questions: try again later.",
}


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted: reading them takes longer than many an answer."""
    return httpx.create_ssl_context()


class _Passing(Exception):
    """A failure that another try may better."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class _AsAsked(wait_base):
    """Wait with growing, random pauses, and never less than the service asked for."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._jitter = wait_random_exponential(multiplier=first_s, max=longest_s)
        self._longest_s = longest_s

    def __call__(self, retry_state: RetryCallState) -> float:
        failure = retry_state.outcome.exception() if retry_state.outcome else None
        asked = failure.wait_s if isinstance(failure, _Passing) else 0.0
        return min(max(asked, self._jitter(retry_state)), self._longest_s)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered.

    Parameters
    ----------
    url
        The address that was asked, without secrets in its query.
    content
        The body.
    digest
        Its sha256.
    dated
        The service's own `Date` header (RFC 9110), empty where it states none.
    """

    url: str
    content: bytes
    digest: str
    dated: str = ""

    def json(self) -> object:
        """Return the body read as JSON; `Refused` where it is none."""
        try:
            return json.loads(self.content)
        except (UnicodeDecodeError, ValueError) as error:
            raise Refused(self.url, [f"its answer is not JSON ({error})"]) from error


@dataclass(frozen=True)
class Service:
    """One outside service and the manners it is asked with.

    Parameters
    ----------
    name
        What messages call it.
    licence
        Kept beside every snapshot.
    attempts
        How often one question is put before giving up.
    timeout_s
        Longest silence; *deadline_s* is the longest a whole answer may take, so a server that
        sends a byte a minute does not hold the run.
    pause_s
        Least time between two questions (rate limit).
    first_wait_s, longest_wait_s
        Pauses between tries grow from the first to the longest, with jitter.
    largest_bytes
        Longer answers are refused while they are read.
    snapshots
        Where answers are kept; with *offline* they are all there is.
    sleep
        How to wait; tests pass their own.
    """

    name: str
    licence: str
    attempts: int = 5
    timeout_s: float = 30.0
    deadline_s: float = 180.0
    pause_s: float = 0.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    largest_bytes: int = 64 * 2**20
    snapshots: Snapshots | None = None
    offline: bool = False
    sleep: Callable[[float], None] = time.sleep
    _last: list[float] = field(default_factory=list, repr=False, compare=False)

    def get(self, url: str, params: Mapping[str, str | int | float] | None = None) -> Answer:
        """Ask by GET.

        Raises
        ------
        Unavailable
            Where the service does not answer as it should after every try.
        Refused
            Where the address is no web address or the answer is larger than is allowed.
        Missing
            Offline, where no snapshot answers the question.
        """
        return self._ask(httpx.Request("GET", url, params=params or None))

    def post(self, url: str, body: object) -> Answer:
        """Ask by POST with a JSON body; raises as `get` does."""
        return self._ask(httpx.Request("POST", url, json=body))

    def _ask(self, question: httpx.Request) -> Answer:
        address = str(question.url.copy_with(userinfo=b""))
        if question.url.scheme not in ("http", "https"):
            raise Refused(address, ["it is no address of the web (http or https)"])
        if self.offline:
            return self._replay(question, address)
        answer = self._persist(question, address)
        if self.snapshots is not None:
            kept = Kept(address, answer.digest, answer.dated, self.licence)
            self.snapshots.keep(question, kept, answer.content)
        return answer

    def _replay(self, question: httpx.Request, address: str) -> Answer:
        found = self.snapshots.find(question) if self.snapshots else None
        if found is None:
            raise Missing(
                f"{self.name} was never asked for {_short(address)}, and Ruộng is offline.",
                "Go online once, or ask for what was fetched before.",
            )
        kept, content = found
        return Answer(kept.url, content, kept.digest, kept.dated)

    def _persist(self, question: httpx.Request, address: str) -> Answer:
        tries = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=_AsAsked(self.first_wait_s, self.longest_wait_s),
            retry=retry_if_exception_type(_Passing),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return tries(self._once, question, address)
        except _Passing as failure:
            raise Unavailable(
                f"{self.name} did not answer {_short(address)} in {self.attempts} tries"
                f" (last: {failure}).",
                "Try again later, or name a file or folder to read instead.",
            ) from failure

    def _once(self, question: httpx.Request, address: str) -> Answer:
        self._keep_pace()
        limit = httpx.Timeout(self.timeout_s)
        try:
            with httpx.Client(
                verify=_trusted(), timeout=limit, follow_redirects=True, max_redirects=5
            ) as client:
                reply = client.send(question, stream=True)
                try:
                    self._judge(reply, question, address)
                    content = self._body(reply, address)
                finally:
                    reply.close()
        except httpx.TooManyRedirects as error:
            raise Unavailable(f"{self.name} redirects {_short(address)} in a circle.") from error
        except httpx.HTTPError as error:
            raise _Passing(f"{type(error).__name__}: {error}") from error
        digest = hashlib.sha256(content).hexdigest()
        return Answer(address, content, digest, reply.headers.get("date", ""))

    def _keep_pace(self) -> None:
        if self.pause_s and self._last:
            early = self._last[-1] + self.pause_s - time.monotonic()
            if early > 0:
                self.sleep(early)
        self._last[:] = [time.monotonic()]

    def _judge(self, reply: httpx.Response, question: httpx.Request, address: str) -> None:
        if question.url.scheme == "https" and reply.url.scheme != "https":
            raise Refused(address, ["it was redirected to an address without encryption"])
        status = reply.status_code
        if status in PASSING:
            raise _Passing(f"status {status}", _seconds(reply.headers.get("retry-after", "")))
        if status >= 400:
            raise Unavailable(
                f"{self.name} answered {_short(address)} with status {status}.",
                _REMEDY.get(status, "Check what was asked for."),
            )

    def _body(self, reply: httpx.Response, address: str) -> bytes:
        parts: list[bytes] = []
        size, started = 0, time.monotonic()
        for part in reply.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self.largest_bytes:
                limit = f"{self.largest_bytes / 2**20:g} MiB"
                raise Refused(address, [f"its answer is larger than {limit}"])
            if time.monotonic() - started > self.deadline_s:
                raise _Passing(f"the answer was not complete after {self.deadline_s:g} s")
        return b"".join(parts)


def _seconds(header: str) -> float:
    """Return the seconds of a Retry-After header; dates (the other form) count as no wish."""
    return float(header) if header.strip().isdecimal() else 0.0


def _short(address: str) -> str:
    """Return the address without its query: it may hold a signature."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def is_web(place: object) -> bool:
    """Tell whether *place* is an address of the web.

    >>> is_web("https://example.org/a.json"), is_web("records/a.csv")
    (True, False)
    """
    return isinstance(place, str) and place.startswith(("http://", "https://"))
