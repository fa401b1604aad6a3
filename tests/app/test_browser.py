"""The pages in a real browser, wide and narrow, in both languages: what a person would see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.app.workspace import GTIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLACES = {
    "risk": "/risk",
    "advisory": "/advisory?field=F0002",
    "lot": "/lot",
    "one_lot": f"/lot?gtin={GTIN}&lot=L2026%2F002",
    "data": "/data",
}
MOST_KB = {"advisory": 1_500, "one_lot": 1_500, "risk": 1_900}
"""What a first visit may fetch; most of it is Streamlit's own scripts, kept for a year."""


@dataclass
class Visit:
    """One page in one browser window, and what went wrong there."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".r-foot")
        if path.startswith("/risk"):
            self.page.wait_for_selector("[data-ready=yes]")

    def text(self) -> str:
        return self.page.inner_text("[data-testid=stMain]")


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Iterator[dict[int, BrowserContext]]:
    """A wide and a narrow browser that keep what they have fetched, as a reader's does."""
    sizes = {1280: {"width": 1280, "height": 800}, 360: {"width": 360, "height": 740}}
    opened = {n: chromium.new_context(viewport=s, locale="vi-VN") for n, s in sizes.items()}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def visit(windows: dict[int, BrowserContext], address: str, request) -> Iterator[Visit]:
    page = windows[getattr(request, "param", 1280)].new_page()
    page.set_default_timeout(30_000)
    seen = Visit(page, address)
    page.on("console", lambda m: m.type == "error" and seen.faults.append(m.text))
    page.on("pageerror", lambda error: seen.faults.append(str(error)))
    page.on(
        "request",
        lambda r: r.url.startswith((address, "blob:", "data:")) or seen.faults.append(r.url),
    )
    page.on("response", lambda r: r.status >= 400 and seen.faults.append(f"{r.status} {r.url}"))
    yield seen
    page.close()
    assert seen.faults == []


@pytest.mark.parametrize("visit", [1280, 360], indirect=True)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("place", list(PLACES))
def test_every_page_opens_wide_and_narrow(visit, language, place, tmp_path):
    path = PLACES[place]
    visit.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert visit.page.evaluate("document.documentElement.lang") == language
    wider = visit.page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain], html')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert wider == 0, "the page scrolls sideways"
    assert visit.page.locator("[data-testid=stException]").count() == 0
    visit.page.screenshot(path=tmp_path / f"{place}-{language}.png", full_page=True)
    found = Axe().run(visit.page).response["violations"]
    grave = [f"{v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found
             if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []


def test_the_fonts_are_ours_and_hold_vietnamese(visit):
    visit.open("/advisory")
    loaded = visit.page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts]"
        ".filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', '')))"
    )
    assert "Be Vietnam Pro" in loaded


def test_the_map_draws_every_field_in_its_colour(visit):
    visit.open("/risk")
    drawn = visit.page.evaluate("window.ruongMap.counts()")
    assert drawn["fields"] == 120
    assert drawn["levels"] == drawn["states"]


def test_a_click_on_the_map_opens_the_field(visit):
    visit.open("/risk")
    spot = visit.page.evaluate("window.ruongMap.spot(0)")
    visit.page.mouse.click(spot["x"], spot["y"])
    visit.page.wait_for_selector("text=Ruộng F0000")


def test_a_new_day_changes_the_colours_and_fetches_nothing(visit):
    visit.open("/risk")
    before = visit.page.evaluate("window.ruongMap.counts().states")
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url))
    visit.page.locator(".st-key-risk_day input[type=range]").focus()
    visit.page.keyboard.press("End")
    visit.page.wait_for_function("before => window.ruongMap.counts().states !== before", arg=before)
    assert "06/03/2026" in visit.text()
    assert not [url for url in fetched if "/api/shapes" in url]


def test_a_printed_link_opens_the_lot(visit):
    visit.open(f"/01/{GTIN}/10/L2026%2F001")
    assert "/lot?" in visit.page.url
    assert "Bằng chứng phù hợp với lời khai" in visit.text()


def test_the_switches_change_language_and_role(visit):
    visit.open("/")
    assert "Bản đồ rủi ro" in visit.text()
    visit.page.get_by_role("radio", name="EN").click()
    visit.page.wait_for_selector("text=Risk map")
    visit.page.wait_for_function("document.documentElement.lang === 'en'")
    visit.page.get_by_role("combobox", name="You are").click()
    visit.page.get_by_role("option", name="Farmer").click()
    visit.page.wait_for_selector("h1:has-text('Advice for a field')")


def test_a_record_runs_no_script(visit):
    visit.page.on("dialog", lambda dialog: visit.faults.append(dialog.message))
    visit.open(f"/lot?gtin={GTIN}&lot=L2026-NASTY")
    assert "<img src=x onerror=alert(1)>" in visit.text()
    assert visit.page.locator(".stMain img[src=x]").count() == 0


def test_dark_is_readable_too(chromium, address, tmp_path):
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    for place in ("advisory", "one_lot"):
        page.goto(address + PLACES[place])
        page.wait_for_selector(".r-foot")
        page.screenshot(path=tmp_path / f"{place}-dark.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["id"] == "color-contrast"] == []
    context.close()


@pytest.mark.parametrize("place", list(MOST_KB))
def test_a_first_visit_stays_within_its_budget(chromium, address, place):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    fetched: list[float] = []
    network.on("Network.loadingFinished", lambda e: fetched.append(e["encodedDataLength"]))
    page.goto(address + PLACES[place])
    page.wait_for_selector("[data-ready=yes]" if place == "risk" else ".r-foot")
    page.wait_for_load_state("networkidle")
    context.close()
    assert sum(fetched) / 1000 <= MOST_KB[place], f"{sum(fetched) / 1000:.0f} kB"
