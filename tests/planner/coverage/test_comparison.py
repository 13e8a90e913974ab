"""Two dated states of the lattice, told apart by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from layers.errors import Cancelled, UserError
from layers.tables import Facilities, ManualValue, Units
from planner.coverage.causes import Cause
from planner.coverage.comparison import Comparison, IndicatorChange, compare_states
from planner.coverage.state_changes import UnitChange
from planner.plans.indicator import Indicator
from tests.planner.coverage.impatience import Impatient
from tests.planner.coverage.lattice import COUNTY, LatticeRegion, chosen, demand_of, facility, lattice_units, township
from tests.planner.plans.written import indicator, plan_of

STATION, HOME, CENTRE = "social_work_station", "elderly_care_institution", "community_service_facility"
LISTED = f"{STATION};{HOME};{CENTRE}"
SERVED = indicator(value=50.0)
COUNT = indicator(id="count", measure="count", of="", kinds=(HOME,), unit="个", value=2.0, unit_level="")
BEDS = indicator(id="beds", measure="count", of="beds", kinds=(HOME,), unit="张", value=200.0, unit_level="")
SHARE = indicator(id="share", measure="share_of", of="nursing_beds/beds", kinds=(HOME,), value=55.0, unit_level="")
PER = indicator(
    id="per", measure="per_unit", of="floor_area_m2/100 households", kinds=(CENTRE,), unit="m²", value=30, unit_level=""
)

Table = Sequence[dict[str, object]]


class Numbered(LatticeRegion):
    """The lattice with ids of one's own: the key `id` of each row."""

    def facilities(self) -> Facilities:
        table = super().facilities()
        return replace(table, id=np.array([str(row.get("id", f"F{n}")) for n, row in enumerate(self.table, start=1)]))


def state(rows: Table, units: Units | None = None, **changes: object) -> LatticeRegion:
    return Numbered(rows, LISTED, units if units is not None else lattice_units(), **changes)  # type: ignore[arg-type]


def compared(old: LatticeRegion | Table, new: LatticeRegion | Table, *rows: Indicator) -> Comparison:
    then, now = (one if isinstance(one, LatticeRegion) else state(one) for one in (old, new))
    return compare_states(then, now, plan_of(*rows or (SERVED,)))


def only(old: LatticeRegion | Table, new: LatticeRegion | Table, row: Indicator) -> IndicatorChange:
    return compared(old, new, row).indicators[0]


def texts(change: IndicatorChange) -> list[str]:
    return [cause.text for cause in change.because]


def home(name: str, at: str | None = "甲1", **more: object) -> dict[str, object]:
    return facility(name, HOME, at, **more)  # type: ignore[arg-type]


def test_nothing_changed():
    rows = [facility("站", STATION, "甲1"), home("院", beds=100, nursing_beds=60), home("空院")]
    found = compared(rows, rows, SERVED, COUNT, BEDS, SHARE)
    assert (found.facilities.added, found.facilities.gone, found.facilities.changed) == ((), (), ())
    assert found.units == ()
    assert [(change.is_changed, change.because) for change in found.indicators] == [(False, ())] * 4


