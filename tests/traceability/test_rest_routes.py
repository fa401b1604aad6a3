"""The interface and the resolver as the web sees them, behind the guard."""

import asyncio
import time

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette
from starlette.middleware import Middleware

from app.clients import add_client, clients, known_client, remove_client
from app.guard import Guard, Ration
from app.routes import digital_link, epcis
from app.settings import settings as settings_of
from data_sources.errors import Missing, Refused


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("RUONG_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.setenv("RUONG_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("RUONG_PUBLIC_URL", "https://ruong.example")
    yield settings_of()
    if epcis._register.cache_info().currsize:
        epcis._register(place_of(tmp_path)).close()
    epcis._register.cache_clear()


def place_of(folder):
    return folder / "ws" / "trace" / "register.db"


@pytest.fixture
def app(place):
    ration = Ration(1_000_000, 60.0, 10, time.monotonic)
    guard = Middleware(Guard, pages=(), ration=ration)
    return Starlette(routes=[*epcis.ROUTES, *digital_link.ROUTES], middleware=[guard])


class Web:
    """Asks the app as a browser would, without a socket."""

    def __init__(self, app) -> None:
        self.transport = httpx.ASGITransport(app)

    def request(self, method: str, path: str, **more) -> httpx.Response:
        return asyncio.run(self._ask(method, path, more))

    async def _ask(self, method: str, path: str, more: dict) -> httpx.Response:
        base = "https://ruong.example"
        async with httpx.AsyncClient(transport=self.transport, base_url=base) as client:
            return await client.request(method, path, **more)

    def get(self, path: str, **more) -> httpx.Response:
        return self.request("GET", path, **more)

    def head(self, path: str) -> httpx.Response:
        return self.request("HEAD", path)

    def options(self, path: str) -> httpx.Response:
        return self.request("OPTIONS", path)

    def post(self, path: str, **more) -> httpx.Response:
        return self.request("POST", path, **more)


@pytest.fixture
def web(app) -> Web:
    return Web(app)


@pytest.fixture
def trader(place) -> dict[str, str]:
    return {"Authorization": f"Bearer {add_client(place, 'trader', 'capture')}"}


def test_an_event_goes_in_with_a_key_and_is_in_register_and_log(web, trader, place, story) -> None:
    assert web.post("/epcis/events", json=story.harvest("A")).status_code == 401
    assert web.get("/epcis/events").status_code == 404
    wrong = {"Authorization": "Bearer wrong"}
    assert web.post("/epcis/events", json=story.harvest("A"), headers=wrong).status_code == 401
    done = web.post("/epcis/events", json=story.harvest("A"), headers=trader)
    assert done.status_code == 201
    address = done.headers["location"].removeprefix("https://ruong.example")
    assert web.get(address, headers=trader).status_code == 200
    assert web.get(address).status_code == 404
    assert "\n1\n" in (place.trace / "log" / "checkpoint").read_text()
    head = web.head("/epcis/events")
    assert (head.status_code, head.content) == (200, b"")


def test_a_body_beyond_the_limit_is_refused(web, trader) -> None:
    done = web.post("/epcis/capture", content=b" " * (17 * 2**20), headers=trader | JSON)
    assert done.status_code == 413


JSON = {"Content-Type": "application/json"}


def test_clients_have_keys_that_are_kept_as_digests(place) -> None:
    key = add_client(place, "mill", "read")
    found = known_client(place, f"bearer {key}")
    assert found is not None
    assert (found.name, found.role) == ("mill", "read")
    assert key not in (place.keys / "clients.json").read_text()
    assert (place.keys / "clients.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused):
        add_client(place, "mill", "read")
    remove_client(place, "mill")
    assert clients(place) == []
    assert known_client(place, f"Bearer {key}") is None
    with pytest.raises(Missing):
        remove_client(place, "mill")


class TestDigitalLinks:
    def test_a_browser_is_led_to_the_page_and_a_machine_to_the_links(self, web, trader, story):
        web.post("/epcis/events", json=story.harvest("A"), headers=trader)
        link = story.name("A").removeprefix("https://id.gs1.org")
        assert web.get(link).headers["location"] == "/lot?gtin=09521234567899&lot=A"
        linkset = web.get(link, params={"linkType": "linkset"})
        assert linkset.headers["content-type"] == "application/linkset+json"
        assert linkset.json()["linkset"][0]["anchor"] == f"https://ruong.example{link}"
        assert web.head(link).status_code == 307
        assert web.options(link).status_code == 204
        assert web.get(f"{link}X", params={"linkType": "all"}).status_code == 404

    def test_other_keys_and_the_description_are_answered(self, web) -> None:
        told = web.get("/.well-known/gs1resolver").json()
        assert told["resolverRoot"] == "https://ruong.example"
        assert web.get("/414/9521234567897").status_code in (400, 404)
        assert web.get("/00/123").status_code == 400
        assert web.post("/01/09521234567899/10/A").status_code == 405


@pytest.mark.slow
def test_nothing_the_description_allows_breaks_it(app, trader, story, web) -> None:
    web.post("/epcis/capture", json=[story.harvest("A"), story.harvest("B")], headers=trader)
    described = web.get("/epcis/openapi.json").json()
    schema = schemathesis.openapi.from_dict(described)
    answered: set[int] = set()
    undescribed: list[tuple[str, str, int]] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=6, deadline=None, database=None, suppress_health_check=[*HealthCheck]
        )
        @given(case=operation.as_strategy())
        def ask(case) -> None:
            sent = case.as_transport_kwargs()
            answer = web.request(
                case.method,
                f"/epcis{case.formatted_path}",
                params=sent.get("params"),
                json=sent.get("json"),
                headers=trader,
            )
            answered.add(answer.status_code)
            if (
                str(answer.status_code)
                not in described["paths"][case.path][case.method.lower()]["responses"]
            ):
                undescribed.append((case.method, case.path, answer.status_code))
            assert answer.status_code < 500
            # An address with a line break in it matches no route at all.
            if answer.status_code >= 400 and "%0A" not in str(answer.url):
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["status"] == answer.status_code

        ask()
    assert undescribed == []
    assert {200, 204, 400, 404} <= answered
