"""Old names and today's wards: only what leads to one ward is said to."""

from __future__ import annotations

import pytest

from data_sources import ward_predecessors
from data_sources.errors import Refused
from data_sources.ward_predecessors import parse, ward_of_old_unit

HEAD = "ward_code,ward_name,predecessors_vi\n"
LIST = (
    '31639,Xã Long Phú,"Thị trấn Long Phú, Xã Long Phú"\n'
    '31150,Phường An Bình,"Phường An Bình, Phường Long Tuyền"\n'
    '31183,Phường Long Tuyền,"Phường Long Tuyền (phần còn lại sau khi chia)"\n'
    '31753,Xã A,"Phường 3 (thị xã Ngã Năm), Xã Tân Thành"\n'
    '31507,Xã B,"Phường 3 (thành phố Sóc Trăng), Xã Tân Thạnh"\n'
    "31673,Xã Trần Đề,giữ nguyên\n"
)


@pytest.fixture
def listed(tmp_path, ask):
    def read(text):
        (tmp_path / "predecessors.csv").write_text(HEAD + text)
        return ward_predecessors.SOURCE(ask(tmp_path / "predecessors.csv"))

    return read


def test_brackets_hold_districts_or_remainders():
    assert parse("Phường 1 (thị xã Ngã Năm), Xã B (phần còn lại, sau khi chia)") == [
        ("Phường 1", "thị xã Ngã Năm", False),
        ("Xã B", None, True),
    ]


@pytest.mark.parametrize(
    ("unit", "district", "code"),
    [
        ("Thị trấn Long Phú", None, "31639"),
        ("xa long phu", None, "31639"),
        ("Phường Long Tuyền", None, None),
        ("Phường 3", None, None),
        ("Phường 3", "thị xã Ngã Năm", "31753"),
        ("Phường 3", "thành phố Cần Thơ", None),
        ("Xã Tân Thạnh", None, "31507"),
        ("xa tan thanh", None, None),
        ("Xã Trần Đề", None, "31673"),
        ("Xã Không Có", None, None),
    ],
)
def test_an_old_name_leads_to_its_ward_or_nowhere(unit, district, code, listed):
    assert ward_of_old_unit(listed(LIST).data, unit, district) == code


def test_damage_is_refused_and_odd_names_turned_away(listed):
    with pytest.raises(Refused, match=r"99999 is not a ward.*31639 stands twice"):
        listed("99999,X,Xã X\n31639,Y,Xã Y\n31639,Y,Xã Z\n")
    delivery = listed(LIST + "31168,Phường Bình Thủy,\n")
    assert delivery.refused == (
        ("predecessors.csv row 8", "old unit  is no commune, ward or town"),
    )


@pytest.mark.pack
def test_the_real_list(data_pack, ask):
    delivery = ward_predecessors.SOURCE(ask(data_pack / "boundaries_2025"))
    assert not delivery.refused
    assert delivery.data["ward_code"].nunique() == 103
    assert ward_of_old_unit(delivery.data, "Phường Bùi Hữu Nghĩa") is None
    assert ward_of_old_unit(delivery.data, "Thị trấn Long Phú") == "31639"
