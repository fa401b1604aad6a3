"""Labels, read back by a reader that knows nothing of us."""

import re
from datetime import UTC, datetime
from io import BytesIO
from unicodedata import normalize

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from data_sources.errors import Refused
from data_sources.tag import SIMULATED, Tag
from traceability.drawing import text_width, to_pdf, to_png, to_svg, wrapped
from traceability.gs1.digital_link import lot_link
from traceability.labels import (
    BOX_SIZE,
    BoxLabel,
    DocumentLabel,
    Row,
    box_sheet,
    document_sheet,
    qr_png,
    qr_svg,
)

MADE_ON = datetime(2026, 7, 28, 9, 30, tzinfo=UTC)
LINK = lot_link("8935012003454", "HT-2026-001", "https://truyxuat.example.vn")
BOX = BoxLabel(
    LINK,
    ("Lúa ST25 vụ Hè Thu", "ST25 paddy, summer-autumn"),
    (
        Row("Xã, phường", "Commune", "Phong Điền, TP. Cần Thơ"),
        Row("Ngày thu hoạch", "Harvested", "28/07/2026"),
        Row("Khối lượng", "Mass", "1.250 kg"),
    ),
    SIMULATED,
)
PROOF = "RUONG1:" + "0A1B2C3D4E" * 124
DOCUMENT = DocumentLabel(BOX, PROOF, "4F9C 11AA 7D02 90BE")


def read_back(image):
    return sorted(found.text for found in zxingcpp.read_barcodes(image))


def drawn(png):
    return Image.open(BytesIO(png))


def printed(pdf, page=0):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=300 / 72).to_pil()


def rastered(svg, scale=8):
    """Draw an SVG's blocks, each of them `Mx yhwvhh-wz`, without our own renderer."""
    across, down = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    image = Image.new("L", (round(across * scale), round(down * scale)), 255)
    pen = ImageDraw.Draw(image)
    for block in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", svg):
        x, y, width, height = (float(number) * scale for number in block)
        pen.rectangle((round(x), round(y), round(x + width) - 1, round(y + height) - 1), fill=0)
    return image


def test_a_plain_code_is_read():
    assert read_back(drawn(qr_png(LINK, scale=3))) == [LINK]
    assert b"<svg" in qr_svg(LINK)


def test_the_box_label_is_read_from_every_form():
    sheet = box_sheet(BOX)
    assert read_back(drawn(to_png(sheet))) == [LINK]
    assert read_back(drawn(to_png(sheet, dots_per_inch=203))) == [LINK]
    assert read_back(printed(to_pdf([sheet], MADE_ON))) == [LINK]
    assert read_back(rastered(to_svg(sheet).decode())) == [LINK]


def test_the_document_label_carries_link_and_proof():
    sheet = document_sheet(DOCUMENT)
    assert len(PROOF) <= 1250
    assert read_back(drawn(to_png(sheet))) == sorted([LINK, PROOF])
    assert read_back(printed(to_pdf([sheet], MADE_ON))) == sorted([LINK, PROOF])
    assert read_back(rastered(to_svg(sheet).decode())) == sorted([LINK, PROOF])


def test_a_printed_page_keeps_its_vietnamese_and_says_what_is_simulated():
    page = pypdfium2.PdfDocument(to_pdf([document_sheet(DOCUMENT)], MADE_ON))[0]
    text = normalize("NFC", page.get_textpage().get_text_bounded())
    for said in (
        "Lúa ST25 vụ Hè Thu",
        "Phong Điền, TP. Cần Thơ",
        "Khối lượng · Mass",
        "(01) 08935012003454",
        "(10) HT-2026-001",
        "MÔ PHỎNG · SIMULATED",
        "Khóa gốc · Root key: 4F9C 11AA 7D02 90BE",
    ):
        assert said in text
    assert "SIMULATED" not in to_svg(box_sheet(BoxLabel(LINK, BOX.product))).decode()
    analogue = BoxLabel(LINK, BOX.product, tag=Tag("analogue", "An Giang"))
    assert "ANALOGUE (AN GIANG)" in to_svg(box_sheet(analogue)).decode()


def test_labels_of_a_batch_are_one_page_each_and_the_same_every_time():
    sheets = [box_sheet(BOX), document_sheet(DOCUMENT), box_sheet(BOX)]
    pdf = to_pdf(sheets, MADE_ON)
    document = pypdfium2.PdfDocument(pdf)
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    assert sizes == [(100, 60), (105, 148), (100, 60)]
    assert read_back(printed(pdf, 2)) == [LINK]
    assert to_pdf(sheets, MADE_ON) == pdf


def test_letters_written_apart_are_printed_together():
    apart = BoxLabel(LINK, (normalize("NFD", BOX.product[0]), BOX.product[1]), BOX.rows, BOX.tag)
    assert to_png(box_sheet(apart)) == to_png(box_sheet(BOX))


def test_words_stay_inside_their_width():
    lines = wrapped("Hợp tác xã nông nghiệp " + "x" * 60, 3.0, 30.0)
    assert all(0 < text_width(line, 3.0) <= 30.0 for line in lines)
    assert "".join(lines).replace(" ", "") == "Hợptácxãnôngnghiệp" + "x" * 60


@pytest.mark.parametrize(
    "label",
    [
        BoxLabel("https://example.vn/lot/1", BOX.product),
        BoxLabel(LINK, ("Lúa " * 60, "Rice")),
        BoxLabel(LINK, ("稻米", "Rice")),
        BoxLabel(LINK, BOX.product, BOX.rows * 4),
        BoxLabel(LINK + "?99=" + "A" * 90 + "&98=" + "B" * 90 + "&97=" + "C" * 90, BOX.product),
    ],
)
def test_a_label_that_cannot_be_printed_whole_is_refused(label):
    with pytest.raises(Refused):
        box_sheet(label)


def test_a_proof_too_long_for_a_code_is_refused():
    for size in (2000, 9000):
        with pytest.raises(Refused):
            document_sheet(DocumentLabel(BOX, "a" * size, "4F9C"))
    with pytest.raises(Refused):
        qr_png("a" * 3000)


def test_an_identity_is_set_small_before_it_is_broken():
    link = lot_link("8935012003454", "W" * 20, "https://a.vn")
    for sheet in (box_sheet(BoxLabel(link, BOX.product)), document_sheet(DOCUMENT)):
        assert any(words.text == "(01) 08935012003454" for words in sheet.words)


def test_everything_stands_on_the_paper():
    sheet = box_sheet(BOX)
    assert (sheet.width, sheet.height) == BOX_SIZE
    for words in sheet.words:
        assert words.x >= 3.0
        assert words.x + text_width(words.text, words.size, bold=words.bold) <= 97.001
        assert words.y <= 57.0
    assert all(block.x >= 0 and block.x + block.width <= 100 for block in sheet.blocks)
