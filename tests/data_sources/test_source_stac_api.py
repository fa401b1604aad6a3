"""Live STAC APIs, spoken to over loopback: paging, loops, faults, replay, the second source."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from data_sources import scene_search, sentinel1, sentinel2, stac
from data_sources.errors import Missing, Refused, Unavailable
from data_sources.service import Service
from tests.data_sources.faulty_server import Reply, serving
from tests.data_sources.test_source_scenes import s1_item, s2_item

CORE = ["https://api.stacspec.org/v1.0.0/core", "https://api.stacspec.org/v1.0.0/item-search"]


@pytest.fixture
def server():
    with serving() as faulty:
        yield faulty


def landing(url):
    links = [
        {"rel": "self", "href": f"{url}/", "type": "application/json"},
        {"rel": "root", "href": f"{url}/", "type": "application/json"},
        {
            "rel": "search",
            "href": f"{url}/search",
            "type": "application/geo+json",
            "method": "POST",
        },
    ]
    return {
        "type": "Catalog",
        "id": "api",
        "stac_version": "1.0.0",
        "description": "a test",
        "conformsTo": CORE,
        "links": links,
    }


def page(url, items, token=None):
    links = [{"rel": "root", "href": f"{url}/", "type": "application/json"}]
    if token:
        links.append(
            {
                "rel": "next",
                "href": f"{url}/search",
                "method": "POST",
                "merge": True,
                "type": "application/geo+json",
                "body": {"token": token},
            }
        )
    body = {"type": "FeatureCollection", "features": items, "links": links}
    return Reply(body=json.dumps(body).encode())


def offering(server, *pages):
    server.replies["/"] = [Reply(body=json.dumps(landing(server.url)).encode())]
    server.replies["/search"] = list(pages)
    return f"{server.url}/"


def live(*items):
    """Items as an API gives them: whole addresses, no files of this machine."""
    for item in items:
        for asset in item["assets"].values():
            asset["href"] = asset["href"].replace("./", "https://data.example/")
    return list(items)


def test_pages_are_followed_to_the_end(server, ask):
    api = offering(
        server,
        page(server.url, live(s2_item("a")), "two"),
        page(server.url, live(s2_item("b", day="2026-01-20"))),
    )
    delivery = sentinel2.SOURCE(ask(api))
    assert delivery.data["item"].tolist() == ["a", "b"]
    asked = [json.loads(body) for method, path, body in server.asked if path == "/search"]
    assert asked[0]["collections"] == ["sentinel-2-l2a"]
    assert asked[0]["datetime"].startswith("2025-01-01T00:00:00Z/2026-02-20T23:59:59")
    assert "two" in asked[1].values()
    assert len(delivery.inputs) >= 3


def test_radar_is_asked_by_its_own_collection(server, ask):
    api = offering(server, page(server.url, live(s1_item())))
    assert len(sentinel1.SOURCE(ask(api)).data) == 1
    asked = next(json.loads(body) for _, path, body in server.asked if path == "/search")
    assert asked["collections"] == ["sentinel-1-rtc"]


def test_pages_that_lead_back_are_refused(server, ask):
    first = page(server.url, live(s2_item("a")), "again")
    api = offering(server, first, page(server.url, live(s2_item("b")), "again"), first)
    with pytest.raises(Refused, match="already read"):
        sentinel2.SOURCE(ask(api))


def test_pages_that_repeat_their_items_are_refused(server, ask):
    pages = [page(server.url, live(s2_item("a")), f"token {n}") for n in range(50)]
    with pytest.raises(Refused, match="repeats items"):
        sentinel2.SOURCE(ask(offering(server, *pages)))
    assert len(server.asked) < 8


def test_a_page_of_another_kind_is_refused(server, ask):
    html = Reply(body=b"<html>maintenance</html>")
    with pytest.raises(Refused, match="not JSON"):
        sentinel2.SOURCE(ask(offering(server, html)))


def test_what_was_found_is_replayed_offline(server, ask, tmp_path):
    api = offering(server, page(server.url, live(s2_item("a"))))
    online = sentinel2.SOURCE(ask(api, snapshots=tmp_path))
    count = len(server.asked)
    offline = sentinel2.SOURCE(ask(api, snapshots=tmp_path, offline=True))
    assert offline.data.equals(online.data)
    assert offline.inputs == online.inputs
    assert len(server.asked) == count
    with pytest.raises(Missing, match="offline"):
        sentinel2.SOURCE(ask(f"{server.url}/other", snapshots=tmp_path, offline=True))


def test_a_static_catalogue_on_the_web_is_walked(server, ask):
    item = live(s2_item("a"))[0]
    root = {"type": "Catalog", "id": "r", "links": [{"rel": "item", "href": "./items/a.json"}]}
    server.replies["/stac/catalog.json"] = [Reply(body=json.dumps(root).encode())]
    server.replies["/stac/items/a.json"] = [Reply(body=json.dumps(item).encode())]
    delivery = sentinel2.SOURCE(ask(f"{server.url}/stac/catalog.json"))
    assert delivery.data["item"].tolist() == ["a"]


@pytest.mark.parametrize("href", ["/etc/passwd", "../../../etc/passwd", "file:///etc/passwd"])
def test_a_catalogue_on_the_web_cannot_name_files_of_this_machine(href, server, ask):
    item = live(s2_item("a"))[0]
    item["assets"]["red"]["href"] = href
    server.replies["/item.json"] = [Reply(body=json.dumps(item).encode())]
    delivery = sentinel2.SOURCE(ask(f"{server.url}/item.json"))
    row = delivery.data["assets"].tolist()
    assert not row or "file" not in row[0]
    assert all(json.loads(text)["red"].startswith(server.url) for text in row)


def test_the_second_service_is_asked_where_the_first_is_silent(server, ask):
    offering(server, page(server.url, live(s2_item("a"))))
    silent = Service("First", "terms", attempts=1)
    second = Service("Second", "terms", attempts=1)
    apis = [
        scene_search.Api("http://127.0.0.1:9/", "sentinel-2-l2a", silent),
        scene_search.Api(f"{server.url}/", "sentinel-2-l2a", second),
    ]
    found, notes = scene_search.gather(ask(None), apis, silent)
    assert [item["id"] for item, _ in found.items] == ["a"]
    assert "First did not answer" in notes[0]
    assert "Asked instead: Second." in notes[0]
    with pytest.raises(Unavailable, match=r"First .* First"):
        scene_search.gather(ask(None), [apis[0], apis[0]], silent)


def test_holes_of_the_first_service_are_filled_by_the_second(ask):
    days = ["2026-01-03", "2026-01-15", "2026-01-27"]
    both = []
    with serving() as first, serving() as second:
        for server, chosen in ((first, days[::2]), (second, days)):
            items = live(*(s2_item(f"{server.url[-5:]} {day}", day=day) for day in chosen))
            api = offering(server, page(server.url, items))
            both.append(
                scene_search.Api(api, "sentinel-2-l2a", Service(server.url, "terms", attempts=1))
            )
        request = ask(None, date(2026, 1, 1), date(2026, 2, 5))
        found, notes = scene_search.gather(request, both, both[0].service)
        assert [item["properties"]["datetime"][:10] for item, _ in found.items] == [
            "2026-01-03",
            "2026-01-27",
            "2026-01-15",
        ]
        assert "nothing was found for 2026-01-03 to 2026-01-27" in notes[0]
        assert "adds 1 scenes" in notes[0]
        assert scene_search.holes_of(found, request) == []


@pytest.mark.pack
def test_recorded_pages_of_earth_search_are_served_and_read(server, data_pack, ask):
    folder = data_pack / "stac_responses"
    names = ["page_1_sentinel-1-grd", "page_2_sentinel-2-l2a"]
    bodies = []
    for name in names:
        recorded = json.loads((folder / f"earthsearch_v1_search_{name}.json").read_text())
        text = json.dumps(recorded["response"])
        bodies.append(text.replace("https://earth-search.aws.element84.com/v1", server.url))
    last = json.loads(bodies[1])
    last["links"] = [link for link in last["links"] if link["rel"] != "next"]
    pages = [Reply(body=bodies[0].encode()), Reply(body=json.dumps(last).encode())]
    found = stac.search(
        offering(server, *pages), "any", ask(None), Service("Earth Search", "terms")
    )
    assert len(found.items) == 20
    posted = [json.loads(body) for _, path, body in server.asked if path == "/search"]
    # `merge: false` of the recorded link: the next question is its body alone.
    assert list(posted[1]) == ["next"]


def test_a_question_by_get_carries_its_words(server):
    server.replies["/x"] = [Reply(body=b"{}")]
    Service("s", "terms").get(f"{server.url}/x", {"bbox": "1,2,3,4"})
    assert parse_qs(urlsplit(server.asked[0][1]).query) == {"bbox": ["1,2,3,4"]}
