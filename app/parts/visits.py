"""The list of fields to visit, in words: the map's equal for a keyboard or a screen reader."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.page import Reader
from app.parts.marks import level_mark, sentence, words
from app.parts.opened import open_field, open_sheet, opened_from
from models.hazards.hazard import catalogue

A_PAGE = 5


def visit_list(reader: Reader, visits: pd.DataFrame) -> None:
    """Draw the list, a page at a time, each with its reason and a way to open the field."""
    st.header(reader.say("risk.visits"), anchor=False)
    if visits.empty:
        st.markdown(reader.say("risk.visits_none"))
        return
    st.caption(reader.say("risk.visits_count", count=len(visits)))
    last = -(-len(visits) // A_PAGE)
    page = min(st.session_state.get("visits_page", 1), last)
    shown = visits.iloc[(page - 1) * A_PAGE : page * A_PAGE]
    for number, (_, row) in enumerate(shown.iterrows(), start=(page - 1) * A_PAGE + 1):
        _visit(reader, number, row)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if last > 1:
            st.number_input(
                f"{reader.say('risk.visits_page')} (1–{reader.number(last)})",
                1,
                last,
                page,
                key="visits_page",
                width=150,
            )
        st.download_button(
            reader.say("risk.export"),
            data=lambda: _csv(reader, visits),
            file_name=f"ruong-{visits['valid'].iloc[0]:%Y-%m-%d}.csv",
            mime="text/csv",
            on_click="ignore",
        )


def _visit(reader: Reader, number: int, row: pd.Series) -> None:
    field = str(row["field_id"])
    why = sentence(reader.of(row["reason_vi"], row["reason_en"]).rstrip("."))
    sure = reader.say(f"marks.confidence_{row['confidence']}")
    chance = ""
    if not pd.isna(row["chance"]):
        chance = reader.say("risk.visit_chance", chance=reader.share(row["chance"])) + ", "
    place = " · ".join(x for x in (row["ward"], reader.say(f"sheet.stage_{row['stage']}")) if x)
    with st.container(border=True, key=f"r-visit-{number}"):
        st.html(
            f'<p class="r-visit"><strong>{number}. {words(field)}</strong> '
            f"{level_mark(reader, int(row['severity']))}</p>"
            f'<p>{words(why)}.</p><p class="r-small">{words(place)} · {words(chance + sure)}</p>'
        )
        if opened_from("list") and st.session_state.field == field:
            open_sheet(reader)
        elif st.button(reader.say("risk.visit_open", field=field), key=f"visit_{number}"):
            open_field(field, "list")


def _csv(reader: Reader, visits: pd.DataFrame) -> bytes:
    """Return the whole list; the mark at its start lets Excel read Vietnamese."""
    hazards = {name: reader.of(h.vi, h.en) for name, h in catalogue().items()}
    reason = "reason_vi" if reader.language == "vi" else "reason_en"
    columns = ["field_id", "ward", "area_ha", "stage", "hazard", "valid", "severity", "chance"]
    columns += ["value", "unit", "confidence", reason, "issued"]
    table = visits[columns].assign(hazard=visits["hazard"].map(hazards))
    return table.to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")
