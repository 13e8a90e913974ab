"""The share of people within a service standard, as a measurement."""

from math import isnan

import numpy as np

from layers.errors import UserError
from layers.schema import GROUPS, LEVELS
from planner.coverage.reach import ServiceStandard, UnitReach
from planner.coverage.reaching import Nearest, Reaches
from planner.coverage.stock import Stock
from planner.coverage.wording import people, people_label
from planner.plans.exact import exact, rounded, scale_of
from planner.plans.indicator import Indicator
from planner.plans.kinds import JOINT
from planner.plans.quantity import parse_quantity
from planner.plans.scorecard import EvidenceRow, Measurement


def measure_share_reached(reaches: Reaches, indicator: Indicator) -> Measurement:
    """People of the indicator's group within its standard, over all of them."""
    scale, method = scale_of(indicator.unit), method_of(reaches.stock, indicator)
    try:
        nearest = nearest_of(reaches, indicator)
    except UserError as error:
        return Measurement(None, 0.0, float(scale), None, None, (str(error),), method=method)
    reach = nearest.reach
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
        rows=_evidence(reaches.stock, nearest),
        method="。".join((method, *reach.notes, *reach.reconciliation)),
        sources=reaches.stock.used(*ROLES),
    )


ROLES = ("facilities", "demand", "roads", "units")
"""What a share of people is computed from."""


def nearest_of(reaches: Reaches, indicator: Indicator) -> Nearest:
    """The way to the nearest facility that an indicator asks for.

    Raises:
        UserError: see `planner.coverage.reaching.reach_region`.
    """
    standard = ServiceStandard(indicator.limit or 0.0, indicator.measured_in, indicator.mode)
    return reaches.nearest(JOINT.join(indicator.kinds), standard, group_of(indicator))


def group_of(indicator: Indicator) -> str:
    """Whose share it is."""
    return parse_quantity(indicator.measure, indicator.of).whole


def _evidence(stock: Stock, nearest: Nearest) -> tuple[EvidenceRow, ...]:
    """The finest units that have people."""
    peopled = [unit for unit in nearest.reach.units if not isnan(unit.share)]
    finest = max((LEVELS.index(unit.level) for unit in peopled), default=0)
    serving = serving_by_unit(stock, nearest, LEVELS[finest])
    return tuple(
        unit_evidence(unit, serving.get(unit.code, ())) for unit in peopled if LEVELS.index(unit.level) == finest
    )


def unit_evidence(unit: UnitReach, facilities: tuple[str, ...]) -> EvidenceRow:
    """What is known of the people of one unit."""
    return EvidenceRow(
        unit.code,
        unit.name,
        unit.reached == unit.total,
        f"{people(unit.total)}中 {people(unit.reached)}在范围内，{people(unit.unreachable)}没有路可达"
        + (f"，{people(unit.unplaced)}没有坐标" if unit.unplaced else "")
        + (
            f"；只有单元总数，在范围内的可能是 {people(unit.low)}至 {people(unit.high)}" if unit.low < unit.high else ""
        ),
        facilities,
        numerator=unit.reached,
        denominator=unit.total,
    )


def serving_by_unit(stock: Stock, nearest: Nearest, level: str) -> dict[str, tuple[str, ...]]:
    """Ids of the facilities within whose reach people of a unit live, the nearest to them, by the unit's code."""
    reach = nearest.reach
    units = nearest.placement.at(level)[nearest.counted]
    served = reach.reached_mask & (reach.weight > 0) & (reach.nearest >= 0) & (units >= 0)
    found: dict[str, list[str]] = {}
    for pair in np.unique(units[served] * len(stock.facilities) + reach.nearest[served]).tolist():
        unit, facility = divmod(pair, len(stock.facilities))
        found.setdefault(str(stock.units.code[unit]), []).append(stock.all_ids[facility])
    return {code: tuple(ids) for code, ids in found.items()}


def method_of(stock: Stock, indicator: Indicator) -> str:
    """How the share is made, in a sentence."""
    limit = f"{indicator.limit:g} {'分钟' if indicator.measured_in == 'minutes' else '米'}"
    way = f"到最近的运营中的{stock.label(indicator.kinds)}不超过 {limit}"
    group = group_of(indicator)
    return f"{way}的{people_label(group)}，除以{GROUPS[group]}总数"
