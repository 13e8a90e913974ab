"""The plan held against every unit of a level, counted by hand."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from layers.errors import Cancelled, UserError
from layers.tables import ManualValue
from planner.coverage.drill_down import UnitScorecard, evaluate_units, ranked
from planner.coverage.measuring import evaluate_region
from planner.plans.indicator import Indicator
from planner.plans.scorecard import Measurement, ScorecardRow
from tests.planner.coverage.impatience import Impatient
from tests.planner.coverage.lattice import (
    COUNTY,
    LatticeRegion,
    chosen,
    community,
    demand_of,
    facility,
    lattice_units,
)
from tests.planner.plans.written import indicator, plan_of

STATION, HOME, CENTRE, VOLUNTEERS = (
    "social_work_station",
    "elderly_care_institution",
    "community_service_facility",
    "volunteer_station",
)
LISTED = ";".join((STATION, HOME, CENTRE, VOLUNTEERS))

SERVED = indicator()
COUNT = indicator(id="count", measure="count", of="", kinds=(HOME,), unit="个", value=2.0, unit_level="")
BEDS = indicator(id="beds", measure="count", of="beds", kinds=(HOME,), unit="张", value=2.0, unit_level="")
AREA = indicator(id="area", measure="area", of="floor_area_m2", kinds=(CENTRE,), unit="m²", value=9.0, unit_level="")
SHARE = indicator(id="share", measure="share_of", of="nursing_beds/beds", kinds=(HOME,), value=55.0, unit_level="")
BOTH = indicator(
    id="both", measure="share_of", of=f"facilities/{CENTRE}", kinds=(VOLUNTEERS,), value=80.0, unit_level=""
)
PER = indicator(
    id="per", measure="per_unit", of="floor_area_m2/100 households", kinds=(CENTRE,), unit="m²", value=30, unit_level=""
)
EVERY = (SERVED, COUNT, BEDS, AREA, SHARE, BOTH, PER)

TABLE = (
    *(facility("站", STATION, name) for name in ("甲1", "甲2", "乙1")),
    facility("甲院", HOME, "甲1", beds=100, nursing_beds=60),
    facility("乙院", HOME, "乙4", beds=50, nursing_beds=20),
    facility("乙二院", HOME, "乙4", beds=50, nursing_beds=20),
    facility("中心", (CENTRE, VOLUNTEERS), "甲1", floor_area_m2=480),
    facility("中心二", CENTRE, "乙1", floor_area_m2=160),
)


def cards(region: LatticeRegion, *rows: Indicator, level: str = "county") -> dict[str, UnitScorecard]:
    found = evaluate_units(region, plan_of(*rows), level)
    return {card.name: card for card in found}


def row(region: LatticeRegion, wanted: Indicator, unit: str = "甲区", level: str = "county") -> ScorecardRow:
    return cards(region, wanted, level=level)[unit].row(wanted.id)


def figures(found: ScorecardRow) -> tuple[float | None, float | None, float | None]:
    return found.measurement.value, found.measurement.numerator, found.measurement.denominator


def test_every_measure_in_every_county():
    found = cards(LatticeRegion(TABLE, LISTED), *EVERY)
    assert [(card.code, card.parent_name, card.level) for card in found.values()] == [
        (COUNTY["甲"], "丁市", "county"),
        (COUNTY["乙"], "丁市", "county"),
    ]
    assert {one.indicator.id: figures(one) for one in found["甲区"].rows} == {
        "stations": (50.0, 2.0, 4.0),
        "count": (1.0, 1.0, None),
        "beds": (100.0, 100.0, None),
        "area": (480.0, 480.0, None),
        "share": (60.0, 60.0, 100.0),
        "both": (100.0, 1.0, 1.0),
        "per": (30.0, 480.0, 1600.0),
    }
    assert {one.indicator.id: figures(one) for one in found["乙县"].rows} == {
        "stations": (25.0, 1.0, 4.0),
        "count": (2.0, 2.0, None),
        "beds": (100.0, 100.0, None),
        "area": (160.0, 160.0, None),
        "share": (40.0, 40.0, 100.0),
        "both": (0.0, 0.0, 1.0),
        "per": (10.0, 160.0, 1600.0),
    }
    verdicts = {card.name: [one.verdict for one in card.rows] for card in found.values()}
    amounts = ["unknown"] * 3
    assert verdicts["甲区"] == ["not_met", *amounts, "met", "met", "met"]
    assert verdicts["乙县"] == ["not_met", *amounts, "not_met", "not_met", "not_met"]
    assert found["乙县"].row("stations").shortfall == 3.0
    assert found["乙县"].row("share").shortfall == 15.0
    assert found["乙县"].counts() == {"met": 0, "not_met": 4, "unknown": 3}


def test_a_target_of_the_whole_region_is_none_of_a_part():
    for wanted in (COUNT, BEDS, AREA):
        found = row(LatticeRegion(TABLE, LISTED), wanted)
        assert (found.verdict, found.shortfall, found.target) == ("unknown", None, None)
        assert found.remark == "目标是全区域的"
        assert found.measurement.value is not None


def test_townships_and_their_communities():
    stations = [facility("站", STATION, name) for name in ("甲1-1", "甲1-2", "甲2-1")]
    inside = replace(SERVED, unit_level="community")
    found = cards(LatticeRegion(stations, LISTED), inside, SERVED, level="township")
    assert [card.name for card in found.values()] == [
        str(name) for name in lattice_units().name[lattice_units().level == "township"]
    ]
    assert found["甲1街道"].parent_name == "甲区"
    assert figures(found["甲1街道"].row("stations")) == (50.0, 2.0, 4.0)
    assert figures(found["甲3镇"].rows[0]) == (0.0, 0.0, 4.0)
    assert [figures(found[name].rows[1])[0] for name in ("甲1街道", "甲2街道", "甲3镇")] == [100.0, 100.0, 0.0]
    assert [one.name for one in found["甲1街道"].rows[0].measurement.rows if one.counted] == ["甲1-1", "甲1-2"]


def test_the_region_itself_as_its_only_unit_is_what_it_is():
    units = chosen(lattice_units(), [str(code).startswith("210624") for code in lattice_units().code])
    region = LatticeRegion([*TABLE[5:], facility("无处", HOME)], LISTED, units, name="乙县", code=COUNTY["乙"])
    plan = replace(plan_of(*EVERY), region_code=COUNTY["乙"])
    (card,) = evaluate_units(region, plan, "county")
    whole = evaluate_region(region, plan)
    assert [repr((one.measurement, one.verdict)) for one in card.rows] == [  # NaN is not itself
        repr((one.measurement, one.verdict)) for one in whole.rows
    ]
    assert card.row("count").verdict == "met"
    assert (card.parent_name, card.row("count").remark) == ("", "")
    (card,) = evaluate_units(region, plan_of(*EVERY), "county")  # the plan of the prefecture
    whole = evaluate_region(region, plan_of(*EVERY))
    assert [(one.verdict, one.shortfall, one.remark) for one in card.rows] == [
        (one.verdict, one.shortfall, one.remark) for one in whole.rows
    ]
    assert card.row("count").verdict == "unknown"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", ["county", "township"])
def test_the_units_add_up_to_the_region_where_nothing_is_unknown(seed, level):
    random = np.random.default_rng(seed)
    names = [f"{county}{number}-{part}" for county in "甲乙" for number in "1234" for part in "1234"]
    table = [
        facility(
            f"{number}",
            tuple({STATION, HOME, CENTRE, VOLUNTEERS} - {str(random.choice([STATION, HOME, CENTRE]))}),
            str(random.choice(names)),
            beds=float(random.integers(50, 90)) / 10,
            nursing_beds=float(random.integers(0, 50)) / 10,
            floor_area_m2=float(random.integers(0, 900)),
            status=str(random.choice(["operating", "operating", "closed"])),
        )
        for number in range(20)
    ]
    region, rows = LatticeRegion(table, LISTED), (*EVERY, replace(SERVED, id="villages", unit_level="community"))
    whole = evaluate_region(region, plan_of(*rows))
    parts = evaluate_units(region, plan_of(*rows), level)
    for wanted in rows:
        total = whole.row(wanted.id).measurement
        own = [card.row(wanted.id).measurement for card in parts]
        for column in ("numerator", "denominator"):
            figures_of = [getattr(one, column) or 0.0 for one in own]
            assert float(sum(map(Fraction, map(repr, figures_of)))) == (getattr(total, column) or 0.0)
        assert sum(len(one.rows) for one in own) == len(total.rows)


def test_a_facility_that_may_be_anywhere_is_named():
    region = LatticeRegion(
        [*TABLE, facility("无处", HOME, beds=9, nursing_beds=9), facility("站无处", STATION)], LISTED
    )
    found = cards(region, *EVERY)["甲区"]
    assert found.row("count").measurement.missing == ("1 处设施不知在不在本单元：无处",)
    assert found.row("share").measurement.missing == ("1 处设施不知在不在本单元：无处",)
    assert found.row("stations").measurement.missing == ("1 处设施无法确定所在的乡级单元：站无处",)
    assert (found.row("count").measurement.low, found.row("count").measurement.high) == (1.0, 2.0)
    assert (found.row("stations").measurement.low, found.row("stations").measurement.high) == (50.0, 75.0)
    low, high = found.row("share").measurement.low, found.row("share").measurement.high
    assert (low, high) == (60.0, pytest.approx(6900 / 109))
    assert [one.name for one in found.row("share").measurement.rows] == ["甲院"]  # the other is not known to be one


def test_one_whose_county_is_known_belongs_to_no_other():
    region = LatticeRegion([facility("乙某处", HOME, unit=COUNTY["乙"], beds=9, nursing_beds=9)], LISTED)
    found = cards(region, COUNT)
    assert [figures(card.row("count"))[0] for card in found.values()] == [0.0, 1.0]
    towns = cards(region, COUNT, level="township")
    intervals = {name: (m.low, m.high) for name, card in towns.items() for m in [card.rows[0].measurement]}
    assert {interval for name, interval in intervals.items() if name.startswith("甲")} == {(0.0, 0.0)}
    assert {interval for name, interval in intervals.items() if name.startswith("乙")} == {(0.0, 1.0)}


def test_outside_the_region_is_in_no_unit():
    region = LatticeRegion([facility("外地院", HOME, (120.0, 30.0))], LISTED)
    assert [figures(card.row("count"))[0] for card in cards(region, COUNT).values()] == [0.0, 0.0]


def test_a_list_that_was_imported_is_known_in_a_unit_without_any():
    region = LatticeRegion([facility("站", STATION, "甲1")], listed="")
    found = cards(region, SERVED)
    assert figures(found["乙县"].row("stations")) == (0.0, 0.0, 4.0)
    never = row(LatticeRegion(listed=""), SERVED).measurement
    assert (never.value, never.low, never.high) == (None, 0.0, 100.0)


def test_units_without_units_of_the_class_or_level():
    region = LatticeRegion(TABLE, LISTED)
    of_class = replace(SERVED, unit_level="county", unit_classes=("县",))
    found = cards(region, of_class)
    assert figures(found["乙县"].rows[0]) == (100.0, 1.0, 1.0)
    assert found["甲区"].rows[0].measurement.missing == ("本单元里没有属于县的县级单元",)
    above = row(region, of_class, "甲1街道", "township").measurement
    assert (above.value, above.missing) == (None, ("按县级单元计算，乡级单元没有这个数",))


def test_figures_from_hand_are_of_the_whole_region():
    entered = [
        ManualValue("draft", name, 2025, 40.0, "王科长", "2025-02-03", "台账")
        for name in ("m", "stations", "open.target")
    ]
    manual = indicator(id="m", measure="growth", data="manual")
    open_target = replace(SERVED, id="open", comparator="text", entered_comparator=">=", value=None)
    region = LatticeRegion([facility("站", STATION, "甲1"), facility("站", STATION, "甲2")], LISTED, entered=entered)
    found = cards(region, manual, SERVED, open_target)
    assert found["甲区"].row("m").measurement.missing == ("人工填报的数只有全区域的",)
    assert found["甲区"].row("m").verdict == "unknown"
    assert (found["甲区"].row("open").target, found["甲区"].row("open").verdict) == (40.0, "met")
    assert found["乙县"].row("open").verdict == "not_met"
    unlisted = cards(LatticeRegion(listed="", entered=entered), SERVED)["甲区"].row("stations").measurement
    assert (unlisted.value, unlisted.low, unlisted.high) == (None, 0.0, 100.0)


def test_percentage_points_are_of_the_whole_region_s_base():
    points = indicator(value=5.0, unit="百分点", base_value=30.0, base_year=2020)
    found = row(LatticeRegion(TABLE, LISTED), points)
    assert (found.verdict, found.measurement.missing) == ("unknown", ("基期数是全区域的",))


CIRCLE = indicator(
    id="circle",
    measure="share_reached",
    of="aged_60",
    kinds=(HOME,),
    unit_level="",
    limit=3000.0,
    measured_in="metres",
    mode="straight",
    value=60.0,
)
BORDER = 124.4  # a home 0.6 km east of it, 1.3 times as long for the detour; 0.01 degrees are 0.85 km
PEOPLE = [
    ("甲近", BORDER - 0.008, 40.05, 30.0),
    ("甲远", BORDER - 0.15, 40.05, 70.0),
    ("乙近", BORDER + 0.008, 40.05, 50.0),
]
EAST_HOME = facility("乙边院", HOME, (BORDER + 0.007, 40.05))


def circle(
    people: Sequence[tuple[str, float, float, float]], *more: dict[str, object], **region: object
) -> Measurement:
    table = LatticeRegion([EAST_HOME, *more], LISTED, demand_table=demand_of(people), **region)  # type: ignore[arg-type]
    return row(table, CIRCLE).measurement


def test_people_go_to_the_facilities_of_the_neighbours():
    region = LatticeRegion([EAST_HOME], LISTED, demand_table=demand_of(PEOPLE))
    found = cards(region, CIRCLE, COUNT)
    assert figures(found["甲区"].row("count"))[0] == 0.0
    assert figures(found["甲区"].row("circle")) == (30.0, 30.0, 100.0)
    assert figures(found["乙县"].row("circle")) == (100.0, 50.0, 50.0)
    assert [found[name].row("circle").verdict for name in found] == ["not_met", "met"]
    whole = evaluate_region(region, plan_of(CIRCLE)).rows[0].measurement
    assert (whole.numerator, whole.denominator) == (80.0, 150.0)
    evidence = found["甲区"].row("circle").measurement.rows
    assert [(one.name, one.numerator, one.denominator, one.facilities) for one in evidence] == [
        ("甲2-1", 0.0, 70.0, ()),
        ("甲2-2", 30.0, 30.0, ("F1",)),
    ]


def test_people_of_unknown_unit_may_be_of_any():
    """30 of 100 are reached; 20 within reach and 10 beyond have no place: they may be anybody's."""
    adrift = [*PEOPLE, ("无处", np.nan, np.nan, 20.0)]
    found = circle(adrift)
    assert (found.value, found.numerator, found.denominator) == (None, 30.0, 100.0)
    assert found.low == pytest.approx(100 * 30 / 120)
    assert found.high == pytest.approx(100 * 50 / 120)
    assert found.missing == ("20 人不知在不在本单元，未计入",)


