"""Figures from hand."""

import pytest

from layers.tables import ManualValue
from planner.coverage.by_hand import TARGET_SUFFIX, measure_by_hand, with_target
from planner.plans.judging import judge
from tests.planner.plans.written import indicator

ROW = indicator(id="share", measure="share_of", data="manual", value=95.0)


def entered(year: int, value: float, id_: str = "share", **more) -> ManualValue:
    return ManualValue("draft", id_, year, value, "王科长", "2025-02-03T10:00:00", "民政统计台账", **more)


def test_the_newest_up_to_the_year_counts():
    values = [entered(2023, 80.0), entered(2025, 96.0), entered(2024, 90.0), entered(2025, 1.0, "other")]
    assert [measure_by_hand(ROW, values, year).value for year in (2023, 2024, 2025, 2030)] == [80.0, 90.0, 96.0, 96.0]
    assert measure_by_hand(ROW, values, 2022).missing == ("只有 2023 年的填报值，晚于评估年 2022",)
    assert measure_by_hand(ROW, [], 2025).missing == ("需人工填报，尚未录入",)
    nothing = measure_by_hand(ROW, [], 2025)
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)


def test_it_says_who_when_and_from_what():
    measured = measure_by_hand(ROW, [entered(2024, 90.0)], 2025)
    for word in ("王科长", "2025-02-03T10:00:00", "民政统计台账", "2024 年"):
        assert word in measured.method
    assert measured.sources == ("民政统计台账",)


def test_a_ratio_of_known_parts_is_not_rounded():
    rounded = measure_by_hand(
        indicator(id="share", data="manual"), [entered(2025, 100.0, numerator=2999, denominator=3000)], 2025
    )
    assert rounded.value == pytest.approx(99.9666666)
    assert rounded.missing == ()
    assert judge(indicator(id="share", data="manual", value=100.0), rounded).verdict == "not_met"
    assert (rounded.numerator, rounded.denominator) == (2999, 3000)


def test_parts_that_contradict_the_figure_leave_an_interval():
    measured = measure_by_hand(ROW, [entered(2025, 95.5, numerator=90, denominator=100)], 2025)
    assert (measured.value, measured.low, measured.high) == (None, 90.0, 95.5)
    assert "不一致" in measured.missing[0]
    assert judge(ROW, measured).verdict == "unknown"


@pytest.mark.parametrize(("value", "agrees"), [(66.7, True), (66.67, True), (67.0, True), (66.6, False), (66.0, False)])
def test_rounding_to_the_digits_that_were_written(value, agrees):
    measured = measure_by_hand(ROW, [entered(2025, value, numerator=2, denominator=3)], 2025)
    assert (measured.value is not None) is agrees


def test_parts_of_what_is_no_ratio_are_only_kept():
    row = indicator(id="share", data="manual", unit="倍数", value=1.3, comparator="<=")
    measured = measure_by_hand(row, [entered(2025, 1.5, numerator=663, denominator=421)], 2025)
    assert (measured.value, measured.missing) == (1.5, ())
    assert measure_by_hand(ROW, [entered(2025, 5.0, numerator=0, denominator=0)], 2025).value == 5.0


def test_a_target_from_hand():
    row = indicator(id="share", data="manual", comparator="text", entered_comparator=">=", value=None)
    values = [entered(2025, 7.0), entered(2025, 6.5, "share" + TARGET_SUFFIX)]
    measured = with_target(measure_by_hand(row, values, 2025), row, values, 2025)
    assert (measured.value, measured.entered_target) == (7.0, 6.5)
    assert measured.method.count("王科长") == 2
    assert judge(row, measured).verdict == "met"
    only_target = with_target(measure_by_hand(row, values[1:], 2025), row, values[1:], 2025)
    assert (only_target.value, only_target.entered_target) == (None, 6.5)
    assert judge(row, only_target).verdict == "unknown"


def test_a_printed_target_is_not_replaced():
    measured = measure_by_hand(ROW, [entered(2025, 7.0)], 2025)
    assert with_target(measured, ROW, [entered(2025, 6.5, "share" + TARGET_SUFFIX)], 2025) is measured


@pytest.mark.parametrize("figure", ["约七成", "95", None, True, float("nan"), float("inf"), 1.7e308, -1.7e308, b"95"])
def test_what_is_no_figure_is_missing(figure):
    text = indicator(id="share", data="manual", comparator="text", entered_comparator=">=", value=None)
    assert measure_by_hand(ROW, [entered(2024, 90.0), entered(2025, figure)], 2025).missing == (
        "填报值不是合理的数，请重新填报",
    )
    aimed = with_target(measure_by_hand(text, [], 2025), text, [entered(2025, figure, "share" + TARGET_SUFFIX)], 2025)
    assert aimed.entered_target is None
    assert aimed.missing[-1] == "录入的目标值不是合理的数，请重新录入"


def test_what_is_no_year_or_part_is_missing():
    broken = [entered("去年", 90.0), entered(2025, 90.0, numerator="9"), entered(2025, 90.0, denominator=1.7e308)]
    for value in broken:
        assert measure_by_hand(ROW, [value], 2025).missing == ("填报值不是合理的数，请重新填报",)
