"""Which column holds which field: headers weighed against cells."""

import pytest

from layers.importing.table.column_content import contents_of
from layers.importing.table.column_mapping import map_columns
from tests.layers.importing.sources import table


def mapped(
    role: str, columns: dict, chosen: dict | None = None, before: dict | None = None, level_of=lambda texts: "", **words
):
    source, asked = table(columns), chosen or {}
    told = {"before": before or {}, "vocabulary": words, "level_of": level_of}
    return map_columns(source, contents_of(source), role, asked, **told)


def test_residents_go_before_the_registered_and_that_is_said() -> None:
    got = mapped("units", {"名称": ["甲", "乙"], "户籍人口": [1, 2], "常住人口": [3, 4]})
    assert got.header["population"] == "常住人口"
    note = next(finding for finding in got.findings if finding.code == "column_choice")
    assert "户籍人口" in note.message
    only = mapped("units", {"名称": ["甲", "乙"], "户籍人口": [1, 2]})
    assert {finding.code for finding in only.findings} == {"registered_population"}


def test_wgs84_goes_before_gcj02() -> None:
    columns = {name: [1.5, 2.5] for name in ("lon_gcj02", "lat_gcj02", "lon_wgs84", "lat_wgs84")}
    got = mapped("candidates", {"name": ["a", "b"], **columns})
    assert (got.header["lon"], got.header["lat"]) == ("lon_wgs84", "lat_wgs84")


def test_the_later_year_counts() -> None:
    got = mapped("units", {"名称": ["甲", "乙"], "2020年常住人口": [1, 2], "2023年常住人口": [3, 4]})
    assert got.header["population"] == "2023年常住人口"


def test_a_blank_column_gives_way_to_a_filled_one() -> None:
    got = mapped("facilities", {"名称": ["甲", "乙"], "床位": [None, None], "核定床位数": [1, 2]})
    assert got.header["beds"] == "核定床位数"


def test_content_that_contradicts_a_header() -> None:
    got = mapped("facilities", {"名称": ["甲", "乙"], "坐标": ["村口", "路边"], "床位": ["大", "小"]})
    assert "lonlat" not in got.header
    assert next(d for d in got.decisions if d.topic == "column.beds").sure is False


def test_columns_are_found_by_content() -> None:
    got = mapped(
        "facilities",
        {
            "甲": ["幸福敬老院", "安康公寓"],
            "乙": ["210602001000", "210602002000"],
            "丙": [124.38, 124.39],
            "丁": [40.12, 40.13],
        },
    )
    assert got.header == {"unit": "乙", "lon": "丙", "lat": "丁", "name": "甲"}
    sure = {decision.topic: decision.sure for decision in got.decisions}
    assert sure == {"column.unit": True, "column.lon": False, "column.lat": False, "column.name": False}


def test_what_units_lie_in_is_the_next_column_of_units() -> None:
    columns = {"区县": ["元宝区"] * 3, "乡镇": ["甲镇", "甲镇", "乙镇"], "社区": ["一社区", "二社区", "三社区"]}
    assert mapped("units", columns).header == {"name": "社区", "parent": "乡镇"}
    got = mapped("facilities", {"名称": ["一", "二", "三"], **columns})
    assert (got.header["unit"], got.header["within"]) == ("社区", "乡镇")


SHORT = {"社区": ["中心社区", "中心社区", ""], "乡镇": ["东陵街道", "西陵街道", "祝家镇"]}


def test_a_short_list_with_more_townships_than_communities_is_read_by_its_headers() -> None:
    got = mapped("facilities", {"名称": ["一", "二", "三"], **SHORT})
    assert (got.header["unit"], got.header["within"]) == ("社区", "乡镇")


@pytest.mark.parametrize(("level", "within"), [("township", "乡镇名称"), ("community", None)])
def test_the_levels_of_the_regions_units_go_before_the_headers(level: str, within: str | None) -> None:
    columns = {"名称": ["一", "二", "三"], "所在辖区": SHORT["社区"], "乡镇名称": SHORT["乡镇"]}
    level_of = {("中心社区",): "community", tuple(SHORT["乡镇"]): level}

    def told(texts: list[str]) -> str:
        return level_of[tuple(texts)]

    got = mapped("facilities", columns, {"unit": "所在辖区"}, level_of=told)
    assert got.header.get("within") == within


def test_the_users_choice_wins_and_may_be_to_leave_a_field_out() -> None:
    columns = {"名称": ["甲", "乙"], "床位": [1, 2], "备用": [3, 4]}
    assert mapped("facilities", columns, {"beds": "备用"}).header["beds"] == "备用"
    assert "beds" not in mapped("facilities", columns, {"beds": ""}).header
    given = next(d for d in mapped("facilities", columns, {"beds": "备用"}).decisions if d.topic == "column.beds")
    assert given.given
    assert given.sure
    assert [choice.value for choice in given.others] == ["床位", "名称", ""]


def test_what_was_chosen_before_is_taken_again() -> None:
    columns = {"名称": ["甲", "乙"], "床位": [1, 2], "备用": [3, 4]}
    got = mapped("facilities", columns, before={"beds": "备用", "staff": "不在了"})
    assert got.header == {"name": "名称", "beds": "备用"}
    assert next(d for d in got.decisions if d.topic == "column.beds").given


def test_units_of_the_region_and_words_of_kinds_are_known_by_sight() -> None:
    columns = {"甲": ["幸福楼", "安康楼"], "乙": ["六道口", "金山"], "丙": ["敬老院", "敬老院"], "丁": ["红", "绿"]}
    got = mapped("facilities", columns, unit={"六道口", "金山"}.__contains__, kind={"敬老院"}.__contains__)
    assert (got.header["unit"], got.header["kind"]) == ("乙", "丙")
    assert not next(d for d in got.decisions if d.topic == "column.unit").sure


def test_a_unit_of_measure_tells_where_the_name_does_not() -> None:
    got = mapped("facilities", {"名称": ["甲", "乙"], "数量(张)": [3, 4], "大小/㎡": [100, 200]})
    assert (got.header["beds"], got.header["floor_area_m2"]) == ("数量(张)", "大小/㎡")


def test_a_column_of_codes_in_full_width_digits_names_units() -> None:
    got = mapped(
        "facilities", {"名称": ["甲", "乙"], "区划代码": ["２１０１１２００５０００", "２１０１１２００１０００"]}
    )
    assert got.header["unit"] == "区划代码"


def test_the_year_of_founding_is_when_it_opened() -> None:
    assert mapped("facilities", {"名称": ["甲", "乙"], "成立年份": [2019, 2020]}).header["opened"] == "成立年份"
