"""Facilities and demand from other people's tables."""

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.foreign.answer import Features
from layers.importing.demand import read_demand
from layers.importing.facilities import read_facilities
from layers.importing.options import ImportOptions
from layers.importing.sites import read_candidates, read_zones
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS
from layers.tables import Facilities

KINDS = {"public_cemetery": "公益性公墓", "columbarium": "骨灰堂"}


def table(columns: dict[str, list], shapes: list | None = None) -> Features:
    count = len(next(iter(columns.values())))
    geometry = None if shapes is None else np.array(shapes, dtype=object)
    return Features({k: tuple(v) for k, v in columns.items()}, geometry, "", tuple(range(2, count + 2)))


def no_facilities() -> Facilities:
    none, text = np.array([], dtype=float), np.array([], dtype="U1")
    numbers = dict.fromkeys(FACILITY_NUMBERS, none)
    return Facilities(text, text, (), text, text, none, none, numbers, dict.fromkeys(FACILITY_TEXTS, text), ())


def read(source: Features, options: ImportOptions, where: str, existing: Facilities | None = None) -> tuple:
    return read_facilities(source, options, existing or no_facilities(), where)


def facilities(**options) -> ImportOptions:
    return ImportOptions(role="facilities", known_kinds=KINDS, **options)


FULL = {
    "机构名称": ["甲公墓", "乙堂", "", "丁"],
    "类型": ["公益性公墓、骨灰堂", "columbarium", "骨灰堂", "火箭"],
    "经度": ["124.403645", 124.5, 124.5, 124.5],
    "纬度": ["40.135914", None, 40.0, 40.0],
    "区划代码": ["210602001", "x", "", ""],
    "状态": ["规划", "", "", ""],
    "床位": [12, "１２０张", "", ""],
    "电话": [13800000000.0, "", "", ""],
}


def test_a_full_table() -> None:
    got, skipped, findings = read(table(FULL), facilities(), "x.xlsx")
    assert skipped == 2
    assert got.kinds == (("public_cemetery", "columbarium"), ("columbarium",))
    assert got.unit_code.tolist() == ["210602001000", ""]
    assert got.status.tolist() == ["planned", "operating"]
    assert got.numbers["beds"].tolist() == [12, 120]
    assert got.attributes == ({"电话": "13800000000"}, {})
    assert np.isnan(got.lon[1])
    codes = {finding.code: finding.rows for finding in findings}
    assert codes["no_name"] == ("第4行",)
    assert codes["unknown_kind"] == ("第5行“火箭”",)
    assert codes["bad_code"] == ("第3行“x”",)
    assert codes["no_coordinates"] == ("第3行",)


def test_shifted_coordinates_come_back() -> None:
    """The seat of 六道口街道 in GCJ-02 and in WGS84, as an independent list gives both to 1e-6 degrees."""
    got, _, _ = read(table(FULL), facilities(datum="gcj02"), "x")
    assert got.lon[0] == pytest.approx(124.397804, abs=2e-6)
    assert got.lat[0] == pytest.approx(40.134315, abs=2e-6)


def numbered(names: list[str], **changes: list) -> Features:
    count = len(names)
    columns = {"编号": [str(i + 1) for i in range(count)], "名称": names, "经度": [123.0 + i for i in range(count)]}
    return table(columns | {"纬度": [41.0] * count} | changes)


def test_two_lists_with_the_same_numbers_do_not_replace_each_other() -> None:
    first, _, _ = read(numbered(["甲园", "乙园"]), facilities(kind="columbarium"), "a")
    other, _, _ = read(numbered(["丙墓", "丁墓"]), facilities(kind="public_cemetery"), "b", first)
    assert not set(first.id) & set(other.id)
    again, _, findings = read(numbered(["丙墓", "丁墓"]), facilities(kind="public_cemetery"), "b", other)
    assert again.id.tolist() == other.id.tolist()
    assert [f.code for f in findings] == ["facilities_updated"]


@pytest.mark.parametrize("numbers", [["1", "2"], ["", ""]])
def test_a_corrected_list_updates_its_facilities(numbers: list[str]) -> None:
    first, _, _ = read(numbered(["甲园", "乙园"], 编号=numbers), facilities(kind="columbarium"), "a")
    moved, _, findings = read(
        numbered(["甲园", "乙园"], 编号=numbers, 经度=[120, 121]), facilities(kind="columbarium"), "a", first
    )
    assert moved.id.tolist() == first.id.tolist()
    assert {f.code for f in findings} == {"facilities_updated"}


def test_one_place_under_two_kinds_has_both() -> None:
    first, _, _ = read(numbered(["甲园"]), facilities(kind="columbarium"), "a")
    both, _, _ = read(numbered(["甲园"]), facilities(kind="public_cemetery"), "b", first)
    assert (both.id.tolist(), both.kinds) == (first.id.tolist(), (("columbarium", "public_cemetery"),))


