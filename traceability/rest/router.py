"""Lead a call to its resource, and answer whatever goes wrong as the standard says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from data_sources.errors import RuongError
from traceability.rest import browsing, capturing, finding, named_queries
from traceability.rest.exchange import Answer, Call, Desk
from traceability.rest.openapi import document
from traceability.rest.paging import CONTROLS
from traceability.rest.problems import Problem, answer_of, problem_of
from traceability.rest.versions import ALWAYS, DISCOVERED, check_headers

Handler = Callable[..., Answer]
LONGEST_QUERY = 16_000
_ONE = r"([^/]+)"
_THING = r"(.+?)"
_WORDS = r"(eventTypes|bizSteps|dispositions)"
_ROUTES: tuple[tuple[str, Mapping[str, Handler]], ...] = (
    ("/?", {"GET": browsing.top}),
    ("/openapi.json", {"GET": document}),
    ("/capture", {"POST": capturing.capture_document, "GET": capturing.list_jobs}),
    (f"/capture/{_ONE}", {"GET": capturing.show_job}),
    ("/events", {"POST": capturing.capture_event, "GET": finding.find_events}),
    (f"/events/{_THING}", {"GET": finding.show_event}),
    (f"/{_WORDS}", {"GET": browsing.words}),
    (f"/{_WORDS}/{_ONE}/events", {"GET": browsing.events}),
    (f"/{_WORDS}/{_ONE}", {"GET": browsing.sub_resources}),
    ("/epcs", {"GET": browsing.things}),
    (f"/(epcs)/{_THING}/events", {"GET": browsing.events}),
    (f"/(epcs)/{_THING}", {"GET": browsing.sub_resources}),
    ("/queries", {"POST": named_queries.create, "GET": named_queries.listing}),
    (f"/queries/{_ONE}/events", {"GET": named_queries.events}),
    (f"/queries/{_ONE}", {"GET": named_queries.show, "DELETE": named_queries.remove}),
)
_COMPILED = tuple((re.compile(pattern), methods) for pattern, methods in _ROUTES)
_QUERIED = re.compile(r"/events|.*/events", re.DOTALL)
_PAGED = ("/capture", "/queries", "/epcs")


def answer(call: Call, desk: Desk) -> Answer:
    """Answer a call; nothing that failed is ever a 2xx."""
    try:
        found = _answered(call, desk)
    except RuongError as fault:
        problem = problem_of(fault)
        extra = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else {}
        found = answer_of(problem, **extra)
    return replace(found, headers={**ALWAYS, **found.headers})


def _answered(call: Call, desk: Desk) -> Answer:
    methods, names = _resource(call)
    allowed = ", ".join(["OPTIONS", *methods])
    if call.method == "OPTIONS":
        return Answer(204, {"Allow": allowed, **DISCOVERED})
    handler = methods.get(call.method)
    if handler is None:
        found = answer_of(Problem(405, f"{call.method} is not one of {allowed}"))
        return replace(found, headers={**found.headers, "Allow": allowed})
    _check(call)
    return handler(call, desk, *names)


def _resource(call: Call) -> tuple[Mapping[str, Handler], tuple[str, ...]]:
    for pattern, methods in _COMPILED:
        found = pattern.fullmatch(call.path)
        if found:
            return methods, found.groups()
    raise Problem(404, "there is no such resource")


def _check(call: Call) -> None:
    """Refuse what is not asked by name: unknown parameters, other versions and forms."""
    if (
        sum(len(name) + sum(map(len, values)) for name, values in call.query.items())
        > LONGEST_QUERY
    ):
        raise Problem(414, f"a query in the address has at most {LONGEST_QUERY:,} characters")
    check_headers(call)
    if call.method == "GET" and _QUERIED.fullmatch(call.path):
        return
    known = CONTROLS if call.method == "GET" and call.path in _PAGED else ()
    unknown = sorted(set(call.query) - set(known))
    if unknown:
        text = f"unknown parameters: {', '.join(name[:60] for name in unknown[:10])}"
        raise Problem(400, text, "QueryParameterException")
