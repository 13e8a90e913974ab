"""An invented plan with everything a plan may hold, and what stands beside its scorecard."""

from collections.abc import Callable
from dataclasses import replace

from planner.briefing.extras import Extras
from planner.coverage.drill_down import UnitScorecard
from planner.coverage.norm_rows import NormRow
from planner.coverage.project_stock import Added
from planner.coverage.reach import Reach
from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.judging import evaluate, judge
from planner.plans.norms import load_norms
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.scorecard import Measurement, Scorecard, ScorecardRow
from tests.planner.briefing.invented import KINDS, InventedRegion, make_plan, measure

YEAR = 2023
BY_HAND = "人工填报：李四{suffix} 于 2025-01-02 填报 2023 年数据，依据统计年报{suffix}。"


def make_full_plan(suffix: str = "") -> Plan:
    """Twelve indicators: six that decide, four beside them, a siting rule, a text without a figure; one inherited."""
    a, b, c, d = make_plan(suffix).indicators
    a = replace(a, row=1, base_value=20.0, base_year=2020)
    hand = _by_hand(d, "h", f"节地生态安葬率{suffix}", 60.0, "60")
    own = (
        a,
        replace(b, row=2),
        replace(c, row=3),
        replace(d, row=4, entered_comparator=">="),
        replace(hand, row=5),
        replace(a, id="a_again", name=f"街道养老全覆盖{suffix}", row=0, relation="same_as", principal="a", line=210),
        replace(
            a, id="a_else", name=f"各街道均有{suffix}", row=0, value=100.0, printed="全覆盖", relation="conflicts_with",
            principal="a", line=212,
        ),
        replace(a, id="a_2022", row=0, value=50.0, printed="50", year=2022, relation="milestone_of", principal="a"),
        replace(hand, id="h_again", relation="same_as", principal="h", row=0, line=356),
        replace(hand, id="x", name=f"<超出>低保差距{suffix}", comparator="<=", value=30.0, printed="30", unit="百分点",
                base_value=0.0, base_year=2020),
        replace(d, id="t", name=f"全面建立探访制度{suffix}", printed="全面建立", measure="other", unit=""),
        replace(d, id="s", name=f"养老设施邻近设置{suffix}", printed="邻近设置", siting=True, measure="other", unit=""),
    )  # fmt: skip
    above = (
        replace(a, value=50.0, printed="50"),
        replace(b),
        replace(hand, value=65.0, printed="65"),
        replace(
            a,
            id="g",
            name=f"社会工作站覆盖率{suffix}",
            kinds=(KINDS[3],),
            value=1.0,
            printed="1",
            base_value=None,
            base_year=None,
        ),
    )
    superior = Plan("liaoning", f"辽宁省民政规划{suffix}", "正式", "210000000000", "", 2025, above)
    return replace(
        make_plan(suffix),
        parent="liaoning",
        superior=superior,
        indicators=own,
        baselines=_baselines(suffix),
        projects=_projects(suffix),
    )


def _by_hand(like: Indicator, key: str, name: str, value: float, printed: str) -> Indicator:
    return replace(
        like, id=key, name=name, measure="share_of", comparator=">=", value=value, printed=printed, unit="%",
        data="manual",
    )  # fmt: skip


def _baselines(suffix: str) -> tuple[Baseline, ...]:
    return (
        Baseline("beds_2020", f"养老床位{suffix}", 20.6, "万张", 2020, "第一章", 12, "20.6万张", kinds=(KINDS[0],)),
        Baseline("sites_2020", f"养老机构{suffix}", 1100.0, "家", 2020, "第一章", 13, "突破1100家", comparator=">"),
    )


def _projects(suffix: str) -> tuple[Project, ...]:
    numbers = (("beds", 300.0), ("floor_area_m2", 12500.5))
    return (
        Project("p1", f"东湖养老院{suffix}", "新建", "专栏3", 301, 302, ("300张",), (KINDS[0],), f"东湖路1号{suffix}",
                f"东湖街道{suffix}", 1, numbers, 5200.0, 2022, 2024, "a", f"含康复楼{suffix}"),
        Project("p2", f"救助站改造{suffix}", "改扩建", "专栏3", 305, 305),
    )  # fmt: skip


def full_measure(region: InventedRegion, reaches: tuple[Reach, ...], suffix: str) -> Callable[[Indicator], Measurement]:
    """What was measured for each indicator of the plan."""

    def measured(indicator: Indicator) -> Measurement:
        if indicator.data == "manual" and indicator.value is not None:
            method = BY_HAND.format(suffix=suffix)
            return Measurement(41.7, 41.7, 41.7, 1180.0, 2829.0, (), (), method, (f"统计年报{suffix}",))
        return measure(region, indicator, reaches)

    return measured


def make_full_scorecard(region: InventedRegion, plan: Plan, reaches: tuple[Reach, ...], suffix: str = "") -> Scorecard:
    """The plan judged by the program's own judge, two years before its target year."""
    return evaluate(plan, region.name, region.code, YEAR, full_measure(region, reaches, suffix))


def make_extras(region: InventedRegion, plan: Plan, scorecard: Scorecard, suffix: str = "") -> Extras:
    """Projects that serve one more township, townships that lack something, a norm whose text was not seen."""
    now = {row.indicator.id: row.measurement for row in scorecard.rows}

    def then(indicator: Indicator) -> Measurement:
        measured = now[indicator.id]
        if indicator.id != "a" or measured.numerator is None or measured.denominator is None:
            return measured
        more = measured.numerator + 1
        value = 100 * more / measured.denominator
        return replace(measured, numerator=more, value=value, low=value, high=value)

    units = region.units()
    townships = [
        UnitScorecard(
            code=str(units.code[row]),
            name=str(units.name[row]),
            level="township",
            parent_name=region.name,
            rows=_of_unit(scorecard, number),
        )
        for number, row in enumerate(units.rows_at("township"))
    ]
    norm = replace(
        load_norms()[0], name=f"每百户养老用房{suffix}", document=f"某省意见{suffix}", clause=f"第三条{suffix}",
        text=f"不少于20平方米{suffix}", measure="units_served", unit="%", unverified=True, source=f"网页{suffix}",
    )  # fmt: skip
    return Extras(
        planned=evaluate(plan, region.name, region.code, YEAR, then),
        added=(Added(plan.projects[0], ("new-1",), (), "210112001000", f"东湖街道{suffix}"),),
        planned_notes=(f"“救助站改造{suffix}”是改扩建，不增加设施", f"项目没有坐标{suffix}"),
        level="township",
        units=tuple(townships),
        norms=(NormRow(norm, scorecard.row("b")),),
    )


def _of_unit(scorecard: Scorecard, number: int) -> tuple[ScorecardRow, ...]:
    """Township 0 has all of b, 1 none, 2 half, 3 nobody knows."""
    value = (100.0, 0.0, 50.0, None)[number % 4]
    numerator = None if value is None else value / 25
    measured = Measurement(value, value, value, numerator, 4.0)
    return (judge(scorecard.row("b").indicator, measured),)
