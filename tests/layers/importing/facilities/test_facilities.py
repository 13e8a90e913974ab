"""Facilities from other people's tables."""

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.importing.facilities.facilities import FacilitiesRead, read_facilities
from layers.tables import Facilities, Source
from tests.layers.importing.sources import Around, make_facilities, make_units, no_facilities, understood

KINDS = {
    "public_cemetery": "公益性公墓",
    "columbarium": "骨灰堂",
    "elderly_care_institution": "养老机构",
    "social_work_station": "社会工作(和社会救助)服务站",
}
TOWNS = make_units(
    [
        ("210112", "浑南区"),
        ("210112001", "望溪街道"),
        ("210112005", "桃仙街道"),
        ("210112005001", "柳荫社区"),
        ("210112101", "柳荫镇"),
    ],
    shapes={
        "210112001000": shapely.box(123.0, 41.0, 123.1, 41.1),
        "210112005000": shapely.box(123.1, 41.0, 123.2, 41.1),
    },
)


def read(
    columns: dict, *, existing: Facilities | None = None, units=None, shapes=None, confirmed_units=None, **options
) -> FacilitiesRead:
    around = Around(facilities=existing or no_facilities(), units=units if units is not None else make_units([]))
    known = {"role": "facilities", "known_kinds": KINDS, "units": confirmed_units or {}}
    return read_facilities(understood(columns, shapes, **(known | options)), around)


def codes(got: FacilitiesRead) -> dict[str, tuple[str, ...]]:
    return {finding.code: finding.rows for finding in got.findings}


FULL = {
    "机构名称": ["甲公墓", "乙堂", "", "丁"],
    "类型": ["公益性公墓、骨灰堂", "columbarium", "骨灰堂", "火箭"],
    "经度": ["124.403645", 124.5, 124.5, 124.5],
    "纬度": ["40.135914", None, 40.0, 40.0],
    "区划代码": ["210602001", "x", "", ""],
    "状态": ["规划", "", "", ""],
    "床位": [12, "１２０张", "", ""],
    "等级": ["三星", "", "", ""],
}


def test_a_full_table() -> None:
    got = read(FULL)
    assert got.skipped == 2
    facilities = got.facilities
    assert facilities.kinds == (("public_cemetery", "columbarium"), ("columbarium",))
    assert facilities.unit_code.tolist() == ["210602001000", ""]
    assert facilities.status.tolist() == ["planned", "operating"]
    assert facilities.numbers["beds"].tolist() == [12, 120]
    assert facilities.attributes[0]["等级"] == "三星"
    assert np.isnan(facilities.lon[1])
    told = codes(got)
    assert told["no_name"] == ("第4行",)
    assert told["unknown_kind"] == ("第5行“火箭”",)
    assert told["unit_unknown"] == ("第2行“210602001”", "第3行“x”")
    assert told["unlocated"] == (str(facilities.id[1]),)


def test_the_preview_shows_what_will_stand_in_the_region() -> None:
    got = read(FULL)
    assert got.preview.columns["名称"] == ("甲公墓", "乙堂")
    assert got.preview.columns["床位"] == ("12", "120")
    assert got.preview.columns["类型"] == ("公益性公墓、骨灰堂", "骨灰堂")
    assert got.preview.row == (2, 3)
    assert [change.act for change in got.changes] == ["added", "added"]


def numbered(names: list[str], **changes: list) -> dict:
    count = len(names)
    columns = {"编号": [str(i + 1) for i in range(count)], "名称": names, "经度": [123.0 + i for i in range(count)]}
    return columns | {"纬度": [41.0] * count} | changes


def test_two_lists_with_the_same_numbers_do_not_replace_each_other() -> None:
    first = read(numbered(["甲园", "乙园"]), kind="columbarium").facilities
    other = read(numbered(["丙墓", "丁墓"]), kind="public_cemetery", existing=first).facilities
    assert not set(first.id) & set(other.id)
    again = read(numbered(["丙墓", "丁墓"]), kind="public_cemetery", existing=other)
    assert again.facilities.id.tolist() == other.id.tolist()
    assert set(codes(again)) == {"facilities_updated"}


@pytest.mark.parametrize("numbers", [["1", "2"], ["", ""]])
def test_a_corrected_list_updates_its_facilities(numbers: list[str]) -> None:
    first = read(numbered(["甲园", "乙园"], 编号=numbers), kind="columbarium").facilities
    moved = read(numbered(["甲园", "乙园"], 编号=numbers, 经度=[120, 121]), kind="columbarium", existing=first)
    assert moved.facilities.id.tolist() == first.id.tolist()
    assert set(codes(moved)) == {"facilities_updated"}
    assert [(change.act, *change.after) for change in moved.changes] == [("changed", "位置")] * 2


