"""Lines that hold the parts against the whole."""

import numpy as np

from layers.schema import GROUPS, LEVEL_LABELS, LEVELS
from layers.tables import Floats
from planner.coverage.placement import Placement
from planner.coverage.totals import region_total
from planner.coverage.wording import people

_SAME = 1e-9
"""Relative: sums of the same numbers in another order."""


def reconcile(placement: Placement, weight: Floats, group: str) -> tuple[str, ...]:
    """The sum of the units of each level against the total, and the total against the units' own figures.

    Args:
        placement: of the demand points.
        weight: people per demand point, all known.
    """
    total = float(weight.sum())
    levels = [level for level in LEVELS if len(placement.hierarchy.units.rows_at(level))]
    lines = [_level_line(placement, weight, level, total) for level in levels]
    return (*lines, _own_figures(placement, total, group))


def _level_line(placement: Placement, weight: Floats, level: str, total: float) -> str:
    inside = placement.at(level) >= 0
    added, count = float(weight[inside].sum()), len(placement.hierarchy.units.rows_at(level))
    line = f"{LEVEL_LABELS[level]} {count} 个单元合计 {people(added)}，"
    if inside.all() or _same(added, total):
        return f"{line}与总数一致"
    outside = f"{int(np.count_nonzero(~inside))} 个需求点不在任何{LEVEL_LABELS[level]}单元内"
    return f"{line}比总数 {people(total)}少 {people(total - added)}：{outside}"


def _own_figures(placement: Placement, total: float, group: str) -> str:
    own = region_total(placement.hierarchy, group)
    label = GROUPS.get(group, group)
    if len(own.missing) or not len(own.rows):
        return f"行政单元的{label}数据不全，无法与需求点合计 {people(total)}核对"
    known = float(own.known)
    if _same(known, total):
        return f"需求点合计与行政单元的{label} {people(known)}一致"
    share = f"，相差 {abs(total - known) / known:.1%}" if known else ""
    return f"需求点合计 {people(total)}，行政单元的{label}合计 {people(known)}，差 {people(total - known)}{share}"


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME * max(abs(a), abs(b))
