"""A grant: a short-lived, signed word that lets one browser fetch one thing that is not public.

A page is drawn on the server for a reader whose role is known there; what the page's map must fetch
by itself (field outlines) it fetches with a grant that the page was given. The key lives in this
process alone: after a restart every page is drawn anew and gets new grants.
"""

from __future__ import annotations

import hashlib
import hmac

from app.settings import now, random_bytes

_KEY = random_bytes(32)
LASTS_SECONDS = 3600
FIELD_OUTLINES = "field outlines"


def grant(what: str, seconds: int = LASTS_SECONDS) -> str:
    """Return a grant to fetch *what*, for so many seconds from now."""
    until = int(now().timestamp()) + seconds
    # Rounded up to the quarter hour, so that a page drawn again asks for the same address and the
    # browser need not fetch what it holds already.
    until += -until % 900
    return f"{until}.{_sign(what, until)}"


def granted(what: str, word: str) -> bool:
    """Tell whether *word* is a grant for *what* that still holds."""
    until, _, signature = word.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= 12):
        return False
    genuine = hmac.compare_digest(signature.encode(), _sign(what, int(until)).encode())
    return genuine and int(until) > now().timestamp()


def _sign(what: str, until: int) -> str:
    return hmac.new(_KEY, f"{what}|{until}".encode(), hashlib.sha256).hexdigest()[:32]
