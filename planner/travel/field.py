"""What it costs to reach the nearest facility from anywhere on the road."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.tables import Floats, Ints
from planner.travel.network import Network
from planner.travel.snapping import Snapped


@dataclass(frozen=True, eq=False)
class Measure:
    """The road measured in one unit, minutes or metres.

    Attributes:
        tail, head: node numbers, one per segment.
        forward, back: along the whole segment from tail to head and from head to tail; inf where closed.
        to_facilities: the network with every arc turned round, because people travel to the facility.
        per_leg_metre: what a metre of access leg costs.
    """

    tail: Ints
    head: Ints
    forward: Floats
    back: Floats
    to_facilities: Network
    per_leg_metre: float

    def leaving(self, points: Snapped) -> tuple[Floats, Floats]:
        """From each point's place on the road to the tail and to the head of its segment."""
        forward, back = self.forward[points.edge], self.back[points.edge]
        return _part(points.fraction, back), _part(1 - points.fraction, forward)

    def arriving(self, points: Snapped) -> tuple[Floats, Floats]:
        """From the tail and from the head of each point's segment to its place on the road."""
        forward, back = self.forward[points.edge], self.back[points.edge]
        return _part(points.fraction, forward), _part(1 - points.fraction, back)

    def between(self, points: Snapped, goals: Snapped) -> Floats:
        """From each point to its goal on the same segment, without leaving it."""
        ahead = goals.fraction - points.fraction
        onward = _part(np.maximum(ahead, 0), self.forward[points.edge])
        return np.where(ahead >= 0, onward, _part(np.maximum(-ahead, 0), self.back[points.edge]))

    def legs(self, points: Snapped) -> Floats:
        """The access legs of the points."""
        return points.leg_metres * self.per_leg_metre


@dataclass(frozen=True, eq=False)
class Field:
    """The way to the nearest facility from every node, and from every place on the road.

    Attributes:
        facilities: those that stand on the road, in the order of `row`.
        row: their numbers in the caller's list, rising.
        at_node, owner: what remains from each node, facility leg included, and to which row; inf, -1 beyond the limit.
    """

    measure: Measure
    facilities: Snapped
    row: Ints
    at_node: Floats
    owner: Ints

    @classmethod
    def around(cls, measure: Measure, facilities: Snapped, limit: float) -> "Field":
        """Search from the facilities up to the limit (inclusive); those off the road are left out."""
        row = np.flatnonzero(facilities.edge >= 0).astype(np.int32)
        placed = facilities.take(row)
        from_tail, from_head = measure.arriving(placed)
        legs = measure.legs(placed)
        at_node, owner = measure.to_facilities.nearest_source(
            np.concatenate([measure.tail[placed.edge], measure.head[placed.edge]]),
            limit,
            np.concatenate([from_tail + legs, from_head + legs]),
            np.concatenate([row, row]),
        )
        return cls(measure, placed, row, at_node, owner)

    def cost_at(self, points: Snapped) -> tuple[Floats, Ints]:
        """The whole way from each point, its access leg included, and the facility's row.

        The least of: over the tail of its segment, over the head, along the segment where a facility stands on it.
        Of equally near facilities the smallest row. All points must stand on the road.
        """
        m = self.measure
        to_tail, to_head = m.leaving(points)
        tail, head = m.tail[points.edge], m.head[points.edge]
        ways = (
            (to_tail + self.at_node[tail], self.owner[tail]),
            (to_head + self.at_node[head], self.owner[head]),
            self._along(points),
        )
        cost, owner = ways[0]
        for other, other_owner in ways[1:]:
            better = (other < cost) | ((other == cost) & (other_owner < owner))
            cost, owner = np.where(better, other, cost), np.where(better, other_owner, owner)
        return cost + m.legs(points), np.where(np.isfinite(cost), owner, np.int32(-1))

    def _along(self, points: Snapped) -> tuple[Floats, Ints]:
        """The way along the segment to the nearest facility on the same segment; inf, -1 without one."""
        cost, owner = np.full(len(points), np.inf), np.full(len(points), -1, np.int32)
        by_edge = np.argsort(self.facilities.edge, kind="stable")
        edges = self.facilities.edge[by_edge]
        first, last = np.searchsorted(edges, points.edge), np.searchsorted(edges, points.edge, "right")
        for nth in range(int(np.max(last - first, initial=0))):
            here = np.flatnonzero(first + nth < last)
            cost_here, row_here = self._to_facility(points.take(here), by_edge[first[here] + nth])
            better = cost_here < cost[here]
            cost[here[better]], owner[here[better]] = cost_here[better], row_here[better]
        return cost, owner

    def _to_facility(self, points: Snapped, which: NDArray[np.intp]) -> tuple[Floats, Ints]:
        goals = self.facilities.take(which)
        return self.measure.between(points, goals) + self.measure.legs(goals), self.row[which]


def _part(share: Floats, whole: Floats) -> Floats:
    """A part of a segment; no part of a closed one costs nothing, any other part is closed."""
    some = share > 0
    return np.where(some, np.where(some, share, 1.0) * whole, 0.0)