def test_facilities_added_gone_and_changed():
    old = [
        home("甲院", id="a", beds=100),
        home("乙院", id="b", status="building"),
        home("丙院", id="c"),
        home("丁院", "甲1-1", id="d", unit=township("甲1")),
    ]
    new = [
        home("甲院", id="a", beds=120, staff=8),
        home("乙院", id="b"),
        home("丁院", id="d", at=None, unit=township("甲2")),
        facility("戊站", STATION, "乙3-1", id="e", status="planned"),
    ]
    found = compared(old, new).facilities
    assert [(one.id, one.name, one.kinds, one.status, one.unit) for one in found.added] == [
        ("e", "戊站", (STATION,), "planned", "乙3-1")
    ]
    assert [(one.id, one.unit) for one in found.gone] == [("c", "甲1-1")]
    assert {one.id: [(c.field, c.old, c.new) for c in one.changes] for one in found.changed} == {
        "a": [("beds", "100", "120"), ("staff", "未填", "8")],
        "b": [("status", "在建", "运营")],
        "d": [("unit", "甲1-1", "甲2街道"), ("place", "124.05000，40.05000", "不明")],
    }
    assert found.changed[0].changes[0].text == "床位由100变为120"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ([home("院", id="1")], [home("院", id="9")], True),  # another id, one name in one unit
        ([home("院", id="1")], [home("院", id="9", at="乙1")], False),
        ([home("院", id="1", at=None)], [home("院", id="9", at="乙1")], True),  # its unit was not known
        ([home("院", id="1")], [home("新院", id="1")], True),  # a new name in one place
        ([home("甲院", id="1")], [home("乙院", id="1", at="乙1")], False),  # both lists begin with 1
        ([home("院", id="1")], [facility("站", STATION, "甲1", id="1")], False),
        ([home("院", id="1")], [home("院", id="1", at="乙1")], True),  # moved
        ([home("甲院", id="1", at=None, unit=township("甲1"))], [home("乙院", id="1", at=None, unit=township("甲1"))],
         True),
        ([home("甲院", id="1", at=None)], [home("乙院", id="1", at=None, unit=township("甲1"))], False),
    ],
)  # fmt: skip
def test_which_facility_is_which(old, new, same):
    found = compared(old, new).facilities
    assert (len(found.added), len(found.gone)) == ((0, 0) if same else (1, 1))


def test_namesakes_are_not_guessed():
    old = [home("院", id="1"), home("院", id="2", at="甲1-2")]
    found = compared(old, [home("院", id="8", at=None), home("院", id="9", at=None)]).facilities
    assert (len(found.added), len(found.gone)) == (2, 2)


def renamed(units: Units, **changes: dict[str, str]) -> Units:
    """The lattice with other codes or names: `甲2街道={"code": ..., "name": ...}`."""
    columns = {"code": units.code.astype("U12"), "name": units.name.astype("U20"), "parent": units.parent.astype("U12")}
    for name, new in changes.items():
        row = int(np.flatnonzero(units.name == name)[0])
        if "code" in new:
            columns["parent"][units.parent == units.code[row]] = new["code"]
        for column, word in new.items():
            columns[column][row] = word
    order = np.argsort(columns["code"])
    changed = replace(units, **columns)
    return chosen_in_order(changed, order)


def chosen_in_order(units: Units, order: np.ndarray) -> Units:
    return replace(
        units,
        code=units.code[order],
        name=units.name[order],
        level=units.level[order],
        parent=units.parent[order],
        klass=units.klass[order],
        provisional=units.provisional[order],
        households=units.households[order],
        population={group: values[order] for group, values in units.population.items()},
        geometry=units.geometry[order],
    )


def test_units_with_another_code_or_name():
    units = lattice_units()
    now = renamed(
        units,
        甲2街道={"code": "210602099000"},
        乙3镇={"name": "乙三镇"},
        乙县={"code": "210682000000"},
        **{"乙4-4": {"name": "乙四社区", "code": "210624009999"}},
    )
    found = compared(state([]), state([], now))
    assert set(found.units) == {
        UnitChange("township", township("甲2"), "甲2街道", "210602099000", "甲2街道"),
        UnitChange("township", township("乙3"), "乙3镇", township("乙3"), "乙三镇"),
        UnitChange("county", COUNTY["乙"], "乙县", "210682000000", "乙县"),
        UnitChange("community", "210624004204", "乙4-4", "", ""),
        UnitChange("community", "", "", "210624009999", "乙四社区"),
    }


def test_codes_that_were_given_to_others():
    """甲1 got the code of 甲2 and the other way round: names tell."""
    units = lattice_units()
    swapped = units.name.copy()
    first, second = (int(np.flatnonzero(units.name == name)[0]) for name in ("甲1街道", "甲2街道"))
    swapped[[first, second]] = swapped[[second, first]]
    found = compared(state([]), state([], replace(units, name=swapped)))
    assert {(one.old_name, one.new_name, one.new_code) for one in found.units} == {
        ("甲1街道", "甲1街道", township("甲2")),
        ("甲2街道", "甲2街道", township("甲1")),
    }


def test_made_up_codes_say_nothing():
    units = replace(lattice_units(), provisional=np.ones(43, dtype=bool))
    now = renamed(units, 乙3镇={"name": "戊镇"})
    assert {(one.old_name, one.new_name) for one in compared(state([], units), state([], now)).units} == {
        ("乙3镇", ""),
        ("", "戊镇"),
    }


