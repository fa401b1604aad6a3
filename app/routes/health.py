"""Whether the process lives, and whether it has something to show."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.desk.kept import has
from app.settings import settings
from data_sources.datasets import ADVICE, FIELDS, RISK, WARDS

NEEDED = (WARDS, FIELDS, RISK, ADVICE)


async def health(_request: Request) -> JSONResponse:
    """Answer while the process lives."""
    return JSONResponse({"ok": True})


def ready(_request: Request) -> JSONResponse:
    """Answer 200 once the flow has run, 503 with what is missing before."""
    absent = [contract.name for contract in NEEDED if not has(settings().store, contract)]
    return JSONResponse({"ready": not absent, "missing": absent}, 503 if absent else 200)


ROUTES = [Route("/api/health", health), Route("/api/ready", ready)]