def test_people_of_unknown_unit_where_no_unit_is_the_whole_region():
    counties = chosen(lattice_units(), lattice_units().level != "prefecture")
    found = circle([*PEOPLE, ("无处", np.nan, np.nan, 20.0)], unit_table=counties)
    assert (found.value, found.low, found.high) == (None, pytest.approx(25.0), pytest.approx(100 * 50 / 120))


def test_people_outside_the_region_are_nobody_s():
    found = circle([*PEOPLE, ("外地", 120.0, 30.0, 20.0)])
    assert (found.value, found.denominator, found.missing) == (30.0, 100.0, ())


def test_people_of_the_unit_without_a_place_and_without_a_number():
    declared = demand_of([*PEOPLE, ("无处", np.nan, np.nan, 20.0)])
    declared = replace(declared, unit_code=np.array(["", "", "", community("甲1-1")]))
    region = LatticeRegion([EAST_HOME], LISTED, demand_table=declared)
    found = row(region, CIRCLE).measurement
    assert (found.value, found.low, found.high) == (None, pytest.approx(25.0), pytest.approx(100 * 50 / 120))
    assert (found.denominator, found.missing) == (120.0, ("20 人没有坐标，计入总数，不知是否在范围内",))
    near = circle([*PEOPLE, ("甲近二", BORDER - 0.008, 40.05, np.nan)])
    assert (near.value, near.low, near.high) == (None, 30.0, 100.0)
    far = circle([*PEOPLE, ("甲远二", BORDER - 0.15, 40.05, np.nan)])
    assert (far.value, far.low, far.high) == (None, 0.0, 30.0)
    nowhere = circle([*PEOPLE, ("无处", np.nan, np.nan, np.nan)])
    assert (nowhere.value, nowhere.low, nowhere.high) == (None, 0.0, 100.0)


