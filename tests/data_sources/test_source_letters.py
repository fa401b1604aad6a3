"""Vietnamese letters of before Unicode, in tables and in Shapefiles."""

from __future__ import annotations

import unicodedata

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources import parcel_files, parcels
from data_sources.contract import WORKING_CRS
from data_sources.errors import Refused
from data_sources.vietnamese_letters import TCVN3, VISCII, decode, encoding_of, fitting

PLACES = ["Trần Đề", "Cần Thơ", "Mỹ Xuyên", "Kế Sách", "Vĩnh Thạnh", "Ô Môn", "Cù Lao Dung"]
# Written by hand from how each font lays its letters out, not by the code that is tested.
WRITTEN = {
    "VNI": ["Traàn Ñeà", "Caàn Thô", "Myõ Xuyeân", "Keá Saùch", "Vónh Thaïnh", "OÂ Moân"],
    "TCVN3": ["TrÇn §Ò", "CÇn Th¬", "Mü Xuyªn", "KÕ S¸ch", "VÜnh Th¹nh", "¤ M«n"],
}


@pytest.mark.parametrize("encoding", WRITTEN)
def test_old_fonts_are_read(encoding):
    read = [decode(text.encode("latin-1"), encoding) for text in WRITTEN[encoding]]
    assert read == PLACES[: len(read)]


def test_capitals_of_vni():
    assert decode("HUYEÄN LONG PHUÙ, ÑÖÔØNG".encode("latin-1"), "VNI") == "HUYỆN LONG PHÚ, ĐƯỜNG"


def test_every_byte_has_one_letter():
    for table in (TCVN3, VISCII):
        assert len(table) == 128
        assert len(set(table)) == 128


def written(text, table):
    return bytes(ord(c) if c < "\x80" else 0x80 + table.index(c) for c in text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PLACES)), st.sampled_from(["TCVN3", "VISCII"]))
def test_what_is_written_by_a_table_is_read_back(words, encoding):
    text = ", ".join(words)
    assert decode(written(text, {"TCVN3": TCVN3, "VISCII": VISCII}[encoding]), encoding) == text


def test_windows_1258_is_composed():
    split = unicodedata.normalize("NFD", "ế").replace("\u0065\u0302", "ê")
    assert decode(split.encode("cp1258"), "CP1258") == "ế"


@pytest.mark.parametrize(
    ("stated", "encoding"),
    [
        ("UTF-8", "UTF-8"),
        ("1258", "CP1258"),
        ("ANSI 1258", "CP1258"),
        ("TCVN-3", "TCVN3"),
        ("VNI-Windows", "VNI"),
        ("VISCII", "VISCII"),
        ("ISO-8859-1", "LATIN1"),
        ("KOI8-R", None),
    ],
)
def test_what_a_cpg_may_say(stated, encoding):
    assert encoding_of(stated) == encoding


def test_fitting_encodings_are_named():
    assert "VNI" in fitting("Traàn Ñeà".encode("latin-1"))
    assert fitting("Trần Đề".encode())[0] == "UTF-8"
    assert "VNI" not in fitting("TrÇn §Ò".encode("latin-1"))


def shapefile(folder, name, stated):
    """Write a Shapefile whose attribute bytes are those of *name* as Latin-1."""
    frame = gpd.GeoDataFrame(
        {"ma_thua": ["a"], "ten_chu": [name]},
        geometry=[shapely.box(623_000, 1_060_000, 623_060, 1_060_060)],
        crs=WORKING_CRS,
    )
    frame.to_file(folder / "p.shp", encoding="ISO-8859-1")
    (folder / "p.cpg").unlink()
    if stated:
        (folder / "p.cpg").write_text(stated)
    return folder / "p.shp"


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("Nguyeãn Vaên Ñaäu", "VNI"),
        ("NguyÔn V¨n §Ëu", "TCVN3"),
        ("Nguyễn Văn Đậu".encode().decode("latin-1"), "UTF-8"),
        ("Nguyễn Văn Đậu".encode().decode("latin-1"), ""),
    ],
)
def test_a_shapefile_is_read_in_its_letters(name, stated, tmp_path, ask):
    path = shapefile(tmp_path, name, stated)
    assert parcels.SOURCE(ask(path)).data["holder"].tolist() == ["Nguyễn Văn Đậu"]


@pytest.mark.parametrize(
    ("name", "stated", "fault"),
    [
        ("Nguyeãn Vaên Ñaäu", "", r"no .cpg .*VNI.* would fit"),
        ("Nguyeãn Vaên Ñaäu", "UTF-8", "not UTF-8, as it states"),
        ("Nguyeãn Vaên Ñaäu", "EBCDIC", "no known encoding"),
    ],
)
def test_letters_are_never_guessed(name, stated, fault, tmp_path):
    path = shapefile(tmp_path, name, stated)
    with pytest.raises(Refused, match=fault):
        parcel_files.read(path)
