"""Every page draws in both languages, for every role it is made for, with data and without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app.desk.field_sheet import field_sheet
from app.page import ROLES
from app.text.catalogue import say
from app.views import pages
from tests.app.workspace import GTIN

MAIN = Path(__file__).parents[2] / "app" / "main.py"
PAGES = pages()


def opened(page: str, language: str = "vi", role: str = "", **query: str) -> AppTest:
    test = AppTest.from_file(str(MAIN), default_timeout=30)
    test._page_hash = calc_hash(page)
    for name, value in {"lang": language, "role": role, **query}.items():
        if value:
            test.query_params[name] = value
    return test.run()


def told(test: AppTest) -> str:
    """Return all the words of the page."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    words = [str(element.value) for kind in kinds for element in test.get(kind)]
    words += [element.proto.body for element in test.get("html")]
    return "\n".join(words)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_draws_for_everyone_it_is_made_for(at_workspace, name, language):
    for role in PAGES[name].audience:
        test = opened(name, language, role)
        assert not test.exception
        assert [title.value for title in test.title] == [_title(name, language)]
        assert "r-foot" in told(test)


def _title(name: str, language: str) -> str:
    return say(PAGES[name].title, language)


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_says_so_where_there_is_no_data(tmp_path, monkeypatch, name):
    monkeypatch.setenv("RUONG_WORKSPACE", str(tmp_path))
    test = opened(name)
    assert not test.exception
    assert not test.error
    assert "Chưa có" in told(test)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_for_others_is_not_drawn(at_workspace, role):
    for name, page in PAGES.items():
        if role in page.audience:
            continue
        test = opened(name, "vi", role)
        assert not test.exception
        assert _title(name, "vi") not in [title.value for title in test.title]


def test_numbers_carry_their_tag_day_and_unit(at_workspace):
    words = told(opened("risk"))
    assert "Số liệu mô phỏng" in words
    assert "20/02/2026" in words
    assert "không phải cấp độ rủi ro thiên tai" in words
    words = told(opened("advisory", field="F0002"))
    assert "công" in words
    assert "tấn/ha" in words
    assert "đúng 9 trên 10 lần" in words


def test_no_advice_is_not_said_to_be_no_danger(at_workspace):
    sheets = [field_sheet(at_workspace / "store", f"F{n:04d}") for n in range(40)]
    watched = next(s for s in sheets if s.advice.empty and (s.risk["severity"] > 0).any())
    words = told(opened("advisory", field=str(watched.field["field_id"])))
    assert "Theo dõi" in words
    assert "Tiếp tục chăm sóc như thường" not in words


def test_the_officer_opens_a_field_from_the_list(at_workspace):
    test = opened("risk")
    test.button(key="visit_1").click().run()
    assert not test.exception
    assert "Những ngày tới" in told(test)
    test.button(key="close_field").click().run()
    assert "Những ngày tới" not in told(test)


def test_the_officer_chooses_hazard_and_day(at_workspace):
    test = opened("risk")
    before = told(test)
    test.select_slider(key="risk_day").set_value(pd.Timestamp("2026-03-06"))
    test.run()
    assert not test.exception
    assert "06/03/2026" in told(test)
    assert told(test) != before


def test_a_typed_code_opens_the_lot(at_workspace):
    test = opened("lot")
    test.text_input(key="lot_code").input(f"(01){GTIN}(10)L2026/002")
    test.button[0].click().run()
    assert not test.exception
    assert "Bằng chứng không khớp với lời khai" in told(test)
    assert test.query_params["lot"] == "L2026/002"


def test_an_unreadable_code_is_said_kindly(at_workspace):
    test = opened("lot")
    test.text_input(key="lot_code").input("hello")
    test.button[0].click().run()
    assert "Không đọc được mã này" in told(test)


def test_an_unknown_lot_is_not_a_fault_of_the_buyer(at_workspace):
    words = told(opened("lot", gtin=GTIN, lot="NONE"))
    assert "Không có lô nào mang mã này" in words


def test_a_record_cannot_write_html(at_workspace):
    words = told(opened("lot", gtin=GTIN, lot="L2026-NASTY"))
    assert "<img" not in words
    assert "&lt;img" in words


def test_the_language_switch_holds(at_workspace):
    test = opened("data")
    test.segmented_control(key="language_choice").set_value("en").run()
    assert not test.exception
    assert test.title[0].value == "Open data"


def test_withheld_datasets_are_counted_and_explained_to_the_department_alone(at_workspace):
    test = opened("data", "vi", "department")
    assert "Không hiển thị 1 bộ dữ liệu" in told(test)
    assert any("holder" in text.value for text in test.get("text"))
    assert not opened("data", "vi", "trader").get("text")
