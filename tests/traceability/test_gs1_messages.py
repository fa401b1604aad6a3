"""Element strings, bracketed messages, links and scans: examples, laws, and hostile input."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.gs1.associations import associate
from traceability.gs1.characters import CSET82
from traceability.gs1.check_digits import check_pair, with_check_digit
from traceability.gs1.element_string import (
    Element,
    human_readable,
    read_bracketed,
    read_element_string,
    write_bracketed,
    write_element_string,
)
from traceability.gs1.escaping import escape_path, escape_query, unescape_path, unescape_query
from traceability.gs1.faults import SyntaxRefused
from traceability.gs1.link_syntax import key_paths, read_link, write_link
from traceability.gs1.scan_data import SYMBOLOGIES, Scan, read_scan, write_scan
from traceability.gs1.sentences import SENTENCES, sentence
from traceability.gs1.syntax import LONGEST_MESSAGE, Rules, assigned, find

texts = st.text(CSET82, min_size=1, max_size=20)
gtins = st.text(string.digits, min_size=13, max_size=13).map(with_check_digit)
elements = st.builds(
    lambda gtin, lot, best, weight, note: (
        Element(assigned()["01"], gtin),
        Element(assigned()["10"], lot),
        Element(assigned()["15"], f"2601{best:02d}"),
        Element(assigned()["3103"], f"{weight:06d}"),
        Element(assigned()["240"], note),
    ),
    gtins,
    texts,
    st.integers(1, 31),
    st.integers(0, 999_999),
    texts,
).flatmap(st.permutations)


def refused(read, *arguments):
    with pytest.raises(SyntaxRefused) as caught:
        read(*arguments)
    return caught.value


@given(elements)
def test_each_form_of_a_message_reads_back(message):
    message = tuple(message)
    assert read_element_string(write_element_string(message)) == message
    assert read_bracketed(write_bracketed(message)) == message
    link = read_link(write_link(message, "https://example.vn/truy-xuat"))
    assert sorted(link.elements, key=str) == sorted(message, key=str)
    assert [element.ai.code for element in link.path] == ["01", "10"]


@given(elements)
def test_a_scan_reads_back(message):
    data = write_element_string(message)
    for symbology in ("QR", "DM", "DotCode", "GS1_128_CCA"):
        assert read_scan(write_scan(Scan(symbology, data))) == Scan(symbology, data)


@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_escapes_are_undone_in_their_own_place(text):
    assert unescape_path(escape_path(text)) == text
    assert unescape_query(escape_query(text)) == text


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader_otherwise_than_by_refusal(text):
    for read in (read_element_string, read_bracketed, read_link, read_scan):
        for start in ("", "^", "(01)", "https://a/01/", "]Q3", "]E0", "^423", "]Q1https://a/"):
            with suppress(SyntaxRefused):
                read(start + text)


@given(st.text(CSET82, min_size=1, max_size=23))
def test_a_check_pair_finds_every_single_change(model):
    pair = check_pair(model)
    other = "A" if model[0] != "A" else "B"
    assert check_pair(other + model[1:]) != pair


def test_a_fault_names_ai_linter_and_place():
    refusal = refused(read_bracketed, "(01)09520123456789")
    assert (refusal.ai, refusal.fault.linter) == ("01", "csum")
    assert refusal.fault.rule == "INCORRECT_CHECK_DIGIT"
    assert refusal.marked == "0952012345678*9*"
    assert refusal.vi == "sai chữ số kiểm tra"


def test_a_fault_in_a_later_component_is_placed_in_the_whole_value():
    refusal = refused(read_element_string, "^70032601012460")
    assert refusal.fault.linter == "hhmi"
    assert refusal.marked == "260101*24*60"


def test_every_rule_has_its_sentences():
    assert all(vi and en and vi != en for vi, en in SENTENCES.values())
    assert sentence("COUPON_EXCESS_DATA")[0].startswith("phiếu")


def test_unknown_ais_pass_only_where_they_may():
    assert find("89") is None
    lenient = Rules(unknown_ais=True)
    assert read_bracketed("(89)ABC", lenient)[0].value == "ABC"
    refused(read_element_string, "^89ABC", lenient)
    # Prefix 23 is known to have AIs of three digits, prefix 41 values of thirteen.
    assert find("2367", lenient) is None
    assert write_element_string(read_element_string("^419123456789012310A", lenient)) == (
        "^419123456789012310A"
    )
    assert find("4199", lenient) is None
    assert find("011", lenient) is None


def test_what_must_and_must_not_stand_together():
    for good in ("(01)09520123456788(10)A", "(00)006141411234567890(02)09520123456788(37)5"):
        associate(read_bracketed(good))
    bad = {
        "(10)A": "REQUIRED_AIS_NOT_SATISFIED",
        "(01)09520123456788(37)5": "INVALID_AI_PAIRS",
        "(01)09520123456788(3100)000001(3101)000001": "INVALID_AI_PAIRS",
        "(01)09520123456788(10)A(10)B": "INSTANCES_OF_AI_HAVE_DIFFERENT_VALUES",
        "(253)9526064000028(8030)AAA": "SERIAL_NOT_PRESENT",
    }
    for text, rule in bad.items():
        assert refused(associate, read_bracketed(text)).fault.rule == rule
    associate(read_bracketed("(10)A"), Rules(requisites=False))


def test_the_order_of_a_path_is_the_keys_own():
    assert ("01", "22", "10", "21") in key_paths("01")
    assert ("01", "10", "22") not in key_paths("01")
    assert key_paths("10") == frozenset()
    uri = "https://a.vn/01/09520123456788/21/S/10/A"
    assert refused(read_link, uri).fault.rule == "INVALID_KEY_QUALIFIER_SEQUENCE"


def test_a_link_keeps_what_is_not_ours_aside():
    link = read_link("https://a.vn/x/01/09520123456788/10/A?linkType=all&17=261231&s#top")
    assert link.stem == "https://a.vn/x"
    assert link.ignored == ("linkType=all", "s")
    assert [element.value for element in link.query] == ["261231"]


def test_people_read_elements_with_their_ai():
    message = read_bracketed("(01)09520123456788(10)LUA-7")
    assert human_readable(message) == ["(01) 09520123456788", "(10) LUA-7"]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_element_string, "^" + "99A^" * LONGEST_MESSAGE),
        (read_element_string, "^99A" * 65),
        (read_bracketed, "(99)A" * 65),
        (read_bracketed, "(" * LONGEST_MESSAGE),
        (read_link, "https://a/01/09520123456788?" + "a=b&" * 70),
        (read_link, "https://a/" + "/" * LONGEST_MESSAGE),
        (read_link, "https://a" + "/10/A" * 1600),
        (read_scan, "]Q3" + "99A\x1d" * LONGEST_MESSAGE),
        (read_scan, "]Q1" + "A" * LONGEST_MESSAGE),
    ],
)
def test_too_much_is_refused(read, text):
    refused(read, text)


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_plain_words_fit_only_the_matrix_codes(symbology):
    if symbology in ("QR", "DM", "DotCode"):
        assert read_scan(write_scan(Scan(symbology, "\\^LÚA".replace("Ú", "U")))).data == "\\^LUA"
    else:
        refused(write_scan, Scan(symbology, "PLAINDATA"))


def test_a_missing_check_digit_is_added_only_when_asked():
    short = Scan("EAN13", "893501200345")
    refused(write_scan, short)
    assert write_scan(short, add_check_digit=True) == "]E0" + with_check_digit("893501200345")
    assert read_scan("]E0" + with_check_digit("893501200345")).symbology == "EAN13"
