"""What stands before every request: nothing answers that is not on the list, nothing leaks out.

Streamlit answers any unknown address with the app's page and a 200; here what is not named does not
exist. Every answer carries the security headers, and what anybody may fetch is rationed.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from traceability.gs1.syntax import assigned

LINKS = (
    *(f"/{code}/" for code, ai in assigned().items() if ai.paths is not None),
    "/.well-known/gs1resolver",
)
"""Addresses of the Digital Link resolver, which answers OPTIONS as well."""
EVENTS = "/epcis"
"""The EPCIS interface, which has its own keys and takes events in."""
OWN_PREFIXES = ("/_stcore/", "/static/", "/media/", "/assets/", "/api/", f"{EVENTS}/", *LINKS)
OWN_FILES = frozenset({"/", EVENTS, "/favicon.png", "/manifest.json"})
UPLOAD = re.compile(r"/_stcore/upload_file/[\w-]+/[\w-]+")
RATIONED = ("/api/", EVENTS, *LINKS)
NOT_PUBLIC = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
POLICY = "; ".join(
    (
        "default-src 'self'",
        # Streamlit loads a component's own script from a blob, MapLibre compiles no code at all.
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


class Ration:
    """So many requests a client in each window of time, for at most so many clients at once.

    Parameters
    ----------
    most
        Requests that one client may make in a window.
    window
        Its length in seconds.
    clients
        How many clients are remembered; the one not seen for longest is forgotten first.
    clock
        Seconds that only grow.
    """

    def __init__(self, most: int, window: float, clients: int, clock: Callable[[], float]) -> None:
        self._most, self._window, self._clients, self._clock = most, window, clients, clock
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Count one request of *client* and tell whether it is within the ration."""
        moment = self._clock()
        start, count = self._seen.pop(client, (moment, 0))
        if moment - start >= self._window:
            start, count = moment, 0
        self._seen[client] = (start, count + 1)
        while len(self._seen) > self._clients:
            self._seen.popitem(last=False)
        return count < self._most


class Guard:
    """ASGI middleware before everything else.

    Parameters
    ----------
    app
        What is guarded.
    pages
        Addresses of the pages, without a slash.
    ration
        The share of each client in what is public.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str], ration: Ration) -> None:
        self._app = app
        self._known = OWN_FILES | {f"/{page}" for page in pages}
        self._ration = ration

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for what is not allowed, pass on the rest."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan" or scope["path"] == "/_stcore/stream":
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._refusal(scope)
        answer = self._app if refusal is None else _refused(refusal)
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> int | None:
        path, method = scope["path"], scope["method"]
        if path.startswith(NOT_PUBLIC) or not self._is_known(path):
            return 404
        if not _allows(path, method):
            return 405
        if path.startswith(RATIONED):
            client = scope["client"][0] if scope.get("client") else ""
            return None if self._ration.allows(client) else 429
        return None

    def _is_known(self, path: str) -> bool:
        return path in self._known or path.startswith(OWN_PREFIXES)


def _allows(path: str, method: str) -> bool:
    if method in ("GET", "HEAD") or UPLOAD.fullmatch(path):
        return True
    if path.startswith(EVENTS):
        return method in ("POST", "DELETE", "OPTIONS")
    return method == "OPTIONS" and path.startswith(LINKS)


def _refused(status: int) -> JSONResponse:
    words = {404: "not found", 405: "method not allowed", 429: "too many requests, wait a minute"}
    headers = {"Retry-After": "60"} if status == 429 else None
    return JSONResponse({"error": words[status]}, status, headers)


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return guarded
