"""What a source is of."""

import pytest
import shapely

from layers.importing.roles import role_of, shape_of
from layers.importing.table.column_content import contents_of
from tests.layers.importing.sources import table

SQUARE, POINT, LINE = shapely.box(124, 40, 125, 41), shapely.Point(124, 40), shapely.LineString([(124, 40), (125, 41)])
TOWNSHIPS = ["六道口街道", "七道街道", "金山镇"]


def role(columns: dict, shape=None, where: str = "数据.xlsx", asked: str = ""):
    count = len(next(iter(columns.values())))
    source = table(columns, None if shape is None else [shape] * count)
    return role_of(source, contents_of(source), where, asked)


@pytest.mark.parametrize(
    ("columns", "shape", "where", "expected"),
    [
        ({"名称": TOWNSHIPS, "代码": ["210602001", "210602002", "210602100"]}, SQUARE, "x.shp", "units"),
        ({"名称": TOWNSHIPS, "常住人口": [1, 2, 3]}, None, "人口.xlsx", "units"),
        ({"机构名称": ["甲敬老院", "乙公寓"], "床位": [1, 2], "地址": ["甲", "乙"]}, None, "x.xlsx", "facilities"),
        ({"name": ["甲小学", "乙小学"], "type": ["学校"] * 2, "lon": [1.5, 2.5]}, None, "x", "facilities"),
        ({"name": ["甲敬老院", "乙敬老院"]}, POINT, "poi.geojson", "facilities"),
        ({"经度": [124.1, 124.2], "纬度": [40.1, 40.2], "人口": [3, 4]}, None, "x.csv", "demand"),
        ({"人口": [3, 4]}, SQUARE, "x.gpkg", "demand"),
        ({"网格编码": ["01", "02"], "网格名称": ["甲01网格", "乙02网格"], "人口": [1, 2]}, SQUARE, "x", "demand"),
        ({"highway": ["residential", "primary"]}, LINE, "x.shp", "roads"),
        ({"name": ["甲", "乙"]}, LINE, "x.shp", "roads"),
        ({"地块名称": ["甲", "乙"], "造价(万元)": [3, 4]}, POINT, "候选点.shp", "candidates"),
        ({"名称": ["甲水库", "乙水库"], "管控要求": ["禁建", "禁建"]}, SQUARE, "生态红线.shp", "zones"),
        ({"名称": ["样样水库"]}, SQUARE, "图层1.geojson", "zones"),
        ({"名称": ["东湖", "清水河", "甲村"]}, SQUARE, "水面.geojson", "zones"),
        ({"名称": ["黑河", "牡丹江"], "代码": ["231100", "231000"]}, SQUARE, "x.shp", "units"),
        ({"名称": ["东湖街道", "清河镇"]}, SQUARE, "x.shp", "units"),
        ({"DLMC": ["林地", "水域"]}, SQUARE, "土地利用现状_地类.shp", "zones"),
    ],
)  # fmt: skip
def test_roles(columns: dict, shape, where: str, expected: str) -> None:
    got = role(columns, shape, where)
    assert got.chosen.value == expected, got
    assert got.chosen.reason
    assert len(got.others) == 5


def test_the_user_wins() -> None:
    got = role({"名称": TOWNSHIPS}, SQUARE, asked="zones")
    assert (got.chosen.value, got.given, got.sure) == ("zones", True, True)
    assert "zones" not in [choice.value for choice in got.others]


def test_nothing_to_go_by_is_unsure() -> None:
    assert not role({"a": ["甲", "乙"]}, SQUARE).sure


def test_shape_is_what_most_are() -> None:
    assert shape_of(table({"a": [1, 2, 3]}, [SQUARE, SQUARE, POINT])) == "polygon"
    assert shape_of(table({"a": [1]})) == ""


def test_polygons_that_nothing_calls_units_are_not_surely_so() -> None:
    people = {"名称": ["甲", "乙"], "人口": [3, 4], "60岁以上": [1, 2]}
    assert role(people, SQUARE, "图层.shp").sure is False
    got = role({"名称": TOWNSHIPS}, SQUARE, "图层.shp")
    assert (got.chosen.value, got.sure) == ("units", True)
    assert role({"名称": ["甲", "乙"]}, SQUARE, "乡镇.shp").chosen.value == "units"
