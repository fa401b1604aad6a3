"""A GS1-conformant resolver as a pure function: a request's values in, a response's values out.

`resolve` checks the Digital Link, asks `lookup` for what is known of the identity at each level of
its path, and answers with a redirect to the best link, the whole link set, or a refusal; nothing
that failed is ever a 200. The routes that carry it live in `app/routes/`. Requirements:
GS1-Conformant Resolver 1.0, RFC 9264 (link sets), RFC 9110 (negotiation).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from urllib.parse import urlencode

from traceability.gs1.compressed_link import expand_link
from traceability.gs1.element_string import Element, Elements
from traceability.gs1.escaping import escape_path, unescape_query
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.link_syntax import Link, read_link
from traceability.gs1.syntax import Rules, assigned
from traceability.linkset import (
    LINKSET_MEDIA,
    VOCABULARY,
    Document,
    Entry,
    Target,
    json_ld_context,
    link_type_address,
    linkset_document,
)
from traceability.negotiation import best_target, preferences

WELL_KNOWN = "/.well-known/gs1resolver"
CONTEXT_PATH = "/.well-known/gs1resolver-linkset-context.jsonld"
CONTEXT_RELATION = "http://www.w3.org/ns/json-ld#context"
METHODS = ("GET", "HEAD", "OPTIONS")
WHOLE = ("linkset", "all")
LONGEST_HEADER = 1000
# Old links wrote short GTINs; a resolver that knows what they mean need not send a person away.
RULES = Rules(short_gtins=True)

KeyPath = tuple[tuple[str, str], ...]
"""An identity: its primary key and qualifiers, `(("01", gtin), ("10", lot))`."""

Lookup = Callable[[KeyPath], Entry | None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the resolver answers and who answers for it.

    Parameters
    ----------
    root
        Its address without a trailing slash.
    name
        Its name, in Vietnamese and English.
    contact
        Who is responsible.
    """

    root: str
    name: tuple[str, str]
    contact: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the path and the query as sent, escapes and all; names of headers small."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Return a header, cut to a length no honest client exceeds."""
        return self.headers.get(name, "")[:LONGEST_HEADER]


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def resolve(request: Request, lookup: Lookup, site: Site) -> Response:
    """Answer a request, with CORS on every answer and no body on a HEAD."""
    response = _respond(request, lookup, site)
    common = (
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", ", ".join(METHODS)),
        ("Access-Control-Allow-Headers", "Accept, Accept-Language"),
        ("Access-Control-Expose-Headers", "Link, Location"),
        ("Vary", "Accept, Accept-Language"),
    )
    body = b"" if request.method == "HEAD" else response.body
    return replace(response, headers=response.headers + common, body=body)


def describe(site: Site) -> Document:
    """Write the resolver description file."""
    return {
        "name": " · ".join(site.name),
        "resolverRoot": site.root,
        "supportedPrimaryKeys": [c for c, ai in assigned().items() if ai.paths is not None],
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "supportsLanguageVariants": True,
        "jsonLdContextLocation": site.root + CONTEXT_PATH,
        "contact": {"fn": site.contact},
    }


def lot_entry(site: Site, gtin: str, lot: str, description: str) -> Entry:
    """List a lot's links: its page in both languages, the Vietnamese one the default.

    Parameters
    ----------
    site
        Where the pages are.
    gtin, lot
        The lot.
    description
        What it is, in words.
    """
    page = f"{site.root}/lot?{urlencode({'gtin': gtin, 'lot': lot})}"
    return Entry(
        description,
        (
            Target(
                "gs1:traceability", f"{page}&lang=vi", "Truy xuất lô hàng", ("vi",), "text/html"
            ),
            Target("gs1:traceability", f"{page}&lang=en", "Trace the lot", ("en",), "text/html"),
        ),
    )


def _respond(request: Request, lookup: Lookup, site: Site) -> Response:
    allow = ("Allow", ", ".join(METHODS))
    if request.method == "OPTIONS":
        return Response(204, (allow,))
    if request.method not in METHODS:
        problem = _problem(405, "Chỉ nhận GET, HEAD, OPTIONS.", "Only GET, HEAD, OPTIONS.")
        return replace(problem, headers=(*problem.headers, allow))
    if request.path == WELL_KNOWN:
        return _json(describe(site), "application/json")
    if request.path == CONTEXT_PATH:
        return _json(json_ld_context(), "application/ld+json")
    try:
        link, expanded = _read(request, site)
    except SyntaxRefused as refused:
        return _problem(400, f"Địa chỉ GS1 sai: {refused.vi}.", str(refused))
    return _answer(request, link, expanded, list(_known(link.path, lookup, site)), site)


