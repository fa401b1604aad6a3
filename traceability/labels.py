"""Labels for boxes and papers: a QR that names the lot, a QR that proves it."""

from __future__ import annotations

from io import BytesIO

import segno

MAX_QR_TEXT = 2953


def qr_svg(text: str, error: str = "m", scale: int = 4, border: int = 4) -> bytes:
    """Draw *text* as a QR code, SVG in UTF-8; the border is the quiet zone in modules."""
    return _saved(text, "svg", error, scale, border)


def qr_png(text: str, error: str = "m", scale: int = 8, border: int = 4) -> bytes:
    """Draw *text* as a QR code, PNG of *scale* pixels a module."""
    return _saved(text, "png", error, scale, border)


def _saved(text: str, kind: str, error: str, scale: int, border: int) -> bytes:
    out = BytesIO()
    segno.make_qr(text, error=error, boost_error=False).save(
        out, kind=kind, scale=scale, border=border
    )
    return out.getvalue()
