"""What placing the facilities in units found."""

import numpy as np

from layers.finding import Finding, Severity
from layers.tables import Facilities, Units
from planner.coverage.hierarchy import Mask
from planner.coverage.placement import Placement
from planner.coverage.wording import listed

_ROWS = 50


def placement_findings(units: Units, facilities: Facilities, placement: Placement) -> tuple[Finding, ...]:
    """Facilities whose unit is unknown, doubtful or outside the region, as findings."""
    nowhere = placement.presumed | ((placement.row < 0) & ~placement.outside)
    found = (
        _finding(
            facilities,
            placement.unknown_code,
            "warning",
            "unit_code_unknown",
            "处设施写的所属单元代码在行政单元表里没有，改按位置归属",
            "请核对代码，或补导行政单元",
        ),
        _disagreement(units, facilities, placement),
        _finding(
            facilities,
            placement.outside,
            "note",
            "facility_outside_region",
            "处设施在区域范围之外，地图上显示，不计入本区域",
            "如属本区域，请写上所属单元代码或改正坐标",
        ),
        _finding(
            facilities,
            nowhere,
            "warning",
            "facility_without_unit",
            "处设施既没有有效的单元代码，位置也无法归入任何单元，只计入全区域",
            "请补上所属单元代码或坐标",
        ),
    )
    return tuple(finding for finding in found if finding)


def _finding(
    facilities: Facilities, which: Mask, severity: Severity, code: str, text: str, remedy: str
) -> Finding | None:
    rows = np.flatnonzero(which)
    if not len(rows):
        return None
    names = listed([str(name) for name in facilities.name[rows]])
    ids = tuple(str(facility) for facility in facilities.id[rows[:_ROWS]])
    return Finding(severity, code, f"{len(rows)} {text}：{names}", ids, remedy)


def _disagreement(units: Units, facilities: Facilities, placement: Placement) -> Finding | None:
    finding = _finding(
        facilities,
        placement.disagrees,
        "warning",
        "unit_disagrees_with_location",
        "处设施的位置不在所写的单元里，仍按代码计入",
        "请核对代码和坐标",
    )
    if finding is None:
        return None
    first = int(np.flatnonzero(placement.disagrees)[0])
    at = placement.located[first]
    lies = f"位于{units.name[at]}" if at >= 0 else "位于区域之外"
    example = f"{facilities.name[first]}写的是{units.name[placement.declared[first]]}，{lies}"
    return Finding("warning", finding.code, f"{finding.message}(例如 {example})", finding.rows, finding.remedy)
