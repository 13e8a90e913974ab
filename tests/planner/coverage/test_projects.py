"""What the named projects of a plan add to a region, counted by hand on the lattice."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from layers.tables import ManualValue, Units
from planner.coverage.measuring import evaluate_region
from planner.coverage.projects import PlannedRegion, with_projects
from planner.coverage.scenarios import evaluate_scenarios
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.scorecard import ScorecardRow
from tests.planner.coverage.lattice import (
    COUNTY,
    PREFECTURE,
    LatticeRegion,
    demand_of,
    facility,
    lattice_units,
    township,
)
from tests.planner.plans.written import indicator, plan_of

STATION, HOME, CENTRE = "social_work_station", "elderly_care_institution", "community_service_facility"
COUNT = indicator(id="count", measure="count", of="", kinds=(HOME,), unit="个", value=5.0, unit_level="")
BEDS = indicator(id="beds", measure="count", of="beds", kinds=(HOME,), unit="张", value=300.0, unit_level="")
SHARE = indicator(id="share", measure="share_of", of="nursing_beds/beds", kinds=(HOME,), value=55.0, unit_level="")


def project(name: str = "东院建设项目", **changes: object) -> Project:
    plain = Project(id="p1", name=name, action="新建", section="专栏2", line=9, last_line=9, kinds=(HOME,))
    return replace(plain, **changes)  # type: ignore[arg-type]


def plan(*projects: Project, rows: Sequence[Indicator] = (COUNT,), code: str = PREFECTURE) -> Plan:
    numbered = tuple(replace(one, id=f"p{number}") for number, one in enumerate(projects, start=1))
    return replace(plan_of(*rows), projects=numbered, region_code=code)


def planned(region: LatticeRegion, *projects: Project, **changes: object) -> PlannedRegion:
    return with_projects(region, plan(*projects, **changes))  # type: ignore[arg-type]


def then(region: LatticeRegion, row: Indicator, *projects: Project) -> ScorecardRow:
    """A row when the projects are built."""
    return evaluate_scenarios(region, plan(*projects, rows=(row,))).projects.rows[0]


def in_unit(region: PlannedRegion) -> list[str]:
    """The names of the units that the new facilities count for."""
    units = region.units()
    rows = [units.row_of.get(str(code), -1) for code in region.facilities().unit_code]
    return [str(units.name[row]) if row >= 0 else "" for row in rows[len(region.region.facilities()) :]]


def test_a_project_becomes_an_operating_facility_of_its_unit():
    region = LatticeRegion([facility("西院", HOME, "甲1", beds=100)])
    built = planned(region, project(unit="乙县", place="乙2镇", numbers=(("beds", 50.0),)))
    table = built.facilities()
    assert table.name.tolist() == ["西院", "东院建设项目"]
    assert table.status.tolist() == ["operating", "operating"]
    assert (table.kinds, in_unit(built)) == (((HOME,), (HOME,)), ["乙2镇"])
    assert np.isnan(table.lon[1])
    assert np.isnan(table.lat[1])
    assert table.numbers["beds"].tolist() == [100.0, 50.0]
    assert np.isnan(table.numbers["staff"][1])
    assert table.texts["address"].tolist() == ["", "乙2镇"]
    (added,) = built.added
    assert (added.new, added.finished, added.unit_code) == (("draft:p1",), (), township("乙2"))
    assert built.notes == ()
    assert len(region.facilities()) == 1
    assert (built.name, built.code, len(built.units())) == ("丁市", PREFECTURE, 43)


@pytest.mark.parametrize(
    ("unit", "place", "name", "words"),
    [
        ("乙县", "", "乙县", ""),
        ("乙", "乙2", "乙2镇", ""),
        ("", "乙2镇", "乙2镇", ""),
        ("乙县", "甲2街道", "乙县", ""),  # not in this county
        ("乙县", "某路 5 号", "乙县", ""),
        ("丁市", "", "丁市", "只印到丁市，不知在哪个下级单元"),
        ("丁市", "乙2镇", "乙2镇", ""),
        ("戊县", "乙2镇", "丁市", "印的地点“戊县”不是唯一的行政单元名称，只计入全区域"),
        ("", "", "丁市", "没有印所在的行政单元，只计入全区域"),
    ],
)
def test_the_printed_unit_and_place(unit, place, name, words):
    built = planned(LatticeRegion(), project(unit=unit, place=place))
    assert in_unit(built) == [name]
    assert built.notes == ((f"“东院建设项目”{words}",) if words else ())


def test_without_a_unit_it_counts_for_the_region_and_for_no_unit_below():
    """Two stations are known; a third of unknown township may serve one more of eight."""
    stations = [facility("站", STATION, name) for name in ("甲1", "甲2")]
    row = then(LatticeRegion(stations), indicator(), project(kinds=(STATION,)))
    assert (row.measurement.value, row.measurement.low, row.measurement.high) == (None, 25.0, 37.5)
    in_the_east = then(LatticeRegion(stations), indicator(), project(kinds=(STATION,), unit="乙县", place="乙4"))
    assert in_the_east.measurement.value == 37.5
    count = replace(COUNT, kinds=(STATION,))
    assert then(LatticeRegion(stations), count, project(kinds=(STATION,))).measurement.value == 3.0


def test_several_facilities_of_one_project_have_one_sum():
    """Three homes with 300 beds together, 100 of them for nursing: each of them is not known, their sum is."""
    region = LatticeRegion([facility("西院", HOME, "甲1", beds=100, nursing_beds=100)])
    three = project(count=3, unit="乙县", numbers=(("beds", 300.0), ("nursing_beds", 100.0)))
    assert then(region, COUNT, three).measurement.value == 4.0
    beds = then(region, BEDS, three).measurement
    assert (beds.value, beds.missing) == (400.0, ())
    assert [row.numerator for row in beds.rows] == [100.0, 300.0, 0.0, 0.0]
    assert "几处合计" in beds.rows[1].reason
    assert then(region, SHARE, three).measurement.value == 50.0
    large = replace(COUNT, each=(("beds", 100.0),))
    counted = then(region, large, three).measurement
    assert (counted.value, counted.low, counted.high) == (None, 1.0, 4.0)
    built = planned(region, three)
    assert np.isnan(built.facilities().numbers["beds"][1:]).all()
    assert built.facilities().name.tolist()[1:] == [f"东院建设项目({place}/3)" for place in (1, 2, 3)]
    assert len(set(built.facilities().id.tolist())) == 4
    assert "只用于求和" in built.notes[0]


def test_what_is_printed_of_none_of_them_is_missing():
    found = then(LatticeRegion(), BEDS, project(count=2, unit="乙县")).measurement
    assert (found.value, found.low, found.high) == (None, 0.0, None)
    assert "2 处设施没有床位" in found.missing[-1]


@pytest.mark.parametrize("status", ["building", "planned"])
def test_a_facility_of_the_same_name_counts_as_built_and_not_twice(status):
    region = LatticeRegion([facility("东院", HOME, "乙2", status=status, beds=40)])
    built = planned(region, project(unit="乙县", numbers=(("beds", 50.0), ("staff", 9.0))))
    table = built.facilities()
    assert (table.id.tolist(), table.status.tolist()) == (["F1"], ["operating"])
    assert (table.numbers["beds"][0], table.numbers["staff"][0]) == (40.0, 9.0)
    assert np.isfinite(table.lon[0])
    assert (built.added[0].new, built.added[0].finished) == ((), ("F1",))
    assert "按建成计" in built.notes[0]
    assert "在设施清单里是 40，规划印 50，按清单计" in built.notes[1]
    assert then(region, COUNT, project(unit="乙县")).measurement.value == 1.0
    assert region.facilities().status.tolist() == [status]


def test_it_is_what_the_plan_and_the_list_say():
    region = LatticeRegion([facility("东院", CENTRE, "乙2", status="planned")])
    assert planned(region, project(unit="乙县")).facilities().kinds == ((CENTRE, HOME),)


def test_of_one_without_a_unit_the_printed_unit_is_taken():
    region = LatticeRegion([facility("东院", HOME, status="planned")])
    assert planned(region, project(unit="乙县")).facilities().unit_code.tolist() == [COUNTY["乙"]]


def test_one_in_operation_is_not_added_again():
    region = LatticeRegion([facility("东 院", HOME, "乙2", beds=40)])
    built = planned(region, project(unit="乙县", numbers=(("beds", 50.0),)))
    assert len(built.facilities()) == 1
    assert built.facilities().numbers["beds"].tolist() == [40.0]
    assert (built.added, built.notes) == ((), ("“东院建设项目”在设施清单里已经运营，不再增加",))
    two = planned(region, project(unit="乙县", count=3, numbers=(("beds", 50.0),)))
    assert (len(two.facilities()), len(two.added[0].new)) == (3, 2)
    assert "只再增加 2 处" in two.notes[0]
    assert "没有计入" in two.notes[1]  # which beds are new is not known
    assert np.isnan(two.facilities().sums["beds"][1:]).all()


def test_the_same_name_in_another_unit_or_outside_or_closed_is_another_facility():
    for other in (
        facility("东院", HOME, "甲1"),
        facility("东院", HOME, (120.0, 30.0)),
        facility("东院", HOME, "乙1", status="closed"),
    ):
        assert len(planned(LatticeRegion([other]), project(unit="乙县")).facilities()) == 2


def test_a_name_within_a_name_is_only_told():
    region = LatticeRegion([facility("丁市乙县第一福利院", HOME, "乙2")])
    built = planned(region, project("第一福利院建设项目", unit="乙县"))
    assert len(built.facilities()) == 2
    assert built.notes[-1] == (
        "“第一福利院建设项目”与设施清单里的“丁市乙县第一福利院”名称相近，请核对是不是同一处，以免重复"
    )
    assert (
        planned(LatticeRegion([facility("丁市乙县第一福利院", CENTRE, "乙2")]), project("第一福利院")).notes[1:] == ()
    )


def test_what_adds_nothing_says_why():
    idle = (
        project("甲项目", action="改扩建"),
        project("乙项目", action="其他"),
        project("丙项目", kinds=()),
        project("丁项目", end_year=2020),
    )
    built = planned(LatticeRegion(), *idle, project("戊项目", end_year=2021, unit="乙县"))
    assert [added.project.name for added in built.added] == ["戊项目"]
    assert built.notes == (
        "“甲项目”是改扩建，没有印原来的情况，不增加设施",
        "“乙项目”写的不是新建，没有印原来的情况，不增加设施",
        "“丙项目”不是所列的设施类型，不增加设施",
        "“丁项目”印的完成年份 2020 在规划期之前，应已在设施清单里，不再增加",
    )


def test_a_county_of_the_plan_s_area_takes_only_its_own_projects():
    east = LatticeRegion(name="乙县", code=COUNTY["乙"])
    built = planned(
        east,
        project("一", unit="乙县", place="乙2镇"),
        project("二", unit="甲区"),
        project("三"),
        project("四", place="乙3镇"),  # a town of this name may be in 甲区 too
        project("五", unit="乙"),  # so may a place of this name
    )
    assert (in_unit(built), len(built.added)) == (["乙2镇"], 1)
    assert [note[:8] for note in built.notes] == [f"“{name}”不能确定在" for name in "二三四五"]
    two_below = planned(east, project(unit="乙县"), code="210000000000")
    assert two_below.added == ()


def test_a_region_around_the_plan_s_area_and_one_elsewhere():
    around = planned(LatticeRegion(), project(place="甲3镇"), project("二", place="乙3镇"), code=COUNTY["乙"])
    assert in_unit(around) == ["乙县", "乙3镇"]
    elsewhere = planned(LatticeRegion(code="330100000000"), project(unit="乙县"))
    assert elsewhere.added == ()
    assert elsewhere.notes == ("《试编规划》不是本区域的规划，它的项目没有计入",)


def test_a_list_that_was_never_imported_is_still_missing():
    """One new station says nothing of those there are."""
    row = then(LatticeRegion(), indicator(), project(kinds=(STATION,), unit="乙县", place="乙4"))
    assert (row.measurement.value, row.measurement.low, row.measurement.high) == (None, 12.5, 100.0)
    assert "未导入" in row.measurement.missing[0]


def test_facilities_without_a_place_leave_the_people_reached_open():
    circle = indicator(
        measure="share_reached", of="aged_60", kinds=(HOME,), limit=1000.0, measured_in="metres", mode="straight"
    )
    region = LatticeRegion([facility("西院", HOME, "甲1")], demand_table=demand_of([("a", 124.1, 40.1, 30.0)]))
    scenarios = evaluate_scenarios(region, plan(project(unit="乙县"), rows=(circle,)))
    today, later = scenarios.today.rows[0].measurement, scenarios.projects.rows[0].measurement
    assert (today.value, today.low, today.high) == (100.0, 100.0, 100.0)
    assert (later.value, later.low, later.high) == (None, 100.0, 100.0)
    far = replace(region, demand_table=demand_of([("a", 124.7, 40.3, 30.0)]))
    later = evaluate_scenarios(far, plan(project(unit="乙县"), rows=(circle,))).projects.rows[0].measurement
    assert (later.value, later.low, later.high) == (None, 0.0, 100.0)


def by_hand(id_: str, value: float) -> ManualValue:
    return ManualValue("draft", id_, 2025, value, "王科长", "2025-02-03", "台账")


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (indicator(id="m", measure="count", data="manual", kinds=(HOME,), unit="个"), False),
        (indicator(id="m", measure="growth", data="manual", kinds=(HOME,)), True),
        (indicator(id="m", measure="count", data="manual", kinds=(STATION,), unit="个"), True),
        (indicator(id="m", measure="other", data="manual", kinds=()), True),
        (indicator(id="served", measure="other", data="manual", kinds=()), False),
        (indicator(id="again", measure="other", data="manual", kinds=(), principal="served"), False),
        (indicator(id="m", measure="share_of", of=f"facilities/{HOME}", kinds=(STATION,), data="manual"), False),
        (indicator(id="m", measure="per_unit", of="每张床位", kinds=(STATION,), data="manual"), True),
    ],
)
def test_a_figure_from_hand_is_one_of_today(row, holds):
    region = LatticeRegion(entered=[by_hand(row.id, 7.0)])
    scenarios = evaluate_scenarios(region, plan(project(unit="乙县", indicator="served"), rows=(row,)))
    assert scenarios.today.rows[0].measurement.value == 7.0
    later = scenarios.projects.rows[0].measurement
    assert later.value == (7.0 if holds else None)
    assert later.missing == (() if holds else ("人工填报的是现状的数，项目建成后要重新填报",))


def test_a_figure_from_hand_does_not_stand_in_for_what_will_be():
    region = LatticeRegion(listed="", entered=[by_hand("count", 7.0)])
    scenarios = evaluate_scenarios(region, plan(project(unit="乙县")))
    assert scenarios.today.rows[0].measurement.value == 7.0
    later = scenarios.projects.rows[0].measurement
    assert (later.value, later.low, later.high) == (None, 1.0, None)


def test_the_scenario_of_today_counts_nothing_planned_and_the_other_only_the_named():
    region = LatticeRegion(
        [
            facility("西院", HOME, "甲1"),
            facility("东院", HOME, "乙2", status="building"),
            facility("北院", HOME, "乙3", status="planned"),
        ]
    )
    scenarios = evaluate_scenarios(region, plan(project(unit="乙县"), project("新院", unit="乙县")), 2025)
    assert scenarios.today.rows[0].measurement.value == 1.0
    assert scenarios.projects.rows[0].measurement.value == 3.0  # 北院 is none of the plan's projects
    assert [added.project.name for added in scenarios.added] == ["东院建设项目", "新院"]
    ((old, new),) = scenarios.changed()
    assert (old.measurement.value, new.measurement.value) == (1.0, 3.0)


def test_the_region_without_a_unit_of_its_own():
    """Two counties and no prefecture: a project of unknown county counts once, for the whole."""
    units: Units = lattice_units()
    keep = units.level != "prefecture"
    table = replace(
        units,
        code=units.code[keep],
        name=units.name[keep],
        level=units.level[keep],
        parent=units.parent[keep],
        klass=units.klass[keep],
        provisional=units.provisional[keep],
        households=units.households[keep],
        population={group: values[keep] for group, values in units.population.items()},
        geometry=units.geometry[keep],
    )
    region = LatticeRegion([facility("西院", HOME, "甲1")], unit_table=table)
    built = planned(region, project())
    assert built.facilities().unit_code.tolist() == ["", ""]
    assert evaluate_region(built, built.plan).rows[0].measurement.value == 2.0


def test_ids_that_are_taken():
    row = facility("西院", HOME, "甲1")
    region = LatticeRegion([row])
    table = replace(region.facilities(), id=np.array(["draft:p1"]))
    region.facilities = lambda: table  # type: ignore[method-assign]
    assert planned(region, project(unit="乙县")).facilities().id.tolist() == ["draft:p1", "draft:p1+"]
