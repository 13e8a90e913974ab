from dataclasses import replace

import pytest

from planner.briefing import labels
from planner.plans.plan import Plan
from planner.plans.scorecard import Due, Floor, Measurement, ScorecardRow
from tests.planner.briefing.invented import make_plan

INDICATORS = make_plan().indicators


def card(value: float | None, low: float | None = None, high: float | None = None, **more: object) -> ScorecardRow:
    measured = Measurement(value, value if low is None else low, value if high is None else high, None, None)
    return replace(ScorecardRow(INDICATORS[1], measured, "not_met", 3.0, "个社区(村)"), **more)  # type: ignore[arg-type]


def test_a_value_just_below_its_target_is_not_printed_as_the_target() -> None:
    assert labels.value_label(card(99.97)) == "99.97%"
    assert labels.value_label(card(99.97, target=90.0)) == "100.0%"


def test_an_unknown_value_shows_what_it_may_be() -> None:
    assert labels.value_label(card(None)) == "无数据"
    assert labels.value_label(card(None, 20.0, 99.96)) == "20.0–99.96%"


@pytest.mark.parametrize(
    ("verdict", "shortfall", "text"),
    [("not_met", 3.0, "3 个社区(村)"), ("not_met", 0.001, "0.001 个社区(村)"), ("met", 0.0, ""), ("unknown", None, "")],
)
def test_only_a_missed_target_has_a_shortfall(verdict: str, shortfall: float | None, text: str) -> None:
    assert labels.shortfall_label(card(1.0, verdict=verdict, shortfall=shortfall)) == text


@pytest.mark.parametrize(
    ("printed", "unit", "text"),
    [
        (">30", "m²", ">30m²"),
        ("100", "%", "100%"),
        ("100%", "%", "100%"),
        ("不低于省定指标要求", "%", "不低于省定指标要求"),
    ],
)
def test_targets_are_printed_as_the_plan_prints_them(printed: str, unit: str, text: str) -> None:
    indicator = replace(INDICATORS[0], printed=printed, unit=unit)
    assert labels.target_label(replace(card(1.0), indicator=indicator)) == text


def test_a_target_entered_by_hand_is_told_apart() -> None:
    measured = replace(card(1.0).measurement, entered_target=5.0)
    entered = replace(card(1.0), indicator=INDICATORS[3], measurement=measured)
    assert labels.target_label(entered) == "不低于省定指标要求（填报 5.0%）"


def test_ratios_of_things_are_whole_and_of_people_too() -> None:
    of_things = replace(card(1.0).measurement, numerator=13.0, denominator=15.0)
    assert labels.ratio_label(replace(card(1.0), measurement=of_things)) == "13/15"
    of_people = replace(of_things, numerator=11646.43, denominator=169009.4)
    assert labels.ratio_label(replace(card(1.0), measurement=of_people)) == "11,646/169,009"
    assert labels.ratio_label(card(1.0)) == ""


def changed(**about: object) -> ScorecardRow:
    """A row of an indicator changed as told."""
    return replace(card(1.0), indicator=replace(INDICATORS[1], **about))  # type: ignore[arg-type]


def test_that_an_amount_is_at_least_nothing_says_nothing() -> None:
    measured = Measurement(None, 0.0, None, None, None)
    assert labels.value_label(replace(card(1.0), measurement=measured)) == "无数据"
    measured = Measurement(None, 3.0, None, None, None)
    assert labels.value_label(replace(card(1.0), measurement=measured)) == "至少 3.0%"


@pytest.mark.parametrize(
    ("printed", "value", "text"),
    [("全覆盖", 100.0, "即 ≥100%"), ("100%", 100.0, ""), ("1,100", 1100.0, ""), ("不少于600平方米", 100.0, "即 ≥100%")],
)
def test_what_the_words_do_not_show_is_said(printed: str, value: float, text: str) -> None:
    assert labels.judged_label(changed(printed=printed, value=value)) == text


def test_what_cannot_be_judged_says_so() -> None:
    assert labels.verdict_label(changed(comparator="text", value=None)) == "不作判定"
    assert labels.verdict_label(changed(comparator="text", value=None, entered_comparator=">=")) == "未达标"


def test_only_a_year_before_the_target_year_has_something_due() -> None:
    due = Due(2023, 84.0, 50.0, 2020, "not_met")
    assert labels.due_label(card(70.0, due=due)) == "2023 年应达 84.0%，未达到"
    assert labels.due_label(card(70.0, due=replace(due, year=2025))) == ""
    assert labels.due_label(card(70.0)) == ""


@pytest.mark.parametrize(
    ("stricter", "looser", "verdict", "text"),
    [
        (True, False, "met", "上级要求 100%，本规划更严"),
        (False, True, "not_met", "上级要求 100%，本规划更宽，尚未达到上级要求"),
        (False, False, "met", "与上级一致"),
        (None, None, "unknown", "上级要求 100%，口径不同"),
    ],
)
def test_the_superior_s_floor(stricter: bool | None, looser: bool | None, verdict: str, text: str) -> None:
    floor = Floor("liaoning", "辽宁规划", INDICATORS[1], stricter, looser, verdict)  # type: ignore[arg-type]
    assert labels.floor_label(card(70.0, floor=floor, verdict="met", shortfall=0.0)) == text
    assert labels.floor_label(card(70.0)) == ""


def test_who_entered_a_figure_stands_beside_it() -> None:
    method = "数据不足(没有床位)，采用人工填报：李四 于 2025-01-01 填报 2024 年数据，依据年报。"
    by_hand = replace(card(1.0), measurement=replace(card(1.0).measurement, method=method))
    assert labels.by_hand_label(by_hand) == "人工填报：李四 于 2025-01-01 填报 2024 年数据，依据年报"
    assert labels.by_hand_label(card(1.0)) == ""


def test_what_is_said_elsewhere_names_its_place() -> None:
    about = {"principal": "a", "line": 392, "section": "专栏4", "printed": "90"}
    assert labels.beside_label(changed(relation="same_as", **about)) == "重申：90%（专栏4 第392行）"
    otherwise = "另有说法：90%（专栏4 第392行），按此说法：未达标"
    assert labels.beside_label(changed(relation="conflicts_with", **about)) == otherwise
    earlier = "阶段目标：2023 年 90%（专栏4 第392行），按此说法：未达标"
    assert labels.beside_label(changed(relation="milestone_of", year=2023, **about)) == earlier


def test_the_base_is_the_plan_s() -> None:
    plan = Plan("p", "规划", "自拟", "210112000000", "", 2025, INDICATORS)
    assert labels.base_label(plan, changed(base_value=50.0, base_year=2020)) == "2020 年为 50.0%"
    assert labels.base_label(plan, card(1.0)) == ""


def test_what_exceeds_a_limit_is_not_called_lacking() -> None:
    assert labels.is_over(changed(comparator="<="))
    assert labels.is_over(changed(comparator="text", value=None, entered_comparator="<"))
    assert not labels.is_over(card(1.0))