def test_namesakes_are_kept_apart_and_named() -> None:
    columns = {"名称": ["甲园", "甲园"], "经度": [123, 124], "纬度": [41, 41]}
    first, _, _ = read(table(columns), facilities(kind="columbarium"), "a")
    assert len(set(first.id)) == 2
    same, _, _ = read(table(columns), facilities(kind="columbarium"), "a", first)
    assert same.id.tolist() == first.id.tolist()
    again, _, findings = read(table(columns | {"经度": [125, 126]}), facilities(kind="columbarium"), "a", first)
    assert not set(first.id) & set(again.id)
    assert "facility_namesakes" in {f.code for f in findings}


def test_given_ids_that_repeat_are_told_apart() -> None:
    got, _, _ = read(numbered(list("甲乙丙丁"), 编号=["x", "x", "x#2", "x"]), facilities(kind="columbarium"), "x")
    assert len(set(got.id)) == 4


def test_sums_are_no_facilities() -> None:
    got, skipped, findings = read(numbered(["甲园", "合计"]), facilities(kind="columbarium"), "x")
    assert (got.name.tolist(), skipped) == (["甲园"], 1)
    assert "sum_row" in {f.code for f in findings}


def test_what_is_not_known_of_several_kinds_is_named() -> None:
    got, _, findings = read(numbered(["甲园"], 类型=["骨灰堂;火箭"]), facilities(), "x")
    assert got.kinds == (("columbarium",),)
    assert next(f for f in findings if f.code == "unknown_kind").rows == ("第2行“火箭”",)


def test_geometry_wins_over_columns_that_merely_look_like_coordinates() -> None:
    point = shapely.Point(123.05, 41.05)
    got, _, _ = read(
        table({"名称": ["甲"], "X": [500_000], "Y": [4_600_000]}, [point]), facilities(kind="columbarium"), "x"
    )
    assert (got.lon[0], got.lat[0]) == (123.05, 41.05)
    chosen = facilities(kind="columbarium", columns={"lon": "经", "lat": "纬"})
    got, _, _ = read(table({"名称": ["甲"], "经": [120.0], "纬": [40.0]}, [point]), chosen, "x")
    assert (got.lon[0], got.lat[0]) == (120.0, 40.0)


def test_outlines_become_points_inside() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    got, _, findings = read(table({"名称": ["甲"]}, [ring]), facilities(kind="columbarium"), "x")
    assert ring.contains(shapely.Point(got.lon[0], got.lat[0]))
    assert "not_a_point" in {finding.code for finding in findings}


@pytest.mark.parametrize(
    ("options", "columns", "message"),
    [
        (facilities(), {"名称": ["甲"], "经度": [1], "纬度": [1]}, "没有说明设施类型"),
        (facilities(kind="columbarium"), {"名称": ["甲"], "经度": [1]}, "没有坐标"),
        (facilities(kind="columbarium"), {"x1": ["甲"], "经度": [1], "纬度": [1]}, "不知道哪一列是设施名称"),
    ],
)
def test_mistakes_are_named(options: ImportOptions, columns: dict[str, list], message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(table(columns), options, "x")


def test_swapped_metres_and_zero_are_no_places() -> None:
    columns = {"名称": ["甲", "乙", "丙"], "经度": [500_000, 0, 123], "纬度": [4_600_000, 0, 41]}
    got, _, findings = read(table(columns), facilities(kind="columbarium"), "x")
    assert np.isfinite(got.lon).tolist() == [False, False, True]
    assert next(f for f in findings if f.code == "bad_coordinates").rows == ("第2行", "第3行")


def test_demand_without_people_is_left_out_and_without_place_kept() -> None:
    columns = {"lon": [1, None, 2, 3], "lat": [1, 1, 2, 3], "人口": [10, 1200, "", ""], "60岁以上": ["", 3, 4, ""]}
    got, skipped, findings = read_demand(table(columns), ImportOptions(role="demand"), "x")
    assert skipped == 1
    assert np.array_equal(got.weight["population"], [10, 1200, np.nan], equal_nan=True)
    assert np.array_equal(got.weight["aged_60"], [np.nan, 3, 4], equal_nan=True)
    assert np.isnan(got.lon).tolist() == [False, True, False]
    assert {f.code: f.rows for f in findings} == {"no_coordinates": ("第3行",), "demand_without_people": ("第5行",)}


def test_demand_needs_people() -> None:
    with pytest.raises(UserError, match="不知道哪一列是人口"):
        read_demand(table({"lon": [1], "lat": [1]}), ImportOptions(role="demand"), "x")


def test_candidates_and_zones() -> None:
    columns = {"名称": ["甲", "乙"], "经度": [1, None], "纬度": [1, 1], "造价": ["1,200", 3]}
    sites, lon, _, skipped, _ = read_candidates(table(columns), ImportOptions(role="candidates"), "x")
    assert (sites["id"], sites["cost"], lon.tolist(), skipped) == (["c2"], [1200], [1], 1)
    shapes = [shapely.box(0, 0, 1, 1), shapely.Point(0, 0)]
    zones, geometry, skipped, _ = read_zones(table({"名称": ["林", "x"]}, shapes), ImportOptions(role="zones"), "x")
    assert (zones["name"], len(geometry), skipped) == (["林"], 1, 1)
    with pytest.raises(UserError, match="没有面"):
        read_zones(table({"名称": ["x"]}, shapes[1:]), ImportOptions(role="zones"), "x")
