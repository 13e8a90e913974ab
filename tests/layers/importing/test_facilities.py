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

KINDS = {"public_cemetery": "公益性公墓", "columbarium": "骨灰堂"}


def table(columns: dict[str, list], shapes: list | None = None) -> Features:
    count = len(next(iter(columns.values())))
    geometry = None if shapes is None else np.array(shapes, dtype=object)
    return Features({k: tuple(v) for k, v in columns.items()}, geometry, "", tuple(range(2, count + 2)))


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
    got, skipped, findings = read_facilities(table(FULL), facilities(), "x.xlsx")
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
    got, _, _ = read_facilities(table(FULL), facilities(datum="gcj02"), "x")
    assert got.lon[0] == pytest.approx(124.397804, abs=2e-6)
    assert got.lat[0] == pytest.approx(40.134315, abs=2e-6)


def test_ids_do_not_change_when_rows_are_shuffled() -> None:
    got, _, _ = read_facilities(table(FULL), facilities(), "x")
    turned, _, _ = read_facilities(table({k: v[::-1] for k, v in FULL.items()}), facilities(), "x")
    assert sorted(got.id) == sorted(turned.id)


def test_given_ids_that_repeat_are_told_apart() -> None:
    columns = {"编号": ["1", "1"], "名称": ["甲", "乙"], "经度": [1, 2], "纬度": [1, 2]}
    got, _, _ = read_facilities(table(columns), facilities(kind="columbarium"), "x")
    assert got.id.tolist() == ["1", "1#2"]


def test_outlines_become_points_inside() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    got, _, findings = read_facilities(table({"名称": ["甲"]}, [ring]), facilities(kind="columbarium"), "x")
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
        read_facilities(table(columns), options, "x")


def test_swapped_metres_and_zero_are_no_places() -> None:
    columns = {"名称": ["甲", "乙", "丙"], "经度": [500_000, 0, 123], "纬度": [4_600_000, 0, 41]}
    got, _, findings = read_facilities(table(columns), facilities(kind="columbarium"), "x")
    assert np.isfinite(got.lon).tolist() == [False, False, True]
    assert next(f for f in findings if f.code == "bad_coordinates").rows == ("第2行", "第3行")


def test_demand_without_place_is_left_out_and_its_people_named() -> None:
    columns = {"lon": [1, None, 2], "lat": [1, 1, 2], "人口": [10, 1200, ""], "60岁以上": ["", 3, 4]}
    got, skipped, findings = read_demand(table(columns), ImportOptions(role="demand"), "x")
    assert skipped == 1
    assert np.array_equal(got.weight["population"], [10, np.nan], equal_nan=True)
    assert np.array_equal(got.weight["aged_60"], [np.nan, 4], equal_nan=True)
    assert "1,200" in next(f.message for f in findings if f.code == "demand_left_out")


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
