import pytest

from data_sources.errors import Refused
from traceability.gs1.check_digits import check_digit, has_check_digit, with_check_digit
from traceability.gs1.digital_link import LotKey, lot_link, read_lot_link


@pytest.mark.parametrize("digits", ["952012345678", "0952012345678", "95201234567891234"])
def test_a_check_digit_is_verified(digits):
    whole = with_check_digit(digits)
    assert has_check_digit(whole)
    assert not has_check_digit(digits + str((int(check_digit(digits)) + 1) % 10))


def test_a_lot_link_is_written_and_read_back():
    uri = lot_link("9520123456788", "LÚA/1".replace("Ú", "U"), "https://truyxuat.example.vn/")
    assert uri == "https://truyxuat.example.vn/01/09520123456788/10/LUA%2F1"
    assert read_lot_link(uri) == LotKey("09520123456788", "LUA/1")


@pytest.mark.parametrize(
    "uri",
    [
        "https://id.gs1.org/01/09520123456789/10/ABC",
        "https://id.gs1.org/01/09520123456788",
        "https://id.gs1.org/01/09520123456788/10/",
        "ftp://id.gs1.org/01/09520123456788/10/ABC",
        "https://id.gs1.org/01/09520123456788/10/" + "A" * 21,
        "https://id.gs1.org/01/09520123456788/10/" + "A" * 9000,
    ],
)
def test_what_is_no_lot_link_is_refused(uri):
    with pytest.raises(Refused):
        read_lot_link(uri)
