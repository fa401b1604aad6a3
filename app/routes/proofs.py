"""The proof of a lot: a bundle that anybody can check without us (`ruong verify`)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.lots import find_lot
from app.settings import settings
from data_sources.errors import Refused
from traceability.gs1.digital_link import lot_key


def proof(request: Request) -> Response:
    """Send the bundle; 404 where there is no such lot or it has no proof."""
    try:
        key = lot_key(request.query_params.get("gtin", ""), request.query_params.get("lot", ""))
    except Refused as error:
        return JSONResponse({"error": str(error), "faults": list(error.faults)}, 400)
    found = find_lot(settings(), key.gtin, key.lot)
    if found is None or found.proof is None:
        return JSONResponse({"error": "not found"}, 404)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in key.lot)
    name = f"ruong-{key.gtin}-{safe}.proof.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(found.proof, headers=headers)


ROUTES = [Route("/api/proof", proof)]
