"""Labels for boxes and papers: a QR that names the lot, a QR that proves it.

A `BoxLabel` goes on a sack or box: the lot's Digital Link, small, with what a person must read. A
`DocumentLabel` goes with the invoice: beside the link it carries the proof itself, which a phone
checks without a network, and the root key's fingerprint to check it against. `box_sheet` and
`document_sheet` lay them out; `traceability.drawing` prints a sheet as PDF, SVG or PNG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno

from data_sources.errors import Refused
from data_sources.tag import REAL, Tag
from traceability.drawing import Block, Sheet, Words, text_width, wrapped
from traceability.gs1.digital_link import read_link
from traceability.gs1.element_string import human_readable

QUIET_MODULES = 4
# GS1 General Specifications, Digital Link QR codes: modules of 0.396 mm at least.
LEAST_MODULE_MM = 0.396
BOX_MODULE_MM = 0.75
PROOF_MODULE_MM = 0.7
MARGIN = 3.0
LEADING = 1.3
LEAST_SIZE_MM = 1.6

BOX_SIZE = (100.0, 60.0)
DOCUMENT_SIZE = (105.0, 148.0)

OPEN_LINK = ("Quét để xem nguồn gốc", "Scan to see where it comes from")
CHECK_PROOF = (
    "Quét bằng trang kiểm chứng Ruộng để kiểm tra, không cần mạng",
    "Scan with the Ruộng verification page to check it, no network needed",
)
ROOT_KEY = ("Khóa gốc", "Root key")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a label: what it says, named in both languages."""

    vi: str
    en: str
    value: str


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """What a box's label says.

    Parameters
    ----------
    link
        The lot's Digital Link.
    product
        The product's name, in Vietnamese and English.
    rows
        What else a person reads: commune, day of harvest, mass; nothing personal.
    tag
        What the data are; printed on the label unless they are real.
    """

    link: str
    product: tuple[str, str]
    rows: tuple[Row, ...] = ()
    tag: Tag = REAL


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """What the label on a trade document says.

    Parameters
    ----------
    box
        What the lot's box says.
    proof
        The lot's proof as the text of a QR, alphanumeric for the smallest code.
    root
        The fingerprint of the root key that verifiers pin.
    """

    box: BoxLabel
    proof: str
    root: str


def qr_svg(text: str, error: str = "m", scale: int = 4, border: int = QUIET_MODULES) -> bytes:
    """Draw *text* as a QR code, SVG in UTF-8; the border is the quiet zone in modules.

    Raises
    ------
    Refused
        If the text is too long for a QR code.
    """
    return _saved(text, "svg", error, scale, border)


def qr_png(text: str, error: str = "m", scale: int = 8, border: int = QUIET_MODULES) -> bytes:
    """Draw *text* as a QR code, PNG of *scale* pixels a module.

    Raises
    ------
    Refused
        If the text is too long for a QR code.
    """
    return _saved(text, "png", error, scale, border)


def box_sheet(label: BoxLabel) -> Sheet:
    """Lay out a box's label, 100 x 60 mm: the code on the left, the words on the right.

    Raises
    ------
    Refused
        If the link is no Digital Link, or the words do not fit.
    """
    width, height = BOX_SIZE
    blocks, side = _code(label.link, "m", MARGIN, MARGIN, BOX_MODULE_MM, width / 2)
    under = _Column(MARGIN, MARGIN + side, side, height - MARGIN)
    for line in human_readable(read_link(label.link).path):
        under.add_whole(line, 2.6)
    _say(under, OPEN_LINK, 2.2)
    beside = _Column(MARGIN * 2 + side, MARGIN, width - MARGIN * 3 - side, height - MARGIN)
    _describe(beside, label)
    words = (*under.words, *beside.words)
    return Sheet(width, height, f"{label.product[0]} · {label.link}", words, tuple(blocks))


