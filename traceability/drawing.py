"""A printed sheet in millimetres, drawn as PDF, SVG or PNG: words in Be Vietnam Pro, black blocks.

The three come from one list of marks, so that they say the same. SVG carries its letters as
outlines: no printer needs the font. Vietnamese letters are single glyphs once composed (NFC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from xml.sax.saxutils import escape

import fontpkg_be_vietnam_pro
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from data_sources.errors import Refused

MM_PER_INCH = 25.4
ROUNDING_MM = 1e-6
POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; *x* and *y* are where its baseline begins, *size* is its em, all in mm."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A black rectangle, in mm from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in mm, what it is called, and the marks on it."""

    width: float
    height: float
    title: str
    words: tuple[Words, ...]
    blocks: tuple[Block, ...]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, mm.

    Raises
    ------
    Refused
        If the font lacks a character.
    """
    _, advances = _glyphs(bold)
    composed = normalize("NFC", text)
    lacking = sorted(set(composed) - set(advances))
    if lacking:
        raise Refused("the label's text", [f"the font has no {letter!r}" for letter in lacking])
    return sum(advances[letter] for letter in composed) * size


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most *width* mm; a word too long for a line is cut."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, size, width, bold):
            joined = f"{lines[-1]} {piece}".strip()
            if text_width(joined, size, bold=bold) <= width + ROUNDING_MM:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def to_pdf(sheets: Sequence[Sheet], made_on: datetime) -> bytes:
    """Draw *sheets* as one PDF, a page each; *made_on* is the day it says it was made."""
    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(made_on)
    pdf.set_lang("vi")
    pdf.set_title(sheets[0].title)
    for bold in (False, True):
        pdf.add_font("label", "B" if bold else "", _font_file(bold))
    for sheet in sheets:
        pdf.add_page(format=(sheet.width, sheet.height))
        # One path for all blocks: separate ones would show hairlines between their edges.
        with pdf.new_path() as path:
            path.style.fill_color = "#000000"
            path.style.stroke_color = None
            for block in sheet.blocks:
                path.rectangle(block.x, block.y, block.width, block.height)
        for words in sheet.words:
            pdf.set_font("label", "B" if words.bold else "", words.size * POINTS_PER_MM)
            pdf.text(words.x, words.y, normalize("NFC", words.text))
    return bytes(pdf.output())


def to_svg(sheet: Sheet) -> bytes:
    """Draw a sheet as SVG."""
    spoken = " ".join(words.text for words in sheet.words)
    squares = "".join(
        f"M{b.x:g} {b.y:g}h{b.width:g}v{b.height:g}h{-b.width:g}z" for b in sheet.blocks
    )
    across, down = f"{sheet.width:g}", f"{sheet.height:g}"
    box = f'width="{across}mm" height="{down}mm" viewBox="0 0 {across} {down}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img">',
        f"<title>{escape(sheet.title)}</title><desc>{escape(spoken)}</desc>",
        f'<rect width="{across}" height="{down}" fill="#fff"/>',
        f'<path shape-rendering="crispEdges" d="{squares}"/>',
        *map(_svg_words, sheet.words),
        "</svg>",
    ]
    return "".join(parts).encode()


def to_png(sheet: Sheet, dots_per_inch: int = 300) -> bytes:
    """Draw a sheet as a PNG of two colours' greys."""
    scale = dots_per_inch / MM_PER_INCH
    image = Image.new("L", (round(sheet.width * scale), round(sheet.height * scale)), 255)
    draw = ImageDraw.Draw(image)
    for b in sheet.blocks:
        left, top = round(b.x * scale), round(b.y * scale)
        right, bottom = round((b.x + b.width) * scale), round((b.y + b.height) * scale)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)
    for words in sheet.words:
        font = ImageFont.truetype(_font_file(words.bold), words.size * scale)
        text = normalize("NFC", words.text)
        draw.text((words.x * scale, words.y * scale), text, fill=0, font=font, anchor="ls")
    out = BytesIO()
    image.save(out, "PNG", dpi=(dots_per_inch, dots_per_inch), optimize=True)
    return out.getvalue()


def _svg_words(words: Words) -> str:
    outlines, advances = _glyphs(words.bold)
    placed: list[str] = []
    at = 0.0
    for letter in normalize("NFC", words.text):
        if outlines[letter]:
            placed.append(f'<path transform="translate({at:g})" d="{outlines[letter]}"/>')
        at += advances[letter] * 1000
    scale = words.size / 1000
    where = f"translate({words.x:g} {words.y:g}) scale({scale:g} {-scale:g})"
    return f'<g transform="{where}">{"".join(placed)}</g>'


def _pieces(word: str, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _font_file(bold: bool) -> Path:
    weight = "Bold" if bold else "Regular"
    return fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{weight}.ttf"


@cache
def _glyphs(bold: bool) -> tuple[dict[str, str], dict[str, float]]:
    """Read each letter's outline (thousandths of an em) and advance (ems) from the font."""
    font = TTFont(_font_file(bold))
    unit = font["head"].unitsPerEm  # pyright: ignore[reportAttributeAccessIssue]
    drawn = font.getGlyphSet()
    outlines: dict[str, str] = {}
    advances: dict[str, float] = {}
    for code, name in (font.getBestCmap() or {}).items():
        pen = SVGPathPen(drawn, lambda number: f"{number * 1000 / unit:g}")
        drawn[name].draw(pen)
        outlines[chr(code)] = pen.getCommands()
        advances[chr(code)] = drawn[name].width / unit
    return outlines, advances
