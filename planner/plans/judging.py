"""Measurements held against targets."""

import math
import operator
from collections.abc import Callable

from planner.plans.indicator import Comparator, Indicator, Plan
from planner.plans.scorecard import Measurement, Scorecard, ScorecardRow, Verdict
from planner.plans.shortfall import shortfall

_HOLDS: dict[Comparator, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


def holds(value: float, comparator: Comparator, target: float) -> bool:
    """Whether a value meets a target, with nothing rounded. The only comparison of the two there is.

    Raises:
        KeyError: the comparator is "text", which compares nothing.
    """
    return _HOLDS[comparator](value, target)


def verdict(measurement: Measurement, comparator: Comparator, target: float | None) -> Verdict:
    """Met or not met where the whole interval agrees, unknown where it does not or there is no target."""
    if target is None or comparator == "text":
        return "unknown"
    low = -math.inf if measurement.low is None else measurement.low
    high = math.inf if measurement.high is None else measurement.high
    ends = {holds(low, comparator, target), holds(high, comparator, target)}
    if comparator == "==" and low < target < high:
        return "unknown"
    if len(ends) == 2:
        return "unknown"
    return "met" if True in ends else "not_met"


def judge(indicator: Indicator, measurement: Measurement) -> ScorecardRow:
    """The verdict on one indicator, and what is lacking in what one builds."""
    comparator, target = indicator.comparator, indicator.value
    if comparator == "text":
        comparator, target = indicator.entered_comparator, measurement.entered_target
    found = verdict(measurement, comparator, target)
    if found == "not_met" and target is not None:
        lacking = shortfall(indicator, measurement, comparator, target)
        return ScorecardRow(indicator, measurement, found, lacking.amount, lacking.unit, target, lacking.remark)
    return ScorecardRow(indicator, measurement, found, 0.0 if found == "met" else None, indicator.unit, target)


def evaluate(
    plan: Plan,
    region_name: str,
    region_code: str,
    year: int,
    measure: Callable[[Indicator], Measurement],
    *,
    notes: tuple[str, ...] = (),
) -> Scorecard:
    """The scorecard of a plan.

    Args:
        measure: gives the measurement of each indicator, called once for each in printed order.
        notes: what a reader of the whole scorecard must know.
    """
    rows = tuple(judge(indicator, measure(indicator)) for indicator in plan.indicators)
    return Scorecard(plan, region_name, region_code, year, rows, notes)
