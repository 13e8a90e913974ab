from dataclasses import replace

import pytest

from planner.briefing import labels
from planner.plans.scorecard import Measurement, ScorecardRow
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
        (">30", "m²", ">30 m²"),
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