def test_what_made_more_townships_count():
    old = [facility("甲站", STATION, "甲1", id="a"), facility("乙站", STATION, "甲2", id="b", status="building")]
    new = [
        facility("甲站", STATION, "甲1", id="a", status="closed"),
        facility("乙站", STATION, "甲2", id="b"),
        facility("丙站", STATION, "乙1", id="c"),
    ]
    change = only(old, new, replace(SERVED, value=20.0))
    assert (change.old.measurement.value, change.new.measurement.value) == (12.5, 25.0)
    assert (change.old.verdict, change.new.verdict, change.turned) == ("not_met", "met", True)
    assert change.because == (
        Cause(
            township("甲1"),
            "甲1街道",
            "no_longer",
            ("甲站",),
            "甲1街道：原来由甲站提供，现在仅有停用的甲站（甲站状态由运营变为停用）",
        ),
        Cause(
            township("甲2"),
            "甲2街道",
            "counted",
            ("乙站",),
            "甲2街道：原来仅有在建的乙站，现在由乙站提供（乙站状态由在建变为运营）",
        ),
        Cause(township("乙1"), "乙1街道", "counted", ("丙站",), "乙1街道：原来无该类设施，现在由丙站提供（丙站新增）"),
    )


def test_one_gained_and_one_lost_is_told_though_the_value_stands():
    change = only([facility("甲站", STATION, "甲1", id="a")], [facility("乙站", STATION, "乙1", id="b")], SERVED)
    assert not change.is_changed
    assert [(cause.change, cause.facilities) for cause in change.because] == [
        ("no_longer", ("甲站",)),
        ("counted", ("乙站",)),
    ]
    assert "甲站已不在清单里" in change.because[0].text


def test_a_second_facility_in_a_unit_that_counts_is_no_cause():
    one = facility("甲站", STATION, "甲1", id="a")
    assert only([one], [one, facility("乙站", STATION, "甲1", id="b")], SERVED).because == ()


def test_a_unit_that_has_another_code_is_the_same_unit():
    station = facility("站", STATION, "甲2")
    now = renamed(lattice_units(), 甲2街道={"code": "210602099000"})
    assert only(state([station]), state([station], now), SERVED).because == ()
    without = chosen(lattice_units(), lattice_units().name != "乙4乡")
    change = only(state([station]), state([station], without), SERVED)
    assert [(cause.name, cause.change) for cause in change.because] == [("乙4乡", "left")]
    assert texts(change) == ["乙4乡：不再计入，原来无该类设施"]
    back = only(state([station], without), state([station]), SERVED)
    assert texts(back) == ["乙4乡：新计入，无该类设施"]


def test_counts_and_sums_by_facility():
    old = [home("甲院", id="a", beds=100, nursing_beds=50), home("乙院", id="b", beds=50, nursing_beds=10)]
    new = [
        home("甲院", id="a", beds=120, nursing_beds=50),
        home("乙院", id="b", beds=50, nursing_beds=10, status="closed"),
        home("丙院", id="c", beds=80, nursing_beds=80),
    ]
    found = compared(old, new, COUNT, BEDS, SHARE)
    assert texts(found.indicator("count")) == ["丙院：新增", "乙院：状态由运营变为停用"]
    assert not found.indicator("count").is_changed
    assert texts(found.indicator("beds")) == ["甲院：床位由100变为120", "丙院：新增", "乙院：状态由运营变为停用"]
    assert [cause.change for cause in found.indicator("beds").because] == ["figure", "joined", "left"]
    assert found.indicator("share").old.measurement.value == 40.0
    assert found.indicator("share").new.measurement.value == 65.0
    assert [cause.facilities for cause in found.indicator("share").because] == [("甲院",), ("丙院",), ("乙院",)]


def test_what_was_missing_is_missing_no_more():
    change = only([home("院", id="a")], [home("院", id="a", beds=250)], BEDS)
    assert (change.old.measurement.value, change.new.measurement.value) == (None, 250.0)
    assert texts(change) == ["院：床位由未填变为250", "原来缺：1 处设施没有床位：院"]


