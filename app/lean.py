"""Streamlit's own scripts and styles, compressed once: a third of the bytes on a farmer's link.

Streamlit sends them as they are, since compressing each time would cost it more than it gains. Here
each is compressed at its first request and kept: some megabytes in memory, for as long as we serve.
"""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(streamlit.__file__).parent / "static" / "static"
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class Lean:
    """ASGI middleware that answers for Streamlit's scripts and styles, compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files = {
            f"/static/{path.relative_to(FOLDER).as_posix()}": path
            for path in sorted(FOLDER.rglob("*"))
            if path.suffix in _KINDS
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer where the file is one of those and the browser takes gzip; else pass on."""
        file = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        headers = {
            "Content-Encoding": "gzip",
            # Their names carry a digest of their content.
            "Cache-Control": "public, immutable, max-age=31536000",
            "Vary": "Accept-Encoding",
        }
        answer = Response(compressed(file), media_type=_KINDS[file.suffix], headers=headers)
        await answer(scope, receive, send)


@functools.cache
def compressed(file: Path) -> bytes:
    """Return a file's content, gzipped; the same bytes each time."""
    return gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
