"""A lot's label for the box: its QR leads to this server's page of the lot."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.lots import find_lot
from app.settings import Settings, now, settings
from data_sources.errors import Refused
from traceability.drawing import to_pdf, to_png
from traceability.gs1.digital_link import lot_key, lot_link
from traceability.labels import BoxLabel, Row, box_sheet

_DOTS_PER_INCH = 203
"""What common label printers print at."""


def box_label(where: Settings, gtin: str, lot: str) -> BoxLabel | None:
    """Return what the box label of a lot says; None where there is no such lot."""
    found = find_lot(where, gtin, lot)
    if found is None:
        return None
    day = "" if found.harvested is None else f"{found.harvested:%d/%m/%Y}"
    rows = (
        Row("Nơi trồng", "Grown in", found.ward),
        Row("Ngày gặt", "Harvested", day),
        Row("Khối lượng", "Mass", f"{found.quantity_kg:.0f} kg"),
    )
    link = lot_link(gtin, lot, where.public_url)
    return BoxLabel(link, (found.product_vi, found.product_en), rows, found.tag)


def label(request: Request) -> Response:
    """Send the label as PNG or PDF; 404 where there is no such lot."""
    try:
        key = lot_key(request.query_params.get("gtin", ""), request.query_params.get("lot", ""))
    except Refused as error:
        return JSONResponse({"error": str(error), "faults": list(error.faults)}, 400)
    where = settings()
    told = box_label(where, key.gtin, key.lot)
    form = request.path_params["form"]
    if told is None or form not in ("png", "pdf"):
        return JSONResponse({"error": "not found"}, 404)
    sheet = box_sheet(told)
    if form == "pdf":
        return Response(to_pdf([sheet], now()), media_type="application/pdf")
    return Response(to_png(sheet, _DOTS_PER_INCH), media_type="image/png")


ROUTES = [Route("/api/label.{form}", label)]
