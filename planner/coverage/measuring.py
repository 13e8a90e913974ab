"""A region held against a plan."""

from dataclasses import replace

from layers.codes import prefix_of
from layers.errors import UserError
from layers.feedback import Feedback, Silent
from planner.coverage.amounts import measure_amount, measure_per_unit
from planner.coverage.by_hand import measure_by_hand, with_target
from planner.coverage.placement_findings import placement_findings
from planner.coverage.region_tables import RegionTables
from planner.coverage.share_reached import measure_share_reached
from planner.coverage.shares import measure_share_of
from planner.coverage.stock import Stock
from planner.coverage.units_served import measure_units_served
from planner.coverage.value_findings import value_findings
from planner.plans.exact import POINTS, exact
from planner.plans.indicator import Indicator, Plan
from planner.plans.judging import evaluate
from planner.plans.scorecard import Measurement, Scorecard

_FROM_FACILITIES = {
    "units_served": measure_units_served,
    "share_of": measure_share_of,
    "per_unit": measure_per_unit,
    "count": measure_amount,
    "area": measure_amount,
}


def evaluate_region(
    region: RegionTables, plan: Plan, year: int | None = None, feedback: Feedback | None = None
) -> Scorecard:
    """Measure every indicator of a plan in a region and judge it.

    Args:
        year: figures entered by hand count up to this year; the plan's target year where it is None.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    told.progress(0.0, "正在读取区域")
    stock, entered = Stock.of(region), region.manual_values(plan.id)
    at = plan.target_year if year is None else year
    place_of = {indicator.id: number for number, indicator in enumerate(plan.indicators)}

    def measure(indicator: Indicator) -> Measurement:
        told.progress(place_of[indicator.id] / len(plan.indicators), f"正在计算：{indicator.name}")
        try:
            by_hand = measure_by_hand(indicator, entered, at)
            measured = by_hand if indicator.data == "manual" else _computed(region, stock, indicator, by_hand)
        except UserError as error:  # figures that no sum can be made of: this row is unknown, the others stand
            measured = Measurement(None, None, None, None, None, (str(error),))
        return with_target(measured, indicator, entered, at)

    return evaluate(plan, region.name, region.code, at, measure, notes=_notes(region, plan, stock, at))


def _computed(region: RegionTables, stock: Stock, indicator: Indicator, by_hand: Measurement) -> Measurement:
    return _with_hand(_from_base(indicator, _from_map(region, stock, indicator)), by_hand)


def _from_map(region: RegionTables, stock: Stock, indicator: Indicator) -> Measurement:
    if indicator.measure == "share_reached":
        return measure_share_reached(region, stock, indicator, Silent())
    return _FROM_FACILITIES[indicator.measure](stock, indicator)


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
    if measured.value is not None or by_hand.value is None:
        return measured
    low, high = measured.low, measured.high
    if (low is not None and by_hand.value < low) or (high is not None and by_hand.value > high):
        text = f"人工填报值 {by_hand.value:g} 与现有数据允许的范围不符，未采用"
        return replace(measured, missing=(*measured.missing, text))
    method = f"数据不足({'；'.join(measured.missing)})，采用{by_hand.method}"
    return replace(by_hand, rows=measured.rows, method=method)


def _notes(region: RegionTables, plan: Plan, stock: Stock, year: int) -> tuple[str, ...]:
    notes = []
    if region.meta.get("invented") == "1":
        notes.append("本区域的数据是虚构的示例")
    if not region.code.startswith(prefix_of(plan.region_code)):
        notes.append(f"《{plan.name}》是为代码 {plan.region_code} 的地区编制的，本区域 {region.code} 不在其内")
    if year < plan.target_year:
        notes.append(f"评估年 {year} 早于目标年 {plan.target_year}，按目标年的目标值评判")
    findings = (
        *value_findings(stock.units, stock.facilities),
        *placement_findings(stock.units, stock.facilities, stock.placement),
    )
    return (*notes, *(finding.message for finding in findings))
