"""No stored field can be changed unseen, and another spelling of the same raises no alarm."""

import json
import random

import pytest
import sqlalchemy as sa

from traceability.capture import bring_log_up_to_date, capture
from traceability.inspection import inspect
from traceability.log.signer import SigningKey
from traceability.log.storage import Memory
from traceability.register.tables import EVENT, METADATA, NAME, PARTICULARS, THING

KEY = SigningKey("ruong.example/log", bytes([2] * 32))
MUTATIONS = 300
REWRITES = 60


@pytest.fixture
def filled(register, story):
    """Events of every kind: with and without something to hide, declared wrong, made of others."""
    first = story.harvest("A", ruong__seller="Lan", ruong__plantingAreaCode="VN-CTOR-0001")
    second = story.harvest("B", field="F2", eventID="urn:uuid:00000000-0000-4000-8000-000000000001")
    story.put(
        register, first, second, story.mixed({"A": 10.0, "B": 5.0}, {"M": 15.0}, ruong__lossKg=1),
        story.moved("shipping", "M", 15.0), story.wrong(second), by="mill",
    )  # fmt: skip
    storage = Memory()
    head = bring_log_up_to_date(register, storage, KEY).head
    return register, storage, head


def alarms(filled, link) -> int:
    _, storage, head = filled
    return len(inspect(link, storage, head).differences)


def test_what_nobody_touched_raises_no_alarm(filled) -> None:
    with filled[0].reading() as link:
        assert alarms(filled, link) == 0


def changed(luck: random.Random, value: object) -> object:
    """A value of the same kind that is another one."""
    if isinstance(value, bytes | memoryview):
        data = bytearray(value)
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
        return bytes(data)
    if isinstance(value, int):
        return value + luck.choice((-1, 1, 10**6))
    text = str(value)
    at = luck.randrange(len(text))
    return text[:at] + luck.choice("0aZ~") + text[at + luck.randrange(2) :]


UNSEEN = {"captured_by", "event_key", "public_key", "declaration", "name_key"}
"""Who captured an event is no part of what it says; keys and digests only find what is compared."""


def test_no_changed_field_is_missed(filled) -> None:
    luck = random.Random(20260220)  # noqa: S311
    engine, missed = filled[0].engine, []
    tables = [(EVENT, 6), (THING, 1), (NAME, 1), (PARTICULARS, 2)]
    with engine.connect() as link:
        for _ in range(MUTATIONS):
            table = luck.choices([t for t, _ in tables], [w for _, w in tables])[0]
            keys = table.primary_key.columns
            row = luck.choice(link.execute(sa.select(table)).all())
            names = [c.name for c in table.columns if c.name not in UNSEEN]
            name = luck.choice([n for n in names if getattr(row, n) is not None])
            before = getattr(row, name)
            after = changed(luck, before)
            if after == before:
                continue
            here = sa.and_(*(key == getattr(row, key.name) for key in keys))
            link.commit()
            try:
                link.execute(sa.update(table).where(here).values({name: after}))
                if not alarms(filled, link):
                    missed.append((table.name, name, before, after))
            except sa.exc.DBAPIError:
                pass
            link.rollback()
    assert missed == []


def test_every_field_inside_an_event_counts(filled) -> None:
    luck = random.Random(1)  # noqa: S311
    missed = []
    with filled[0].engine.connect() as link:
        for position, body in link.execute(sa.select(EVENT.c.position, EVENT.c.body)).all():
            event = json.loads(body)
            for place in list(places(event)):
                mutated = json.loads(body)
                inner = mutated
                for step in place[:-1]:
                    inner = inner[step]
                before = inner[place[-1]]
                inner[place[-1]] = changed(luck, before)
                if inner[place[-1]] == before:
                    continue
                link.commit()
                here = EVENT.c.position == position
                link.execute(sa.update(EVENT).where(here).values(body=json.dumps(mutated)))
                if not alarms(filled, link):
                    missed.append((position, place, inner[place[-1]]))
                link.rollback()
    assert missed == []


def places(value: object, path: tuple = ()):
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    for step, part in inner:
        if isinstance(part, dict | list):
            yield from places(part, (*path, step))
        else:
            yield (*path, step)


def test_events_lost_swapped_or_slipped_in_are_found(filled, story) -> None:
    register, *_ = filled
    with register.engine.connect() as link:
        link.execute(sa.delete(EVENT).where(EVENT.c.position == 2))
        assert alarms(filled, link)
        link.rollback()
        for one, other in ((0, 99), (1, 0), (99, 1)):
            where = EVENT.c.position == one
            link.execute(sa.update(EVENT).where(where).values(position=other))
        assert alarms(filled, link)
        link.rollback()
    capture(register, [story.harvest("LATE")], story.noon, story.salt)
    with register.reading() as link:
        _, storage, head = filled
        report = inspect(link, storage, head)
    assert (report.differences, report.waiting) == ((), 1)


def test_other_spellings_of_the_same_raise_no_alarm(filled) -> None:
    luck = random.Random(7)  # noqa: S311
    with filled[0].engine.connect() as link:
        rows = link.execute(sa.select(EVENT.c.position, EVENT.c.body)).all()
        for _ in range(REWRITES):
            position, body = luck.choice(rows)
            event = json.loads(body)
            names = list(event)
            luck.shuffle(names)
            text = json.dumps(
                {name: event[name] for name in names},
                indent=luck.choice((None, 0, 3)),
                ensure_ascii=luck.random() < 0.5,
            )
            link.commit()
            here = EVENT.c.position == position
            link.execute(sa.update(EVENT).where(here).values(body=text))
            assert alarms(filled, link) == 0
            link.rollback()


def test_every_table_is_looked_at_or_said_not_to_be() -> None:
    looked_at = {"event", "thing", "name", "particulars"}
    derived = {"voided"}
    beside_the_log = {"code", "delegation", "job", "query"}
    assert {t.name for t in METADATA.sorted_tables} == looked_at | derived | beside_the_log