def document_sheet(label: DocumentLabel) -> Sheet:
    """Lay out a document's label, A6: the words and the link above, the proof below.

    Raises
    ------
    Refused
        If the link is no Digital Link, the proof is too long, or the words do not fit.
    """
    width, height = DOCUMENT_SIZE
    box = label.box
    proof = _matrix(label.proof, "l")
    module = min(PROOF_MODULE_MM, (width - 2 * MARGIN) / (len(proof) + 2 * QUIET_MODULES))
    side = module * (len(proof) + 2 * QUIET_MODULES)
    # The proof stands at the foot, over its caption; the words have what is left above it.
    foot = _Column(MARGIN, 0, width - 2 * MARGIN, height - MARGIN)
    _say(foot, CHECK_PROOF, 2.4)
    foot.add(f"{' · '.join(ROOT_KEY)}: {label.root}", 2.4, bold=True)
    caption = foot.at
    top = height - MARGIN - caption - side
    proof_blocks, _ = _code(label.proof, "l", (width - side) / 2, top, module, width)
    link_blocks, link_side = _code(box.link, "m", MARGIN, MARGIN, BOX_MODULE_MM * 0.8, width / 3)
    under = _Column(MARGIN, MARGIN + link_side, link_side, top)
    for line in human_readable(read_link(box.link).path):
        under.add_whole(line, 2.2)
    beside = _Column(MARGIN * 2 + link_side, MARGIN, width - MARGIN * 3 - link_side, top)
    _describe(beside, box)
    words = (*under.words, *beside.words, *foot.lowered(top + side))
    return Sheet(
        width, height, f"{box.product[0]} · {box.link}", words, (*link_blocks, *proof_blocks)
    )


class _Column:
    """Lines set one under the other, between a top and a bottom, mm."""

    def __init__(self, left: float, top: float, width: float, bottom: float) -> None:
        self.left, self.at, self.width, self.bottom = left, top, width, bottom
        self.words: list[Words] = []

    def add(self, text: str, size: float, *, bold: bool = False) -> None:
        for line in wrapped(text, size, self.width, bold=bold):
            self.at += size * LEADING
            if self.at > self.bottom:
                raise Refused("the label", [f"there is no room for {text!r}"], "Say it shorter.")
            self.words.append(Words(self.left, self.at, size, line, bold))

    def add_whole(self, text: str, size: float) -> None:
        """Set a line smaller rather than break it, down to what can still be read."""
        needed = text_width(text, size, bold=True)
        self.add(text, max(min(size, size * self.width / needed), LEAST_SIZE_MM), bold=True)

    def lowered(self, by: float) -> list[Words]:
        return [Words(w.x, w.y + by, w.size, w.text, w.bold) for w in self.words]


def _describe(column: _Column, label: BoxLabel) -> None:
    column.add(label.product[0], 4.6, bold=True)
    column.add(label.product[1], 3.2)
    for row in label.rows:
        column.at += 0.8
        column.add(f"{row.vi} · {row.en}", 2.2)
        column.add(row.value, 3.2, bold=True)
    if label.tag.kind != "real":
        column.at += 1.5
        column.add(f"{label.tag.vi.upper()} · {label.tag.en.upper()}", 3.4, bold=True)


def _say(column: _Column, sentence: tuple[str, str], size: float) -> None:
    for language in sentence:
        column.add(language, size)


def _code(
    text: str, error: str, left: float, top: float, module: float, most: float
) -> tuple[list[Block], float]:
    """Place a QR code with its quiet zone; return its blocks and its side, mm."""
    matrix = _matrix(text, error)
    across = len(matrix) + 2 * QUIET_MODULES
    module = min(module, most / across)
    if module < LEAST_MODULE_MM:
        raise Refused("the label's code", [f"its modules would be {module:.2f} mm, too fine"])
    corner = QUIET_MODULES * module
    blocks = [
        Block(left + corner + x * module, top + corner + y * module, run * module, module)
        for y, line in enumerate(matrix)
        for x, run in _dark_runs(line)
    ]
    return blocks, across * module


def _dark_runs(line: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(line):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs


def _matrix(text: str, error: str) -> tuple[bytearray, ...]:
    return _encoded(text, error).matrix


def _encoded(text: str, error: str) -> segno.QRCode:
    try:
        return segno.make_qr(text, error=error)
    except ValueError as too_long:
        fault = f"{len(text)} characters do not fit into a QR code"
        raise Refused("the label's code", [fault], "Print a shorter text.") from too_long


def _saved(text: str, kind: str, error: str, scale: int, border: int) -> bytes:
    out = BytesIO()
    _encoded(text, error).save(out, kind=kind, scale=scale, border=border)
    return out.getvalue()
