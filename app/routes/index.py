"""The first bytes of every page: Streamlit's own, with our language, name, font and style.

Streamlit writes `<html lang="en">` for every app; a screen reader would then read Vietnamese with
English sounds. The file is changed in memory, piece by piece, and a piece that is no longer there
after an upgrade stops the server instead of being passed over.
"""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.public_files import address
from app.text.catalogue import say
from app.text.formats import LANGUAGES, Language
from app.views import pages

_PRERENDER = """<script>
      window.prerenderReady = false
    </script>"""


@functools.cache
def index(language: Language) -> str:
    """Return the page's first bytes in *language*.

    Raises
    ------
    RuntimeError
        Where Streamlit's file no longer holds what is changed here.
    """
    file = Path(streamlit.__file__).parent / "static" / "index.html"
    html = file.read_text("utf-8")
    changes = (
        ('<html lang="en">', f'<html lang="{language}">'),
        ("<title>Streamlit</title>", _head(language)),
        # An inline script would need a hole in the content security policy.
        (_PRERENDER, ""),
        ("<p>You need to enable JavaScript to run this app.</p>", _without_script()),
        ('<link rel="shortcut icon" href="./favicon.png" />', _icon()),
        ('<link rel="service-desc" href="./_stcore/agent/openapi.json" />', ""),
        ('"./static/', '"/static/'),
    )
    for old, new in changes:
        if old not in html:
            raise RuntimeError(f"Streamlit's index.html no longer holds {old[:40]!r}")
        html = html.replace(old, new)
    return _without_their_font(html)


def _head(language: Language) -> str:
    return (
        f"<title>{say('shell.name', language)}</title>\n"
        f'    <meta name="description" content="{say("shell.description", language)}" />\n'
        '    <link rel="preload" href="/assets/fonts/BeVietnamPro-Regular.ttf" as="font"'
        ' type="font/ttf" crossorigin />\n'
        f'    <link rel="stylesheet" href="{address("ruong.css")}" />\n'
        f'    <script src="{address("start.js")}"></script>'
    )


def _icon() -> str:
    return f'<link rel="icon" type="image/svg+xml" href="{address("icon.svg")}" />'


def _without_script() -> str:
    return "".join(f'<p lang="{x}">{say("shell.needs_script", x)}</p>' for x in LANGUAGES)


def _without_their_font(html: str) -> str:
    """Drop the preload of a font that no page uses: 200 kB on a farmer's phone."""
    start = html.index('href="/static/media/SourceSansVF-Upright')
    opening, end = html.rindex("<link", 0, start), html.index("/>", start) + 2
    return html[:opening] + html[end:]


async def first_bytes(request: Request) -> Response:
    """Send the page's first bytes, in English where the address asks for it."""
    language: Language = "en" if request.query_params.get("lang") == "en" else "vi"
    return HTMLResponse(index(language), headers={"Cache-Control": "no-cache"})


ROUTES = [Route("/", first_bytes), *(Route(f"/{name}", first_bytes) for name in pages())]
