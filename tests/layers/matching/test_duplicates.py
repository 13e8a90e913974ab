"""Rows that are one facility: by hand, and all pairs compared by brute force."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.matching import duplicates
from layers.matching.addresses import units_in_addresses
from layers.matching.duplicates import Listed, find_duplicates
from layers.matching.units import UnitIndex
from tests.layers.importing.sources import make_facilities, make_units

INDEX = UnitIndex.of(
    make_units([("210112", "浑南区"), ("210112001", "望溪街道"), ("210112005", "桃仙街道"), ("210112101", "祝家镇")]),
    region="沈阳市浑南区",
)
METRE = 1 / 111_320


def pair(names: list[str], *, metres: float = math.nan, phones: list[str] | None = None, **columns) -> tuple:
    """The one judgement on two facilities, () for none."""
    lat = [41.0, 41.0 + metres * METRE]
    places = {} if math.isnan(metres) else {"lon": [123.0, 123.0], "lat": lat}
    found = find_duplicates(Listed.of(make_facilities(names, **places, **columns), INDEX, phones or ()))
    return (found[0].sure, found[0].reason) if found else ()


@pytest.mark.parametrize(
    ("names", "metres", "sure"),
    [
        (["甲园", "甲园"], 0, True),
        (["甲园", "甲 园"], 100, True),
        (["甲园", "甲园"], 500, False),
        (["甲园", "甲园"], 5000, None),
        (["桃仙街道敬老院", "桃仙敬老院"], 20, True),
        (["浑南区桃仙街道敬老院", "桃仙街道敬老院"], 20, True),
        (["沈阳市浑南区敬老院", "敬老院"], 20, True),
        (["金秋养老院有限公司", "金秋养老院"], 20, True),
        (["金秋养老院(东区)", "金秋养老院东区"], 20, True),
        (["金秋养老院", "金秋养老中心"], 20, False),
        (["金秋养老院", "金秋老年养老院"], 20, False),
        (["桃仙街道桃仙敬老院", "桃仙敬老院"], 2, True),
        (["桃仙街道桃仙敬老院", "桃仙街道敬老院"], 2, True),
        (["第一养老院", "第二养老院"], 20, None),
        (["金秋养老院", "金秋养老院桃源分院"], 20, None),
        (["金秋养老院东区", "金秋养老院西区"], 20, None),
        (["金秋养老院", "夕阳红公寓"], 0, None),
        (["桃仙街道敬老院", "祝家镇敬老院"], 20, None),
        (["桃仙街道敬老院", "望溪街道敬老院"], 20, None),
        (["金秋养老院", "金秋养老中心"], 400, None),
    ],
)
def test_by_name_and_distance(names: list[str], metres: float, sure: bool | None) -> None:
    found = pair(names, metres=metres)
    assert (found[0] if found else None) == sure, found


def test_by_telephone_and_address() -> None:
    assert pair(["甲园", "甲园"], phones=["024-12345678", "02412345678"]) == (True, "名称相同,电话相同")
    assert pair(["甲园", "甲园"], address=["人民路一百号", "人民路 一百号"]) == (True, "名称相同,地址相同")
    assert pair(["金秋养老院", "金秋养老中心"], address=["人民路一百号"] * 2) == (False, "名称相近,地址相同")
    assert pair(["金秋养老院", "夕阳红公寓"], address=["人民路一百号"] * 2, phones=["02412345678"] * 2) == ()
    assert pair(["甲园", "甲园"], metres=30_000, phones=["02412345678"] * 2) == ()


def test_without_a_place_the_unit_decides() -> None:
    assert pair(["甲园", "甲园"], unit_code=["210112001000"] * 2) == (True, "名称相同,在同一单元")
    assert pair(["甲园", "甲园"], unit_code=["210112001000", "210112005000"]) == ()
    assert pair(["甲园", "甲园"])[0] is False


def test_different_facilities_on_one_spot_are_none() -> None:
    assert (
        pair(["望溪养老院", "望溪社工站"], metres=0, kinds=[("elderly_care_institution",), ("social_work_station",)])
        == ()
    )


def test_one_name_under_two_kinds_on_one_spot_is_one() -> None:
    assert pair(["甲园", "甲园"], metres=0, kinds=[("columbarium",), ("public_cemetery",)]) == (
        True,
        "名称相同,相距 0 米,类型不同",
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["甲园", "甲园一", "乙福园", "乙福园区", "桃仙街道丙院", "桃仙丙院", "丙院"]),
        st.sampled_from([0, 1, 2, 3, 9, 12]),
        st.integers(0, 3),
        st.sampled_from(["", "02412345678", "02487654321"]),
        st.sampled_from(["", "210112001000", "210112005000"]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_no_pair_is_missed_by_the_blocks(rows: list[tuple]) -> None:
    """Brute force: every pair judged, against those that share a block."""
    facilities = make_facilities(
        [name for name, *_ in rows],
        lon=[123.0 + 0.0013 * east if east < 12 else np.nan for _, east, *_ in rows],
        lat=[41.0 + 0.0011 * north if east < 12 else np.nan for _, east, north, *_ in rows],
        unit_code=[row[4] for row in rows],
    )
    listed = Listed.of(facilities, INDEX, [row[3] for row in rows] if rows else ())
    expected = set()
    for a in range(len(rows)):
        for b in range(a + 1, len(rows)):
            judged = duplicates._judge(listed, a, b)
            if judged:
                expected.add((a, b, *judged))
    assert {(one.first, one.second, one.sure, one.reason) for one in find_duplicates(listed)} == expected


def test_a_hundred_namesakes_do_not_hide_their_twins() -> None:
    count = 300
    names = ["幸福院"] * count
    lon = [123.0 + 0.02 * (i // 2) for i in range(count)]
    found = find_duplicates(Listed.of(make_facilities(names, lon=lon, lat=[41.0] * count), INDEX))
    assert {(one.first, one.second) for one in found if one.sure} == {(i, i + 1) for i in range(0, count, 2)}


@pytest.mark.parametrize(
    ("address", "unit"),
    [
        ("沈阳市浑南区桃仙街道机场路1号", "桃仙街道"),
        ("祝家镇政府东100米", "祝家镇"),
        ("望溪街道与桃仙街道交界", ""),
        ("机场路1号", ""),
        ("桃仙机场", ""),
        ("", ""),
    ],
)
def test_units_in_addresses(address: str, unit: str) -> None:
    (row,) = units_in_addresses([address], INDEX)
    assert (str(INDEX.units.name[row]) if row >= 0 else "") == unit


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=40))
def test_the_squares_give_all_near_pairs_once_no_crowd_is_there(places: list[tuple[int, int]]) -> None:
    """Brute force over all pairs; where more than a dozen share a square the blocks by name take over."""
    x, y = np.array(places, dtype=float).reshape(-1, 2).T * 7
    count = len(places)
    facilities = make_facilities([f"甲{i}" for i in range(count)] or ["甲"])
    listed = Listed.of(facilities, INDEX)
    listed = replace(listed, x=x if count else listed.x, y=y if count else listed.y)
    near = {(a, b) for a in range(count) for b in range(a + 1, count) if listed.metres(a, b) <= duplicates.NEAR}
    crowds = list(duplicates._close(listed, range(count), duplicates.NEAR, more_than=12))
    crowded = {pair for rows in crowds for pair in duplicates._pairs(rows)}
    found = set(duplicates._near_pairs(listed))
    assert found <= near <= found | crowded
