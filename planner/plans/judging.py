"""Measurements held against targets."""

import math
import operator
from collections.abc import Callable
from dataclasses import replace

from planner.plans.indicator import Comparator, Indicator
from planner.plans.plan import Plan
from planner.plans.scorecard import Due, Floor, Measurement, Scorecard, ScorecardRow, Verdict
from planner.plans.shortfall import shortfall
from planner.plans.trajectory import due_in

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
    indicators: tuple[Indicator, ...] | None = None,
    notes: tuple[str, ...] = (),
) -> Scorecard:
    """The scorecard of a plan.

    Args:
        measure: gives the measurement of each indicator, called once for each in this order.
        indicators: those to judge; all of the plan, its own in printed order and then the inherited, where None.
        notes: what a reader of the whole scorecard must know.
    """
    chosen = plan.every if indicators is None else indicators
    rows = tuple(_in_plan(plan, judge(indicator, measure(indicator)), year) for indicator in chosen)
    return Scorecard(plan, region_name, region_code, year, rows, notes)


def _in_plan(plan: Plan, row: ScorecardRow, year: int) -> ScorecardRow:
    """The row with what is due in the year and what the superior plan asks for."""
    return replace(row, due=_due(plan, row, year), floor=_floor(plan, row))


def _due(plan: Plan, row: ScorecardRow, year: int) -> Due | None:
    due = due_in(plan, row.indicator, year)
    return replace(due, verdict=verdict(row.measurement, row.indicator.comparator, due.value)) if due else None


def _floor(plan: Plan, row: ScorecardRow) -> Floor | None:
    """The superior's target, held against the same measurement where both measure the same."""
    other = plan.counterpart(row.indicator)
    if other is None or plan.superior is None:
        return None
    alike = matter(other) == matter(row.indicator)
    comparable = alike and other.value is not None and row.indicator.value is not None
    return Floor(
        plan_id=plan.superior.id,
        plan_name=plan.superior.name,
        indicator=other,
        stricter=_beyond(row.indicator, other) if comparable else None,
        looser=_beyond(other, row.indicator) if comparable else None,
        verdict=verdict(row.measurement, other.comparator, other.value) if alike else "unknown",
    )


def matter(indicator: Indicator) -> tuple[object, ...]:
    """What is measured, apart from the target."""
    return (
        indicator.measure,
        indicator.of,
        indicator.unit,
        sorted(indicator.kinds),
        indicator.unit_level,
        sorted(indicator.unit_classes),
        (indicator.limit, indicator.measured_in, indicator.mode),
        (indicator.at_least, indicator.each),
    )


def _beyond(one: Indicator, other: Indicator) -> bool:
    """Whether what meets `one` always meets `other`, and not the other way round."""
    return _implies(one, other) and not _implies(other, one)


def _implies(one: Indicator, other: Indicator) -> bool:
    """Whether every value that meets `one` meets `other`."""
    if one.value is None or other.value is None or one.comparator[0] != other.comparator[0]:
        return False
    if one.comparator == "==":
        return holds(one.value, other.comparator, other.value)
    if one.value == other.value:
        return one.comparator == other.comparator or other.comparator in {">=", "<="}
    return holds(one.value, other.comparator, other.value)
