"""The farmer's page: one field, what to do this week, why, how sure, until when."""

from __future__ import annotations

import streamlit as st

from app.desk.field_sheet import FieldSheet, field_sheet
from app.desk.kept import kept
from app.desk.message import message, segments
from app.desk.risk_picture import field_rows
from app.page import Page, Reader
from app.parts import sheet
from app.parts.marks import origin, stamp, words
from data_sources.datasets import ADVICE


def render(reader: Reader) -> None:
    """Draw the choice of a field, then its sheet, the advice first."""
    field = _choose(reader)
    found = field_sheet(reader.settings.store, field)
    stamp(reader, found.tag, found.issued)
    sheet.head(reader, found)
    sheet.advice(reader, found)
    sheet.outlook(reader, found)
    sheet.season(reader, found)
    _message(reader, found)
    origin(reader, ("advice", kept(reader.settings.store, ADVICE)))


def _choose(reader: Reader) -> str:
    """Let the reader find a field by its ward and code; `?field=` opens one at once."""
    fields = field_rows(reader.settings.store)
    asked = st.session_state.get("field") or st.query_params.get("field", "")
    known = fields[fields["field_id"] == asked]
    start = known.iloc[0] if len(known) else fields.iloc[0]
    wards = sorted(fields["ward"].unique())
    first, second = st.columns(2, gap="medium")
    ward = first.selectbox(
        reader.say("advisory.ward"),
        wards,
        index=wards.index(start["ward"]),
        format_func=lambda name: name or reader.say("sheet.no_ward"),
    )
    codes = fields.loc[fields["ward"] == ward, "field_id"].tolist()
    chosen = second.selectbox(
        reader.say("advisory.field"),
        codes,
        index=codes.index(start["field_id"]) if start["field_id"] in codes else 0,
        help=reader.say("advisory.field_hint"),
    )
    st.session_state.field = str(chosen)
    return str(chosen)


def _message(reader: Reader, found: FieldSheet) -> None:
    """Draw the text to print, and to send where an agronomist stands for it."""
    text = message(reader, found)
    with st.expander(reader.say("advisory.message"), icon=":material/sms:"):
        # Not st.code: it would fetch 500 kB of syntax highlighting for a line of plain words.
        st.html(f'<p class="r-card r-message">{words(text)}</p>')
        if found.may_be_sent or found.advice.empty:
            told = reader.say("advisory.message_segments", count=segments(text), letters=len(text))
            st.caption(told)
        else:
            st.caption(reader.say("advisory.message_blocked"))
        st.download_button(
            reader.say("advisory.download"),
            text,
            file_name=f"ruong-{found.field['field_id']}.txt",
            mime="text/plain; charset=utf-8",
            on_click="ignore",
        )


PAGE = Page("advisory.title", ("farmer", "officer"), render, ":material/agriculture:", 2)
