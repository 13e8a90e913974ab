"""Candidate sites and zones."""

import json

import pytest
import shapely

from layers.errors import UserError
from layers.importing.sites import WATER, is_water, read_candidates, read_zones
from tests.layers.importing.sources import understood

SQUARE = shapely.box(124, 40, 125, 41)


def test_candidates() -> None:
    columns = {
        "编号": ["1", "1", "", "4"],
        "名称": ["甲", "乙", "丙", "丁"],
        "经度": [124.1, 124.2, 124.3, None],
        "纬度": [40.1, 40.2, 40.3, 40.4],
        "造价(万元)": ["50", "0.2亿元", "面议", "9"],
        "权属": ["国有", "", "集体", "国有"],
    }
    table, lon, _, skipped, findings = read_candidates(understood(columns, role="candidates"))
    assert table["id"] == ["1", "1#2", "c4"]
    assert table["cost"] == [50, 2000, None]
    assert [json.loads(text) for text in table["attributes"]] == [{"权属": "国有"}, {}, {"权属": "集体"}]
    assert lon.tolist() == [124.1, 124.2, 124.3]
    assert skipped == 1
    assert {finding.code: finding.rows for finding in findings} == {
        "no_coordinates": ("第5行",),
        "not_a_number": ("第4行“面议”",),
        "unit_differs": ("第3行“0.2亿元”",),
    }


def test_candidates_need_a_place() -> None:
    with pytest.raises(UserError, match="没有一行有坐标"):
        read_candidates(understood({"名称": ["甲"]}, role="candidates"))


def test_zones_and_water_among_them() -> None:
    columns = {"名称": ["大水库", "甲林场", "乙河", "丙"], "规则": ["", "禁建", "限建", ""], "年": [1, 2, 3, 4]}
    table, geometry, skipped, findings = read_zones(understood(columns, [SQUARE] * 3 + [None], role="zones"))
    assert table["rule"] == [WATER, "禁建", "限建"]
    assert json.loads(table["attributes"][0]) == {"年": "1"}
    assert (len(geometry), skipped) == (3, 1)
    assert [finding.rows for finding in findings if finding.code == "zones_of_water"] == [("大水库",)]


def test_zones_need_areas() -> None:
    with pytest.raises(UserError, match="没有面"):
        read_zones(understood({"名称": ["甲"]}, [shapely.Point(1, 1)], role="zones"))


@pytest.mark.parametrize("name", ["碧流河", "大伙房水库", "西湖", "鱼塘", "河流水面", "Lake Tai"])
def test_water(name: str) -> None:
    assert is_water(name)


@pytest.mark.parametrize("name", ["河村", "沿江路绿地", "湖滨公园", "海城镇规划区", "永久基本农田", "大河社区"])
def test_no_water(name: str) -> None:
    assert not is_water(name)


def test_zones_without_names_are_called_as_their_layer() -> None:
    assert is_water("", "水系.shp / 水域")
    assert not is_water("红线区", "水域.shp")
