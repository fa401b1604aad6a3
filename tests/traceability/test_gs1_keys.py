import pytest

from data_sources.errors import Missing, Refused
from traceability.gs1 import generate
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.keys import KEY_KINDS, issue_key, read_key
from traceability.gs1.syntax import assigned


@pytest.mark.parametrize("name", KEY_KINDS)
def test_every_kind_of_key_is_made_and_read(name):
    value = issue_key(name, "8935012", "42")
    assert read_key(name, value) == value
    kind = KEY_KINDS[name]
    assert assigned()[kind.ai].paths is not None
    assert all(kind.names)


def test_the_parts_of_a_key_stand_where_they_belong():
    assert issue_key("GTIN", "8935012", "345") == "08935012003454"
    assert issue_key("SSCC", "8935012", "7", lead="3") == "389350120000000072"
    assert issue_key("GRAI", "8935012", "1", serial="KET-7") == "08935012000019KET-7"
    assert issue_key("GIAI", "8935012", "SILO-1") == "8935012SILO-1"


def test_a_short_gtin_is_filled():
    assert read_key("GTIN", "9520123456788") == "09520123456788"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("GTIN", ("8935012", "1234567")),
        ("GTIN", ("893x012", "12")),
        ("GLN", ("8935012", "123456")),
        ("GMN", ("8935012", "GẠO")),
        ("GIAI", ("89", "A")),
    ],
)
def test_parts_that_do_not_fit_are_refused(name, parts):
    with pytest.raises(Refused):
        issue_key(name, *parts)


def test_a_wrong_key_names_its_fault():
    with pytest.raises(SyntaxRefused, match="csum at position 13"):
        read_key("GLN", "8935012000018")
    with pytest.raises(Missing):
        read_key("EAN", "1")


def test_the_generator_names_every_bad_line():
    with pytest.raises(Refused) as caught:
        generate.table("01 * N14,csum # GTIN\nnonsense\n10 X..20,nosuch # LOT\n")
    assert caught.value.faults == (
        "line 2 is no entry",
        "line 3 names the unknown linter nosuch",
    )
