"""The field that is open: it is drawn where it was opened, so that nobody has to look for it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app.desk.field_sheet import field_sheet
from app.page import Reader
from app.parts import sheet

Place = Literal["map", "list"]


def open_field(field: str, place: Place) -> None:
    """Open *field* and draw the page again."""
    st.session_state.field, st.session_state.opened_from = field, place
    st.rerun()


def opened_from(place: Place) -> bool:
    """Tell whether a field is open that was opened on *place*."""
    return bool(st.session_state.get("field")) and st.session_state.get("opened_from") == place


def open_sheet(reader: Reader) -> None:
    """Draw the sheet of the open field, and the way to close it."""
    found = field_sheet(reader.settings.store, st.session_state.field)
    sheet.head(reader, found)
    sheet.advice(reader, found)
    sheet.outlook(reader, found)
    sheet.season(reader, found)
    if st.button(reader.say("risk.panel_close"), key="close_field"):
        del st.session_state.field
        st.rerun()
