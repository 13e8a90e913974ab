"""Units found by printed names, with and without endings."""

from dataclasses import replace

import numpy as np
import pytest

from layers.tables import Units
from planner.coverage.unit_names import find_unit, same_unit
from tests.planner.coverage.lattice import lattice_units


def named(**names: str) -> Units:
    """The lattice with other names: `甲区="宽甸满族自治县"`."""
    units = lattice_units()
    return replace(units, name=np.array([names.get(str(name), str(name)) for name in units.name]))


def found(printed: str, units: Units | None = None) -> str:
    """The name the lattice itself gives to what was found, "" for nothing."""
    table = lattice_units() if units is None else units
    row = find_unit(table, printed, range(len(table)))
    return str(lattice_units().name[row]) if row >= 0 else ""


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("丁市", "丁市"),
        ("丁", "丁市"),
        ("乙县", "乙县"),
        ("乙", "乙县"),
        (" 乙 县 ", "乙县"),
        ("甲2街道", "甲2街道"),
        ("甲２街道", "甲2街道"),  # full width
        ("甲2街道办事处", "甲2街道"),
        ("甲3", "甲3镇"),
        ("甲县", ""),  # 甲 is a district
        ("甲3乡", ""),
        ("戊县", ""),
        ("县", ""),
        ("", ""),
        ("甲3-1", ""),  # a community is not asked for
        ("市区", ""),
        ("甲1街道、甲2街道", ""),
    ],
)
def test_names_of_the_lattice(printed, name):
    assert found(printed) == name


@pytest.mark.parametrize(
    ("printed", "official", "is_one"),
    [
        ("宽甸县", "宽甸满族自治县", True),
        ("宽甸", "宽甸满族自治县", True),
        ("宽甸市", "宽甸满族自治县", False),
        ("新", "新宾满族自治县", False),
        ("白庙乡", "白庙回族乡", True),
        ("双江县", "双江拉祜族佤族布朗族傣族自治县", True),
        ("沙市", "沙市区", True),
        ("沙", "沙市区", False),
        ("凤城市", "凤城", True),
        ("喀左县", "喀喇沁左翼蒙古族自治县", False),
    ],
)
def test_counties_of_peoples_and_endings_left_out(printed, official, is_one):
    assert (found(printed, named(乙县=official)) == "乙县") is is_one


def test_only_what_is_unique_and_the_county_before_the_township():
    twins = named(甲3镇="城关镇", 乙3镇="城关镇")
    assert found("城关镇", twins) == found("城关", twins) == ""
    other = named(甲3镇="城关镇", 乙3镇="城关街道")
    assert (found("城关镇", other), found("城关", other)) == ("甲3镇", "")
    both = named(乙县="凤县", 甲3镇="凤镇")
    assert (found("凤", both), found("凤镇", both), found("凤县", both)) == ("乙县", "甲3镇", "乙县")
    two_counties = named(乙县="朝阳县", 甲区="朝阳区", 甲3镇="朝阳镇")
    assert (found("朝阳", two_counties), found("朝阳镇", two_counties)) == ("", "甲3镇")
    assert found("本溪市", named(丁市="本溪市", 乙县="本溪满族自治县")) == "丁市"
    assert found("本溪县", named(丁市="本溪市", 乙县="本溪满族自治县")) == "乙县"


def test_only_among_those_it_may_be():
    units = named(甲3镇="城关镇", 乙3镇="城关镇")
    east = [row for row in range(len(units)) if str(units.code[row]).startswith("210624")]
    assert str(lattice_units().name[find_unit(units, "城关", east)]) == "乙3镇"
    assert find_unit(units, "甲区", east) == -1


@pytest.mark.parametrize(
    ("printed", "name", "same"),
    [
        ("凤城市", "凤城市", True),
        ("宽甸县", "宽甸满族自治县", True),
        ("朝阳", "朝阳县", False),  # there is a 朝阳市 around it
        ("朝阳市", "朝阳县", False),
        ("", "朝阳县", False),
        ("凤城市", "凤城", False),
    ],
)
def test_a_name_alone(printed, name, same):
    assert same_unit(printed, name) is same
