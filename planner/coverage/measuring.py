"""A region held against a plan."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from layers.codes import prefix_of
from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.schema import LEVELS
from planner.coverage.amounts import measure_amount, measure_per_unit
from planner.coverage.by_hand import measure_beside, measure_by_hand, prints_as, with_target
from planner.coverage.placement_findings import placement_findings
from planner.coverage.projects import PlannedRegion
from planner.coverage.reaching import Reaches, Ways
from planner.coverage.region_tables import RegionTables
from planner.coverage.share_reached import measure_share_reached
from planner.coverage.shares import measure_share_of
from planner.coverage.stock import Stock
from planner.coverage.units_served import measure_units_served
from planner.coverage.value_findings import value_findings
from planner.coverage.whole_amounts import is_part, not_of_a_part, of_a_part
from planner.plans.exact import POINTS, exact
from planner.plans.indicator import Indicator
from planner.plans.judging import evaluate
from planner.plans.plan import Plan
from planner.plans.scorecard import Measurement, Scorecard

_FROM_FACILITIES = {
    "units_served": measure_units_served,
    "share_of": measure_share_of,
    "per_unit": measure_per_unit,
    "count": measure_amount,
    "area": measure_amount,
}


class Measuring:
    """What the indicators of a plan come to in a region; what several of them need is worked out once.

    Attributes:
        year: figures entered by hand count up to this year.
        reaches: who reaches the facilities.
    """

    def __init__(
        self, region: RegionTables, plan: Plan, year: int | None = None, ways: dict[str, Ways] | None = None
    ) -> None:
        """Read the region.

        Args:
            year: the plan's target year where it is None.
            ways: roads by id of the travel mode, to be shared with other measuring; filled as they are needed.
        """
        self.region, self.plan, self.stock = region, plan, Stock.of(region)
        self.year = plan.target_year if year is None else year
        self.reaches = Reaches(region, self.stock, ways)
        self._entered = region.manual_values(plan.id)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those of the plan that can be asked of the region, in its order."""
        return tuple(indicator for indicator in self.plan.every if not self._is_above(indicator))

    @cached_property
    def is_part(self) -> bool:
        """Whether the region is only a part of the plan's area."""
        return is_part(self.region.code, self.plan)

    def measure(self, indicator: Indicator) -> Measurement:
        """What an indicator comes to in the whole region."""
        return self._guarded(indicator, self._measured)

    def measure_part(self, indicator: Indicator, part: Stock) -> Measurement:
        """What an indicator of facilities and units comes to in a part of the region; no figure from hand tells."""
        return self._guarded(indicator, lambda asked: _FROM_FACILITIES[asked.measure](part, asked))

    def with_target(self, measured: Measurement, indicator: Indicator) -> Measurement:
        """The measurement with the target that was entered by hand, where the plan prints none."""
        return with_target(measured, indicator, self._entered, self.year)

    def _guarded(self, indicator: Indicator, measured: Callable[[Indicator], Measurement]) -> Measurement:
        try:
            found = measured(indicator)
        except UserError as error:  # figures that no sum can be made of: this row is unknown, the others stand
            found = Measurement(None, None, None, None, None, (str(error),))
        return self.with_target(found, indicator)

    def _measured(self, indicator: Indicator) -> Measurement:
        by_hand = self._by_hand(indicator)
        if indicator.data == "manual":
            return by_hand
        if self.is_part and (why := not_of_a_part(indicator)):
            return Measurement(None, None, None, None, None, (why,))
        if indicator.measure == "share_reached":
            computed = measure_share_reached(self.reaches, indicator)
        else:
            computed = _FROM_FACILITIES[indicator.measure](self.stock, indicator)
        return _with_hand(_from_base(indicator, computed), by_hand)

    def _by_hand(self, indicator: Indicator) -> Measurement:
        """The figure entered by hand, which says nothing of what projects will change."""
        if isinstance(self.region, PlannedRegion) and self.region.changes(indicator):
            return Measurement(None, None, None, None, None, (_OF_TODAY,))
        principal = next((other for other in self.plan.every if other.id == indicator.principal), None)
        if principal is None:
            return measure_by_hand(indicator, self._entered, self.year)
        return measure_beside(indicator, principal, self._entered, self.year)

    def _is_above(self, indicator: Indicator) -> bool:
        """Whether the superior plan asks it of units higher than the region, so that nothing here can answer."""
        if not indicator.origin or not indicator.unit_level:
            return False
        units = self.stock.units
        own = [str(level) for level in units.level[units.code == self.region.code]]
        return any(LEVELS.index(indicator.unit_level) < LEVELS.index(level) for level in own if level in LEVELS)


