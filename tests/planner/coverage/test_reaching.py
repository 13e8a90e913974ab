"""Share reached, counted by hand on two streets and on the straight line."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from layers.errors import Cancelled, UserError
from layers.tables import DRIVE, Demand, Roads
from planner.coverage.reach import NO_PLACE, Reach, ServiceStandard, UnitReach
from planner.coverage.reaching import reach_region, ways_of
from planner.coverage.standard import within
from tests.planner.coverage.impatience import Impatient
from tests.planner.coverage.lattice import (
    COUNTY,
    PREFECTURE,
    LatticeRegion,
    chosen,
    community,
    demand_of,
    facility,
    lattice_units,
    no_demand,
    township,
    without_outline,
)
from tests.planner.coverage.streets_of_the_lattice import at, streets

KIND = "community_elderly_station"
QUARTER = ServiceStandard(15.0, "minutes", "elderly")  # 0.9 m/s: 810 m
STATION = facility("站", KIND, at(0, 0))

PEOPLE = [
    ("near", *at(300, 0), 10.0),  # 300 m
    ("leg", *at(300, 400), 20.0),  # 300 m and a leg of 400 m: 700 m
    ("long leg", *at(600, 400), 40.0),  # 600 m and a leg of 400 m: 1000 m
    ("far", *at(1500, 0), 80.0),  # 1500 m
    ("off road", *at(600, 1500), 160.0),
    ("severed", *at(300, 3000), 320.0),
]
TOTAL, REACHED = 630.0, 30.0


def reach(
    *facilities: dict[str, object],
    people: Sequence[tuple[str, float, float, float]] | Demand = PEOPLE,
    roads: Roads | None = None,
    standard: ServiceStandard = QUARTER,
    group: str = "aged_60",
    kind: str = KIND,
    listed: str = KIND,
    **region: object,
) -> Reach:
    demand = people if isinstance(people, Demand) else demand_of(people)
    table = LatticeRegion(facilities, listed, demand_table=demand, road_table=roads, **region)  # type: ignore[arg-type]
    return reach_region(table, kind, standard, group)


def by_code(found: Reach, code: str) -> UnitReach:
    return next(unit for unit in found.units if unit.code == code)


def test_people_within_along_the_streets_with_both_legs():
    found = reach(STATION, roads=streets())
    assert found.impedance[:4].tolist() == pytest.approx([metres / 54 for metres in (300, 700, 1000, 1500)], abs=1e-6)
    assert np.isinf(found.impedance[4:]).all()
    assert found.reached_mask.tolist() == [True, True, False, False, False, False]
    assert (found.total, found.reached, found.share) == (TOTAL, REACHED, REACHED / TOTAL)
    assert found.nearest.tolist() == [0, 0, 0, 0, -1, -1]
    assert found.facilities.tolist() == [0]
    assert found.notes == ()


def test_the_unreachable_by_reason_and_by_unit():
    found = reach(STATION, roads=streets())
    assert found.reason.tolist() == [0, 0, 0, 0, 1, 2]
    assert found.unreachable_by_reason == {1: 160.0, 2: 320.0}
    assert found.unreachable == 480.0
    for code in (community("乙3-1"), township("乙3"), COUNTY["乙"], PREFECTURE):
        unit = by_code(found, code)
        assert (unit.total, unit.reached, unit.unreachable) == (TOTAL, REACHED, 480.0)
        assert unit.by_reason == {1: 160.0, 2: 320.0}
        assert unit.share == REACHED / TOTAL
    empty = by_code(found, township("甲1"))
    assert (empty.total, empty.reached, empty.unreachable, empty.by_reason) == (0.0, 0.0, 0.0, {})
    assert np.isnan(empty.share)


def test_units_of_every_level_in_order():
    found = reach(STATION, roads=streets())
    assert [unit.level for unit in found.units] == ["prefecture"] + ["county"] * 2 + ["township"] * 8 + [
        "community"
    ] * 32
    assert [unit.code for unit in found.units if unit.level == "township"] == sorted(
        unit.code for unit in found.units if unit.level == "township"
    )


def test_metres_are_tested_in_metres_and_the_limit_is_within():
    found = reach(STATION, roads=streets(), standard=ServiceStandard(700.0, "metres", "elderly"))
    assert found.impedance[:4].tolist() == pytest.approx([300, 700, 1000, 1500], abs=1e-5)
    exactly = replace(QUARTER, limit=float(found.impedance[1]), measured_in="metres")
    again = reach(STATION, roads=streets(), standard=exactly)
    assert again.reached_mask.tolist() == [True, True, False, False, False, False]
    below = replace(exactly, limit=float(np.nextafter(exactly.limit, 0)))
    assert reach(STATION, roads=streets(), standard=below).reached_mask.tolist()[:2] == [True, False]


def test_only_operating_facilities_with_a_place_serve_wherever_they_stand():
    found = reach(
        facility("在建", KIND, at(1500, 0), status="building"),
        facility("别类", "columbarium", at(1500, 0)),
        facility("外地", KIND, (120.0, 30.0)),
        facility("无处", KIND, None, unit=township("乙3")),
        facility("路远", KIND, at(600, -2000)),
        STATION,
        roads=streets(),
    )
    assert (found.reached, found.facilities.tolist(), found.nearest.tolist()[:2]) == (REACHED, [2, 4, 5], [5, 5])
    assert found.unknown.unplaced_facilities == ("无处",)
    assert found.bounds() == (REACHED / TOTAL, 1.0)
    text = "；".join(found.notes)
    assert "1 处设施在区域范围之外，走得到也算覆盖，但不计入本区域的设施数：外地" in text
    assert "1 处设施没有坐标，未参加计算：无处" in text
    assert "2 处设施附近没有道路，走不到：外地、路远" in text


def test_no_operating_facility_is_a_known_zero_and_no_list_is_not():
    closed = reach(facility("旧站", KIND, at(0, 0), status="closed"), roads=streets())
    assert (closed.reached, closed.unreachable_by_reason) == (0.0, {3: TOTAL})
    with pytest.raises(UserError, match="未导入“社区养老服务站/日间照料”的设施清单"):
        reach(roads=streets(), listed="")


def test_all_facilities_off_the_road():
    found = reach(facility("路远", KIND, at(600, -2000)), roads=streets())
    assert found.unreachable_by_reason[4] > 0
    assert found.reached == 0.0


def test_several_kinds_serve_together():
    rows = (facility("站", KIND, at(0, 0)), facility("中心", "subdistrict_elderly_centre", at(1500, 0)))
    found = reach(*rows, roads=streets(), kind=f"{KIND}+subdistrict_elderly_centre")
    assert found.reached_mask.tolist() == [True, True, False, True, False, False]
    assert found.kind == f"{KIND}+subdistrict_elderly_centre"


def test_without_roads_the_straight_line_says_so():
    found = reach(STATION)
    assert found.impedance[:2].tolist() == pytest.approx([300 * 1.3 / 54, 500 * 1.3 / 54], abs=1e-4)
    assert len(found.notes) == 1
    for word in ("没有路网数据", "直线距离", "1.3", "0.9 米/秒"):
        assert word in found.notes[0]
    asked = reach(STATION, roads=streets(), standard=replace(QUARTER, mode="straight"))
    assert asked.impedance.tolist() == found.impedance.tolist()
    assert "没有路网数据" not in asked.notes[0]
    assert "直线距离" in asked.notes[0]


def test_roads_that_the_mode_may_not_use():
    found = reach(STATION, roads=streets(DRIVE))
    assert found.notes[0] == "路网里没有可供老年人步行的道路"
    assert found.reached == 0.0


def test_streets_that_are_at_hand_are_used():
    region = LatticeRegion((STATION,), KIND, demand_table=demand_of(PEOPLE), road_table=streets())
    ways = ways_of(region, "elderly")
    region.road_table = None
    assert reach_region(region, KIND, QUARTER, "aged_60", None, ways).reached == REACHED


def test_unknown_weights_are_listed_and_widen_the_interval():
    people = [*PEOPLE, ("blank near", *at(300, 0), np.nan), ("blank far", *at(1500, 0), np.nan)]
    found = reach(STATION, people=people, roads=streets())
    assert (found.total, found.reached, len(found.weight)) == (TOTAL, REACHED, 6)
    assert found.unknown.unweighted == ("blank near", "blank far")
    assert found.unknown.unweighted_reached == 1
    assert found.bounds() == (0.0, 1.0)
    assert "2 个需求点没有该人群的人数，未计入：blank near、blank far" in found.notes
    only_near = reach(STATION, people=people[:-1], roads=streets())
    assert only_near.bounds() == (REACHED / TOTAL, 1.0)
    only_far = reach(STATION, people=[*PEOPLE, people[-1]], roads=streets())
    assert only_far.bounds() == (0.0, REACHED / TOTAL)


def test_points_without_a_place_are_not_reached_but_might_be():
    found = reach(STATION, people=[*PEOPLE, ("nowhere", np.nan, np.nan, 70.0)], roads=streets())
    assert (found.total, found.reached) == (700.0, REACHED)
    assert found.bounds() == (REACHED / 700, 100 / 700)
    assert found.unreachable_by_reason == {1: 160.0, 2: 320.0}
    assert (found.unreachable, found.reason[-1]) == (480.0, NO_PLACE)
    assert (found.unknown.unplaced, found.unknown.unplaced_people) == (("nowhere",), 70.0)
    assert "1 个需求点(70 人)没有坐标，计入总数，不知是否在范围内：nowhere" in found.notes


def test_points_without_a_place_count_for_their_unit():
    """One declares a township, one nothing, one a code that no unit has."""
    blank = [(name, np.nan, np.nan, people) for name, people in (("one", 70.0), ("two", 7.0), ("three", 3.0))]
    demand = replace(demand_of([*PEOPLE, *blank]), unit_code=np.array([""] * 6 + [township("甲1"), "", "999999999999"]))
    found = reach(STATION, people=demand, roads=streets())
    declared, whole = by_code(found, township("甲1")), by_code(found, PREFECTURE)
    assert (declared.total, declared.reached, declared.unreachable, declared.unplaced) == (70.0, 0.0, 0.0, 70.0)
    assert by_code(found, COUNTY["甲"]).total == 70.0
    assert (whole.total, whole.reached, whole.unreachable, whole.unplaced) == (710.0, REACHED, 480.0, 80.0)
    assert (found.total, found.unreachable) == (710.0, 480.0)
    assert found.bounds() == (REACHED / 710, (REACHED + 80) / 710)


def test_without_any_facility_nobody_has_a_way_wherever_they_live():
    found = reach(people=[*PEOPLE, ("nowhere", np.nan, np.nan, 70.0)], roads=streets())
    assert found.unreachable_by_reason == {3: 700.0}
    assert found.bounds() == (0.0, 0.0)
    assert found.unknown.lines() == ()


def test_without_a_place_on_the_straight_line():
    found = reach(STATION, people=[*PEOPLE, ("nowhere", np.nan, np.nan, 70.0)])
    assert (found.reason[-1], found.unreachable) == (NO_PLACE, 0.0)


def test_a_demand_point_counts_for_its_declared_unit_else_by_location():
    declared = reach(STATION, people=demand_of(PEOPLE, units=township("甲1")), roads=streets())
    assert by_code(declared, township("甲1")).total == TOTAL
    assert by_code(declared, township("乙3")).total == 0.0
    assert by_code(declared, COUNTY["甲"]).total == TOTAL
    assert by_code(declared, community("甲1-1")).total == 0.0


ABROAD = [("abroad", 120.0, 30.0, 70.0), ("far abroad", 120.0, 31.0, 5.0), ("empty", 120.0, 31.0, np.nan)]


def test_demand_outside_the_region_is_left_out_and_said():
    found, without = reach(STATION, people=[*PEOPLE, *ABROAD], roads=streets()), reach(STATION, roads=streets())
    assert (found.total, found.reached, found.share) == (TOTAL, REACHED, REACHED / TOTAL)
    assert [unit.total for unit in found.units] == [unit.total for unit in without.units]
    assert found.bounds() == without.bounds()
    assert found.demand_id.tolist() == without.demand_id.tolist()
    assert found.notes == ("3 个需求点(75 人)在区域范围之外，不计入",)
    assert found.reconciliation == without.reconciliation
    assert (by_code(found, PREFECTURE).total, found.reconciliation[0][-6:]) == (TOTAL, "，与总数一致")


def test_demand_elsewhere_that_declares_a_unit_of_the_region_counts():
    found = reach(STATION, people=demand_of([*PEOPLE, *ABROAD], units=township("甲1")), roads=streets())
    assert (found.total, by_code(found, township("甲1")).total) == (705.0, 705.0)


def test_nobody_is_outside_where_outlines_do_not_cover_the_region():
    several = chosen(lattice_units(), lattice_units().level != "prefecture")
    holed = without_outline(several, ["甲区", "甲4乡", "甲4-4"])
    found = reach(STATION, people=[*PEOPLE, *ABROAD], roads=streets(), unit_table=holed)
    assert found.total == 705.0
    assert by_code(found, COUNTY["乙"]).total == TOTAL
    assert "2 个需求点(75 人)不在任何行政单元内：计入总数，不计入任何单元" in found.notes


def test_a_region_of_one_unit_without_outline_counts_everybody():
    alone = without_outline(chosen(lattice_units(), lattice_units().code == COUNTY["乙"]), ["乙县"])
    found = reach(STATION, roads=streets(), unit_table=alone)
    (row,) = found.units
    assert (row.code, row.total, row.reached, row.unreachable) == (COUNTY["乙"], TOTAL, REACHED, found.unreachable)
    assert found.reconciliation[0] == "县级 1 个单元合计 630 人，与总数一致"
    assert found.notes == ()


def test_every_level_adds_up():
    found = reach(STATION, roads=streets())
    assert found.reconciliation[:4] == (
        "地市级 1 个单元合计 630 人，与总数一致",
        "县级 2 个单元合计 630 人，与总数一致",
        "乡级 8 个单元合计 630 人，与总数一致",
        "社区(村) 32 个单元合计 630 人，与总数一致",
    )
    assert found.reconciliation[4] == "需求点合计 630 人，行政单元的60岁及以上合计 1,920 人，差 -1,290 人，相差 67.2%"
    for level in ("prefecture", "county", "township", "community"):
        units = [unit for unit in found.units if unit.level == level]
        assert sum(unit.total for unit in units) == found.total
        assert sum(unit.reached for unit in units) == found.reached
        assert sum(unit.unreachable for unit in units) == found.unreachable


def test_units_stand_in_for_missing_demand_points():
    found = reach(
        facility("站", KIND, "甲1-1"), people=no_demand(), standard=ServiceStandard(14_000.0, "metres", "walk")
    )
    # Representative points are the middles: 0.1 degree is 11.1 km north, 8.5 km east; times 1.3 is 14.4 and 11.0 km.
    assert [unit.name for unit in found.units if unit.level == "community" and unit.reached] == ["甲1-1", "甲1-2"]
    assert (found.total, found.reached) == (1920.0, 120.0)
    assert found.reconciliation[-1] == "需求点合计与行政单元的60岁及以上 1,920 人一致"
    assert any("行政单元内的代表点" in note for note in found.notes)


def test_people_no_point_stands_for_leave_everything_open():
    units = without_outline(lattice_units(), ["甲1-1", "甲1街道", "甲区", "丁市"])
    found = reach(facility("站", KIND, "甲2-1"), people=no_demand(), unit_table=units)
    assert found.unknown.left_out_units == ("甲1-1",)
    assert found.bounds() == (0.0, 1.0)
    assert "1 个单元没有边界或没有人口，未计入：甲1-1" in found.notes


def test_a_region_without_units():
    nothing = chosen(lattice_units(), np.zeros(43))
    found = reach(STATION, roads=streets(), unit_table=nothing)
    assert (found.total, found.reached, found.units) == (TOTAL, REACHED, ())
    assert found.reconciliation == ("行政单元的60岁及以上数据不全，无法与需求点合计 630 人核对",)


def test_nobody_at_all():
    found = reach(STATION, people=[("none", *at(0, 0), 0.0)], roads=streets())
    assert np.isnan(found.share)
    assert np.isnan(found.bounds()).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "school"}, "没有设施类型“school”"),
        ({"group": "under_18"}, r"没有18岁以下人口.*aged_60"),
        ({"standard": ServiceStandard(15, "minutes", "fly")}, "没有出行方式“fly”.*老年人步行"),
    ],
)
def test_what_the_user_can_mend(change, message):
    with pytest.raises(UserError, match=message):
        reach(STATION, roads=streets(), **change)


def test_it_reports_and_can_be_cancelled_at_every_step():
    region = LatticeRegion((STATION,), KIND, demand_table=demand_of(PEOPLE), road_table=streets())
    patient = Impatient(99)
    reach_region(region, KIND, QUARTER, "aged_60", patient)
    assert patient.shares == sorted(patient.shares)
    for patience in range(len(patient.shares)):
        with pytest.raises(Cancelled):
            reach_region(region, KIND, QUARTER, "aged_60", Impatient(patience))


def test_the_mask_is_the_one_helper_s():
    found = reach(STATION, roads=streets())
    assert (found.reached_mask == within(found.impedance, 15.0)).all()


def test_a_point_without_a_place_and_without_a_number_leaves_everything_open():
    found = reach(STATION, people=[*PEOPLE, ("nobody knows", np.nan, np.nan, np.nan)], roads=streets())
    assert (found.total, found.reached) == (TOTAL, REACHED)
    assert (found.unknown.unweighted_reached, found.unknown.unweighted_unplaced) == (0, 1)
    assert found.bounds() == (0.0, 1.0)
    none = reach(people=[*PEOPLE, ("nobody knows", np.nan, np.nan, np.nan)], roads=streets())
    assert none.unknown.unweighted_unplaced == 0  # no facility, so nobody is reached wherever he may live