def test_one_place_under_two_kinds_has_both() -> None:
    first = read(numbered(["甲园"]), kind="columbarium").facilities
    both = read(numbered(["甲园"]), kind="public_cemetery", existing=first).facilities
    assert (both.id.tolist(), both.kinds) == (first.id.tolist(), (("columbarium", "public_cemetery"),))


def test_given_ids_that_repeat_are_told_apart() -> None:
    got = read(numbered(list("甲乙丙丁"), 编号=["x", "x", "x#2", "x"]), kind="columbarium")
    assert len(set(got.facilities.id)) == 4


def test_sums_are_no_facilities() -> None:
    got = read(numbered(["甲园", "合计"]), kind="columbarium")
    assert (got.facilities.name.tolist(), got.skipped) == (["甲园"], 1)
    assert "sum_row" in codes(got)


def test_what_is_not_known_of_several_kinds_is_named() -> None:
    got = read(numbered(["甲园"], 类型=["骨灰堂;火箭"]))
    assert got.facilities.kinds == (("columbarium",),)
    assert codes(got)["unknown_kind"] == ("第2行“火箭”",)


def test_outlines_become_points_inside() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    got = read({"名称": ["甲"]}, shapes=[ring], kind="columbarium")
    assert ring.contains(shapely.Point(got.facilities.lon[0], got.facilities.lat[0]))


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"x1": ["甲"], "经度": [1], "纬度": [1]}, {"kind": "columbarium"}, "不知道哪一列是设施名称"),
    ],
)
def test_mistakes_are_named(columns: dict, options: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(columns, **options)


def test_units_by_name_wait_for_confirmation_where_in_doubt() -> None:
    columns = {"名称": list("甲乙丙丁戊"), "所属乡镇": ["桃仙街道办事处", "望溪", "桃仙镇", "火星镇", "柳荫"]}
    got = read(columns, units=TOWNS, kind="columbarium")
    assert got.facilities.unit_code.tolist() == ["210112005000", "210112001000", "", "", "210112101000"]
    assert codes(got)["unit_doubtful"] == ("第4行“桃仙镇”",)
    assert codes(got)["unit_unknown"] == ("第5行“火星镇”",)
    assert got.facilities.attributes[2] == {"所属乡镇": "桃仙镇"}


def test_a_person_confirms_a_unit() -> None:
    columns = {"名称": ["甲", "乙"], "所属乡镇": ["桃仙镇", "桃仙街道"]}
    said = {"桃仙镇": "210112005000", "桃仙街道": ""}
    got = read(columns, units=TOWNS, kind="columbarium", confirmed_units=said)
    assert got.facilities.unit_code.tolist() == ["210112005000", ""]
    assert [(m.text, m.target, m.sure) for m in got.matches] == [
        ("桃仙镇", "210112005000", True),
        ("桃仙街道", "", True),
    ]


def test_a_place_inside_decides_a_doubtful_unit() -> None:
    columns = {"名称": ["甲", "乙"], "所属乡镇": ["桃仙镇"] * 2, "经度": [123.15, 123.05], "纬度": [41.05] * 2}
    got = read(columns, units=TOWNS, kind="columbarium")
    assert got.facilities.unit_code.tolist() == ["210112005000", ""]


def test_an_address_or_a_name_tells_the_unit_of_what_has_no_place() -> None:
    columns = {
        "名称": ["甲", "乙", "丙", "望溪街道敬老院", "戊"],
        "所在区县": ["", "", "", "浑南区", "浑南区"],
        "地址": ["浑南区桃仙街道机场路1号", "望溪街道与桃仙街道交界", "机场路1号", "", "机场路1号"],
    }
    got = read(columns, units=TOWNS, kind="columbarium")
    units = ["210112005000", "", "", "210112001000", "210112000000"]
    assert got.facilities.unit_code.tolist() == units
    assert codes(got)["unit_by_address"] == ("第2行→桃仙街道", "第5行→望溪街道")
    placed = columns | {"经度": [123.05] * 5, "纬度": [41.05] * 5}
    assert "unit_by_address" not in codes(read(placed, units=TOWNS, kind="columbarium"))


def test_the_upper_unit_stands_in_for_one_that_is_not_known() -> None:
    columns = {"名称": ["甲", "乙"], "村": ["某某村", "柳荫社区"], "镇": ["桃仙街道", "桃仙街道"]}
    got = read(columns, units=TOWNS, kind="columbarium", header={"unit": "村", "within": "镇"})
    assert got.facilities.unit_code.tolist() == ["210112005000", "210112005001"]
    assert got.facilities.attributes == ({"村": "某某村", "镇": "桃仙街道"}, {"镇": "桃仙街道"})
    assert codes(got)["unit_unknown"] == ("第2行“某某村”",)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("", "operating"),
        ("运营中", "operating"),
        ("在营", "operating"),
        ("正常", "operating"),
        ("已建成投用", "operating"),
        ("已停业", "closed"),
        ("注销", "closed"),
        ("关停", "closed"),
        ("停用(2023年)", "closed"),
        ("在建", "building"),
        ("正在施工", "building"),
        ("拟建", "planned"),
        ("建成未用", "planned"),
        ("未运营", "planned"),
        ("planned", "planned"),
        ("怎么说呢", "closed"),
    ],
)
def test_status_words(cell: str, status: str) -> None:
    got = read({"名称": ["甲"], "运营状态": [cell]}, kind="columbarium")
    assert got.facilities.status.tolist() == [status]
    assert ("unknown_status" in codes(got)) == (cell == "怎么说呢")


