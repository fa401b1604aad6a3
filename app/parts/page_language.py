"""Tell the browser which language the page is in, so that a screen reader speaks it right."""

from __future__ import annotations

from streamlit.components.v2 import component

from app.text.formats import Language

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language;
}
"""
_component = component("ruong_page_language", html="<i hidden></i>", js=_SCRIPT)


def page_language(language: Language) -> None:
    """Set the language of the whole page."""
    _component(key="page-language", data={"language": language}, height=1)
