"""Numbers of people that do not add up: of units and their parts, of units and the demand points in them."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from layers.finding import Finding
from layers.schema import GROUPS, LEVEL_LABELS, LEVELS
from layers.tables import Floats, Units
from planner.checking.tables import Checked
from planner.coverage.figures import only_given
from planner.coverage.finding_rows import SHOWN_ROWS, spots_of
from planner.coverage.hierarchy import Mask
from planner.coverage.totals import column_label, column_of
from planner.coverage.wording import listed, people_label
from planner.plans.exact import exact, exact_sum
from planner.plans.quantity import HOUSEHOLDS

_SAME = Fraction(1, 10**9)
"""Relative: people shared out among units by area add up to the whole but for their last digits."""
_DEMAND_SHARE, _DEMAND_PEOPLE = 0.01, 20.0
"""How far demand points may be from their unit's own number: points are rounded, and lie on borders."""
_PLACED_SHARE = 0.999
_WHY = "同一个数在上下级算出来不一样，汇总时不知该信哪一个"


def sum_findings(checked: Checked) -> Iterator[Finding]:
    """Sums that differ."""
    for column in (*GROUPS, HOUSEHOLDS):
        yield from _of_parts(checked.units, column)
    for group in GROUPS:
        if group in checked.demand.weight:
            yield from _of_demand(checked, group)


def _of_parts(units: Units, column: str) -> Iterator[Finding]:
    """Units whose parts do not add up to the whole; only where every part is known."""
    people = column_of(units, column)
    below: dict[str, list[int]] = {}
    for row, parent in enumerate(units.parent.tolist()):
        below.setdefault(parent, []).append(row)
    rows, wrong = [], []
    for row in np.flatnonzero(np.isfinite(people)).tolist():
        parts = people[below.get(str(units.code[row]), [])]
        if not len(parts) or not np.isfinite(parts).all():
            continue
        added, own = exact_sum(parts.tolist()), exact(people[row])
        if abs(added - own) > _SAME * max(added, own):
            rows.append(row)
            wrong.append(f"{units.name[row]}:下级合计 {float(added):,.15g},本级 {people[row]:,.15g}")
    if wrong:
        levels = "、".join(LEVEL_LABELS[level] for level in LEVEL_LABELS if (units.level == level).any())
        text = f"{len(wrong)} 个单元的{column_label(column)}与下级单元合计不一致({levels})：{listed(wrong)}"
        code, remedy = f"{column}_sum_differs", "请核对人口来源和时点"
        yield _finding(units, np.array(rows), code, text, remedy, _WHY)


def _of_demand(checked: Checked, group: str) -> Iterator[Finding]:
    """Units whose demand points do not add up to their own number, at the finest level where both are known."""
    weight = only_given(checked.demand.weight[group])
    own = column_of(checked.units, group)
    for level in reversed(LEVELS):
        at = checked.demand_placement.at(level)
        here = (at >= 0) & np.isfinite(weight)
        known = (checked.units.level == level) & np.isfinite(own)
        if not known.any() or weight[here].sum() < _PLACED_SHARE * np.nansum(weight):
            continue
        added: Floats = np.bincount(at[here], weight[here], minlength=len(own)).astype(np.float64)
        yield from _differing(checked, group, level, known, added, own)
        return


def _differing(checked: Checked, group: str, level: str, known: Mask, added: Floats, own: Floats) -> Iterator[Finding]:
    apart = np.abs(added - own)
    rows = np.flatnonzero(known & (apart > _DEMAND_SHARE * np.maximum(added, own)) & (apart > _DEMAND_PEOPLE))
    if not len(rows):
        return
    rows = rows[np.argsort(-apart[rows], kind="stable")]
    units = checked.units
    shown = [f"{units.name[row]}(需求点 {added[row]:,.0f}，单元 {own[row]:,.0f})" for row in rows]
    where, what = f"{len(rows)} 个{LEVEL_LABELS[level]}单元", people_label(group)
    text = f"{where}的{what}与其中需求点的合计相差超过百分之一：{listed(shown)}"
    remedy = "单元的人口是新的，请按单元的人口重新分摊；需求点是新的，请更新单元的人口"
    why = "覆盖率按需求点算，人均指标按单元的数算，两者的总人口不是一个"
    yield _finding(units, rows, "demand_sum_differs", text, remedy, why)


def _finding(units: Units, rows: np.ndarray, code: str, text: str, remedy: str, why: str) -> Finding:
    shown = rows[:SHOWN_ROWS]
    codes, spots = tuple(units.code[shown].tolist()), spots_of(units, shown)
    return Finding("warning", code, text, codes, remedy, why=why, table="units", spots=spots)
