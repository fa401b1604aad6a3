"""Write a card as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from models.cards.document import Bars, Dots, Grid, Heading, Part, Said, Text

_STYLE = (
    "body{font:16px/1.5 'Be Vietnam Pro',system-ui,sans-serif;max-width:70rem;margin:2rem auto;"
    "padding:0 1rem;color:#1c2b22}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "td,th{padding:.3rem .6rem;border-bottom:1px solid #d5ded8;text-align:left}"
    ".en{color:#4a5f52}svg{max-width:30rem}"
)
_SIDE = 260
_ROW = 22


def to_html(parts: Iterable[Part]) -> str:
    """Return the card as a page without scripts or outside files."""
    body = "\n".join(_block(part) for part in parts)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Ruộng</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _block(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level}>{_both(text)}</h{level}>"
        case Text(text):
            return (
                f'<p>{escape(text.vi)}<br><span class="en" lang="en">{escape(text.en)}</span></p>'
            )
        case Grid(head, rows):
            return _table([_both(h) for h in head], rows)
        case Dots(title, points):
            return _figure(title, _dots(points))
        case Bars(title, unit, bars):
            return _figure(title, _bars(unit, bars))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table>"


def _figure(title: Said, svg: str) -> str:
    return f"<figure>{svg}<figcaption>{_both(title)}</figcaption></figure>"


def _dots(points: Iterable[tuple[str, float, float]]) -> str:
    """Draw stated against held, 0 to 1, with the diagonal a perfect interval lies on."""
    marks = "".join(
        f'<circle cx="{_SIDE * stated:.1f}" cy="{_SIDE * (1 - held):.1f}" r="4" '
        f'fill="#1b7f4b" fill-opacity=".6"><title>{escape(name)}: {stated:.0%}, {held:.1%}'
        "</title></circle>"
        for name, stated, held in points
    )
    return (
        f'<svg role="img" viewBox="-10 -10 {_SIDE + 20} {_SIDE + 20}">'
        f'<path d="M0 0V{_SIDE}H{_SIDE}M0 {_SIDE}L{_SIDE} 0" fill="none" stroke="#8aa196"/>'
        f"{marks}</svg>"
    )


def _bars(unit: str, bars: tuple[tuple[str, float], ...]) -> str:
    longest = max((value for _, value in bars), default=0.0) or 1.0
    drawn = "".join(
        f'<rect x="170" y="{n * _ROW + 3}" width="{200 * value / longest:.1f}" height="{_ROW - 8}" '
        f'fill="#1b7f4b"/><text x="0" y="{n * _ROW + 15}" font-size="12">{escape(name)}</text>'
        f'<text x="{175 + 200 * value / longest:.1f}" y="{n * _ROW + 15}" font-size="12">'
        f"{value:.0f} {escape(unit)}</text>"
        for n, (name, value) in enumerate(bars)
    )
    return f'<svg role="img" viewBox="0 0 460 {len(bars) * _ROW + 6}">{drawn}</svg>'


def _both(said: Said) -> str:
    if said.vi == said.en:
        return escape(said.vi)
    return f'{escape(said.vi)} <span class="en" lang="en">· {escape(said.en)}</span>'