def test_a_column_may_ask_whether_it_operates() -> None:
    got = read({"名称": list("甲乙丙"), "是否运营": ["是", "否", ""]}, kind="columbarium")
    assert got.facilities.status.tolist() == ["operating", "closed", "operating"]


def test_a_name_goes_before_the_kind_chosen_for_the_file_only_where_it_is_sure_of_another() -> None:
    names = ["甲社工站", "乙养老院", "丙"]
    got = read({"名称": names}, kind="elderly_care_institution")
    assert got.facilities.kinds == (
        ("social_work_station",),
        ("elderly_care_institution",),
        ("elderly_care_institution",),
    )
    assert codes(got)["kind_differs"] == ("第2行“甲社工站”",)
    kept = read({"名称": names}, kind="elderly_care_institution", kinds={"社工站": "elderly_care_institution"})
    assert kept.facilities.kinds == (("elderly_care_institution",),) * 3


def test_duplicates_are_kept_or_merged_as_chosen() -> None:
    columns = {
        "名称": ["甲园", "甲园", "乙园"],
        "类型": ["骨灰堂", "公益性公墓", "骨灰堂"],
        "经度": [123.1, 123.1001, 123.1],
        "纬度": [41.0, 41.0, 41.0],
        "床位": ["", 30, ""],
        "地址": ["山下", "", ""],
    }
    kept = read(columns)
    assert (len(kept.facilities), kept.skipped) == (3, 0)
    assert codes(kept)["duplicates"] == ("第2行与第3行“甲园”(名称相同,相距 8 米,类型不同)",)
    merged = read(columns, duplicates="merge")
    assert (len(merged.facilities), merged.skipped) == (2, 1)
    one = merged.facilities
    assert one.kinds[0] in {("columbarium", "public_cemetery"), ("public_cemetery", "columbarium")}
    assert (one.numbers["beds"][0], one.texts["address"][0]) == (30, "山下")
    assert codes(merged)["duplicates_merged"] == ("第2行、第3行“甲园”",)
    assert [d.topic for d in merged.decisions] == ["duplicates"]


def test_what_is_not_merged_is_not_lost() -> None:
    """Two rows that may be one are kept whatever was chosen."""
    columns = {"名称": ["甲福园", "甲福园分"], "经度": [123.1] * 2, "纬度": [41.0] * 2}
    got = read(columns, kind="columbarium", duplicates="merge")
    assert len(got.facilities) == 2
    assert len(codes(got)["duplicates_likely"]) == 1


def test_dates_and_numbers_are_read_as_offices_write_them() -> None:
    columns = {"名称": ["甲"], "启用时间": ["2019年3月"], "建筑面积": ["1,200㎡"], "核实日期": ["去年"]}
    got = read(columns, kind="columbarium")
    assert got.facilities.texts["opened"].tolist() == ["2019-03"]
    assert got.facilities.numbers["floor_area_m2"].tolist() == [1200]
    assert codes(got)["not_a_date"] == ("第2行“去年”",)


def test_a_new_facility_that_looks_like_one_of_the_region_is_named() -> None:
    there = make_facilities(["桃仙敬老院"], id=["a"], kinds="elderly_care_institution", lon=[123.1], lat=[41.0])
    columns = {"名称": ["桃仙街道敬老院"], "经度": [123.1005], "纬度": [41.0]}
    got = read(columns, kind="elderly_care_institution", existing=there, units=TOWNS)
    assert got.facilities.id.tolist() != ["a"]
    assert len(codes(got)["duplicates_of_region"]) == 1


