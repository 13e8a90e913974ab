"""The value that is due in a year on the way to the target."""

from fractions import Fraction
from itertools import pairwise

from planner.plans.exact import POINTS, exact
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.scorecard import Due

_ONE_WAY = (">=", ">", "<=", "<")


def due_in(plan: Plan, indicator: Indicator, year: int) -> Due | None:
    """What is due by the end of a year: on straight lines from the base over the milestones to the target.

    v(y) = v0 + (v1 - v0) (y - y0) / (y1 - y0) between two neighbouring years y0 <= y <= y1 with figures; the
    target itself from the target year on. None where the plan gives no base, where nothing lies between base and
    target (a yearly growth, a state that is either reached or not), and before the base year.
    """
    base = plan.base_of(indicator)
    target = indicator.value
    if base is None or target is None or indicator.comparator not in _ONE_WAY or indicator.measure == "growth":
        return None
    first = (base[1], 0.0 if indicator.unit == POINTS else base[0])
    stops = sorted({**milestones(plan, indicator), first[0]: first[1], indicator.year: target}.items())
    if year < first[0] or indicator.year <= first[0]:
        return None
    return Due(year, _between(stops, min(year, indicator.year)), first[1], first[0])


def milestones(plan: Plan, indicator: Indicator) -> dict[int, float]:
    """Figures for years before the target year, in the same unit and direction."""
    return {
        other.year: other.value
        for other in plan.beside(indicator.id)
        if other.relation == "milestone_of"
        and other.value is not None
        and other.unit == indicator.unit
        and other.comparator == indicator.comparator
        and other.year < indicator.year
    }


def _between(stops: list[tuple[int, float]], year: int) -> float:
    for (y0, v0), (y1, v1) in pairwise(stops):
        if y0 <= year <= y1:
            return float(exact(v0) + (exact(v1) - exact(v0)) * Fraction(year - y0, y1 - y0))
    return stops[-1][1]
