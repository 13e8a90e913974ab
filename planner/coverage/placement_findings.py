"""What placing the facilities in units found."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from layers.finding import Finding
from layers.tables import Facilities, Units
from planner.coverage.finding_rows import row_findings
from planner.coverage.placement import Placement


def placement_findings(units: Units, facilities: Facilities, placement: Placement) -> tuple[Finding, ...]:
    """Facilities whose unit is unknown, doubtful or outside the region, as findings."""
    nowhere = placement.presumed | ((placement.row < 0) & ~placement.outside)
    return (
        *_unknown_codes(facilities, placement),
        *_disagreements(units, facilities, placement),
        *row_findings(
            facilities,
            placement.outside,
            "note",
            "facility_outside_region",
            "处设施在区域范围之外，地图上显示，不计入本区域",
            "如属本区域，请写上所属单元代码或改正坐标",
        ),
        *row_findings(
            facilities,
            nowhere,
            "warning",
            "facility_without_unit",
            "处设施既没有有效的单元代码，位置也无法归入任何单元，只计入全区域",
            "请补上所属单元代码或坐标",
            why="乡镇、街道的覆盖情况里没有它们",
        ),
    )


def _unknown_codes(facilities: Facilities, placement: Placement) -> Iterator[Finding]:
    """Those that lie in a unit can take its code with one click; the others cannot."""
    text = "处设施写的所属单元代码在行政单元表里没有，改按位置归属"
    remedy, why = "请核对代码，或补导行政单元", "代码若是老代码，设施可能记到了别的单元"
    located = placement.unknown_code & (placement.located >= 0)
    for which, mend in ((located, "unit_from_place"), (placement.unknown_code & ~located, "")):
        yield from row_findings(facilities, which, "warning", "unit_code_unknown", text, remedy, why=why, mend=mend)


def _disagreements(units: Units, facilities: Facilities, placement: Placement) -> Iterator[Finding]:
    told = row_findings(
        facilities,
        placement.disagrees,
        "warning",
        "unit_disagrees_with_location",
        "处设施的位置不在所写的单元里，仍按代码计入",
        "请核对代码和坐标",
        why="代码和位置有一个是错的：前者影响计入哪个单元，后者影响服务范围",
    )
    for finding in told:
        first = int(np.flatnonzero(placement.disagrees)[0])
        at = placement.located[first]
        lies = f"位于{units.name[at]}" if at >= 0 else "位于区域之外"
        example = f"{facilities.name[first]}写的是{units.name[placement.declared[first]]}，{lies}"
        yield replace(finding, message=f"{finding.message}(例如 {example})")
