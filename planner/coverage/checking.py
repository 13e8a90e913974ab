"""Everything that checking a region finds, before anything is computed from it."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

import numpy as np

from layers.finding import SEVERITY_LABELS, Finding
from layers.schema import GROUPS, LEVEL_LABELS
from layers.tables import Facilities, Roads, Units
from planner.coverage.placement import place_facilities
from planner.coverage.placement_findings import placement_findings
from planner.coverage.totals import column_of
from planner.coverage.value_findings import value_findings
from planner.plans.exact import exact, exact_sum

_ROWS = 50
_SEVERITY = tuple(SEVERITY_LABELS)
_SAME = Fraction(1, 10**9)
"""Relative: people shared out among units by area add up to the whole but for their last digits."""


class CheckedTables(Protocol):
    """What checking asks of a region. `layers.region.Region` is one."""

    def units(self) -> Units:
        """All administrative units."""

    def facilities(self) -> Facilities:
        """All facilities of every status."""

    def roads(self) -> Roads | None:
        """The road network, None where there is none."""

    def findings(self) -> tuple[Finding, ...]:
        """What the imports found."""


def check_region(region: CheckedTables) -> tuple[Finding, ...]:
    """What the imports found and what the tables show now, the gravest first."""
    units, facilities = region.units(), region.facilities()
    found = [*_imported(region), *value_findings(units, facilities), *_units_findings(units)]
    found += _bed_findings(facilities)
    if len(units):
        found += placement_findings(units, facilities, place_facilities(units, facilities))
    if region.roads() is None:
        text = "区域里没有路网,人口覆盖只能按直线距离乘绕行系数估算"
        found.append(Finding("warning", "no_roads", text, (), "请导入道路"))
    return tuple(sorted(found, key=lambda finding: _SEVERITY.index(finding.severity)))


def _imported(region: CheckedTables) -> Iterator[Finding]:
    """What the imports found; a severity that nobody knows is a warning."""
    for finding in region.findings():
        yield finding if finding.severity in _SEVERITY else replace(finding, severity="warning")


def _units_findings(units: Units) -> Iterator[Finding]:
    if len(units) < 2:
        yield Finding("blocking", "no_units", "区域里没有下级行政单元,任何覆盖率都算不出", (), "请先导入行政单元")
    is_bottom = ~np.isin(units.code, units.parent)  # above, the parts have the outlines
    bare = np.array([shape is None for shape in units.geometry], dtype=bool) & is_bottom
    if bare.any():
        names = tuple(str(name) for name in units.name[bare][:_ROWS])
        text = f"{int(bare.sum())} 个单元没有边界,位置落在其中的设施和人口无法归入"
        yield Finding("warning", "no_outline", text, names, "请导入带边界的行政单元图层")
    for group in GROUPS:
        yield from _sum_findings(units, group)


def _sum_findings(units: Units, group: str) -> Iterator[Finding]:
    """Units whose parts do not add up to the whole; only where every part is known."""
    people = column_of(units, group)
    wrong = []
    for row in np.flatnonzero(np.isfinite(people)):
        parts = people[units.parent == units.code[row]]
        if not len(parts) or not np.isfinite(parts).all():
            continue
        added, own = exact_sum(parts.tolist()), exact(people[row])
        if abs(added - own) > _SAME * max(added, own):
            wrong.append(f"{units.name[row]}:下级合计 {float(added):,.15g},本级 {people[row]:,.15g}")
    if wrong:
        levels = "、".join(LEVEL_LABELS[level] for level in LEVEL_LABELS if (units.level == level).any())
        text = f"{len(wrong)} 个单元的{GROUPS[group]}与下级单元合计不一致({levels})"
        yield Finding("warning", f"{group}_sum_differs", text, tuple(wrong[:_ROWS]), "请核对人口来源和时点")


def _bed_findings(facilities: Facilities) -> Iterator[Finding]:
    with np.errstate(invalid="ignore"):
        wrong = facilities.numbers["nursing_beds"] > facilities.numbers["beds"]
    if wrong.any():
        names = tuple(str(name) for name in facilities.name[wrong][:_ROWS])
        yield Finding(
            "warning",
            "more_nursing_beds_than_beds",
            f"{int(wrong.sum())} 处设施的护理型床位多于床位",
            names,
            "请核对床位数",
        )
