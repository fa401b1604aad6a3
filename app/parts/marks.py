"""What stands beside every number: its tag, its day of issue, where it comes from, its level."""

from __future__ import annotations

import html
import re
from datetime import date

import streamlit as st

from app.desk.kept import Kept
from app.page import Reader
from app.text.lunar import lunar_day
from data_sources.datasets import DATASETS
from data_sources.tag import Tag

LEVEL_COLOURS = ("#f3eee4", "#dcc39c", "#96602f", "#4a2508")
"""One hue, each level darker than the last, so that no two colours need to be told apart.

None is a colour of the five hazard levels of Decision 18/2021/QĐ-TTg (light blue, light yellow,
orange, red, violet).
"""
LEVEL_SIGNS = ("○", "◔", "◑", "●")
NOT_ASSESSED = "–"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def plain(text: str) -> str:
    """Escape *text* for Markdown: what came from a record is words, never a link or a picture."""
    return _MARKDOWN.sub(r"\\\1", text)


def words(text: object) -> str:
    """Escape *text* for HTML."""
    return html.escape(str(text), quote=True)


def sentence(text: str) -> str:
    """Begin with a capital: reasons are kept as clauses."""
    return text[:1].upper() + text[1:]


def level_name(reader: Reader, level: int) -> str:
    """Name a level of the model's own scale; -1 is a field that was not assessed."""
    return reader.say(f"marks.level_{level}" if level >= 0 else "marks.level_none")


def level_sign(level: int) -> str:
    """Return the sign of a level: fuller is worse."""
    return LEVEL_SIGNS[level] if level >= 0 else NOT_ASSESSED


def level_mark(reader: Reader, level: int) -> str:
    """Return HTML of a level: colour, sign and word, so that none has to carry it alone."""
    name = level_name(reader, level)
    return f'<span class="r-level r-level-{level}">{level_sign(level)} {words(name)}</span>'


def tag_mark(reader: Reader, tag: Tag | None) -> str:
    """Return HTML of a tag, its meaning included."""
    if tag is None:
        return f'<span class="r-tag r-tag-untold">{words(reader.say("marks.untold"))}</span>'
    name = reader.say(f"marks.{tag.kind}", **({"place": tag.place} if tag.place else {}))
    meaning = reader.say(f"marks.{tag.kind}_means")
    return f'<span class="r-tag r-tag-{tag.kind}">{words(name)}</span> {words(meaning)}'


def stamp(reader: Reader, tag: Tag | None, issued: date | None) -> None:
    """Draw the line below a title: day of issue, solar and lunar, and the tag."""
    told = ""
    if issued is not None:
        told = reader.say("marks.issued", day=issued, lunar=str(lunar_day(issued)))
    st.html(f'<p class="r-stamp">{words(told)} {tag_mark(reader, tag)}</p>')


def legend(reader: Reader, note: str = "") -> None:
    """Draw the scale of levels in colour, sign and word."""
    marks = "".join(f"<li>{level_mark(reader, n)}</li>" for n in (0, 1, 2, 3, -1))
    scale = words(reader.say("marks.level_scale"))
    st.html(f'<ul class="r-legend">{marks}</ul><p class="r-small">{scale} {words(note)}</p>')


def origin(reader: Reader, *shown: tuple[str, Kept]) -> None:
    """Draw "where does this come from": for each dataset its inputs, terms, notes and digest."""
    with st.expander(reader.say("marks.origin"), icon=":material/account_tree:"):
        for name, kept in shown:
            dataset = DATASETS[name]
            st.markdown(f"**{reader.of(dataset.vi, dataset.en)}** (`{name}`)")
            st.html(f"<p>{tag_mark(reader, kept.tag)}</p>")
            lines = [reader.say("marks.origin_digest", digest=kept.digest)]
            lines += [reader.say("marks.origin_licence", licence=plain(x)) for x in kept.licences]
            if kept.inputs:
                made = ", ".join(f"`{i}` ({d[:12]})" for i, d in sorted(kept.inputs.items())[:12])
                lines.append(f"{reader.say('marks.origin_made')}: {made}")
            if kept.notes:
                notes = "; ".join(plain(note) for note in kept.notes[:12])
                lines.append(f"{reader.say('marks.origin_notes')}: {notes}")
            st.markdown("\n".join(f"- {line}" for line in lines))
