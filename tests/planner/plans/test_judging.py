"""Verdicts: exact at the boundary, and only where the whole interval agrees."""

import math

import pytest

from planner.plans.judging import evaluate, holds, judge, verdict
from planner.plans.scorecard import Measurement
from tests.planner.plans.written import indicator, plan_of


def known(value: float) -> Measurement:
    return Measurement(value, value, value, None, None)


def between(low: float | None, high: float | None) -> Measurement:
    return Measurement(None, low, high, None, None, ("缺数",))


_ULP_BELOW, _ULP_ABOVE = math.nextafter(30.0, 0), math.nextafter(30.0, 99)


@pytest.mark.parametrize(
    ("comparator", "below", "at", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<=", True, True, False),
        ("<", True, False, False),
        ("==", False, True, False),
    ],
)
def test_every_comparator_one_float_from_the_target(comparator, below, at, above):
    assert holds(_ULP_BELOW, comparator, 30.0) is below
    assert holds(30.0, comparator, 30.0) is at
    assert holds(_ULP_ABOVE, comparator, 30.0) is above


@pytest.mark.parametrize(
    ("comparator", "low", "high", "expected"),
    [
        (">=", 30.0, 40.0, "met"),
        (">=", 20.0, 29.9, "not_met"),
        (">=", 20.0, 30.0, "unknown"),
        (">", 30.0, 40.0, "unknown"),
        (">", 20.0, 30.0, "not_met"),
        ("<=", 30.0, 40.0, "unknown"),
        ("<=", 20.0, 30.0, "met"),
        ("<", 30.0, 40.0, "not_met"),
        ("==", 20.0, 40.0, "unknown"),
        ("==", 31.0, 40.0, "not_met"),
        ("==", 30.0, 40.0, "unknown"),
        ("==", 30.0, 30.0, "met"),
        (">=", 30.0, None, "met"),
        (">=", 29.0, None, "unknown"),
        (">=", None, 29.0, "not_met"),
        ("<=", 31.0, None, "not_met"),
        (">=", None, None, "unknown"),
        ("==", None, None, "unknown"),
        ("==", 31.0, None, "not_met"),
    ],
)
def test_intervals(comparator, low, high, expected):
    assert verdict(between(low, high), comparator, 30.0) == expected


def test_a_text_target_is_unknown_until_one_is_entered():
    row = indicator(comparator="text", entered_comparator=">=", value=None, printed="不低于省定指标要求", data="manual")
    assert judge(row, known(7.0)).verdict == "unknown"
    assert judge(row, known(7.0)).target is None
    entered = Measurement(7.0, 7.0, 7.0, None, None, entered_target=6.5)
    assert (judge(row, entered).verdict, judge(row, entered).target) == ("met", 6.5)
    short = Measurement(6.4, 6.4, 6.4, None, None, entered_target=6.5)
    assert (judge(row, short).verdict, judge(row, short).shortfall) == ("not_met", 0.1)
    without_comparator = indicator(comparator="text", value=None, data="manual")
    assert judge(without_comparator, entered).verdict == "unknown"


def test_an_entered_target_never_replaces_a_printed_one():
    entered = Measurement(85.0, 85.0, 85.0, None, None, entered_target=80.0)
    assert judge(indicator(value=90.0, data="manual"), entered).verdict == "not_met"


def test_rows_say_nothing_is_lacking_only_where_that_is_known():
    row = indicator(value=80.0)
    assert judge(row, known(80.0)).shortfall == 0.0
    assert judge(row, between(0.0, 100.0)).shortfall is None


def test_evaluate_asks_once_for_each_row_in_order():
    asked = []
    rows = [indicator(id=name, value=80.0, data="manual") for name in ("b", "a", "c")]
    values = {"a": known(90.0), "b": known(70.0), "c": between(None, None)}

    def measure(row):
        asked.append(row.id)
        return values[row.id]

    card = evaluate(plan_of(*rows), "丁市", "210600000000", 2025, measure, notes=("说明",))
    assert asked == ["b", "a", "c"]
    assert [row.verdict for row in card.rows] == ["not_met", "met", "unknown"]
    assert card.counts() == {"met": 1, "not_met": 1, "unknown": 1}
    assert (card.region_name, card.region_code, card.year, card.notes) == ("丁市", "210600000000", 2025, ("说明",))
