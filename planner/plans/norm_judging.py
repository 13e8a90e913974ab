"""Measurements held against norms."""

from collections.abc import Sequence

from planner.plans.indicator import Indicator
from planner.plans.judging import judge
from planner.plans.scorecard import Measurement, ScorecardRow, Verdict

_FIRST: tuple[Verdict, ...] = ("not_met", "unknown", "met")


def judge_bounds(bounds: Sequence[Indicator], measurement: Measurement) -> ScorecardRow:
    """The verdict on one measurement that must keep to every bound: met where all are, not met where one is not.

    The row is that of the bound that decided.
    """
    return min((judge(bound, measurement) for bound in bounds), key=lambda row: _FIRST.index(row.verdict))
