"""The app's own files, to anybody: see `app.public_files`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app.public_files import PUBLIC, digest

_KINDS = {".mjs": "text/javascript", ".js": "text/javascript", ".ttf": "font/ttf"}
_YEAR, _HOUR = 31_536_000, 3_600


async def asset(request: Request) -> Response:
    """Send one of the files; 404 for any other name."""
    name = request.path_params["name"]
    path = PUBLIC.get(name)
    if path is None:
        return Response("not found", 404, media_type="text/plain")
    # Only the address that carries the content's own digest may be kept for good.
    keep = _YEAR if request.query_params.get("v") == digest(name) else _HOUR
    headers = {"Cache-Control": f"public, max-age={keep}"}
    return FileResponse(path, media_type=_KINDS.get(path.suffix), headers=headers)


ROUTES = [Route("/assets/{name:path}", asset)]
