"""Content negotiation over links: which of several speaks the reader's language (RFC 9110)."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.linkset import Target


def best_target(
    targets: Sequence[Target], accept: str, accept_language: str, context: str = ""
) -> Target:
    """Choose the link that fits a request best.

    Context narrows first, then language, then media type; what no link matches narrows nothing,
    and among equals the first stands.

    Parameters
    ----------
    targets
        The candidates, at least one.
    accept, accept_language
        The request's headers, empty where there are none.
    context
        Whom the link is for.
    """
    left = [t for t in targets if context and context in t.contexts] or list(targets)
    for language in preferences(accept_language):
        spoken = [t for t in left if any(_speaks(tag, language) for tag in t.languages)]
        if spoken:
            left = spoken
            break
    for media in preferences(accept):
        typed = [t for t in left if t.media_type.lower() == media]
        if typed:
            return typed[0]
    return left[0]


def _speaks(tag: str, wanted: str) -> bool:
    return tag.lower().partition("-")[0] == wanted.partition("-")[0]


def preferences(header: str) -> list[str]:
    """List what a header accepts by falling quality, in small letters, what has none left out."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        given = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        quality = float(given) if given.replace(".", "", 1).isdecimal() else 0.0
        if value and quality > 0:
            weighed.append((quality, value))
    return [value for _, value in sorted(weighed, key=lambda pair: -pair[0])]
