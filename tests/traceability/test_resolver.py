"""The resolver against GS1's list, a requirement a test."""

import json

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from traceability.gs1.compressed_link import expand_link
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.syntax import assigned
from traceability.linkset import Entry, Target, link_type_address, linkset_document
from traceability.resolver import (
    CONTEXT_PATH,
    WELL_KNOWN,
    Request,
    Site,
    lot_entry,
    resolve,
)

SITE = Site("https://truyxuat.example.vn", ("Truy xuất Cần Thơ", "Cần Thơ traceability"), "Sở")
GTIN, LOT = "09520123456788", "HT/1"
PATH = f"/01/{GTIN}/10/HT%2F1"
PRODUCT = Entry(
    "Gạo ST25",
    (
        Target("gs1:pip", "https://gao.example.vn/", "Trang sản phẩm", ("vi",), "text/html"),
        Target("gs1:pip", "https://gao.example.vn/en?a=1#x", "Product page", ("en",), "text/html"),
        Target("gs1:pip", "https://gao.example.vn/d.json", "Data", ("vi",), "application/json"),
        Target("gs1:certificationInfo", "https://gao.example.vn/c.pdf", "VietGAP", ("vi",)),
        Target(
            "gs1:certificationInfo",
            "https://gao.example.vn/eu.pdf",
            "GlobalG.A.P.",
            ("vi",),
            contexts=("EU",),
            forwards_query=False,
        ),
    ),
)
KNOWN = {
    (("01", GTIN),): PRODUCT,
    (("01", GTIN), ("10", LOT)): lot_entry(SITE, GTIN, LOT, "Lô HT/1"),
}


def ask(path=PATH, query="", method="GET", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return resolve(Request(method, path, query, named), KNOWN.get, SITE)


def header(response, name):
    return [value for key, value in response.headers if key == name]


def location(*arguments, **named):
    response = ask(*arguments, **named)
    assert response.status == 307
    return header(response, "Location")[0]


def test_a_lot_opens_its_page_and_the_query_goes_along():
    page = "https://truyxuat.example.vn/lot?gtin=09520123456788&lot=HT%2F1&lang=vi"
    assert location() == page
    assert location(query="17=261231&ref=chợ".replace("ợ", "o")) == page + "&17=261231&ref=cho"
    assert location(PATH + "/") == page


def test_the_language_of_the_request_chooses_among_its_likes():
    assert location(accept_language="en-GB,en;q=0.9,vi;q=0.5").endswith("lang=en")
    assert location(accept_language="fr, en;q=0.2, vi;q=0.8").endswith("lang=vi")
    assert location(accept_language="en;q=0, vi").endswith("lang=vi")
    assert location(accept_language="zh").endswith("lang=vi")


def test_the_default_is_found_higher_up():
    assert location(f"/01/{GTIN}/10/OTHER/21/7") == "https://gao.example.vn/"
    assert location(f"/01/{GTIN}") == "https://gao.example.vn/"


def test_a_link_type_is_found_by_any_of_its_spellings_or_is_404():
    for wanted in ("gs1:pip", "https://ref.gs1.org/voc/pip", "https%3A%2F%2Fgs1.org%2Fvoc%2Fpip"):
        assert location(query=f"linkType={wanted}").startswith("https://gao.example.vn/?linkType")
    english = location(f"/01/{GTIN}", "linkType=gs1:pip&b=2", accept_language="en")
    assert english == "https://gao.example.vn/en?a=1&linkType=gs1:pip&b=2#x"
    assert location(query="linkType=gs1:defaultLink").startswith("https://truyxuat")
    assert ask(query="linkType=gs1:recipeInfo").status == 404
    assert ask(query="linkType=schema:Recipe").status == 404


def test_context_and_media_type_narrow():
    query = "linkType=gs1:certificationInfo&context=EU"
    assert location(query=query) == "https://gao.example.vn/eu.pdf"
    assert "c.pdf" in location(query="linkType=gs1:certificationInfo&context=LK")
    typed = location(f"/01/{GTIN}", "linkType=gs1:pip", accept="text/html;q=0.2, text/plain")
    assert typed.startswith("https://gao.example.vn/?")
    data = location(f"/01/{GTIN}", "linkType=gs1:pip", accept="application/json")
    assert data.startswith("https://gao.example.vn/d.json?")


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("linkType=linkset", ""),
        ("linkType=all", ""),
        ("", "application/linkset+json"),
        ("", "application/json, */*;q=0.1"),
    ],
)
def test_the_link_set_holds_every_level(query, accept):
    response = ask(query=query, accept=accept)
    assert response.status == 200
    assert header(response, "Content-Type") == ["application/linkset+json"]
    linkset = json.loads(response.body)["linkset"]
    assert [context["anchor"] for context in linkset] == [
        f"https://truyxuat.example.vn/01/{GTIN}/10/HT%2F1",
        f"https://truyxuat.example.vn/01/{GTIN}",
    ]
    default = linkset[0]["https://ref.gs1.org/voc/defaultLink"]
    assert [set(link) for link in default] == [{"href", "title"}]
    described = linkset[0]["https://ref.gs1.org/voc/traceability"]
    assert default[0]["href"] == described[0]["href"]
    assert described[0]["hreflang"] == ["vi"]


