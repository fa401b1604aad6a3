"""Outlines for the map: wards for everybody, fields against a grant."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.desk.shapes import field_shapes, ward_shapes
from app.grants import FIELD_OUTLINES, granted
from app.settings import settings
from data_sources.errors import Missing


def wards(_request: Request) -> Response:
    """Send the wards."""
    try:
        return _geojson(ward_shapes(settings().store), "public, max-age=3600")
    except Missing as error:
        return JSONResponse({"error": str(error)}, 404)


def fields(request: Request) -> Response:
    """Send the fields to a page that was given a grant; 403 to everybody else."""
    if not granted(FIELD_OUTLINES, request.query_params.get("grant", "")):
        return JSONResponse({"error": "not allowed"}, 403)
    try:
        return _geojson(field_shapes(settings().store), "private, max-age=3600")
    except Missing as error:
        return JSONResponse({"error": str(error)}, 404)


def _geojson(body: bytes, cache: str) -> Response:
    headers = {"Content-Encoding": "gzip", "Cache-Control": cache}
    return Response(body, media_type="application/geo+json", headers=headers)


ROUTES = [Route("/api/shapes/wards", wards), Route("/api/shapes/fields", fields)]
