"""Beds, floor areas and capacities that are missing or cannot be."""

from collections.abc import Iterator

import numpy as np

from layers.finding import Finding
from layers.tables import Facilities, Floats
from planner.checking.tables import Checked
from planner.coverage.figures import only_given
from planner.coverage.finding_rows import row_findings
from planner.coverage.hierarchy import Mask

BEDDED = (
    "elderly_care_institution",
    "nursing_support_institution",
    "emergency_elderly_reserve",
    "child_welfare_institution",
    "mental_welfare_institution",
)
"""Kinds that are nothing without beds."""
MOST_BEDS = 2000
LEAST_M2_PER_BED = 5.0
_WHY = "床位总数、护理型床位占比和每千名老人床位数会跟着错"
_REMEDY = "请核对并改正"


def figure_findings(checked: Checked) -> Iterator[Finding]:
    """What is odd about the numbers of facilities."""
    facilities = checked.facilities
    beds, nursing = (_column(facilities, name) for name in ("beds", "nursing_beds"))
    operating = facilities.status == "operating"
    bedded = np.array([bool(set(kinds) & set(BEDDED)) for kinds in facilities.kinds], dtype=bool)
    yield from row_findings(
        facilities,
        bedded & operating & np.isnan(beds),
        "warning",
        "beds_unknown",
        "处机构没有床位数",
        "请补上床位数",
        why="床位类指标只能给出范围，给不出一个数",
    )
    for wrong, text in (
        (bedded & operating & (beds == 0), "处运营中的机构床位是零"),
        (beds > MOST_BEDS, f"处设施的床位超过{MOST_BEDS}张"),
    ):
        yield from row_findings(facilities, wrong, "warning", "beds_absurd", text, _REMEDY, why=_WHY)
    text, remedy = "处设施的护理型床位多于床位", "请核对床位数，看两列是不是弄反了"
    yield from row_findings(
        facilities, nursing > beds, "warning", "more_nursing_beds_than_beds", text, remedy, why=_WHY
    )
    yield from _crowded(facilities, bedded, beds)
    yield from _capacities(facilities, beds)


def _column(facilities: Facilities, name: str) -> Floats:
    return only_given(facilities.numbers.get(name, np.full(len(facilities), np.nan)))


def _crowded(facilities: Facilities, bedded: Mask, beds: Floats) -> Iterator[Finding]:
    floor = _column(facilities, "floor_area_m2")
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(bedded & (beds > 0), floor / beds, np.nan)
    rows = np.flatnonzero(each < LEAST_M2_PER_BED)
    details = [f"{facilities.name[row]}({floor[row]:,.0f}平方米，{beds[row]:,.0f}张)" for row in rows]
    text = f"处机构的建筑面积摊到每张床不足{LEAST_M2_PER_BED:g}平方米"
    remedy = "请核对床位数和建筑面积，看单位是不是弄错了"
    yield from row_findings(facilities, rows, "warning", "beds_crowded", text, remedy, why=_WHY, details=details)


def _capacities(facilities: Facilities, beds: Floats) -> Iterator[Finding]:
    capacity = _column(facilities, "capacity")
    yield from row_findings(
        facilities,
        (capacity < beds) & (facilities.status == "operating"),
        "note",
        "capacity_below_beds",
        "处设施的服务能力(人)少于床位数",
        _REMEDY,
        why="按服务能力选址和分配老人时会少算",
    )