def test_a_browser_that_takes_json_last_gets_the_page():
    assert ask(accept="text/html,application/json;q=0.9").status == 307


@pytest.mark.pack
def test_the_link_set_is_valid_by_gs1s_schema(conformance):
    schema = json.loads((conformance / "gs1-linkset/gs1-linkset-schema.json").read_text("utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    validator.validate(json.loads(ask(query="linkType=linkset").body))
    assert not validator.is_valid({"linkset": [{"anchor": "https://a.vn/01/1"}]})


def test_every_answer_points_to_its_link_set_and_context():
    for response in (ask(), ask(query="linkType=linkset"), ask(query="linkType=gs1:recipeInfo")):
        (link,) = header(response, "Link")
        assert f'<{SITE.root}{PATH}?linkType=linkset>; rel="linkset"' in link
        assert f'<{SITE.root}{CONTEXT_PATH}>; rel="http://www.w3.org/ns/json-ld#context"' in link
        assert 'type="application/ld+json"' in link


def test_head_has_the_headers_of_get_and_no_body():
    for query in ("", "linkType=linkset"):
        got, head = ask(query=query), ask(query=query, method="HEAD")
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")


def test_options_and_cors():
    options = ask(method="OPTIONS")
    assert (options.status, options.body) == (204, b"")
    assert header(options, "Allow") == ["GET, HEAD, OPTIONS"]
    for response in (options, ask(), ask("/01/1"), ask(WELL_KNOWN)):
        assert header(response, "Access-Control-Allow-Origin") == ["*"]
        assert header(response, "Access-Control-Allow-Methods") == ["GET, HEAD, OPTIONS"]
    refused = ask(method="POST")
    assert refused.status == 405
    assert header(refused, "Allow") == ["GET, HEAD, OPTIONS"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/01/09520123456789", ""),
        ("/01/0952012345678X", ""),
        (f"/01/{GTIN}/21/S/10/L", ""),
        (f"/01/{GTIN}/10/" + "L" * 21, ""),
        (f"/01/{GTIN}", "10=L"),
        (f"/01/{GTIN}", "9999=x"),
        (f"/01/{GTIN}", "a=\r\nSet-Cookie: x"),
        ("/", ""),
        ("/favicon.ico", ""),
        ("/ARHKVAdpQh", ""),
    ],
)
def test_a_bad_link_is_a_400_in_both_languages(path, query):
    response = ask(path, query)
    assert response.status == 400
    assert header(response, "Content-Type") == ["application/problem+json"]
    problem = json.loads(response.body)
    assert problem["status"] == 400
    assert problem["title"].startswith("Địa chỉ GS1 sai")
    assert "refused" in problem["detail"]


def test_an_identity_nobody_told_us_of_is_a_404():
    response = ask("/00/006141411234567890")
    assert response.status == 404
    assert json.loads(response.body)["title"] == "Chưa có gì về mã này."


def test_a_short_gtin_of_an_old_link_is_understood():
    assert location("/01/9520123456788") == "https://gao.example.vn/"


def test_the_description_names_every_primary_key_and_the_context():
    response = ask(WELL_KNOWN)
    assert response.status == 200
    described = json.loads(response.body)
    assert described["resolverRoot"] == SITE.root
    keys = {code for code, ai in assigned().items() if ai.paths is not None}
    assert {"00", "01", "414", "8003", "8004", "8013"} <= set(described["supportedPrimaryKeys"])
    assert set(described["supportedPrimaryKeys"]) == keys
    context = ask(described["jsonLdContextLocation"].removeprefix(SITE.root))
    assert header(context, "Content-Type") == ["application/ld+json"]
    assert json.loads(context.body)["@context"]["anchor"] == "@id"


COMPRESSED = {
    "ARHKVAdpQg": "/01/09780345418913",
    "ABeRcNWtKMPA": "/00/106141412345678908",
    "QUCO_anbfA": "/414/0614141123452",
    "AREjalurbiAUO-cgohCz45Z67b8A": "/01/09421902960055/10/2010005828/21/xyz1234",
    "AQEd-1O2-GIGAD6A": "/01/00614141123452?3103=000500",
    "AQnYUc1gmiCNV4JGYgYAF6ckaEPg": "/01/05412345000013/10/ABC123?3103=000189&3923=2172",
    "AQnYUc1gmiERBhQ0ytiyZuAGOLc1TXgpNWCv1": (
        "/01/05412345000013/10/ABC%26%2B123?7003=1903061658&k1=v1"
    ),
    "JAaasHt_dNNt4ADESMALumsUfMAm34": "/8003/09421012301014f9804dbf?240=qwe390023",
}


@pytest.mark.parametrize(("packed", "link"), COMPRESSED.items())
def test_a_compressed_link_is_expanded_and_named(packed, link):
    assert expand_link(f"{SITE.root}/{packed}") == SITE.root + link
    entry = Entry("x", (Target("gs1:pip", "https://x.vn/", "X"),))
    response = resolve(Request("GET", "/" + packed), lambda _: entry, SITE)
    assert response.status == 307
    assert f'<{SITE.root}{link}>; rel="owl:sameAs"' in header(response, "Link")[0]


def test_a_partly_compressed_link_keeps_its_key():
    # AI 10 (0001 0000), base64 text (011), two characters (00010), "AB" (000000 000001), 00.
    assert expand_link(f"{SITE.root}/01/{GTIN}/EGIAE?x=1") == f"{SITE.root}/01/{GTIN}/10/AB?x=1"


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=60))
def test_no_packed_text_breaks_the_resolver(packed):
    response = resolve(Request("GET", "/" + packed), KNOWN.get, SITE)
    assert response.status in (307, 400, 404)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_request_breaks_the_resolver(path, query, accept):
    response = ask(PATH + path, query, accept=accept, accept_language=accept)
    assert response.status in (200, 307, 400, 404)
    for _, value in response.headers:
        assert "\n" not in value
        assert "\r" not in value


def test_an_entry_needs_a_default():
    with pytest.raises(Refused):
        Entry("nothing", ())


def test_other_vocabularies_keep_their_names():
    assert link_type_address("https://schema.org/url") == "https://schema.org/url"
    target = Target("https://schema.org/url", "https://a.vn/", "A")
    document = linkset_document([("https://a.vn/01/1", Entry("a", (target,)))])
    assert "https://schema.org/url" in document["linkset"][0]


def test_an_over_long_compressed_link_is_refused():
    with pytest.raises(SyntaxRefused):
        expand_link(SITE.root + "/" + "A" * 9000)
