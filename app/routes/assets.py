"""The app's own files: fonts, styles, the map's library. Public, named one by one."""

from __future__ import annotations

from pathlib import Path

import fontpkg_be_vietnam_pro
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parents[1] / "assets"
_FONTS = fontpkg_be_vietnam_pro.ROOT / "files"
PUBLIC = {
    "ruong.css": FOLDER / "ruong.css",
    "start.js": FOLDER / "start.js",
    "icon.svg": FOLDER / "icon.svg",
    "map/maplibre-gl.mjs": FOLDER / "map" / "maplibre-gl.mjs",
    "map/maplibre-gl-worker.mjs": FOLDER / "map" / "maplibre-gl-worker.mjs",
    "map/maplibre-gl.css": FOLDER / "map" / "maplibre-gl.css",
    "fonts/BeVietnamPro-Regular.ttf": _FONTS / "BeVietnamPro-Regular.ttf",
    "fonts/BeVietnamPro-SemiBold.ttf": _FONTS / "BeVietnamPro-SemiBold.ttf",
}
_KINDS = {".mjs": "text/javascript", ".js": "text/javascript", ".ttf": "font/ttf"}


async def asset(request: Request) -> Response:
    """Send one of the files; 404 for any other name."""
    path = PUBLIC.get(request.path_params["name"])
    if path is None:
        return Response("not found", 404, media_type="text/plain")
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(path, media_type=_KINDS.get(path.suffix), headers=headers)


ROUTES = [Route("/assets/{name:path}", asset)]
