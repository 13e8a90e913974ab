"""People reached, summed for the region and for every unit of every level."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from layers.schema import LEVELS
from planner.coverage.demand_points import DemandPoints
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.placement import Placement
from planner.coverage.reach import NO_PLACE, REASONS, Floats, Reach, ServiceStandard, UnitReach, Unknown
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
    """The demand points that count, and what became of them.

    Attributes:
        lost: without any way.
        unplaced: without a place, so that nobody knows.
        less, more: reached, but not all of its unit is; not reached, but a part of its unit is.
    """

    placement: Placement
    weight: Floats
    reached: Mask
    reason: Rows
    lost: Mask
    unplaced: Mask
    less: Mask
    more: Mask


def summarise(
    asked: Asked,
    points: DemandPoints,
    placement: Placement,
    way: Impedance,
    facilities: Rows,
    notes: tuple[str, ...],
    unplaced_facilities: tuple[str, ...] = (),
    bounds: tuple[Mask, Mask] | None = None,
) -> Reach:
    """The reach of every unit from the impedance of every demand point.

    Args:
        placement: of the demand points.
        way: to the nearest of `facilities`, per demand point.
        notes: what a reader must know already.
        unplaced_facilities: names of facilities of the kind that have no place.
        bounds: per demand point, whether all of its unit is within reach, and whether any of it is; None where people
            live at the point.
    """
    all_reached = within(way.impedance, asked.standard.limit)
    known = np.isfinite(points.weight) & ~placement.outside
    unweighted = np.isnan(points.weight) & ~placement.outside
    part = placement.take(known)
    weight, reached, impedance = points.weight[known], all_reached[known], way.impedance[known]
    # Where there is no facility at all, nobody has a way, wherever he may live.
    nowhere = _unplaced(points) & bool(len(facilities) or unplaced_facilities)
    unplaced = nowhere[known]
    reason = np.where(unplaced, NO_PLACE, way.reason[known]).astype(np.uint8)
    lost = ~np.isfinite(impedance) & ~unplaced
    everywhere, anywhere = (all_reached, all_reached) if bounds is None else bounds
    less, more = (all_reached & ~everywhere)[known], (anywhere & ~all_reached)[known]
    partly = (less | more) & (weight > 0)
    unknown = Unknown(
        unweighted=tuple(str(point) for point in points.id[unweighted]),
        unweighted_reached=int(np.count_nonzero(all_reached[unweighted])),
        unweighted_unplaced=int(np.count_nonzero(nowhere[unweighted])),
        unplaced=tuple(str(point) for point in points.id[known][unplaced & (weight > 0)]),
        unplaced_people=float(weight[unplaced].sum()),
        left_out_units=points.left_out,
        unplaced_facilities=unplaced_facilities,
        partly_reached=_unit_names(part, partly),
        partly_reached_people=float(weight[partly].sum()),
    )
    counted = _Points(part, weight, reached, reason.astype(np.intp), lost, unplaced, less, more)
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
        notes=(*notes, *points.notes, *unknown.lines(), *_outside_notes(points, placement, known)),
        nearest=np.where(nearest >= 0, facilities[nearest], -1) if len(facilities) else nearest,
        unknown=unknown,
        perhaps_less=float(weight[less].sum()),
        perhaps_more=float(weight[more].sum()),
    )


def _unit_names(placement: Placement, which: Mask) -> tuple[str, ...]:
    """Names of the units that some demand points count for."""
    rows = placement.row[which]
    return tuple(str(name) for name in placement.hierarchy.units.name[rows[rows >= 0]])


def _units(points: _Points) -> Iterator[UnitReach]:
    """Every unit of every level, from province to community, in code order."""
    units = points.placement.hierarchy.units
    for level in LEVELS:
        rows = units.rows_at(level)
        if not len(rows):
            continue
        at = points.placement.at(level)
        total, reached, lost, unplaced, less, more = (
            _sums(at, mask * points.weight, len(units))
            for mask in (np.ones(len(at)), points.reached, points.lost, points.unplaced, points.less, points.more)
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
                unplaced=float(unplaced[row]),
                perhaps_less=float(less[row]),
                perhaps_more=float(more[row]),
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


def _outside_notes(points: DemandPoints, placement: Placement, known: Mask) -> tuple[str, ...]:
    """Demand points outside the region, and those inside of which no unit is known."""
    texts = (
        (placement.outside, "在区域范围之外，不计入"),
        (known & (placement.row < 0), "不在任何行政单元内：计入总数，不计入任何单元"),
    )
    return tuple(
        f"{int(which.sum())} 个需求点({people(float(np.nansum(points.weight[which])))}){text}"
        for which, text in texts
        if which.any()
    )
