"""The GS1 Digital Link of a lot: what a phone opens when it reads the QR code on a sack.

A lot's link leads to the lot's page. The redirect is temporary (307) as GS1's resolvers do it: the
link is printed once, the page may move.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from data_sources.errors import Refused
from traceability.gs1.digital_link import lot_key


async def open_lot(request: Request) -> Response:
    """Lead to the lot's page; 400 with every fault where the link names no lot."""
    try:
        key = lot_key(request.path_params["gtin"], request.path_params["lot"])
    except Refused as error:
        return JSONResponse({"error": str(error), "faults": list(error.faults)}, 400)
    query = {"gtin": key.gtin, "lot": key.lot}
    if request.query_params.get("lang") in ("vi", "en"):
        query["lang"] = request.query_params["lang"]
    # A lot number may hold a slash or a colon, so it travels as a query, never as a path.
    return RedirectResponse(f"{request.scope.get('root_path', '')}/lot?{urlencode(query)}", 307)


ROUTES = [
    Route("/01/{gtin}/10/{lot:path}", open_lot),
]
