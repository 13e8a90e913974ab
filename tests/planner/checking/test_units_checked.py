"""What is found about units: one thing wrong, one finding, on the right rows."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.tables import UnitAlias
from tests.planner.checking.region_files import UNITS, take, with_cells
from tests.planner.coverage.lattice import COUNTY, PREFECTURE, community, township

BASE = {"no_roads"}


def test_the_lattice_is_sound_but_for_roads(found) -> None:
    assert set(found()) == BASE


def test_an_empty_region_is_blocked(found) -> None:
    assert found(None)["no_units"].severity == "blocking"


@pytest.mark.parametrize(
    ("column", "cells", "code", "rows"),
    [
        ("population", {"甲1-1": 0.0}, "population_zero", [community("甲1-1")]),
        ("households", {"甲1-1": 301.0}, "more_households_than_people", [community("甲1-1")]),
        ("aged_60", {"甲1-1": 301.0}, "part_larger_than_whole", [community("甲1-1")]),
        ("under_18", {"甲1-1": 241.0}, "parts_exceed_whole", [community("甲1-1")]),
        ("population", {"甲1-1": 1.2e7}, "density_absurd", [community("甲1-1")]),
        ("population", {"甲1-1": 5.0}, "density_absurd", [community("甲1-1")]),
        ("name", {"甲1-1": "甲\u200b1-1"}, "name_invisible_characters", [community("甲1-1")]),
        ("name", {"甲1-1": " 甲1-1"}, "name_invisible_characters", [community("甲1-1")]),
        ("name", {"甲1-1": "???"}, "name_placeholder", [community("甲1-1")]),
        ("name", {"甲1-1": "测试2"}, "name_placeholder", [community("甲1-1")]),
        ("name", {"甲1-1": "锟斤拷锟"}, "name_garbled", [community("甲1-1")]),
        ("name", {"甲1-1": "甲1-2"}, "unit_name_twice", [community("甲1-1"), community("甲1-2")]),
        ("level", {"甲1-1": "township"}, "parent_not_above", [community("甲1-1")]),
        ("parent", {"甲1-1": COUNTY["甲"]}, "level_skipped", [community("甲1-1")]),
        ("parent", {"甲1-1": township("甲2")}, "unit_code_elsewhere", [community("甲1-1")]),
        ("parent", {"甲1-1": "999999999999"}, "parent_by_code", [community("甲1-1")]),
        ("parent", {"甲3镇": ""}, "parent_by_code", [township("甲3")]),
        ("code", {"甲1-1": "99"}, "unit_code_broken", ["99"]),
        ("provisional", {"甲1-1": True}, "unit_code_provisional", [community("甲1-1")]),
    ],
)
def test_one_odd_cell_is_found(found, column: str, cells: dict[str, object], code: str, rows: list[str]) -> None:
    finding = found(with_cells(UNITS, column, cells))[code]
    assert list(finding.rows) == rows
    assert finding.table == "units"
    assert finding.why
    assert finding.remedy
    assert len(finding.spots) == len(rows)


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("under_18", {"甲1-1": 240.0}),  # with those of 60 and over exactly all people
        ("aged_65", {"甲1-1": 60.0}),  # as many as of 60 and over
        ("households", {"甲1-1": 300.0}),
        ("name", {"甲1-1": "无名村"}),
        ("name", {"甲1-1": "测试基地社区"}),
        ("name", {"甲1-1": "XO小区"}),
        ("name", {"甲1-1": "兴隆 Home 社区"}),
    ],
)
def test_what_can_be_is_not_accused(found, column: str, cells: dict[str, object]) -> None:
    assert set(found(with_cells(UNITS, column, cells))) - {"households_sum_differs"} == BASE


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [("aged_65", "aged_60"), ("aged_80", "aged_65"), ("aged_80", "aged_60"), ("left_behind_children", "under_18")],
)
def test_a_part_of_a_part_is_held_against_it(found, smaller: str, larger: str) -> None:
    units = with_cells(with_cells(UNITS, larger, {"甲1-1": 40.0}), smaller, {"甲1-1": 41.0})
    assert found(units)["part_larger_than_whole"].rows == (community("甲1-1"),)


def test_an_orphan_that_no_code_can_place(found) -> None:
    units = with_cells(UNITS, "parent", {"甲1-1": ""})
    finding = found(with_cells(units, "provisional", {"甲1-1": True}))["no_parent"]
    assert (finding.rows, finding.mend) == ((community("甲1-1"),), "")


def test_townships_without_communities_where_others_have_some(found) -> None:
    gone = np.isin(UNITS.parent, [township("甲3"), township("乙4")])
    finding = found(take(UNITS, ~gone))["township_without_community"]
    assert set(finding.rows) == {township("甲3"), township("乙4")}
    bare = take(UNITS, UNITS.level != "community")
    assert "township_without_community" not in found(bare)


def test_the_same_code_twice_blocks(found) -> None:
    from planner.checking.tables import Checked
    from planner.checking.unit_codes import code_findings
    from tests.planner.checking.conftest import TODAY
    from tests.planner.coverage.lattice import LatticeRegion

    twice = with_cells(UNITS, "code", {"甲1-2": community("甲1-1")})
    findings = list(code_findings(Checked(LatticeRegion(unit_table=twice), TODAY)))  # type: ignore[arg-type]
    assert ("blocking", "unit_code_twice") in [(one.severity, one.code) for one in findings]


def test_a_known_official_code_is_offered_where_one_fits(found) -> None:
    made_up = community("甲1-1")
    units = with_cells(UNITS, "provisional", {"甲1-1": True, "甲1-2": True, "甲1-3": True})
    aliases = [
        UnitAlias(made_up, "210602001277"),
        UnitAlias(made_up, "老名字"),
        UnitAlias(community("甲1-2"), "210602001278"),
        UnitAlias(community("甲1-2"), "210602001279"),  # two: nobody knows which
        UnitAlias(community("甲1-3"), township("甲2")),  # of another unit
    ]
    findings = found(units, aliases=aliases)
    assert findings["unit_code_known"].rows == (made_up,)
    assert findings["unit_code_known"].mend == "real_codes"
    assert set(findings["unit_code_provisional"].rows) == {community("甲1-2"), community("甲1-3")}


def test_outlines_that_cross_and_overlap(found) -> None:
    shapes = UNITS.geometry.copy()
    row = UNITS.row_of[community("甲1-1")]
    west, south, east, north = shapes[row].bounds
    shapes[row] = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    assert found(replace(UNITS, geometry=shapes))["unit_invalid"].mend == "make_valid"
    shapes[row] = shapely.box(west, south, east + 0.01, north)
    assert "units_overlap" in found(replace(UNITS, geometry=shapes))


def test_what_the_import_stored_gives_way_to_the_tables_of_today(found) -> None:
    from layers.finding import Finding

    stored = [Finding("blocking", "unit_invalid", "当时有"), Finding("note", "merged_header", "表头合并")]
    findings = found(sources=lambda writer: writer.add_findings(stored, None))
    assert set(findings) == BASE | {"merged_header"}


def test_people_of_units_and_demand_points(found) -> None:
    from tests.planner.checking.region_files import demand_at

    assert set(found(demand=demand_at())) == BASE
    demand = demand_at()
    demand.weight["population"][3] = 330.0
    finding = found(demand=demand)["demand_sum_differs"]
    assert finding.rows == (str(demand.id[3]),)
    assert "需求点 330，单元 300" in finding.message


def test_the_region_itself_needs_no_parent(found) -> None:
    townships = take(UNITS, UNITS.level == "township")
    townships = replace(townships, parent=np.full(len(townships), PREFECTURE))
    assert not {"no_parent", "parent_by_code"} & set(found(townships))