def test_households_change_a_ratio():
    centre = facility("中心", CENTRE, "甲1", floor_area_m2=960)
    fewer = replace(lattice_units(), households=lattice_units().households / 2)
    change = only(state([centre]), state([centre], fewer), PER)
    assert (change.old.measurement.value, change.new.measurement.value) == (30.0, 60.0)
    assert texts(change) == ["户数由3200变为1600"]


def test_people_reached_by_unit_and_by_which_facility():
    circle = indicator(
        id="circle",
        measure="share_reached",
        of="aged_60",
        kinds=(HOME,),
        limit=1000.0,
        measured_in="metres",
        mode="straight",
        unit_level="",
    )
    people = demand_of([("a", 124.05, 40.05, 30.0), ("b", 124.65, 40.05, 70.0)])
    old = [home("甲院", id="a", at=(124.05, 40.05))]  # type: ignore[arg-type]
    new = [*old, home("乙院", id="b", at=(124.65, 40.05))]  # type: ignore[arg-type]
    change = only(state(old, demand_table=people), state(new, demand_table=people), circle)
    assert (change.old.measurement.value, change.new.measurement.value) == (30.0, 100.0)
    (cause,) = change.because
    assert (cause.name, cause.change, cause.facilities) == ("乙2-1", "counted", ("乙院",))
    assert cause.text == (
        "乙2-1：原来70 人中 0 人在范围内，0 人没有路可达，现在70 人中 70 人在范围内，0 人没有路可达（乙院新增）"
    )


def entered(**years: float) -> list[ManualValue]:
    return [
        ManualValue("draft", name.split("_")[0], int(name.split("_")[1]), value, "王科长", "2025-02-03", "台账")
        for name, value in years.items()
    ]


def test_two_years_of_one_file():
    region = state([], entered=entered(growth_2023=6.0, growth_2024=7.5))
    row = indicator(id="growth", measure="growth", data="manual", value=7.0)
    found = compare_states(region, region, plan_of(row), 2023, 2025)
    (change,) = found.indicators
    assert (found.old.year, found.new.year) == (2023, 2025)
    assert (change.old.verdict, change.new.verdict) == ("not_met", "met")
    assert texts(change) == ["人工填报的数由6变为7.5"]
    first = compare_states(region, region, plan_of(row), 2022, 2023).indicators[0]
    assert texts(first)[0] == "人工填报的数由没有变为6"


def test_a_target_from_hand_turns_a_verdict():
    row = indicator(comparator="text", entered_comparator=">=", value=None)
    values = entered(a_2023=1.0)
    values = [replace(values[0], indicator_id="stations.target", value=10.0)]
    later = [*values, replace(values[0], year=2024, value=50.0)]
    station = facility("站", STATION, "甲1")
    change = only(state([station], entered=values), state([station], entered=later), row)
    assert (change.old.verdict, change.new.verdict) == ("met", "not_met")
    assert texts(change) == ["录入的目标值由10变为50"]


def test_an_indicator_that_could_not_be_asked_then():
    units = lattice_units()
    row = indicator(id="above", unit_level="prefecture", origin="liaoning", unit_classes=())
    county = replace(units, level=np.where(units.level == "prefecture", "county", units.level))
    change = compared(state([], county), state([]), row).indicators[0]
    assert (change.old, change.is_changed, change.turned, change.because) == (None, True, False, ())


def test_two_regions_are_refused_and_a_new_code_is_told():
    with pytest.raises(UserError, match="不是同一个区域"):
        compared(state([]), state([], name="戊市", code="210700000000"))
    assert compared(state([]), state([], name="戊市")).notes == ("名称由“丁市”变为“戊市”",)
    assert compared(state([]), state([], code="210700000000")).notes == ("区划代码由 210600000000 变为 210700000000",)


def test_it_can_be_cancelled():
    told = Impatient(99)
    compare_states(state([]), state([]), plan_of(SERVED, COUNT), feedback=told)
    assert told.shares == sorted(told.shares)
    for after in range(len(told.shares)):
        with pytest.raises(Cancelled):
            compare_states(state([]), state([]), plan_of(SERVED, COUNT), feedback=Impatient(after))
