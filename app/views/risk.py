"""The risk map: which fields are in danger, on which day, and whom to visit first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from app.desk.kept import kept
from app.desk.risk_picture import ANY_HAZARD, RiskPicture, risk_picture
from app.page import Page, Reader
from app.parts.field_map import field_map
from app.parts.marks import legend, origin, stamp
from app.parts.opened import open_field, open_sheet, opened_from
from app.parts.visits import visit_list
from data_sources.datasets import FIELD_SEASONS
from models.hazards.hazard import catalogue


def render(reader: Reader) -> None:
    """Draw the choices, the map with the list of visits beside it, and the field in view."""
    picture = risk_picture(reader.settings.store)
    stamp(reader, picture.kept.tag, picture.issued)
    hazard, day, wards = _choices(reader, picture)
    levels = picture.levels(hazard, day)
    _summary(reader, levels, day)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picked = field_map(reader, picture, levels, st.session_state.get("field"))
        if picked is not None and picked != st.session_state.get("field"):
            open_field(picked, "map")
        legend(reader, reader.say("risk.legend_wards"))
        if opened_from("map"):
            with st.container(border=True):
                open_sheet(reader)
    with right:
        visit_list(reader, picture.visits(hazard, day, wards))
    seasons = kept(reader.settings.store, FIELD_SEASONS)
    origin(reader, ("risk", picture.kept), ("field_seasons", seasons))


def _choices(reader: Reader, picture: RiskPicture) -> tuple[str, pd.Timestamp, list[str]]:
    """Let the reader choose hazard, day and wards."""
    names = {name: reader.of(h.vi, h.en) for name, h in catalogue().items()}
    names[ANY_HAZARD] = reader.say("marks.hazard_any")
    first, second, third = st.columns([3, 3, 2], gap="medium")
    hazard = first.segmented_control(
        reader.say("risk.hazard"),
        [ANY_HAZARD, *picture.hazards],
        format_func=names.__getitem__,
        default=ANY_HAZARD,
        required=True,
        key="risk_hazard",
        wrap=True,
    )
    day = second.select_slider(
        reader.say("risk.day"), picture.days, format_func=reader.short_day, key="risk_day"
    )
    known = picture.fields[picture.fields["ward"] != ""]
    wards = dict(zip(known["ward_code"], known["ward"], strict=True))
    chosen = third.multiselect(
        reader.say("risk.wards"),
        sorted(wards, key=wards.__getitem__),
        format_func=wards.__getitem__,
        placeholder=reader.say("risk.wards_all"),
        key="risk_wards",
    )
    return hazard or ANY_HAZARD, pd.Timestamp(day), chosen


def _summary(reader: Reader, levels: np.ndarray, day: pd.Timestamp) -> None:
    st.markdown(
        reader.say(
            "risk.summary",
            day=day,
            count=int((levels >= 2).sum()),
            assessed=int((levels >= 0).sum()),
            total=len(levels),
        )
    )


PAGE = Page("risk.title", ("officer", "department"), render, ":material/map:", 1)
