"""The EPCIS 2.0 interface under /epcis: carries requests to `traceability.rest` and back."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.clients import known_client
from app.lots import REGISTER
from app.settings import Settings, now, random_bytes, settings
from app.trace import log_of
from traceability.epcis.bounds import MAX_BYTES
from traceability.register import Register, open_register
from traceability.rest.exchange import Answer, Call, Desk
from traceability.rest.problems import Problem, answer_of
from traceability.rest.router import answer

ROOT = "/epcis"
METHODS = ["GET", "POST", "DELETE", "OPTIONS"]


async def epcis(request: Request) -> Response:
    """Answer one request of the interface."""
    body = await _body(request)
    found = await run_in_threadpool(_answer, request, body)
    headers = dict(found.headers)
    content = b"" if request.method == "HEAD" else found.body
    return Response(content, found.status, headers)


async def _body(request: Request) -> bytes:
    """Read the body, no further than one byte past the limit."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            break
    return bytes(body[: MAX_BYTES + 1])


def _answer(request: Request, body: bytes) -> Answer:
    kept = settings()
    file = kept.trace / REGISTER
    if not file.is_file() and request.method != "POST":
        return answer_of(Problem(404, "there is no register here yet"))
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    call = Call(
        "GET" if request.method == "HEAD" else request.method,
        f"/{request.path_params.get('path', '')}",
        query,
        {name.lower(): value for name, value in request.headers.items()},
        body,
        known_client(kept, request.headers.get("authorization", "")),
    )
    if call.client is None and request.method in ("POST", "DELETE"):
        # Nobody without a key makes a register come to be.
        return answer_of(
            Problem(401, "this needs a key: Authorization: Bearer ..."),
            **{"WWW-Authenticate": "Bearer"},
        )
    return answer(call, _desk(kept, _register(file)))


@lru_cache(maxsize=4)
def _register(file: Path) -> Register:
    return open_register(file)


def _desk(kept: Settings, register: Register) -> Desk:
    root = f"{kept.public_url}{ROOT}"
    return Desk(register, root, now, random_bytes, lambda: log_of(kept, register))


ROUTES = [
    Route(ROOT, epcis, methods=METHODS),
    Route(f"{ROOT}/{{path:path}}", epcis, methods=METHODS),
]
