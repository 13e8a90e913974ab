"""A region held against a plan: every measure, and what stands beside the figures."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from layers.errors import Cancelled
from layers.tables import ManualValue
from planner.coverage.measuring import evaluate_region
from planner.plans.indicator import MEASURE_LABELS, Indicator
from planner.plans.kinds import load_kinds
from planner.plans.reading import load_plan
from planner.plans.scorecard import Scorecard, ScorecardRow
from tests.planner.coverage.lattice import (
    COUNTY,
    LatticeRegion,
    community,
    demand_of,
    facility,
    lattice_units,
    no_demand,
    township,
)
from tests.planner.coverage.streets_of_the_lattice import at, streets
from tests.planner.plans.written import indicator, plan_of

_WHOLE = load_plan("dandong")
DANDONG = replace(_WHOLE, indicators=tuple(one for one in _WHOLE.indicators if one.row), superior=None)
"""The main table alone."""
KINDS = ";".join(load_kinds())


def entered(id_: str, value: float, plan: str = "draft", year: int = 2025) -> ManualValue:
    return ManualValue(plan, id_, year, value, "王科长", "2025-02-03", "台账")


def only(row: Indicator, region: LatticeRegion, year: int | None = None) -> ScorecardRow:
    return evaluate_region(region, plan_of(row), year).rows[0]


def figures(card: Scorecard) -> dict[str, tuple[float | None, float | None, float | None, str, float | None]]:
    return {
        row.indicator.id: (
            row.measurement.value,
            row.measurement.numerator,
            row.measurement.denominator,
            row.verdict,
            row.shortfall,
        )
        for row in card.rows
    }


TABLE = (
    *(facility(f"社工站{name}", "social_work_station", name) for name in ("甲1", "甲2", "甲3", "甲4", "乙1", "乙2")),
    facility("社工站乙3", "social_work_station", "乙3", status="building"),
    *(
        facility(f"未保站{name}", "child_protection_station", unit=township(name))
        for name in ("甲1", "甲2", "乙1", "乙4")
    ),
    facility("公墓", "public_cemetery", unit=community("甲4-2")),
    facility("骨灰堂", "columbarium", "乙3-1"),
    facility("福利院", "mental_welfare_institution", "甲1"),
    facility("照护院", "nursing_support_institution", "乙1"),
    facility("综合机构", "subdistrict_elderly_centre", "甲1"),
    facility("区域中心", "regional_elderly_centre", "乙1"),
    facility("镇级机构", "subdistrict_elderly_centre", "乙2"),
    facility("储备", "emergency_elderly_reserve", unit=COUNTY["甲"]),
    *(facility(f"网点{number}", "lottery_outlet", "甲1") for number in range(12)),
    facility("甲养老院", "elderly_care_institution", "甲1", beds=120, nursing_beds=80),
    facility("乙养老院", "elderly_care_institution", "乙1", beds=80, nursing_beds=30),
    facility("服务中心一", ("community_service_facility", "volunteer_station"), "甲1", floor_area_m2=600),
    facility("服务中心二", ("community_service_facility", "volunteer_station"), "甲2", floor_area_m2=300.5),
    facility("服务中心三", "community_service_facility", "乙1", floor_area_m2=59.5),
)


def test_the_whole_of_dandong_s_table_on_the_lattice():
    by_hand = {"urban_rural_subsistence_ratio": 1.25, "orphan_allowance_growth": 6.0, "social_work_professionals": 0.2}
    region = LatticeRegion(TABLE, KINDS, entered=[entered(id_, value, "dandong") for id_, value in by_hand.items()])
    nothing = (None, None, None, "unknown", None)
    assert figures(evaluate_region(region, DANDONG)) == {
        "subsistence_standard_growth": nothing,
        "urban_rural_subsistence_ratio": (1.25, None, None, "met", 0.0),
        "orphan_allowance_growth": (6.0, None, None, "not_met", 0.0),
        "disability_allowance_share": nothing,
        "lottery_outlets": (12.0, 12.0, None, "not_met", 338.0),
        "community_facility_area": (30.0, 960.0, 3200.0, "not_met", 1.0),
        "social_organisation_staff": nothing,
        "social_work_professionals": (0.2, None, None, "met", 0.0),
        "social_work_stations": (75.0, 6.0, 8.0, "not_met", 2.0),
        "volunteer_stations": (200 / 3, 2.0, 3.0, "not_met", 1.0),
        "marriage_across_provinces": nothing,
        "child_protection_stations": (50.0, 4.0, 8.0, "met", 0.0),
        "rescued_returned_share": nothing,
        "county_public_burial": (100.0, 2.0, 2.0, "met", 0.0),
        "ecological_burial_share": nothing,
        "mental_welfare_institutions": (100.0, 1.0, 1.0, "met", 0.0),
        "nursing_support_institutions": (50.0, 1.0, 2.0, "not_met", 1.0),
        "nursing_bed_share": (55.0, 110.0, 200.0, "not_met", 10.0),
        "subdistrict_elderly_centres": (100 / 3, 1.0, 3.0, "not_met", 2.0),
        "emergency_elderly_reserves": (50.0, 1.0, 2.0, "not_met", 1.0),
    }


def test_other_readings_of_ambiguous_rows():
    region = LatticeRegion(TABLE, KINDS)
    plan = DANDONG.chosen(
        {
            "nursing_support_institutions": "市辖区不计入",
            "emergency_elderly_reserves": "市辖区不计入",
            "county_public_burial": "只计骨灰堂",
            "subdistrict_elderly_centres": "乡镇和街道都计入",
        }
    )
    found = figures(evaluate_region(region, plan))
    assert found["nursing_support_institutions"][:3] == (100.0, 1.0, 1.0)
    assert found["emergency_elderly_reserves"][:3] == (0.0, 0.0, 1.0)
    assert found["county_public_burial"][:3] == (50.0, 1.0, 2.0)
    assert found["subdistrict_elderly_centres"][:3] == (25.0, 2.0, 8.0)
    both = DANDONG.chosen({"subdistrict_elderly_centres": "区域养老服务中心也计入"})
    assert figures(evaluate_region(region, both))["subdistrict_elderly_centres"][:3] == (200 / 3, 2.0, 3.0)


def test_an_empty_region_answers_every_row_with_what_is_missing():
    card = evaluate_region(LatticeRegion(), DANDONG)
    for row in card.rows:
        assert row.verdict == "unknown"
        assert row.measurement.missing
        assert row.measurement.value is None
    assert card.counts() == {"met": 0, "not_met": 0, "unknown": 20}


def test_every_measure_has_a_way_to_be_measured():
    region = LatticeRegion(TABLE, KINDS, demand_table=demand_of([("a", *at(0, 0), 1.0)]), road_table=streets())
    rows = {
        "units_served": indicator(),
        "share_reached": indicator(
            measure="share_reached",
            of="aged_60",
            limit=15.0,
            measured_in="minutes",
            mode="walk",
            kinds=("columbarium",),
        ),
        "per_unit": indicator(
            measure="per_unit", of="beds/1000 aged_60", kinds=("elderly_care_institution",), unit="张"
        ),
        "share_of": indicator(measure="share_of", of="nursing_beds/beds", kinds=("elderly_care_institution",)),
        "count": indicator(measure="count", of="", kinds=("lottery_outlet",), unit="个"),
        "area": indicator(measure="area", of="floor_area_m2", kinds=("community_service_facility",), unit="m²"),
        "growth": indicator(measure="growth", data="manual"),
        "other": indicator(measure="other", data="manual"),
    }
    assert set(rows) == set(MEASURE_LABELS)
    values = {name: only(row, region).measurement.value for name, row in rows.items()}
    assert values["per_unit"] == pytest.approx(200 / 1.92)
    assert values["share_reached"] == 0.0
    assert values["area"] == 960.0
    assert [name for name, value in values.items() if value is None] == ["growth", "other"]


CIRCLE = indicator(
    measure="share_reached",
    of="aged_60",
    kinds=("community_elderly_station",),
    limit=15.0,
    measured_in="minutes",
    mode="elderly",
    value=60.0,
)


def _circle(people: Sequence[tuple[str, float, float, float]], **region: object) -> ScorecardRow:
    table = (facility("站", "community_elderly_station", at(0, 0)),)
    demand = demand_of(people) if people else no_demand()
    return only(CIRCLE, LatticeRegion(table, demand_table=demand, road_table=streets(), **region))  # type: ignore[arg-type]


def test_share_reached_as_a_row():
    row = _circle([("a", *at(300, 0), 300.0), ("b", *at(1500, 0), 200.0), ("c", *at(300, 3000), 100.0)])
    measured = row.measurement
    assert (measured.numerator, measured.denominator, measured.value) == (300.0, 600.0, 50.0)
    assert (row.verdict, row.shortfall, row.shortfall_unit) == ("not_met", 60.0, "人")
    assert [(line.name, line.numerator, line.denominator) for line in measured.rows] == [("乙3-1", 300.0, 600.0)]
    assert "100 人没有路可达" in measured.rows[0].reason
    assert "不超过 15 分钟" in measured.method
    assert "与总数一致" in measured.method


def test_share_reached_exactly_at_its_target():
    row = _circle([("a", *at(300, 0), 0.6), ("b", *at(1500, 0), 0.4)])
    assert (row.measurement.value, row.verdict) == (60.0, "met")


def test_share_reached_with_unknown_people():
    people = [("a", *at(300, 0), 300.0), ("b", *at(1500, 0), 200.0), ("c", *at(300, 3000), float("nan"))]
    measured = _circle(people).measurement
    assert (measured.value, measured.low, measured.high) == (None, 0.0, 60.0)
    assert measured.missing == ("1 个需求点没有该人群的人数，未计入：c",)


def test_share_reached_that_cannot_be_asked_is_unknown_and_stops_nothing():
    region = LatticeRegion((facility("站", "community_elderly_station", at(0, 0)),))
    no_group = only(replace(CIRCLE, of="aged_80"), region).measurement
    assert (no_group.value, no_group.low, no_group.high) == (None, 0.0, 100.0)
    assert "没有80岁及以上人口" in no_group.missing[0]
    no_list = only(CIRCLE, LatticeRegion()).measurement
    assert "未导入“社区养老服务站/日间照料”的设施清单" in no_list.missing[0]
    no_people = _circle([("a", *at(300, 0), 0.0)]).measurement
    assert (no_people.value, no_people.low, no_people.high, no_people.missing) == (None, 0.0, 100.0, ("没有人口",))


def test_percentage_points_from_the_base_year():
    row = indicator(value=5.0, unit="百分点", base_value=30.0, base_year=2020)
    three = [facility("站", "social_work_station", name) for name in ("甲1", "甲2", "甲3")]
    found = only(row, LatticeRegion(three))
    assert found.measurement.value == 7.5  # 37.5 % from 30 %
    assert found.verdict == "met"
    assert "减去 2020 年的 30%" in found.measurement.method
    two = only(row, LatticeRegion(three[:2]))
    assert (two.measurement.value, two.verdict, two.shortfall) == (-5.0, "not_met", 1.0)
    lost = only(row, LatticeRegion([*three, facility("无处", "social_work_station")]))
    assert (lost.measurement.value, lost.measurement.low, lost.measurement.high) == (None, 7.5, 20.0)


def test_a_figure_from_hand_stands_in_only_where_the_data_give_none():
    three = [facility("站", "social_work_station", name) for name in ("甲1", "甲2", "甲3")]
    value = [entered("stations", 75.0)]
    assert only(indicator(), LatticeRegion(three, entered=value)).measurement.value == 37.5
    none = only(indicator(), LatticeRegion(entered=value)).measurement
    assert (none.value, none.missing) == (75.0, ())
    assert "数据不足(未导入" in none.method
    assert "王科长" in none.method
    assert len(none.rows) == 8
    partly = LatticeRegion([*three, facility("无处", "social_work_station")], entered=value)
    refused = only(indicator(), partly).measurement
    assert (refused.value, refused.low, refused.high) == (None, 37.5, 50.0)
    assert refused.missing[-1] == "人工填报值 75 与现有数据允许的范围不符，未采用"


@pytest.mark.parametrize(("built", "verdict"), [(3, "not_met"), (8, "met")])
def test_a_target_from_hand_holds_for_what_is_computed(built, verdict):
    row = indicator(comparator="text", entered_comparator=">=", value=None)
    names = ("甲1", "甲2", "甲3", "甲4", "乙1", "乙2", "乙3", "乙4")[:built]
    stations = [facility("站", "social_work_station", name) for name in names]
    found = only(row, LatticeRegion(stations, entered=[entered("stations.target", 50.0)]))
    assert (found.measurement.value, found.target, found.verdict) == (built * 12.5, 50.0, verdict)
    assert "目标值：人工填报：王科长" in found.measurement.method
    open_ = [facility("站", "social_work_station")]
    assert only(row, LatticeRegion(open_, entered=[entered("stations.target", 50.0)])).target == 50.0
    both = [entered("stations.target", 50.0), entered("stations", 75.0)]
    from_hand = only(row, LatticeRegion(entered=both))
    assert (from_hand.measurement.value, from_hand.target, from_hand.verdict) == (75.0, 50.0, "met")
    assert only(row, LatticeRegion(stations)).verdict == "unknown"


def test_absurd_figures_leave_their_row_open_and_stop_nothing():
    home = "elderly_care_institution"
    huge = facility("巨院", home, "甲1", beds=1.7e308, nursing_beds=1.7e308, floor_area_m2=1.7e308)
    tiny = facility("微院", home, "甲1", beds=5e-324, nursing_beds=5e-324, floor_area_m2=1e15)
    beds = indicator(measure="share_of", of="nursing_beds/beds", kinds=(home,), value=60.0)
    area = indicator(measure="area", of="floor_area_m2", kinds=(home,), unit="m²")
    each = indicator(measure="per_unit", of="floor_area_m2/1000000 households", kinds=(home,), unit="m²")
    counted = only(area, LatticeRegion([huge, facility("院", home, "甲2", floor_area_m2=5)])).measurement
    assert (counted.value, counted.low, counted.missing) == (None, 5.0, ("1 处设施没有建筑面积(m²)：巨院",))
    assert only(beds, LatticeRegion([huge])).measurement.missing[0] == "1 处设施没有护理型床位：巨院"
    assert only(beds, LatticeRegion([tiny])).measurement.value == 100.0
    units = lattice_units()
    hardly = replace(units, households=np.full(len(units), 5e-324))
    beyond = only(each, LatticeRegion([tiny], unit_table=hardly))
    assert (beyond.verdict, beyond.measurement.missing) == ("unknown", ("算出的数大得不合理。请核对数据里的数字",))
    crowd = replace(units, households=np.full(len(units), 1.7e308))
    assert only(each, LatticeRegion([tiny], unit_table=crowd)).measurement.missing[0].startswith("32 个单元没有户数")
    card = evaluate_region(LatticeRegion([huge], unit_table=crowd), DANDONG)
    assert "1 处设施的床位为负数或大得不合理，按没有数处理：巨院" in card.notes


def test_words_that_nobody_knows_stand_in_the_notes():
    station = facility("站", "social_work_station", "甲1", status="运营中")
    found = evaluate_region(LatticeRegion([station]), plan_of(indicator()))
    assert found.rows[0].measurement.value == 0.0
    assert found.notes == ("1 处设施的状态不认识，不计入任何结果：站(运营中)",)


def test_people_without_a_place_are_missing_from_a_share():
    row = _circle([("a", *at(300, 0), 60.0), ("b", *at(1500, 0), 20.0), ("c", np.nan, np.nan, 20.0)])
    measured = row.measurement
    assert (measured.value, measured.low, measured.high, row.verdict) == (None, 60.0, 80.0, "met")
    assert measured.missing == ("1 个需求点(20 人)没有坐标，计入总数，不知是否在范围内：c",)
    declared = replace(demand_of([("c", np.nan, np.nan, 20.0)]), unit_code=np.array([community("甲1-1")]))
    table = (facility("站", "community_elderly_station", at(0, 0)),)
    found = only(CIRCLE, LatticeRegion(table, demand_table=declared, road_table=streets())).measurement
    assert found.rows[0].name == "甲1-1"
    assert found.rows[0].reason == "20 人中 0 人在范围内，0 人没有路可达，20 人没有坐标"


def test_the_method_names_the_people_once():
    row = replace(CIRCLE, of="population")
    demand = demand_of([("a", *at(300, 0), 60.0)], group="population")
    table = (facility("站", "community_elderly_station", at(0, 0)),)
    found = only(row, LatticeRegion(table, demand_table=demand, road_table=streets())).measurement
    assert "不超过 15 分钟的常住人口，除以常住人口总数" in found.method


def test_figures_of_later_years_wait():
    region = LatticeRegion(entered=[entered("other", 1.0, year=2024), entered("other", 2.0, year=2026)])
    row = indicator(id="other", data="manual", measure="other")
    assert only(row, region).measurement.value == 1.0  # the plan's target year is 2025
    assert only(row, region, 2026).measurement.value == 2.0


def test_notes_of_the_scorecard():
    rows = (
        facility("外地", "lottery_outlet", (120.0, 30.0)),
        facility("错位", "lottery_outlet", "甲1", unit=township("乙1")),
    )
    region = LatticeRegion(rows, code="230109000000", name="松北区", meta={"invented": "1"})
    card = evaluate_region(region, DANDONG, 2023)
    text = "；".join(card.notes)
    assert (card.region_name, card.region_code, card.year) == ("松北区", "230109000000", 2023)
    for words in ("虚构的示例", "本区域 230109000000 不在其内", "评估年 2023 早于目标年 2025", "外地", "错位"):
        assert words in text
    assert evaluate_region(LatticeRegion(), DANDONG).notes == ()


class _Stops:
    def __init__(self, after: int) -> None:
        self.after, self.shares = after, []

    def progress(self, share: float, text: str = "") -> None:
        self.shares.append((share, text))
        if len(self.shares) > self.after:
            raise Cancelled


def test_it_reports_every_indicator_and_can_be_cancelled():
    told = _Stops(99)
    evaluate_region(LatticeRegion(), DANDONG, None, told)
    assert [share for share, _ in told.shares] == sorted(share for share, _ in told.shares)
    assert told.shares[-1][1].endswith("应急储备养老服务设施县级覆盖率")
    with pytest.raises(Cancelled):
        evaluate_region(LatticeRegion(), DANDONG, None, _Stops(5))


def test_a_whole_plan_with_the_one_above_answers_every_row():
    card = evaluate_region(LatticeRegion(TABLE, KINDS), _WHOLE)
    assert [row.indicator.id for row in card.rows] == [one.id for one in _WHOLE.every]
    assert {row.indicator.origin for row in card.rows} == {"", "liaoning"}
    assert all(row.measurement.value is not None or row.measurement.missing for row in card.rows)


def test_what_the_superior_plan_asks_of_higher_units_is_left_out_and_said():
    above = replace(plan_of(indicator(id="of_cities", unit_level="prefecture")), id="province")
    plan = replace(plan_of(indicator()), superior=above)
    county = LatticeRegion(code=COUNTY["甲"])
    card = evaluate_region(county, plan)
    assert [row.indicator.id for row in card.rows] == ["stations"]
    assert any("1 项指标按比本区域更高一级" in note for note in card.notes)


def test_what_stands_beside_a_row_uses_the_figure_entered_for_it():
    table, text = (
        by_hand_row(id="a", value=90.0),
        by_hand_row(id="b", value=100.0, relation="conflicts_with", principal="a"),
    )
    region = LatticeRegion(entered=[entered("a", 95.0, "draft")])
    card = evaluate_region(region, plan_of(table, text))
    assert [(row.measurement.value, row.verdict) for row in card.rows] == [(95.0, "met"), (95.0, "not_met")]
    own = LatticeRegion(entered=[entered("a", 95.0, "draft"), entered("b", 100.0, "draft")])
    assert [row.measurement.value for row in evaluate_region(own, plan_of(table, text)).rows] == [95.0, 100.0]


def by_hand_row(**changes: object) -> Indicator:
    return indicator(measure="share_of", data="manual", kinds=(), unit_level="", **changes)


def test_a_whole_amount_is_no_target_of_a_part():
    """A county under its prefecture's plan: 350 outlets are asked of all counties together, 80 % of each."""
    rows = (
        indicator(id="outlets", kinds=("lottery_outlet",), unit_level="", measure="count", unit="个", value=350.0),
        indicator(id="people", kinds=(), unit_level="", measure="count", data="manual", unit="人", value=9.0),
        indicator(id="points", unit="百分点", value=5.0, base_value=10.0, base_year=2020),
        indicator(id="stations", value=80.0, base_value=10.0, base_year=2020),
    )
    region = LatticeRegion(TABLE, KINDS, code=COUNTY["甲"], entered=[entered("people", 3.0, year=2023)])
    card = evaluate_region(region, plan_of(*rows), 2023)
    assert [row.verdict for row in card.rows] == ["unknown", "unknown", "unknown", "not_met"]
    assert card.row("outlets").measurement.value == 12.0
    assert card.row("people").measurement.value == 3.0
    assert [card.row(name).shortfall for name in ("outlets", "people")] == [None, None]
    assert "不是那个地区的全部" in card.row("outlets").remark
    assert card.row("points").measurement.missing == ("基期数是全区域的",)
    assert card.row("stations").due is None
    assert any("不是《试编规划》所管地区的全部，2 项总量目标不评判" in note for note in card.notes)
    elsewhere = evaluate_region(replace(region, code="610600000000"), plan_of(*rows), 2023)
    assert (elsewhere.row("outlets").verdict, elsewhere.row("stations").verdict) == ("unknown", "not_met")
    whole = evaluate_region(replace(region, code="210600000000"), plan_of(*rows), 2023)
    assert (whole.row("outlets").verdict, whole.row("outlets").shortfall) == ("not_met", 338.0)
    assert whole.row("stations").due is not None
    assert not any("所管地区的全部" in note for note in whole.notes)


