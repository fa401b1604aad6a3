"""The frame of every page: the menu, the language, the role, and errors said in a sentence."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.page import ROLES, Page, Reader, Role
from app.parts.page_language import page_language
from app.settings import settings
from app.text.catalogue import say
from app.text.formats import LANGUAGES, Language
from data_sources.errors import Missing, RuongError

_LOG = logging.getLogger("ruong.pages")
_NAMES: dict[Language, str] = {"vi": "VI", "en": "EN"}


def draw(known: Mapping[str, Page]) -> None:
    """Draw the page that is asked for, of the *known* ones by their address."""
    _remember(known)
    reader = Reader(settings(), st.session_state.language, st.session_state.role)
    st.set_page_config(
        page_title=reader.say("shell.name"), layout="wide", initial_sidebar_state="collapsed"
    )
    places = {name: _place(name, page, reader) for name, page in known.items()}
    first = next(places[name] for name, page in known.items() if reader.role in page.audience)
    start = st.Page(
        lambda: st.switch_page(first),
        title=reader.say("shell.start"),
        default=True,
        visibility="hidden",
        url_path="start",
    )
    chosen = st.navigation([start, *places.values()], position="top")
    wanted = known.get(chosen.url_path)
    if wanted is not None and reader.role not in wanted.audience:
        st.switch_page(first)
    _heading(reader, wanted)
    chosen.run()
    page_language(reader.language)
    st.html(f'<footer class="r-foot">{reader.say("shell.foot")}</footer>')


def _place(name: str, page: Page, reader: Reader) -> StreamlitPage:
    """Return a page's place in the menu; a page for other roles is routable but not offered."""
    return st.Page(
        functools.partial(_render, page, reader),
        title=reader.say(page.title),
        icon=page.icon,
        url_path=name,
        visibility="visible" if reader.role in page.audience else "hidden",
    )


def _remember(known: Mapping[str, Page]) -> None:
    """Settle language and role on the first run: from the address, then the first page's reader."""
    state, query = st.session_state, st.query_params
    if "language" not in state:
        asked = query.get("lang", "vi")
        state.language = asked if asked in LANGUAGES else "vi"
    if "role" not in state:
        asked = query.get("role", "")
        page = known.get(urlsplit(st.context.url or "").path.strip("/"))
        fitting: Role = page.audience[0] if page else ROLES[0]
        state.role = asked if asked in ROLES else fitting


def _heading(reader: Reader, page: Page | None) -> None:
    """Draw the page's title and, beside it, the two switches that hold from page to page."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        if page is not None:
            st.title(reader.say(page.title), anchor=False, width="content")
        _switches(reader)


def _switches(reader: Reader) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", width="content", key="r-switches"
    ):
        st.selectbox(
            reader.say("shell.role"),
            ROLES,
            format_func=lambda role: reader.say(f"shell.role_{role}"),
            index=ROLES.index(reader.role),
            key="role_choice",
            on_change=_take_role,
            width=205,
            label_visibility="collapsed",
        )
        st.segmented_control(
            reader.say("shell.language"),
            LANGUAGES,
            format_func=lambda language: _NAMES[language],
            default=reader.language,
            required=True,
            key="language_choice",
            on_change=_take_language,
            width="content",
            label_visibility="collapsed",
        )


def _take_role() -> None:
    st.session_state.role = st.session_state.role_choice


def _take_language() -> None:
    st.session_state.language = st.session_state.language_choice


def _render(page: Page, reader: Reader) -> None:
    """Draw one page; what is missing or refused is said with its way out, nothing is half drawn."""
    try:
        page.render(reader)
    except Missing as error:
        st.info(reader.say("shell.missing"), icon=":material/info:")
        _detail(reader, error)
    except RuongError as error:
        st.error(reader.say("shell.trouble"), icon=":material/error:")
        _detail(reader, error)


def failed(error: Exception) -> bool:
    """Say that a page failed for a reason nobody foresaw; the trace goes to the log, not to it."""
    _LOG.error("a page failed", exc_info=error)
    st.error(say("shell.broken", st.session_state.get("language", "vi")), icon=":material/error:")
    return True


def _detail(reader: Reader, error: RuongError) -> None:
    """Draw what the one who runs the system needs, in the language of its commands."""
    with st.expander(reader.say("shell.detail")):
        st.text(f"{error}\n{error.advice}")
