"""A region that is not the plan's area: amounts that the plan wants of the whole say nothing of it."""

from dataclasses import replace

from layers.codes import prefix_of
from planner.plans.exact import POINTS
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.scorecard import Measurement, Scorecard, ScorecardRow

OF_THE_WHOLE = "目标是全区域的"
BASE_OF_THE_WHOLE = "基期数是全区域的"

_OF_THE_PLAN = "目标是规划所管整个地区的总量，本区域不是那个地区的全部"


def not_of_a_part(indicator: Indicator) -> str:
    """Why nothing can be measured in a part, "" where it can."""
    return BASE_OF_THE_WHOLE if indicator.unit == POINTS else ""


def unjudged(indicator: Indicator, measured: Measurement, remark: str = OF_THE_WHOLE) -> ScorecardRow:
    """The row of an amount of which the target says nothing."""
    return ScorecardRow(indicator, measured, "unknown", None, indicator.unit, remark=remark)


def is_part(region_code: str, plan: Plan) -> bool:
    """Whether the region is another area than the plan's: a part of it, or one elsewhere."""
    return prefix_of(region_code) != prefix_of(plan.region_code)


def of_a_part(card: Scorecard) -> Scorecard:
    """The scorecard of a part: whole amounts are not judged, and no way from the base of the whole is told."""
    rows = tuple(row_of_a_part(row) for row in card.rows)
    amounts = sum(row.indicator.is_whole_amount and row.indicator.decides for row in card.rows)
    notes = (f"本区域不是《{card.plan.name}》所管地区的全部，{amounts} 项总量目标不评判",) if amounts else ()
    return replace(card, rows=rows, notes=(*card.notes, *notes))


def row_of_a_part(row: ScorecardRow) -> ScorecardRow:
    """What the row of a region says where that is not the plan's area."""
    if row.indicator.is_whole_amount:
        return replace(unjudged(row.indicator, row.measurement, _OF_THE_PLAN), floor=row.floor)
    return row if row.indicator.origin else replace(row, due=None)
