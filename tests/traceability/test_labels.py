from io import BytesIO

import zxingcpp
from PIL import Image

from traceability.gs1.digital_link import lot_link
from traceability.labels import qr_png


def read_back(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(png)))]


def test_an_independent_reader_reads_the_box_qr():
    uri = lot_link("09520123456788", "HT-2026-001")
    assert read_back(qr_png(uri, scale=3)) == [uri]