_OF_TODAY = "人工填报的是现状的数，项目建成后要重新填报"


def evaluate_region(
    region: RegionTables,
    plan: Plan,
    year: int | None = None,
    feedback: Feedback | None = None,
    *,
    ways: dict[str, Ways] | None = None,
) -> Scorecard:
    """Measure every indicator of a plan in a region and judge it.

    Args:
        year: figures entered by hand count up to this year; the plan's target year where it is None.
        ways: roads by id of the travel mode, see `Measuring`.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    told.progress(0.0, "正在读取区域")
    return scorecard_of(Measuring(region, plan, year, ways), told)


def scorecard_of(measuring: Measuring, feedback: Feedback) -> Scorecard:
    """All indicators that can be asked of the region, judged."""
    indicators, region = measuring.indicators, measuring.region
    place_of = {indicator.id: number for number, indicator in enumerate(indicators)}

    def measure(indicator: Indicator) -> Measurement:
        feedback.progress(place_of[indicator.id] / len(indicators), f"正在计算：{indicator.name}")
        return measuring.measure(indicator)

    above = len(measuring.plan.every) - len(indicators)
    notes = _notes(region, measuring.plan, measuring.stock, measuring.year, above)
    card = evaluate(
        measuring.plan, region.name, region.code, measuring.year, measure, indicators=indicators, notes=notes
    )
    return of_a_part(card) if measuring.is_part else card


def _from_base(indicator: Indicator, measured: Measurement) -> Measurement:
    """A target in percentage points is a difference from the base year's percentage, not a ratio to it."""
    if indicator.unit != POINTS or indicator.base_value is None:
        return measured
    base = exact(indicator.base_value)
    figures = (measured.value, measured.low, measured.high)
    value, low, high = (None if figure is None else float(exact(figure) - base) for figure in figures)
    method = f"{measured.method}减去 {indicator.base_year} 年的 {indicator.base_value:g}%。"
    return replace(measured, value=value, low=low, high=high, method=method)


def _with_hand(measured: Measurement, by_hand: Measurement) -> Measurement:
    """The figure entered by hand stands in where the data give no single one, and only within what they allow."""
    if by_hand.value is None:
        return measured
    if measured.value is not None:
        return measured if prints_as(measured.value, by_hand.value) else _beside_the_point(measured, by_hand)
    low, high = measured.low, measured.high
    if (low is not None and by_hand.value < low) or (high is not None and by_hand.value > high):
        text = f"人工填报值 {by_hand.value:g} 与现有数据允许的范围不符，未采用"
        return replace(measured, missing=(*measured.missing, text))
    method = f"数据不足({'；'.join(measured.missing)})，采用{by_hand.method}"
    return replace(by_hand, rows=measured.rows, method=method)


def _beside_the_point(measured: Measurement, by_hand: Measurement) -> Measurement:
    """The computed figure, and that another one was entered: nobody's figure is dropped without a word."""
    told = f"另有填报值 {by_hand.value:g} 与计算的不同，未采用({by_hand.method.rstrip('。')})。"
    return replace(measured, method=f"{measured.method.rstrip('。')}。{told}")


def _notes(region: RegionTables, plan: Plan, stock: Stock, year: int, above: int) -> tuple[str, ...]:
    notes = []
    if region.meta.get("invented") == "1":
        notes.append("本区域的数据是虚构的示例")
    if not region.code.startswith(prefix_of(plan.region_code)):
        notes.append(f"《{plan.name}》是为代码 {plan.region_code} 的地区编制的，本区域 {region.code} 不在其内")
    if year < plan.target_year:
        notes.append(f"评估年 {year} 早于目标年 {plan.target_year}，按目标年的目标值评判")
    if above:
        notes.append(f"上级规划另有 {above} 项指标按比本区域更高一级的行政单元计算，没有列入")
    findings = (
        *value_findings(stock.units, stock.facilities),
        *placement_findings(stock.units, stock.facilities, stock.placement),
    )
    return (*notes, *(finding.message for finding in findings))
