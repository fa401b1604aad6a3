"""The app's own files that anybody may fetch, named one by one: fonts, styles, map library."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import fontpkg_be_vietnam_pro

FOLDER = Path(__file__).parent / "assets"
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


def address(name: str) -> str:
    """Return where a file is fetched from; the address changes with the content.

    >>> address("icon.svg").startswith("/assets/icon.svg?v=")
    True
    """
    return f"/assets/{name}?v={digest(name)}"


@functools.cache
def digest(name: str) -> str:
    """Return the beginning of the sha256 of a file's content."""
    return hashlib.sha256(PUBLIC[name].read_bytes()).hexdigest()[:12]
