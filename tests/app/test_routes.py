"""The routes beside the pages, and the guard before them: what may be fetched, and nothing else."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from app import grants
from app.guard import Guard, Ration
from app.routes import routes
from app.routes.index import index
from app.views import pages
from tests.app.workspace import GTIN


class Clock:
    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


class Client:
    """Asks the app itself, with no server between."""

    def __init__(self, app: Starlette) -> None:
        self.transport = httpx.ASGITransport(app)

    def request(self, method: str, path: str, **more) -> httpx.Response:
        return asyncio.run(self._ask(method, path, more))

    def get(self, path: str, **more) -> httpx.Response:
        return self.request("GET", path, **more)

    async def _ask(self, method: str, path: str, more: dict) -> httpx.Response:
        async with httpx.AsyncClient(transport=self.transport, base_url="http://ruong") as client:
            return await client.request(method, path, **more)


@pytest.fixture
def client(at_workspace) -> Client:
    ration = Ration(1000, 60.0, 100, Clock())
    guard = Middleware(Guard, pages=tuple(pages()), ration=ration)
    return Client(Starlette(routes=routes(), middleware=[guard]))


def test_a_scanned_link_leads_to_the_lots_page(client):
    answer = client.get(f"/01/{GTIN}/10/L2026%2F001")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/lot?gtin={GTIN}&lot=L2026%2F001"


def test_the_language_travels_with_the_link(client):
    answer = client.get(f"/01/{GTIN}/10/A?lang=en")
    assert answer.headers["location"] == f"/lot?gtin={GTIN}&lot=A&lang=en"
    assert "lang" not in client.get(f"/01/{GTIN}/10/A?lang=%0d%0aX").headers["location"]


@pytest.mark.parametrize("path", ["/01/123/10/A", f"/01/{GTIN[:-1]}0/10/A", f"/01/{GTIN}/10/A B"])
def test_a_link_that_names_no_lot_says_why(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["faults"]


def test_health_and_readiness(client, monkeypatch, tmp_path):
    assert client.get("/api/health").json() == {"ok": True}
    assert client.get("/api/ready").status_code == 200
    monkeypatch.setenv("RUONG_WORKSPACE", str(tmp_path))
    answer = client.get("/api/ready")
    assert answer.status_code == 503
    assert "risk" in answer.json()["missing"]


def test_an_open_dataset_is_sent_and_a_closed_one_does_not_exist(client):
    answer = client.get("/api/datasets/province_yields/data.csv")
    assert answer.status_code == 200
    assert "Cần Thơ" in answer.text
    assert client.get("/api/datasets/province_yields/datapackage.json").status_code == 200
    for path in ("leaky/data.csv", "province_yields/other.csv", "none/data.csv"):
        assert client.get(f"/api/datasets/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/datasets/..%2F..%2Fstore/risk.json",
        "/api/datasets/province_yields/..%2F..%2Fleaky%2Fdata.csv",
        "/assets/..%2Fserver.py",
        "/assets/map/README.md",
        "/assets/field_map.js",
        "/server.py",
        "/.streamlit/config.toml",
        "/_stcore/metrics",
        "/_stcore/agent/interact",
        "/app/static/x",
        "/risk/risk",
        "/nope",
    ],
)
def test_what_is_not_named_does_not_exist(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_changed_by_a_request(client, method):
    assert client.request(method, "/api/health").status_code == 405
    assert client.request(method, "/risk").status_code == 405


def test_every_answer_carries_the_headers(client):
    for path in ("/", "/api/health", "/nope", "/assets/ruong.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]


def test_field_outlines_need_a_grant(client, monkeypatch):
    assert client.get("/api/shapes/wards").status_code == 200
    for word in ("", "x", "9999999999.0", "1.2.3", "²³.x"):
        assert client.get("/api/shapes/fields", params={"grant": word}).status_code == 403
    word = grants.grant(grants.FIELD_OUTLINES)
    answer = client.get("/api/shapes/fields", params={"grant": word})
    assert answer.status_code == 200
    assert "private" in answer.headers["cache-control"]
    assert not grants.granted("something else", word)
    assert not grants.granted(grants.FIELD_OUTLINES, word[:-1] + ("0" if word[-1] != "0" else "1"))
    ended = grants.grant(grants.FIELD_OUTLINES, -7200)
    assert client.get("/api/shapes/fields", params={"grant": ended}).status_code == 403


def test_a_proof_that_is_not_there_is_not_found(client):
    assert client.get("/api/proof").status_code == 400
    assert client.get(f"/api/proof?gtin={GTIN}&lot=none").status_code == 404


def test_the_first_bytes_are_in_the_readers_language(client):
    assert '<html lang="vi">' in client.get("/risk").text
    assert '<html lang="en">' in client.get("/lot?lang=en").text
    assert '<html lang="vi">' in client.get("/lot?lang=%22%3E%3Cscript%3E").text
    for language in ("vi", "en"):
        text = index(language)
        assert "Streamlit</title>" not in text
        assert "<script>" not in text
        assert "SourceSans" not in text


def test_fonts_and_map_come_from_here(client):
    font = client.get("/assets/fonts/BeVietnamPro-Regular.ttf")
    assert font.content[:4] == b"\x00\x01\x00\x00"
    script = client.get("/assets/map/maplibre-gl.mjs")
    assert script.headers["content-type"].startswith("text/javascript")


def test_a_client_has_its_ration_and_no_more():
    clock = Clock()
    ration = Ration(3, 60.0, 2, clock)
    assert [ration.allows("a") for _ in range(4)] == [True, True, True, False]
    assert ration.allows("b")
    clock.moment = 61.0
    assert ration.allows("a")


def test_the_ration_forgets_rather_than_grows():
    ration = Ration(1, 60.0, 2, Clock())
    for client in "abc":
        assert ration.allows(client)
    assert not ration.allows("c")
    assert ration.allows("a")


def test_too_many_requests_are_told_to_wait(at_workspace):
    guard = Middleware(Guard, pages=(), ration=Ration(2, 60.0, 10, Clock()))
    client = Client(Starlette(routes=routes(), middleware=[guard]))
    assert [client.get("/api/health").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/assets/ruong.css").status_code == 200
