"""The trader's page: the verdict in one line, then the journey, the evidence, the proof."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from app.desk.lot_code import LONGEST, read_lot_code
from app.desk.lot_view import LotView, Step
from app.keyring import PUBLIC_KEY
from app.lots import find_lot
from app.page import Page, Reader
from app.parts.listings import listings
from app.parts.marks import plain, sentence, stamp, words
from data_sources.errors import Refused
from traceability.gs1.digital_link import LotKey, lot_key

_SIGNS = {"supported": "✓", "doubtful": "!", "unknown": "?"}


def render(reader: Reader) -> None:
    """Draw the lot that the link names, or ask for its code."""
    key = _linked(reader)
    found = find_lot(reader.settings, key.gtin, key.lot) if key else None
    if found is not None:
        _lot(reader, found)
        with st.expander(reader.say("lot.other"), icon=":material/qr_code_scanner:"):
            _ask(reader)
        return
    if key is not None:
        told = reader.say("lot.unknown_why", gtin=plain(key.gtin), lot=plain(key.lot))
        st.warning(f"**{reader.say('lot.unknown')}**\n\n{told}")
    _ask(reader)
    listings(reader)


def _lot(reader: Reader, found: LotView) -> None:
    """Draw one lot, the verdict first: it is read at the scales, on a phone."""
    _verdict(reader, found)
    stamp(reader, found.tag, found.as_of)
    _facts(reader, found)
    left, right = st.columns(2, gap="medium")
    with left:
        _journey(reader, found)
    with right:
        _evidence(reader, found)
        _proof(reader, found)


def _linked(reader: Reader) -> LotKey | None:
    """Return the lot that the page's address names; None where it names none."""
    query = st.query_params
    if not {"gtin", "lot"} <= set(query):
        return None
    try:
        return lot_key(query["gtin"], query["lot"])
    except Refused:
        st.error(reader.say("lot.unreadable"))
        return None


def _ask(reader: Reader) -> None:
    """Let the reader paste or type a code; a good one becomes the page's address."""
    with st.form("r-lot-form", border=False):
        st.markdown(reader.say("lot.intro"))
        typed = st.text_input(reader.say("lot.code"), max_chars=LONGEST, key="lot_code")
        pressed = st.form_submit_button(reader.say("lot.look"), type="primary")
    if not (pressed and typed.strip()):
        return
    try:
        key = read_lot_code(typed)
    except Refused:
        st.error(reader.say("lot.unreadable"))
        return
    st.query_params.from_dict({"gtin": key.gtin, "lot": key.lot})
    st.rerun()


def _verdict(reader: Reader, lot: LotView) -> None:
    """Draw the verdict in one line."""
    told = reader.say(f"lot.verdict_{lot.verdict}")
    st.html(
        f'<p class="r-verdict r-verdict-{lot.verdict}" role="status">'
        f'<span aria-hidden="true">{_SIGNS[lot.verdict]}</span> {words(told)}</p>'
        f'<p class="r-small">{words(reader.say("lot.verdict_note"))}</p>'
    )


def _facts(reader: Reader, lot: LotView) -> None:
    harvested = reader.say("lot.harvested_unknown")
    if lot.harvested is not None:
        harvested = reader.day(lot.harvested)
    quantity = reader.say("lot.quantity_t", tonnes=lot.quantity_kg / 1000)
    cells = (
        ("lot.product", reader.of(lot.product_vi, lot.product_en)),
        ("lot.quantity", quantity),
        ("lot.ward", lot.ward),
        ("lot.harvested", harvested),
    )
    drawn = "".join(
        f'<div class="r-cell"><dt>{words(reader.say(key))}</dt><dd>{words(value)}</dd></div>'
        for key, value in cells
    )
    identity = reader.say("lot.identity", gtin=lot.gtin, lot=lot.lot)
    st.html(f'<dl class="r-cells">{drawn}</dl><p class="r-small r-code">{words(identity)}</p>')


def _journey(reader: Reader, lot: LotView) -> None:
    st.header(reader.say("lot.journey"), anchor=False)
    if not lot.steps:
        st.markdown(reader.say("lot.journey_none"))
        return
    steps = "".join(_step(reader, step) for step in lot.steps)
    st.html(f'<ol class="r-journey">{steps}</ol>')


def _step(reader: Reader, step: Step) -> str:
    quantity = ""
    if step.quantity_kg is not None:
        quantity = reader.say("lot.quantity_t", tonnes=step.quantity_kg / 1000)
    small = " · ".join(x for x in (reader.day(step.time.date()), step.place, quantity) if x)
    told = sentence(reader.of(step.vi, step.en))
    return f'<li><strong>{words(told)}</strong><p class="r-small">{words(small)}</p></li>'


def _evidence(reader: Reader, lot: LotView) -> None:
    st.header(reader.say("lot.evidence"), anchor=False)
    items = "".join(
        f'<li><span class="r-finding r-verdict-{e.verdict}">{_SIGNS[e.verdict]} '
        f"{words(reader.say(f'lot.evidence_{e.verdict}'))}</span> "
        f"{words(sentence(reader.of(e.vi, e.en)))}</li>"
        for e in lot.evidence
    )
    st.html(f'<ul class="r-findings">{items}</ul>')


def _proof(reader: Reader, lot: LotView) -> None:
    st.header(reader.say("lot.proof"), anchor=False)
    if lot.logged:
        st.markdown(reader.say("lot.proof_logged", checkpoint=plain(lot.checkpoint)))
    else:
        st.markdown(reader.say("lot.proof_not_logged"))
    if lot.proof is not None:
        address = f"/api/proof?{urlencode({'gtin': lot.gtin, 'lot': lot.lot})}"
        st.link_button(reader.say("lot.proof_download"), address, icon=":material/download:")
        key = (reader.settings.trace / PUBLIC_KEY).read_text("utf-8").strip()
        st.html(
            f'<p class="r-small">{words(reader.say("lot.proof_how"))}</p>'
            f'<p class="r-small r-code r-message">{words(key)}</p>'
        )
    code = urlencode({"gtin": lot.gtin, "lot": lot.lot})
    st.link_button(reader.say("lot.label"), f"/api/label.pdf?{code}", icon=":material/qr_code:")


PAGE = Page(
    "lot.title",
    ("trader", "officer", "farmer", "department"),
    render,
    ":material/qr_code_scanner:",
    3,
)
