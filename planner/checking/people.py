"""Numbers of people that cannot be: none at all, too many on too little ground, parts larger than the whole."""

from collections.abc import Iterator

import numpy as np
import shapely

from layers.finding import Finding
from layers.schema import GROUPS
from layers.tables import Floats
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings
from planner.coverage.hierarchy import Mask
from planner.coverage.totals import column_label, column_of
from planner.plans.quantity import HOUSEHOLDS

MOST_PER_KM2, LEAST_PER_KM2 = 100_000.0, 0.1
"""The most crowded streets of China have some 60,000 people on a square kilometre; a township of 0.1 is a misprint."""
_SMALLEST_KM2 = 0.01
_ROUNDING = 1e-9
_WHOLES = (
    *((group, "population") for group in GROUPS if group != "population"),
    ("aged_80", "aged_65"),
    ("aged_65", "aged_60"),
    ("aged_80", "aged_60"),
    ("left_behind_children", "under_18"),
    (HOUSEHOLDS, "population"),
)
_WHY = "老龄化率、每千人指标和覆盖率都以这个数为底，会跟着错"
_REMEDY = "请核对人口来源，看是不是列对错了，或单位(人、万人、百人)弄错了"


def people_findings(checked: Checked) -> Iterator[Finding]:
    """Units whose numbers of people cannot be."""
    units = checked.units
    people = column_of(units, "population")
    nobody = people == 0
    yield from row_findings(
        units,
        nobody,
        "warning",
        "population_zero",
        "个单元的常住人口是零",
        "确实无人居住的不用处理；没有数的请留空",
        why=_WHY,
    )
    yield from _densities(checked, people)
    for part, whole in _WHOLES:
        more = _more(column_of(units, part), column_of(units, whole))
        text = f"个单元的{column_label(part)}多于{column_label(whole)}"
        code = "more_households_than_people" if part == HOUSEHOLDS else "part_larger_than_whole"
        yield from row_findings(units, more, "warning", code, text, _REMEDY, why=_WHY)
    with np.errstate(invalid="ignore"):
        both = column_of(units, "under_18") + column_of(units, "aged_60")
    text = "个单元的18岁以下与60岁及以上加起来多于常住人口"
    yield from row_findings(units, _more(both, people), "warning", "parts_exceed_whole", text, _REMEDY, why=_WHY)


def _more(part: Floats, whole: Floats) -> Mask:
    """Whether a part is larger than its whole; unknown is not."""
    more: Mask = part > whole * (1 + _ROUNDING)
    return more


def _densities(checked: Checked, people: Floats) -> Iterator[Finding]:
    if checked.metric is None:
        return
    units = checked.units
    outlined = np.array([shape is not None for shape in units.geometry], dtype=bool)
    km2 = np.full(len(units), np.nan)
    known = np.flatnonzero(outlined & (people > 0))
    km2[known] = shapely.area(checked.metric.geometry(units.geometry[known])) / 1e6
    with np.errstate(divide="ignore", invalid="ignore"):
        density = np.where(km2 >= _SMALLEST_KM2, people / km2, np.nan)
    for wrong, text in (
        (density > MOST_PER_KM2, f"个单元每平方公里超过{MOST_PER_KM2:,.0f}人"),
        (density < LEAST_PER_KM2, f"个单元每平方公里不到{LEAST_PER_KM2:g}人"),
    ):
        rows = np.flatnonzero(wrong)
        details = [f"{units.name[row]}({people[row]:,.0f}人，{km2[row]:,.2f}平方公里)" for row in rows]
        yield from row_findings(units, rows, "warning", "density_absurd", text, _REMEDY, why=_WHY, details=details)