def _answer(
    request: Request, link: Link, expanded: str, known: list[tuple[str, Entry]], site: Site
) -> Response:
    if not known:
        return _problem(404, "Chưa có gì về mã này.", "Nothing is known of this identity.")
    parameters = _parameters(link)
    if _wants_linkset(request.header("accept"), parameters.get("linkType")):
        response = _json(linkset_document(known), LINKSET_MEDIA)
    else:
        response = _redirect(request, [entry for _, entry in known], parameters)
    headers = _links(site, _anchor(link.path, site), expanded)
    return replace(response, headers=response.headers + headers)


def _read(request: Request, site: Site) -> tuple[Link, str]:
    """Read the request's link; what holds no key may be a compressed one, which is expanded."""
    uri = site.root + request.path.rstrip("/") + ("?" + request.query if request.query else "")
    try:
        return read_link(uri, RULES), ""
    except SyntaxRefused as refused:
        if refused.fault.rule != "NO_GS1_DL_KEYS_FOUND_IN_PATH_INFO":
            raise
        try:
            expanded = expand_link(uri, RULES)
        except SyntaxRefused:
            raise refused from None
    return read_link(expanded, RULES), expanded


def _known(path: Elements, lookup: Lookup, site: Site) -> Iterator[tuple[str, Entry]]:
    """Find what is known of the identity and of all it belongs to, the most specific first."""
    key, *qualifiers = path
    for size in range(len(qualifiers), -1, -1):
        for chosen in combinations(qualifiers, size):
            level = (key, *chosen)
            entry = lookup(tuple((element.ai.code, element.value) for element in level))
            if entry is not None:
                yield _anchor(level, site), entry


def _anchor(path: Sequence[Element], site: Site) -> str:
    return site.root + "".join(f"/{e.ai.code}/{escape_path(e.value)}" for e in path)


def _parameters(link: Link) -> dict[str, str]:
    """Read the query's parameters that are no AIs; of a repeated one, the first counts."""
    pairs = [parameter.partition("=") for parameter in reversed(link.ignored)]
    return {name: unescape_query(value) for name, equals, value in pairs if equals}


def _redirect(
    request: Request, entries: Sequence[Entry], parameters: Mapping[str, str]
) -> Response:
    wanted = link_type_address(parameters.get("linkType", ""))
    if wanted in ("", VOCABULARY + "defaultLink"):
        # The default stands, unless the request says enough to find its better likeness.
        kind = link_type_address(entries[0].targets[0].link_type)
        targets = [t for t in entries[0].targets if link_type_address(t.link_type) == kind]
    else:
        targets = [
            t for e in entries for t in e.targets if link_type_address(t.link_type) == wanted
        ]
    if not targets:
        return _problem(404, "Không có loại liên kết này.", "There is no link of this type.")
    target = best_target(
        targets,
        request.header("accept"),
        request.header("accept-language"),
        parameters.get("context", ""),
    )
    href = _forwarded(target.href, request.query) if target.forwards_query else target.href
    return Response(307, (("Location", href),))


def _wants_linkset(accept: str, link_type: str | None) -> bool:
    """Tell whether the whole link set is asked for: by name, or as JSON before a page."""
    if link_type in WHOLE:
        return True
    # JSON of a given type is a link's own; JSON of no type is the link set.
    names = (LINKSET_MEDIA, "application/json") if link_type is None else (LINKSET_MEDIA,)
    first = next((m for m in preferences(accept) if m in (*names, "text/html")), "")
    return first in names


def _forwarded(href: str, query: str) -> str:
    pairs = "&".join(pair for pair in query.split("&") if "=" in pair)
    if not pairs:
        return href
    address, hash_mark, fragment = href.partition("#")
    return address + ("&" if "?" in address else "?") + pairs + hash_mark + fragment


def _links(site: Site, anchor: str, expanded: str) -> tuple[tuple[str, str], ...]:
    said = [
        f'<{anchor}?linkType=linkset>; rel="linkset"; type="{LINKSET_MEDIA}"',
        f'<{site.root}{CONTEXT_PATH}>; rel="{CONTEXT_RELATION}"; type="application/ld+json"',
    ]
    if expanded:
        said.append(f'<{expanded}>; rel="owl:sameAs"')
    return (("Link", ", ".join(said)),)


def _json(document: Document, media: str, status: int = 200) -> Response:
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = (("Content-Type", media), ("Content-Length", str(len(body))))
    return Response(status, headers, body)


def _problem(status: int, vi: str, en: str) -> Response:
    """Refuse in both languages, as RFC 9457 writes problems."""
    document: Document = {"type": "about:blank", "status": status, "title": vi, "detail": en}
    return _json(document, "application/problem+json", status)
