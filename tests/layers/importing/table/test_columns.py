"""Which fields headers name: by the tables of practice."""

import pytest

from layers.errors import UserError
from layers.importing.table.columns import header_of_field, known_headers, label_of
from layers.importing.table.headers import fold


def by_names(role: str, *headers: str) -> dict[str, str]:
    return header_of_field(role, headers, {}, "x")


def test_no_alias_stands_for_two_fields() -> None:
    for role, fields in known_headers().items():
        names = [fold(name) for known in fields.values() for name in known]
        assert len(names) == len(set(names)), role


def test_every_alias_is_found_and_every_field_has_a_chinese_name() -> None:
    for role, fields in known_headers().items():
        for field, known in fields.items():
            assert not label_of(role, field).isascii() or field == "class" or role == "roads" or role == "zones", (
                role,
                field,
            )
            for name in known:
                assert by_names(role, name) == {field: name}, (role, field, name)


# role, headers with the field each holds, "-" for none
PRACTICE = [
    ("facilities", "序号 -, 机构名称 name, 地址 address, 床位数(张) beds, 其中:护理型床位 nursing_beds"),
    ("facilities", "名称 name, 建筑面积（㎡） floor_area_m2, 占地面积(亩) land_area_m2, 成立时间 opened, 备注 -"),
    (
        "facilities",
        "JGMC name, DZ address, CWS beds, HLXCW nursing_beds, JZMJ floor_area_m2, JD lon, WD lat, QHDM unit",
    ),
    ("facilities", "id id, name name, type kind, address address, location lonlat, pname -, cityname -, adname unit"),
    ("facilities", "uid id, name name, location.lat lat, location.lng lon, province -, area unit"),
    ("units", "XZQDM code, XZQMC name, 常住人口(万人) population, 户籍人口(万人) -, 人口_60岁及以上 aged_60"),
    (
        "units",
        "区县 -, 乡镇 -, 社区 name, 总户数 households, 留守儿童(人) left_behind_children, 低保人数 minimum_living",
    ),
    ("demand", "小区名称 name, 经度 lon, 纬度 lat, 人口_男 -, 人口_女 -, 人口_合计 population"),
    ("candidates", "地块名称 name, 经纬度 lonlat, 造价(万元) cost"),
]


@pytest.mark.parametrize(("role", "told"), PRACTICE)
def test_tables_of_practice(role: str, told: str) -> None:
    pairs = [part.rsplit(" ", 1) for part in told.split(", ")]
    expected = {field: header for header, field in pairs if field != "-"}
    assert by_names(role, *(header for header, _ in pairs)) == expected


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UserError, match="没有“火箭”这个字段"):
        header_of_field("facilities", ["名称"], {"火箭": "名称"}, "x")
    with pytest.raises(UserError, match="找不到表头“床位”"):
        header_of_field("facilities", ["名称"], {"beds": "床位"}, "x")
