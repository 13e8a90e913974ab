"""The share of people within a service standard, as a measurement."""

from math import isnan

from layers.errors import UserError
from layers.feedback import Feedback
from layers.schema import GROUPS, LEVELS
from planner.coverage.reach import Reach, ServiceStandard
from planner.coverage.reaching import reach_region
from planner.coverage.region_tables import RegionTables
from planner.coverage.stock import Stock
from planner.coverage.wording import people, people_label
from planner.plans.exact import exact, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.kinds import JOINT
from planner.plans.quantity import parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement


def measure_share_reached(region: RegionTables, stock: Stock, indicator: Indicator, feedback: Feedback) -> Measurement:
    """People of the indicator's group within its standard, over all of them."""
    group = parse_quantity(indicator.measure, indicator.of).whole
    standard = ServiceStandard(indicator.limit or 0.0, indicator.measured_in, indicator.mode)
    scale, method = scale_of(indicator.unit), _method(stock, indicator, group)
    try:
        reach = reach_region(region, JOINT.join(indicator.kinds), standard, group, feedback, stock=stock)
    except UserError as error:
        return Measurement(None, 0.0, float(scale), None, None, (str(error),), method=method)
    missing = reach.unknown.lines() if reach.total else (*reach.unknown.lines(), "没有人口")
    low, high = (rounded(exact(end) * scale) for end in reach.bounds()) if reach.total else (0.0, float(scale))
    share = rounded(exact(reach.reached) * scale / exact(reach.total)) if reach.total else None
    return Measurement(
        value=None if missing else share,
        low=low if missing else share,
        high=high if missing else share,
        numerator=reach.reached,
        denominator=reach.total,
        missing=missing,
        rows=_evidence(reach),
        method="。".join((method, *reach.notes, *reach.reconciliation)),
        sources=stock.used("facilities", "demand", "roads", "units"),
    )


def _evidence(reach: Reach) -> tuple[EvidenceRow, ...]:
    """The finest units that have people."""
    peopled = [unit for unit in reach.units if not isnan(unit.share)]
    finest = max((LEVELS.index(unit.level) for unit in peopled), default=0)
    return tuple(
        EvidenceRow(
            unit.code,
            unit.name,
            unit.reached == unit.total,
            f"{people(unit.total)}中 {people(unit.reached)}在范围内，{people(unit.unreachable)}没有路可达"
            + (f"，{people(unit.unplaced)}没有坐标" if unit.unplaced else ""),
            numerator=unit.reached,
            denominator=unit.total,
        )
        for unit in peopled
        if LEVELS.index(unit.level) == finest
    )


def _method(stock: Stock, indicator: Indicator, group: str) -> str:
    limit = f"{indicator.limit:g} {'分钟' if indicator.measured_in == 'minutes' else '米'}"
    way = f"到最近的运营中的{stock.label(indicator.kinds)}不超过 {limit}"
    return f"{way}的{people_label(group)}，除以{GROUPS[group]}总数"