@pytest.mark.parametrize(
    ("columns", "added", "told"),
    [
        ({"名称": ["甲", "乙"], "经度": [1, 2], "纬度": [1, 2]}, 0, "2 行里没有一行认得出"),
        ({"名称": ["甲", "乙"], "类型": ["火箭", ""]}, 0, "2 行里没有一行认得出"),
        (
            {"名称": ["望溪小学", "白塔小学", "望溪骨灰堂"], "经度": [1, 2, 3], "纬度": [1, 2, 3]},
            1,
            "3 行里只有 1 行认得出",
        ),
    ],
)
def test_a_list_of_other_things_stops_and_is_shown(columns: dict, added: int, told: str) -> None:
    got = read(columns, existing=make_facilities(["旧堂"], id=["a"]))
    (finding,) = [one for one in got.findings if one.severity == "blocking"]
    assert (finding.code, finding.message.startswith(told)) == ("few_kinds", True)
    assert len(got.facilities) == added
    assert sorted(got.preview.columns["名称"]) == sorted(columns["名称"])
    assert sorted(got.preview.row) == list(range(2, 2 + len(columns["名称"])))
    assert len(got.preview.lon) == len(got.preview.key) == len(columns["名称"])
    assert got.preview.key.tolist().count("") == len(columns["名称"]) - added


def test_half_of_the_rows_are_enough() -> None:
    got = read({"名称": ["望溪小学", "望溪骨灰堂"]})
    assert [one.code for one in got.findings if one.severity == "blocking"] == []
    assert got.preview.row == (3,)


def test_names_of_other_things_are_one_finding() -> None:
    got = read({"名称": ["望溪小学", "白塔小学", "望溪骨灰堂"]}, kind="columbarium")
    assert len(got.facilities) == 3
    assert codes(got)["kind_unlike"] == ("第2行“望溪小学”", "第3行“白塔小学”")
    assert "kind_doubtful" not in codes(got)


def test_what_only_numbers_the_rows_is_not_kept() -> None:
    got = read({"序号": [1, 2], "No.": ["1", ""], "名称": ["甲", "乙"], "排序": ["甲级", ""]}, kind="columbarium")
    assert got.facilities.attributes == ({"排序": "甲级"}, {})
    assert "running_number" in codes(got)


def test_what_is_updated_is_called_by_its_name() -> None:
    first = read(numbered(["甲园", "乙园"]), kind="columbarium").facilities
    for beds, told in ((["", ""], "2 处设施(甲园、乙园)"), (["", "9"], "1 处有变化(乙园)")):
        again = read(numbered(["甲园", "乙园"], 床位=beds), kind="columbarium", existing=first)
        (found,) = [one for one in again.findings if one.code == "facilities_updated"]
        assert told in found.message


def test_a_row_that_names_only_an_unknown_township_is_told() -> None:
    columns = {"名称": ["甲园", "乙园"], "社区": ["柳荫社区", ""], "上级": ["桃仙街道", "某某乡"]}
    got = read(columns, kind="columbarium", units=TOWNS)
    assert got.facilities.unit_code.tolist() == ["210112005001", ""]
    assert codes(got)["unit_unknown"] == ("第3行“某某乡”",)


@pytest.mark.parametrize("places", [{}, {"经度": [123.15], "纬度": [41.05]}])
def test_a_namesake_in_another_township_is_another_facility(places: dict) -> None:
    here = {"名称": ["中心敬老院"], "乡镇": ["望溪街道"], "编号": ["1"], "床位": [10]}
    first = read(here, kind="elderly_care_institution", units=TOWNS).facilities
    there = here | {"乡镇": ["桃仙街道"], "床位": [20]} | places
    got = read(there, kind="elderly_care_institution", units=TOWNS, existing=first)
    assert got.changes[0].act == "added"
    assert got.facilities.id.tolist() != first.id.tolist()


def test_a_township_that_is_told_more_finely_is_no_other_one() -> None:
    here = {"名称": ["中心敬老院"], "乡镇": ["桃仙街道"]}
    first = read(here, kind="elderly_care_institution", units=TOWNS).facilities
    for unit in ("桃仙街道", "柳荫社区", "浑南区"):
        got = read(here | {"乡镇": [unit]}, kind="elderly_care_institution", units=TOWNS, existing=first)
        assert got.facilities.id.tolist() == first.id.tolist()


@pytest.mark.parametrize(
    ("file_name", "sheet", "told"), [("x.xlsx", "", False), ("别的.xlsx", "", True), ("x.xlsx", "东陵街道", True)]
)
def test_what_only_a_name_identifies_is_told_where_another_file_brought_it(
    file_name: str, sheet: str, told: bool
) -> None:
    columns = {"名称": ["中心敬老院"], "床位": [10]}
    first = read(columns, kind="elderly_care_institution").facilities
    source = Source(1, "facilities", "", file_name, "", "", options={"sheet": sheet})
    around = Around(facilities=first, facility_sources={str(first.id[0]): source})
    options = {"role": "facilities", "known_kinds": KINDS, "kind": "elderly_care_institution"}
    got = read_facilities(understood(columns | {"床位": [20]}, **options), around)
    assert ("facilities_by_name" in codes(got)) == told
