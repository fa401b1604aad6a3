"""Take events in: a capture job for a document, one event at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote

import sqlalchemy as sa

from data_sources.errors import Refused, RuongError
from traceability.capture import sealing
from traceability.epcis.bounds import MAX_BYTES
from traceability.epcis.document import Document
from traceability.epcis.reading import read
from traceability.epcis.validate import document_faults
from traceability.register.engine import writing
from traceability.register.entries import Checked, checked, record_time
from traceability.register.recording import record
from traceability.register.tables import JOB
from traceability.rest.exchange import Answer, Call, Client, Desk, as_json
from traceability.rest.paging import next_link, per_page, place_of
from traceability.rest.problems import Problem, document_of, problem_of
from traceability.rest.versions import MOST_EVENTS

Behaviour = Literal["rollback", "proceed"]
MOST_ERRORS = 100
_MEDIA = ("application/json", "application/ld+json", "application/xml", "text/xml")


def capture_document(call: Call, desk: Desk) -> Answer:
    """Capture a document and answer with the job that did it, which is done by then."""
    client = may_capture(call)
    behaviour = _behaviour(call)
    document = _document(call)
    started = record_time(desk.now())
    errors = _captured(document, behaviour, client, desk)
    job = {
        "captureID": desk.random(12).hex(),
        "createdAt": started,
        "finishedAt": record_time(desk.now()),
        "running": False,
        "success": not errors,
        "captureErrorBehaviour": behaviour,
        "errors": errors[:MOST_ERRORS],
    }
    row = {
        "id": job["captureID"],
        "created": started,
        "owner": client.name,
        "said": json.dumps(job),
    }
    with writing(desk.register.engine) as link:
        link.execute(sa.insert(JOB), row)
    headers = {"Location": f"{desk.root}/capture/{job['captureID']}"}
    return Answer(202, {**headers, "GS1-Capture-Error-Behaviour": behaviour})


def capture_event(call: Call, desk: Desk) -> Answer:
    """Capture one event; the same event again is no new one."""
    client = may_capture(call)
    document = _document(call)
    if document.kind != "event":
        raise Problem(400, "one event is expected here; documents go to /capture")
    entry = checked(document.events[0], "$", document.syntax)
    _register([entry], client, desk, _stop)
    location = f"{desk.root}/events/{quote(entry.event_id, safe='')}"
    return as_json(entry.event, 201, Location=location)


def list_jobs(call: Call, desk: Desk) -> Answer:
    """List the caller's jobs, the latest first."""
    client, count, place = may_capture(call), per_page(call), place_of(call)
    wanted = sa.select(JOB.c.created, JOB.c.id, JOB.c.said).where(JOB.c.owner == client.name)
    if place is not None:
        last = sa.tuple_(JOB.c.created, JOB.c.id)
        wanted = wanted.where(last < sa.tuple_(str(place["created"]), str(place["id"])))
    ordered = wanted.order_by(JOB.c.created.desc(), JOB.c.id.desc()).limit(count + 1)
    with desk.register.reading() as link:
        rows = link.execute(ordered).all()
    answer = as_json([json.loads(row.said) for row in rows[:count]])
    if len(rows) <= count:
        return answer
    last_row = rows[count - 1]
    more = next_link(call, desk, {"created": last_row.created, "id": last_row.id})
    return replace(answer, headers={**answer.headers, **more})


def show_job(call: Call, desk: Desk, name: str) -> Answer:
    """Show one of the caller's jobs."""
    client = may_capture(call)
    wanted = sa.select(JOB.c.said).where(JOB.c.id == name, JOB.c.owner == client.name)
    with desk.register.reading() as link:
        said = link.scalar(wanted)
    if said is None:
        raise Problem(404, "there is no such capture job")
    return as_json(json.loads(said))


def may_capture(call: Call) -> Client:
    """Give the caller, who may capture."""
    if call.client is None:
        raise Problem(401, "capturing needs a key: Authorization: Bearer ...")
    if call.client.role != "capture":
        raise Problem(403, "this key may read, not capture")
    return call.client


def _behaviour(call: Call) -> Behaviour:
    given = call.headers.get("gs1-capture-error-behaviour", "rollback")
    if given == "rollback":
        return "rollback"
    if given == "proceed":
        return "proceed"
    raise Problem(400, "GS1-Capture-Error-Behaviour is rollback or proceed")


def _document(call: Call) -> Document:
    """Read the body; what is wrong with single events is the job's to say."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _MEDIA:
        raise Problem(415, f"events come as one of {', '.join(_MEDIA)}")
    if len(call.body) > MAX_BYTES:
        raise Problem(413, f"a body has at most {MAX_BYTES:,} bytes")
    document = read(call.body, "the body")
    faults = document_faults(replace(document, events=(), places=()))
    if document.kind == "query":
        faults = ["it is a query, not a document of events"]
    if faults:
        raise Refused("the body", faults[:MOST_ERRORS])
    if len(document.events) > MOST_EVENTS:
        raise Problem(413, f"a capture has at most {MOST_EVENTS:,} events")
    return document


def _captured(
    document: Document, behaviour: Behaviour, client: Client, desk: Desk
) -> list[dict[str, object]]:
    """Capture what can be; all or nothing with `rollback`. Give what was wrong."""
    errors: list[dict[str, object]] = []
    entries: list[Checked] = []
    for event, place in zip(document.events, document.places, strict=True):
        try:
            entries.append(checked(event, place, document.syntax, document.ignored))
        except RuongError as fault:
            errors.append(document_of(problem_of(fault)))
    if errors and behaviour == "rollback":
        return errors

    def note(_number: int, fault: RuongError) -> None:
        errors.append(document_of(problem_of(fault)))

    try:
        _register(entries, client, desk, note if behaviour == "proceed" else _stop)
    except RuongError as fault:
        errors.append(document_of(problem_of(fault)))
    return errors


def _register(
    entries: list[Checked], client: Client, desk: Desk, refuse: Callable[[int, RuongError], Any]
) -> None:
    time = record_time(desk.now())
    seal = sealing(time, lambda _: desk.random(32))
    record(desk.register.engine, entries, time, seal, refuse, client.name)
    desk.recorded()


def _stop(_number: int, fault: RuongError) -> None:
    raise fault
