"""The lots on offer, latest harvest first, each with what the evidence says of it."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from app.desk.kept import has, kept
from app.page import Reader
from app.parts.marks import stamp, words
from data_sources.datasets import LISTINGS

A_PAGE = 8
_VERDICTS = ("supported", "doubtful", "unknown")


def listings(reader: Reader) -> None:
    """Draw the offers, filtered by their evidence, a page at a time."""
    st.header(reader.say("lot.listings"), anchor=False)
    if not has(reader.settings.store, LISTINGS):
        st.markdown(reader.say("lot.listings_none"))
        return
    offers = kept(reader.settings.store, LISTINGS)
    stamp(reader, offers.tag, None)
    wanted = st.segmented_control(
        reader.say("lot.listings_filter"),
        ["all", *_VERDICTS],
        format_func=lambda v: reader.say(
            "lot.listings_all" if v == "all" else f"lot.evidence_{v}"
        ).capitalize(),
        default="all",
        required=True,
        key="listings_filter",
        wrap=True,
    )
    rows = offers.data if wanted == "all" else offers.data[offers.data["claim"] == wanted]
    rows = rows.sort_values(["harvested", "lot"], ascending=[False, True])
    st.caption(reader.say("lot.listings_count", count=len(rows)))
    last = max(1, -(-len(rows) // A_PAGE))
    page = min(st.session_state.get("listings_page", 1), last)
    shown = rows.iloc[(page - 1) * A_PAGE : page * A_PAGE]
    cards = "".join(_card(reader, row) for _, row in shown.iterrows())
    st.html(f'<ul class="r-offers">{cards}</ul>')
    if last > 1:
        told = f"{reader.say('lot.listings_page')} (1–{reader.number(last)})"
        st.number_input(told, 1, last, page, key="listings_page", width=150)


def _card(reader: Reader, row: pd.Series) -> str:
    address = f"/lot?{urlencode({'gtin': row['gtin'], 'lot': row['lot'], 'lang': reader.language})}"
    tonnes = reader.say("lot.quantity_t", tonnes=row["quantity_kg"] / 1000)
    small = f"{row['ward']} · {reader.day(row['harvested'])} · {tonnes}"
    finding = reader.say(f"lot.evidence_{row['claim']}")
    return (
        f'<li class="r-card"><a href="{words(address)}" target="_self">{words(row["lot"])}</a> '
        f'<span class="r-finding r-verdict-{words(row["claim"])}">{words(finding)}</span>'
        f'<p class="r-small">{words(small)}</p></li>'
    )
