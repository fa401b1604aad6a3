"""The standard's interface: capture jobs, queries, pages, headers; denied by default."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from traceability.harvest import NAMESPACE
from traceability.rest.exchange import Call, Client, Desk
from traceability.rest.router import answer

TRADER, OTHER, DEPARTMENT = (
    Client("trader", "capture"),
    Client("other", "capture"),
    Client("d", "read"),
)
JSON = {"content-type": "application/json"}


@pytest.fixture
def desk(register) -> Desk:
    numbers, start = count(), datetime(2026, 2, 20, tzinfo=UTC)

    def random(size: int) -> bytes:
        return hashlib.shake_256(b"%d" % next(numbers)).digest(size)

    return Desk(
        register,
        "https://ruong.example/epcis",
        lambda: start + timedelta(seconds=next(numbers)),
        random,
        lambda: None,
    )


def get(desk, path, client=None, headers=None, **query):
    asked = {name: [str(v)] if not isinstance(v, list) else v for name, v in query.items()}
    found = answer(Call("GET", path, asked, headers or {}, client=client), desk)
    return found, json.loads(found.body)


def post(desk, path, body, client=TRADER, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(Call("POST", path, {}, JSON | named, data, client), desk)


def job(desk, found) -> dict:
    return get(desk, found.headers["Location"].removeprefix(desk.root), TRADER)[1]


def events(told) -> list:
    return told["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def lots(told) -> list[str]:
    return [e["quantityList"][0]["epcClass"].rpartition("/")[2] for e in events(told)]


class TestCapture:
    def test_a_document_is_captured_by_a_job(self, desk, story) -> None:
        found = post(desk, "/capture", [story.harvest("A"), story.harvest("B")])
        assert found.status == 202
        told = job(desk, found)
        assert (told["running"], told["success"], told["errors"]) == (False, True, [])
        assert desk.register.size() == 2

    def test_rollback_keeps_nothing_and_proceed_keeps_what_is_right(self, desk, story) -> None:
        batch = [story.harvest("A"), story.harvest("B") | {"action": "TAKE"}, story.harvest("C")]
        told = job(desk, post(desk, "/capture", batch))
        assert (told["success"], desk.register.size()) == (False, 0)
        assert "$[1].action" in told["errors"][0]["detail"]
        told = job(desk, post(desk, "/capture", batch, gs1_capture_error_behaviour="proceed"))
        assert (told["success"], len(told["errors"]), desk.register.size()) == (False, 1, 2)

    def test_a_conflict_is_told_and_a_duplicate_is_none(self, desk, story) -> None:
        name = {"eventID": "urn:uuid:00000000-0000-4000-8000-000000000001"}
        event = story.harvest("A") | name
        assert [post(desk, "/events", event).status for _ in range(2)] == [201, 201]
        assert desk.register.size() == 1
        other = story.harvest("A", 7.0) | name
        assert post(desk, "/events", other).status == 409
        told = job(desk, post(desk, "/capture", [story.harvest("B"), other]))
        assert (told["success"], told["errors"][0]["status"]) == (False, 409)
        assert desk.register.size() == 1

    def test_an_error_declaration_shows_with_its_event(self, desk, story) -> None:
        event = story.harvest("A")
        location = post(desk, "/events", event).headers["Location"]
        assert post(desk, "/events", story.wrong(event), OTHER).status == 403
        assert post(desk, "/events", story.wrong(event)).status == 201
        name = json.loads(post(desk, "/events", event).body)["eventID"]
        assert location.endswith(name.replace(":", "%3A").replace("/", "%2F").replace(";", "%3B")
                                 .replace("?", "%3F").replace("=", "%3D"))  # fmt: skip
        told = events(get(desk, f"/events/{name}", TRADER)[1])
        assert [("errorDeclaration" in each) for each in told] == [False, True]
        assert {each["eventID"] for each in told} == {name}

    @pytest.mark.parametrize(
        ("path", "body", "headers", "status"),
        [
            ("/capture", b"{", {}, 400),
            ("/capture", b'{"a":1,"a":2}', {}, 400),
            ("/capture", b"[" * 100_000, {}, 400),
            ("/capture", b"\xff\xfe", {}, 400),
            ("/capture", b" " * (16 * 2**20 + 1), {}, 413),
            ("/capture", b"[]", {"content_type": "text/plain"}, 415),
            ("/capture", b"[]", {"gs1_capture_error_behaviour": "perhaps"}, 400),
            ("/capture", b"[]", {"gs1_epcis_min": "3.0.0"}, 406),
            ("/capture", b"[]", {"gs1_epcis_max": "x"}, 400),
            ("/events", b"[]", {}, 400),
        ],
    )
    def test_what_cannot_be_read_is_refused_and_nothing_stored(
        self, desk, path, body, headers, status
    ) -> None:
        found = post(desk, path, body, **headers)
        assert found.status == status
        assert found.headers["Content-Type"] == "application/problem+json"
        assert desk.register.size() == 0

    def test_capture_is_denied_by_default(self, desk, story) -> None:
        assert post(desk, "/capture", [story.harvest("A")], None).status == 401
        assert post(desk, "/events", story.harvest("A"), DEPARTMENT).status == 403
        assert get(desk, "/capture")[0].status == 401

    def test_a_job_is_shown_to_its_owner_alone(self, desk, story) -> None:
        path = post(desk, "/capture", [story.harvest("A")]).headers["Location"]
        path = path.removeprefix(desk.root)
        assert get(desk, path, OTHER)[0].status == 404
        assert get(desk, "/capture", OTHER)[1] == []
        assert len(get(desk, "/capture", TRADER)[1]) == 1


class TestQuery:
    @pytest.fixture
    def filled(self, desk, story):
        told = [
            story.harvest(f"L{n}", hour=n, ruong__seller="Lan" if n < 3 else "Hoa")
            for n in range(8)
        ]
        post(desk, "/capture", told)
        return desk

    def test_the_latest_first_with_the_standard_s_parameters(self, filled, story) -> None:
        told = get(filled, "/events", GE_eventTime="2026-02-10T05:00:00+07:00")[1]
        assert told["type"] == "EPCISQueryDocument"
        assert lots(told) == ["L7", "L6", "L5"]
        told = get(
            filled, "/events", LT_eventTime="2026-02-10T02:00:00+07:00", orderDirection="ASC"
        )
        assert lots(told[1]) == ["L0", "L1"]
        assert lots(get(filled, "/events", MATCH_anyEPCClass=story.name("L4"))[1]) == ["L4"]
        assert lots(get(filled, "/events", eventCountLimit=2)[1]) == ["L7", "L6"]
        assert lots(get(filled, "/events", EQ_bizStep="shipping")[1]) == []

    def test_pages_give_every_event_once(self, filled) -> None:
        for asked in ({}, {"orderBy": "recordTime"}, {"eventCountLimit": 7}):
            seen, query = [], {"perPage": 3, **asked}
            while True:
                found, told = get(filled, "/events", **query)
                seen += lots(told)
                if "Link" not in found.headers:
                    break
                address = found.headers["Link"].partition("<")[2].partition(">")[0]
                query = {
                    name: values[0] for name, values in parse_qs(urlsplit(address).query).items()
                }
            assert seen == [f"L{n}" for n in range(7, -1, -1)][: asked.get("eventCountLimit", 8)]

    def test_a_token_of_another_question_is_refused(self, filled) -> None:
        found, _ = get(filled, "/events", perPage=3)
        token = parse_qs(urlsplit(found.headers["Link"].partition(">")[0]).query)["nextPageToken"]
        wrong = get(filled, "/events", perPage=3, EQ_action="ADD", nextPageToken=token)
        assert wrong[0].status == 400
        assert get(filled, "/events", nextPageToken="x")[0].status == 400

    def test_unknown_parameters_are_refused(self, filled) -> None:
        for path, name in (("/events", "EQ_colour"), ("/", "perPage"), ("/queries", "eventType")):
            found, told = get(filled, path, **{name: "x"})
            assert (found.status, told["type"].startswith("epcisException:")) == (400, True)
        assert get(filled, "/events", maxEventCount=2)[0].status == 413

    def test_the_public_sees_and_asks_of_public_statements_alone(self, filled) -> None:
        public, whole = (get(filled, "/events", client)[0].body for client in (None, TRADER))
        assert b"Lan" not in public
        assert b"Lan" in whole
        assert b"Lan" in get(filled, "/events", DEPARTMENT)[0].body
        assert b"Lan" not in get(filled, "/events", OTHER)[0].body
        asked = {"headers": {"gs1-extensions": f"r={NAMESPACE}"}, "EQ_r:seller": "Lan"}
        assert events(get(filled, "/events", **asked)[1]) == []
        assert len(events(get(filled, "/events", TRADER, **asked)[1])) == 3

    def test_a_public_name_finds_the_public_event(self, filled) -> None:
        event = events(get(filled, "/events", perPage=1)[1])[0]
        assert event["eventID"].startswith("urn:uuid:")
        assert events(get(filled, f"/events/{event['eventID']}")[1]) == [event]
        private = filled.register.events_of(event["quantityList"][0]["epcClass"])[0].event_id
        assert get(filled, f"/events/{private}")[0].status == 404

    def test_resources_lead_to_their_events(self, filled, story) -> None:
        assert "events" in get(filled, "/")[1]["member"]
        assert get(filled, "/bizSteps/commissioning")[1]["member"] == ["events"]
        assert len(events(get(filled, "/bizSteps/commissioning/events")[1])) == 8
        assert lots(get(filled, f"/epcs/{story.name('L2')}/events")[1]) == ["L2"]
        assert get(filled, "/bizSteps/dancing")[0].status == 404
        assert get(filled, "/epcs")[0].status == 401
        assert len(get(filled, "/epcs", DEPARTMENT)[1]["member"]) == 8

    def test_named_queries(self, filled) -> None:
        said = {"name": "early", "query": {"LT_eventTime": "2026-02-10T02:00:00+07:00"}}
        assert [post(filled, "/queries", said).status for _ in range(2)] == [201, 201]
        assert lots(get(filled, "/queries/early/events")[1]) == ["L1", "L0"]
        changed = {"name": "early", "query": {}}
        assert post(filled, "/queries", changed).status == 409
        assert post(filled, "/queries", {"name": "bad", "query": {"EQ_x": []}}).status == 400
        assert answer(Call("DELETE", "/queries/early", client=OTHER), filled).status == 403
        assert answer(Call("DELETE", "/queries/early", client=TRADER), filled).status == 204
        assert get(filled, "/queries/early/events")[0].status == 404


def test_discovery_and_versions(desk) -> None:
    found = answer(Call("OPTIONS", "/capture"), desk)
    assert found.status == 204
    assert found.headers["Allow"] == "OPTIONS, POST, GET"
    assert found.headers["GS1-Capture-Error-Behaviour"] == "all"
    assert found.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert answer(Call("PUT", "/events"), desk).status == 405
    assert answer(Call("GET", "/nothing"), desk).status == 404
    assert get(desk, "/events", headers={"accept": "text/csv"})[0].status == 406
    assert get(desk, "/events", headers={"gs1-epc-format": "Always_EPC_URN"})[0].status == 406
