"""Headers taken apart."""

import pytest

from layers.importing.table.headers import datum_of, fold, level_of_header, parse

NAMES = {
    "床位数(张)": ("床位数", "beds", 1.0),
    "建筑面积/㎡": ("建筑面积", "area", 1.0),
    "建筑面积（平方米）": ("建筑面积", "area", 1.0),
    "占地面积(亩)": ("占地面积", "area", 2000 / 3),
    "2023年末户籍人口(万人)": ("户籍人口", "people", 10_000.0),
    "总人口（单位：人）": ("总人口", "people", 1.0),
    "*机构名称（必填）": ("机构名称", "", 1.0),
    "2.地址": ("地址", "", 1.0),
    "造价(万元)": ("造价", "money", 1.0),
    "投资[亿元]": ("投资", "money", 10_000.0),
}


@pytest.mark.parametrize(("header", "told"), NAMES.items())
def test_units_years_and_marks_come_off(header: str, told: tuple[str, str, float]) -> None:
    name, dimension, factor = told
    got = parse(header)
    assert name in got.names
    assert (got.measure.dimension, got.measure.factor) == (dimension, pytest.approx(factor))


def test_headers_of_two_rows() -> None:
    assert "60岁以上" in parse("人口_60岁以上").names
    assert "护理型床位" in parse("床位_护理型").names
    assert "常住人口" in parse("常住人口_合计").names
    assert "机构名称" in parse("基本信息_机构名称").names


def test_a_part_of_the_people_is_not_the_people() -> None:
    """人口_男 must not be read as 人口, nor 女_60岁以上 as all of that age."""
    assert parse("人口_男").narrow
    assert "人口" not in parse("人口_男").names
    assert "60岁以上" not in parse("女_60岁以上").names


def test_a_bracket_that_is_no_unit_stays() -> None:
    assert parse("街道(乡镇)").names == ("街道(乡镇)",)


def test_the_year_is_told() -> None:
    assert parse("2023年末常住人口").year == "2023"
    assert parse("常住人口").year == ""


@pytest.mark.parametrize(
    ("header", "datum", "rest"),
    [
        ("lon_gcj02", "gcj02", "lon"),
        ("高德经度", "gcj02", "经度"),
        ("百度坐标经度", "bd09", "坐标经度"),
        ("lat_wgs84", "wgs84", "lat"),
        ("经度(CGCS2000)", "cgcs2000", "经度"),
        ("经度", "", "经度"),
        ("bd_lng", "bd09", "lng"),
        ("lat-gd", "gcj02", "lat"),
        ("tdt_lon", "cgcs2000", "lon"),
        ("bd_code", "", "bd_code"),
    ],
)
def test_the_datum_in_a_header(header: str, datum: str, rest: str) -> None:
    assert datum_of(header) == (datum, rest)


@pytest.mark.parametrize(
    ("written", "today"),
    [
        ("機構名稱", "机构名称"),
        ("設施類型", "设施类型"),
        ("經緯度", "经纬度"),
        ("床位數(張)", "床位数(张)"),
        ("戶籍人口", "户籍人口"),
    ],
)
def test_traditional_characters_are_read_as_todays(written: str, today: str) -> None:
    assert fold(written) == today


def test_of_which_of_everybody_is_a_group_and_of_a_group_only_a_part_of_it() -> None:
    for header in ("常住人口_其中:60岁及以上", "人口_60岁及以上(其中)", "合计_其中60岁及以上"):
        assert "60岁及以上" in parse(header).names
        assert not parse(header).narrow
    assert "护理型" in parse("床位_其中:护理型").names
    assert parse("60岁及以上_其中:特困").narrow
    assert parse("常住人口_其中:女").narrow


@pytest.mark.parametrize(
    ("header", "level"),
    [
        ("所属社区", "community"),
        ("乡镇(街道)", "township"),
        ("县区", "county"),
        ("所属区", "county"),
        ("镇村", ""),
        ("行政区划代码", ""),
    ],
)
def test_the_level_that_a_header_names(header: str, level: str) -> None:
    assert level_of_header(header) == level