def test_what_conflicts_has_no_figure_of_another_thing():
    """Stations or officers are not stations: the figure entered for the one is none of the other."""
    stations = indicator(id="stations", kinds=("child_protection_station",), value=50.0)
    either = replace(stations, id="either", data="manual", value=100.0, relation="conflicts_with", principal="stations")
    counties = replace(
        stations, id="counties", unit_classes=("街道",), value=100.0, relation="conflicts_with", principal="stations"
    )
    card = evaluate_region(LatticeRegion(entered=[entered("stations", 55.0)]), plan_of(stations, either, counties))
    assert card.row("stations").measurement.value == 55.0
    assert [card.row(name).measurement.value for name in ("either", "counties")] == [None, None]
    assert [card.row(name).verdict for name in ("either", "counties")] == ["unknown", "unknown"]


def test_a_figure_said_again_in_another_unit():
    table = indicator(id="a", kinds=(), unit_level="", measure="count", data="manual", unit="万人", value=0.02)
    text = replace(table, id="b", unit="人", value=200.0, relation="same_as", principal="a")
    card = evaluate_region(LatticeRegion(entered=[entered("a", 0.015)]), plan_of(table, text))
    assert [row.measurement.value for row in card.rows] == [0.015, 150.0]
    assert card.row("b").shortfall == 50.0
    other = replace(text, unit="名")
    card = evaluate_region(LatticeRegion(entered=[entered("a", 0.015)]), plan_of(table, other))
    assert card.row("b").measurement.value is None


def test_an_entered_figure_that_differs_from_the_computed_one_is_told():
    region = LatticeRegion(TABLE, KINDS, entered=[entered("stations", 99.0)])
    row = only(indicator(id="stations"), region)
    assert row.measurement.value != 99.0
    assert "另有填报值 99 与计算的不同，未采用" in row.measurement.method
    assert "王科长" in row.measurement.method
    same = LatticeRegion(TABLE, KINDS, entered=[entered("stations", row.measurement.value or 0.0)])
    assert "另有填报值" not in only(indicator(id="stations"), same).measurement.method
