"""The open datasets: what each holds, under which terms, and the way to take it along."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

import pandas as pd
import streamlit as st

from app.desk.open_data import DESCRIPTOR, Dataset, open_datasets
from app.page import Page, Reader
from app.parts.marks import plain, stamp, words
from app.text import formats
from data_sources.contract import Variable

_PREVIEW_ROWS = 8


def render(reader: Reader) -> None:
    """Draw every dataset that may be shown, and count those that may not."""
    st.markdown(reader.say("data.intro"))
    datasets, refused = open_datasets(reader.settings.exports)
    if refused:
        st.warning(reader.say("data.withheld", count=len(refused)))
        if reader.role == "department":
            with st.expander(reader.say("shell.detail")):
                st.text("\n".join(refused))
    if not datasets:
        st.info(reader.say("data.none"))
        return
    st.caption(reader.say("data.count", count=len(datasets)))
    for dataset in datasets:
        with st.container(border=True, key=f"r-set-{dataset.name}"):
            _dataset(reader, dataset)


def _dataset(reader: Reader, dataset: Dataset) -> None:
    title = dataset.text("title", reader.language) or dataset.name
    st.header(plain(title), anchor=False)
    st.markdown(plain(dataset.text("description", reader.language)))
    stamp(reader, dataset.tag, None)
    name, address = dataset.licence
    told = [reader.say("data.licence", licence=name or reader.say("data.licence_none"))]
    if dataset.day:
        told.append(reader.say("data.made", day=_day(reader, dataset.day)))
    link = f' <a href="{words(address)}">↗</a>' if address.startswith("https://") else ""
    st.html(f'<p class="r-small">{words(" · ".join(told))}{link}</p>')
    with st.container(horizontal=True):
        for resource in dataset.resources:
            label = reader.say(
                "data.download", file=resource.path.name, size=_size(reader, resource.bytes)
            )
            st.link_button(
                label,
                f"/api/datasets/{dataset.name}/{resource.path.name}",
                icon=":material/download:",
            )
        st.link_button(reader.say("data.descriptor"), f"/api/datasets/{dataset.name}/{DESCRIPTOR}")
    preview, dictionary = st.tabs([reader.say("data.preview"), reader.say("data.dictionary")])
    with preview:
        _preview(reader, dataset)
    with dictionary:
        _dictionary(reader, dataset)


def _preview(reader: Reader, dataset: Dataset) -> None:
    rows = dataset.preview(_PREVIEW_ROWS)
    st.caption(reader.say("data.preview_note", count=len(rows)))
    names = [words(reader.name(dataset.variable(c))) for c in rows.columns]
    body = ([_shown(reader, value) for value in row] for row in rows.itertuples(index=False))
    st.html(_table(names, body))


def _shown(reader: Reader, value: object) -> str:
    """Write one value the way the reader writes it; what is missing stays empty."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return reader.say("data.yes" if value else "data.no")
    if isinstance(value, date):
        return reader.day(value)
    if isinstance(value, int | float):
        return formats.measured(value, reader.language)
    return words(value)


def _table(heads: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return (
        f'<div class="r-scroll" tabindex="0"><table class="r-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _dictionary(reader: Reader, dataset: Dataset) -> None:
    columns = dict.fromkeys(c for resource in dataset.resources for c in resource.columns)
    heads = ("data.column", "data.meaning", "data.unit", "data.kind", "data.range")
    body = (_row(reader, column, dataset.variable(column)) for column in columns)
    st.html(_table((words(reader.say(key)) for key in heads), body))


def _row(reader: Reader, column: str, variable: Variable) -> list[str]:
    valid = ", ".join(variable.choices)
    if variable.kind in ("float", "int") and math.isfinite(variable.low + variable.high):
        ends = (formats.measured(x, reader.language) for x in (variable.low, variable.high))
        valid = reader.say("data.range_of", **dict(zip(("low", "high"), ends, strict=True)))
    meaning = reader.of(variable.vi, variable.en)
    unit, kind = reader.unit(variable.unit), reader.say(f"data.kind_{variable.kind}")
    return [f"<code>{words(column)}</code>", *map(words, (meaning, unit, kind, valid))]


def _day(reader: Reader, text: str) -> str:
    try:
        return reader.day(date.fromisoformat(text))
    except ValueError:
        return text


def _size(reader: Reader, size: int) -> str:
    for unit, bytes_each in (("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_each:
            return f"{reader.number(size / bytes_each, 1)} {unit}"
    return f"{reader.number(size)} byte"


PAGE = Page(
    "data.title",
    ("department", "officer", "trader", "farmer"),
    render,
    ":material/dataset:",
    4,
)