def test_a_facility_without_a_place_may_serve_any_unit():
    found = circle(PEOPLE, facility("乙院", HOME, unit=COUNTY["乙"]))
    assert (found.value, found.low, found.high) == (None, 30.0, 100.0)
    assert found.missing == ("1 处设施没有坐标，未参加计算：乙院",)


def test_a_unit_without_people_and_a_reach_that_cannot_be_told():
    nobody = circle(PEOPLE[2:])
    assert (nobody.value, nobody.low, nobody.high, nobody.missing) == (None, 0.0, 100.0, ("没有人口",))
    unlisted = LatticeRegion(listed="", demand_table=demand_of(PEOPLE))
    found = row(unlisted, CIRCLE).measurement
    assert (found.value, found.low, found.high) == (None, 0.0, 100.0)
    assert "未导入" in found.missing[0]


def test_people_made_of_units_and_those_left_out():
    """Without demand points every community stands for its 60; one of 甲区 has no outline."""
    units = lattice_units()
    home, geometry = facility("甲院", HOME, "甲2-1"), units.geometry.copy()
    geometry[np.isin(units.name, ["甲1-1", "甲1街道", "甲区", "丁市"])] = None
    region = LatticeRegion([EAST_HOME, home], LISTED, replace(units, geometry=geometry))
    found = cards(region, CIRCLE)
    assert found["甲区"].row("circle").measurement.numerator == 60.0
    assert found["甲区"].row("circle").measurement.missing == (
        "1 个单元没有边界或没有人口，未计入：甲1-1",
        "120 人只知道所在单元，单元里一部分地方在范围内、一部分不在",
    )
    assert (found["甲区"].row("circle").measurement.low, found["甲区"].row("circle").measurement.high) == (0.0, 100.0)
    assert found["乙县"].row("circle").measurement.missing == (
        "60 人只知道所在单元，单元里一部分地方在范围内、一部分不在",
    )
    assert found["乙县"].row("circle").measurement.denominator == 960.0


