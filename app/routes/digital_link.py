"""GS1 Digital Links: what a phone opens when it reads the QR code on a sack.

A browser that opens a lot's link is led to the lot's page; whoever asks for more (a link set, a
link type, another key, the resolver's description) is answered by `traceability.resolver`. The
redirect is temporary (307) as GS1's resolvers do it: the link is printed once, the page may move.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.lots import REGISTER
from app.settings import settings
from app.trace import register_of
from data_sources.errors import Refused
from traceability.gs1.digital_link import lot_key, lot_link
from traceability.gs1.syntax import assigned
from traceability.linkset import Entry
from traceability.resolver import CONTEXT_PATH, WELL_KNOWN, KeyPath, Site, lot_entry, resolve
from traceability.resolver import Request as Asked

NAME = ("Ruộng, truy xuất nguồn gốc nông sản Cần Thơ", "Ruộng, traceability for Cần Thơ")
CONTACT = "Ruộng"
METHODS = ["GET", "OPTIONS"]
KEYS = tuple(code for code, ai in assigned().items() if ai.paths is not None)
"""The primary keys that a link may begin with."""


def open_lot(request: Request) -> Response:
    """Lead to the lot's page; 400 with every fault where the link names no lot."""
    if request.method != "GET" or _asks_for_more(request):
        return open_link(request)
    try:
        key = lot_key(request.path_params["gtin"], request.path_params["lot"])
    except Refused as error:
        return JSONResponse({"error": str(error), "faults": list(error.faults)}, 400)
    query = {"gtin": key.gtin, "lot": key.lot}
    if request.query_params.get("lang") in ("vi", "en"):
        query["lang"] = request.query_params["lang"]
    # A lot number may hold a slash or a colon, so it travels as a query, never as a path.
    return RedirectResponse(f"{request.scope.get('root_path', '')}/lot?{urlencode(query)}", 307)


def open_link(request: Request) -> Response:
    """Answer as a conformant resolver."""
    site = Site(settings().public_url, NAME, CONTACT)
    path = request.scope.get("raw_path", request.scope["path"].encode())
    headers = {name.lower(): value for name, value in request.headers.items()}
    asked = Asked(
        request.method,
        path.decode("ascii", "replace").partition("?")[0],
        request.url.query,
        headers,
    )
    found = resolve(asked, lambda key: _known(key, site), site)
    return Response(found.body, found.status, dict(found.headers))


def _asks_for_more(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "linkType" in request.query_params or "json" in accept


def _known(key: KeyPath, site: Site) -> Entry | None:
    """Tell what is known of an identity: a lot that some event speaks of has its page."""
    said = dict(key)
    kept = settings()
    if set(said) != {"01", "10"} or not (kept.trace / REGISTER).is_file():
        return None
    with register_of(kept) as register:
        if not register.knows(lot_link(said["01"], said["10"])):
            return None
    return lot_entry(site, said["01"], said["10"], f"Lô · lot {said['10']}")


ROUTES = [
    Route("/01/{gtin}/10/{lot:path}", open_lot, methods=METHODS),
    *(Route(f"/{key}/{{rest:path}}", open_link, methods=METHODS) for key in KEYS),
    Route(WELL_KNOWN, open_link, methods=METHODS),
    Route(CONTEXT_PATH, open_link, methods=METHODS),
]
