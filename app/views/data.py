"""The open datasets: what each holds, under which terms, and the way to take it along."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.desk.open_data import DESCRIPTOR, Dataset, open_datasets
from app.page import Page, Reader
from app.parts.marks import plain, stamp, words
from data_sources.contract import Variable

_PREVIEW_ROWS = 20


def render(reader: Reader) -> None:
    """Draw every dataset that may be shown, and count those that may not."""
    st.markdown(reader.say("data.intro"))
    datasets, refused = open_datasets(reader.settings.exports)
    if refused:
        st.warning(reader.say("data.withheld", count=len(refused)))
        if reader.role == "department":
            st.markdown("\n".join(f"- {plain(fault)}" for fault in refused))
    if not datasets:
        st.info(reader.say("data.none"))
        return
    st.caption(reader.say("data.count", count=len(datasets)))
    for dataset in datasets:
        with st.container(border=True, key=f"r-set-{dataset.name}"):
            _dataset(reader, dataset)


def _dataset(reader: Reader, dataset: Dataset) -> None:
    title = dataset.text("title", reader.language) or dataset.name
    st.subheader(plain(title), anchor=False)
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
    names = {c: reader.name(dataset.variable(c)) for c in rows.columns}
    st.dataframe(rows.rename(columns=names), hide_index=True)


def _dictionary(reader: Reader, dataset: Dataset) -> None:
    columns = dict.fromkeys(c for resource in dataset.resources for c in resource.columns)
    heads = ("data.column", "data.meaning", "data.unit", "data.kind", "data.range")
    head = "".join(f'<th scope="col">{words(reader.say(key))}</th>' for key in heads)
    body = "".join(_row(reader, column, dataset.variable(column)) for column in columns)
    st.html(
        f'<div class="r-scroll" tabindex="0"><table class="r-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(reader: Reader, column: str, variable: Variable) -> str:
    bounded = variable.kind in ("float", "int") and pd.notna(variable.low) and variable.high < 1e12
    valid = ", ".join(variable.choices)
    if bounded and variable.low > -1e12:
        ends = {"low": f"{variable.low:g}", "high": f"{variable.high:g}"}
        valid = reader.say("data.range_of", **ends)
    meaning = reader.of(variable.vi, variable.en)
    unit, kind = reader.unit(variable.unit), reader.say(f"data.kind_{variable.kind}")
    cells = "".join(f"<td>{words(cell)}</td>" for cell in (meaning, unit, kind, valid))
    return f'<tr><th scope="row"><code>{words(column)}</code></th>{cells}</tr>'


def _day(reader: Reader, text: str) -> str:
    try:
        return reader.day(date.fromisoformat(text))
    except ValueError:
        return text


def _size(reader: Reader, size: int) -> str:
    return (
        f"{reader.number(size / 1e6, 1)} MB" if size >= 1e5 else f"{reader.number(size / 1e3)} kB"
    )


PAGE = Page(
    "data.title",
    ("department", "officer", "trader", "farmer"),
    render,
    ":material/dataset:",
    4,
)