def test_ranked_by_what_is_lacking():
    stations = [facility("站", STATION, name) for name in ("甲1", "甲2", "甲3", "甲4", "乙1")]
    homes = [facility("院", HOME, "甲1", beds=10, nursing_beds=9), facility("院", HOME, unit=COUNTY["乙"])]
    found = evaluate_units(LatticeRegion([*stations, *homes], LISTED), plan_of(SERVED, SHARE), "county")
    assert [card.name for card in ranked(found, "stations")] == ["乙县", "甲区"]
    assert [card.row("stations").shortfall for card in ranked(found, "stations")] == [3.0, 0.0]
    assert [card.name for card in ranked(found, "share")] == ["甲区", "乙县"]  # met before unknown
    with pytest.raises(KeyError):
        ranked(found, "nothing")


def test_only_the_indicators_asked_for():
    region = LatticeRegion(TABLE, LISTED)
    found = evaluate_units(region, plan_of(*EVERY), "county", indicators=["share", "stations"])
    assert [[one.indicator.id for one in card.rows] for card in found] == [["stations", "share"]] * 2
    with pytest.raises(UserError, match="没有指标“nothing”"):
        evaluate_units(region, plan_of(*EVERY), "county", indicators=["nothing", "share"])


def test_levels_that_the_region_does_not_have():
    with pytest.raises(UserError, match="区域里没有省级单元。现有：地市级、县级、乡级、社区"):
        evaluate_units(LatticeRegion(), plan_of(SERVED), "province")


def test_it_can_be_cancelled_between_units():
    told = Impatient(99)
    evaluate_units(LatticeRegion(), plan_of(SERVED), "township", feedback=told)
    assert (len(told.shares), told.shares) == (9, sorted(told.shares))
    with pytest.raises(Cancelled):
        evaluate_units(LatticeRegion(), plan_of(SERVED), "township", feedback=Impatient(4))
