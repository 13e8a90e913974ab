"""People reached, summed for the region and for every unit of every level."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from layers.schema import LEVELS
from planner.coverage.demand_points import DemandPoints
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.placement import Placement
from planner.coverage.reach import REASONS, Floats, Reach, ServiceStandard, UnitReach, Unknown
from planner.coverage.reconciliation import reconcile
from planner.coverage.standard import within
from planner.coverage.wording import people
from planner.travel.impedance import Impedance


@dataclass(frozen=True)
class Asked:
    """What a reach was asked for."""

    kind: str
    standard: ServiceStandard
    group: str


@dataclass(frozen=True, eq=False)
class _Points:
    """The demand points with known weight, and what became of them."""

    placement: Placement
    weight: Floats
    reached: Mask
    reason: Rows
    lost: Mask


def summarise(
    asked: Asked,
    points: DemandPoints,
    placement: Placement,
    way: Impedance,
    facilities: Rows,
    notes: tuple[str, ...],
    unplaced_facilities: tuple[str, ...] = (),
) -> Reach:
    """The reach of every unit from the impedance of every demand point.

    Args:
        placement: of the demand points.
        way: to the nearest of `facilities`, per demand point.
        notes: what a reader must know already.
        unplaced_facilities: names of facilities of the kind that have no place.
    """
    all_reached = within(way.impedance, asked.standard.limit)
    known = np.isfinite(points.weight)
    part = placement.take(known)
    weight, reached = points.weight[known], all_reached[known]
    reason, impedance = way.reason[known], way.impedance[known]
    lost = ~np.isfinite(impedance)
    unknown = Unknown(
        unweighted=tuple(str(point) for point in points.id[~known]),
        unweighted_reached=int(np.count_nonzero(all_reached[~known])),
        unplaced_people=float(weight[_unplaced(points)[known]].sum()),
        left_out_units=points.left_out,
        unplaced_facilities=unplaced_facilities,
    )
    counted = _Points(part, weight, reached, reason.astype(np.intp), lost)
    total, got = float(weight.sum()), float(weight[reached].sum())
    nearest = way.nearest[known].astype(np.intp)
    return Reach(
        kind=asked.kind,
        standard=asked.standard,
        group=asked.group,
        total=total,
        reached=got,
        unreachable=float(weight[lost].sum()),
        share=got / total if total else float("nan"),
        units=tuple(_units(counted)),
        demand_id=points.id[known],
        lon=points.lon[known],
        lat=points.lat[known],
        weight=weight,
        impedance=impedance,
        reason=reason,
        reached_mask=reached,
        facilities=facilities,
        unreachable_by_reason=_by_reason(counted),
        reconciliation=reconcile(part, weight, asked.group),
        notes=(*notes, *points.notes, *unknown.lines(), *_outside_note(part, weight)),
        nearest=np.where(nearest >= 0, facilities[nearest], -1) if len(facilities) else nearest,
        unknown=unknown,
    )


def _units(points: _Points) -> Iterator[UnitReach]:
    """Every unit of every level, from province to community, in code order."""
    units = points.placement.hierarchy.units
    for level in LEVELS:
        rows = units.rows_at(level)
        if not len(rows):
            continue
        at = points.placement.at(level)
        total, reached, lost = (
            _sums(at, mask * points.weight, len(units)) for mask in (np.ones(len(at)), points.reached, points.lost)
        )
        reasons = {
            reason: _sums(at, (points.lost & (points.reason == reason)) * points.weight, len(units))
            for reason in REASONS
        }
        for row in rows:
            by_reason = {reason: float(sums[row]) for reason, sums in reasons.items() if sums[row] > 0}
            yield UnitReach(
                code=str(units.code[row]),
                name=str(units.name[row]),
                level=level,
                total=float(total[row]),
                reached=float(reached[row]),
                unreachable=float(lost[row]),
                share=float(reached[row] / total[row]) if total[row] else float("nan"),
                by_reason=by_reason,
            )


def _sums(rows: Rows, values: Floats, count: int) -> Floats:
    """Sum of the values by row, those of row -1 left out."""
    inside = rows >= 0
    return np.bincount(rows[inside], weights=values[inside], minlength=count).astype(np.float64)


def _by_reason(points: _Points) -> dict[int, float]:
    lost = points.lost
    present = np.unique(points.reason[lost])
    return {int(reason): float(points.weight[lost & (points.reason == reason)].sum()) for reason in present}


def _unplaced(points: DemandPoints) -> Mask:
    return ~(np.isfinite(points.lon) & np.isfinite(points.lat))


def _outside_note(placement: Placement, weight: Floats) -> tuple[str, ...]:
    outside = placement.row < 0
    if not outside.any():
        return ()
    count, persons = int(outside.sum()), people(float(weight[outside].sum()))
    return (f"{count} 个需求点(共 {persons})不在任何行政单元内：计入总数，不计入任何单元",)
