"""A field's sheet: what to do, why, how sure, until when; its season; the days ahead."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.desk.field_sheet import FieldSheet
from app.page import Reader
from app.parts.marks import level_name, level_sign, sentence, words
from app.text.formats import cong
from data_sources.season import Season
from models.hazards.hazard import catalogue

_KG_A_CONG = 10


def head(reader: Reader, sheet: FieldSheet) -> None:
    """Draw which field this is: place, area in công and ha, stage."""
    field = sheet.field
    area = reader.say(
        "sheet.area",
        cong=cong(field["area_ha"], reader.language),
        ha=reader.number(field["area_ha"], 2),
    )
    stage = sheet.season["stage"] if sheet.season is not None else "unknown"
    told = (field["ward"] or reader.say("sheet.no_ward"), area, reader.say(f"sheet.stage_{stage}"))
    name = reader.say("sheet.head", field=field["field_id"])
    st.html(
        f'<h2 class="r-head">{words(name)}</h2><p>{words(" · ".join(told))} '
        f'<span class="r-small">({words(reader.say("sheet.cong_note"))})</span></p>'
    )


def advice(reader: Reader, sheet: FieldSheet) -> None:
    """Draw at most three sentences, each with its reason, how sure it is, and its end."""
    if sheet.advice.empty:
        st.html(f'<div class="r-card r-calm">{words(_without_advice(reader, sheet))}</div>')
        return
    cards = "".join(_card(reader, row) for _, row in sheet.advice.iterrows())
    st.html(f'<ol class="r-advice">{cards}</ol>')


def _without_advice(reader: Reader, sheet: FieldSheet) -> str:
    """Say that there is nothing to do, and what to keep an eye on where a level says so."""
    danger = sheet.risk[sheet.risk["severity"] >= 1].sort_values("valid", kind="stable")
    if danger.empty:
        return reader.say("sheet.advice_none")
    first = danger.iloc[0]
    hazard = catalogue()[str(first["hazard"])]
    name = reader.of(hazard.vi, hazard.en).lower()
    return reader.say("sheet.advice_watch", hazard=name, day=first["valid"])


def _card(reader: Reader, row: pd.Series) -> str:
    action = reader.of(row["advice_vi"], row["advice_en"])
    why = reader.say("sheet.why", reason=reader.of(row["reason_vi"], row["reason_en"]).rstrip("."))
    sure = reader.say(f"marks.confidence_{row['confidence']}")
    until = reader.say("sheet.until", until=row["valid_until"])
    review = reader.say("sheet.review_yes" if row["review"] == "reviewed" else "sheet.review_no")
    small = f"{until} · {sentence(sure)} · {sentence(review)}"
    return (
        f'<li class="r-card"><p class="r-action">{words(sentence(action))}</p>'
        f'<p>{words(why)}</p><p class="r-small">{words(small)}</p></li>'
    )


def season(reader: Reader, sheet: FieldSheet) -> None:
    """Draw the dates of the season and the forecast, each with its range."""
    cells: list[str] = []
    if sheet.season is not None:
        row = sheet.season
        cells += [
            _date_cell(reader, "sowing", row["sowing"], row["sowing_low"], row["sowing_high"]),
            _date_cell(reader, "heading", row["heading"]),
            _date_cell(reader, "harvest", row["harvest"], row["harvest_low"], row["harvest_high"]),
        ]
        name = Season.parse(row["season"])
        told = reader.say("sheet.season", season=reader.of(name.vi, name.en))
        st.html(f'<h3 class="r-head">{words(told)}</h3>')
    if sheet.forecast is not None:
        cells.append(_forecast_cell(reader, sheet.forecast))
    st.html(f'<dl class="r-cells">{"".join(cells)}</dl>')


def _cell(name: str, value: str, small: str) -> str:
    return (
        f'<div class="r-cell"><dt>{words(name)}</dt><dd>{words(value)}</dd>'
        f'<dd class="r-small">{words(small)}</dd></div>'
    )


def _date_cell(
    reader: Reader, key: str, at: pd.Timestamp, low: object = None, high: object = None
) -> str:
    value = reader.say("sheet.date_unknown") if pd.isna(at) else reader.day(at)
    known = isinstance(low, date) and isinstance(high, date) and not pd.isna(low)
    small = reader.say("sheet.range", low=low, high=high) if known else ""
    return _cell(reader.say(f"sheet.{key}"), value, small)


def _forecast_cell(reader: Reader, row: pd.Series) -> str:
    name = reader.say("sheet.forecast")
    told = reader.say("sheet.forecast_model", model=row["model"], issued=row["issued"])
    if row["abstained"] or pd.isna(row["yield_kg_ha"]):
        reason = row["reason"] if isinstance(row["reason"], str) else ""
        return _cell(name, reader.say("sheet.forecast_abstained"), f"{reason} {told}")
    low, high = row["low"] / 1000, row["high"] / 1000
    value = reader.say("sheet.forecast_value", value=row["yield_kg_ha"] / 1000)
    in_cong = reader.say("sheet.forecast_cong", kg=round(row["yield_kg_ha"] / _KG_A_CONG, -1))
    interval = reader.say("sheet.forecast_range", low=low, high=high)
    return _cell(name, value, f"{sentence(in_cong)}. {interval} {told}")


def outlook(reader: Reader, sheet: FieldSheet) -> None:
    """Draw the days ahead, one strip a hazard: day, sign of the level, value."""
    st.html(f'<h3 class="r-head">{words(reader.say("sheet.outlook"))}</h3>')
    if sheet.risk.empty:
        st.markdown(reader.say("sheet.outlook_none"))
        return
    hazards = catalogue()
    for name, rows in sheet.risk.groupby("hazard", sort=True):
        hazard = hazards[str(name)]
        title = reader.say(
            "sheet.outlook_unit",
            hazard=reader.of(hazard.vi, hazard.en),
            unit=reader.unit(rows["unit"].iloc[0]),
        )
        days = "".join(_outlook_day(reader, row) for _, row in rows.iterrows())
        st.html(f'<p class="r-strip-name">{words(title)}</p><ol class="r-strip">{days}</ol>')


def _outlook_day(reader: Reader, row: pd.Series) -> str:
    level = int(row["severity"])
    value = "–" if pd.isna(row["value"]) else reader.number(row["value"], _decimals(row["unit"]))
    chance = "" if pd.isna(row["chance"]) else f", {reader.share(row['chance'])}"
    spoken = f"{reader.day(row['valid'])}: {level_name(reader, level)}{chance}"
    return (
        f'<li class="r-level-{level}" title="{words(spoken)}">'
        f'<span class="r-strip-day">{words(reader.short_day(row["valid"]))}</span>'
        f'<span aria-hidden="true">{level_sign(level)}</span>'
        f'<span class="r-hidden">{words(level_name(reader, level))}</span>'
        f"<span>{words(value)}</span></li>"
    )


def _decimals(unit: str) -> int:
    return 0 if unit in ("mm", "d") else 1
