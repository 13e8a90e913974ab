"""The roads of a region as one mode of travel sees them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.projection import Metric
from layers.tables import Floats, Ints, Roads
from planner.travel.cells import Cells
from planner.travel.field import Field, Measure
from planner.travel.impedance import FACILITY_OFF_ROAD, NO_FACILITY, NO_ROAD, SEVERED, Impedance, check_unit
from planner.travel.modes import Mode
from planner.travel.network import Network
from planner.travel.segments import components, measured, parallel
from planner.travel.snapping import Lines, Snapped, snap

ACCESS_LIMIT_METRES = 500.0


@dataclass(frozen=True, eq=False)
class Streets:
    """The segments a mode may use, in metres and minutes.

    What a way costs: the access leg from the point straight to the nearest point of a usable segment, at walking
    speed; the shortest way along the network to where the facility stands on its segment; the facility's own leg.
    There is no straight way past the roads, even between neighbours: nobody knows what lies between.

    A fragment is a short part without connection to the rest, see `segments.components`: points stand on one only
    where no other road lies within the access limit.

    Attributes:
        x, y: metres, one per node.
        tail, head, metres: one per segment; parallel segments are one.
        minutes, minutes_back: from tail to head, and back; inf where closed that way.
        road_row: the first row of the segment in the roads table.
        component: connected part each segment belongs to, one-way streets taken as open both ways.
        fragment: whether that part is a fragment.
    """

    mode: Mode
    metric: Metric
    x: Floats
    y: Floats
    tail: Ints
    head: Ints
    metres: Floats
    minutes: Floats
    minutes_back: Floats
    road_row: Ints
    component: Ints
    fragment: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.tail)

    @classmethod
    def build(cls, roads: Roads, metric: Metric, mode: Mode) -> Streets:
        """The roads that `mode` may use, measured in the plane of `metric`.

        Raises:
            ValueError: the mode uses no roads.
        """
        if mode.is_straight:
            raise ValueError(f"mode {mode.id} uses no roads")
        x, y = metric.forward(roads.lon, roads.lat)
        row = np.flatnonzero(((roads.access & mode.access) > 0) & (roads.tail != roads.head))
        forward, back, metres = measured(roads, row, x, y, mode)
        swap = roads.tail[row] > roads.head[row]
        low = np.where(swap, roads.head[row], roads.tail[row])
        high = np.where(swap, roads.tail[row], roads.head[row])
        first, group = parallel(low, high, len(x))
        minutes, minutes_back = np.full(len(first), np.inf), np.full(len(first), np.inf)
        np.minimum.at(minutes, group, np.where(swap, back, forward))
        np.minimum.at(minutes_back, group, np.where(swap, forward, back))
        tail, head, metres = low[first], high[first], metres[first]
        component, fragment = components(tail, head, metres, len(x))
        road_row = row[first].astype(np.int32)
        return cls(mode, metric, x, y, tail, head, metres, minutes, minutes_back, road_row, component, fragment)

    def snap(self, lon: ArrayLike, lat: ArrayLike, limit_metres: float = ACCESS_LIMIT_METRES) -> Snapped:
        """Put points in degrees on the nearest point of a segment within the limit (inclusive).

        Of equally near segments the smallest number; a point without a place (NaN) stands nowhere.
        """
        x, y = self.metric.forward(np.atleast_1d(lon), np.atleast_1d(lat))
        return snap(*self._lines, x, y, limit_metres)

    def minutes_to_nearest(
        self, points: Snapped, facilities: Snapped, limit: float = np.inf, measured_in: str = "minutes"
    ) -> Impedance:
        """The way from each point to its nearest facility, in the direction people travel.

        Args:
            points, facilities: as `snap` returned them.
            limit: in `measured_in`; within the limit includes the limit.
            measured_in: "minutes", or "metres" for the shortest way in metres, access legs included.
        """
        impedance, nearest = np.full(len(points), np.inf), np.full(len(points), -1, np.int32)
        placed = np.flatnonzero(points.edge >= 0)
        cost, owner = self.field(facilities, limit, measured_in).cost_at(points.take(placed))
        within = cost <= limit
        impedance[placed[within]], nearest[placed[within]] = cost[within], owner[within]
        impedance[nearest < 0] = np.inf
        reason = self._reasons(points, facilities, np.isfinite(impedance), bounded=np.isfinite(limit))
        return Impedance(impedance, reason, nearest)

    def field(self, facilities: Snapped, limit: float = np.inf, measured_in: str = "minutes") -> Field:
        """The way to the nearest facility from everywhere on the road, up to the limit."""
        check_unit(measured_in)
        return Field.around(self._in_minutes if measured_in == "minutes" else self._in_metres, facilities, limit)

    def _reasons(
        self, points: Snapped, facilities: Snapped, finite: NDArray[np.bool_], *, bounded: bool
    ) -> NDArray[np.uint8]:
        """What has to be mended first: a facility, its road, the point's road, the gap in the network."""
        reason = np.where(points.edge < 0, NO_ROAD, SEVERED).astype(np.uint8)
        if not len(facilities):
            reason[:] = NO_FACILITY
        elif (facilities.edge < 0).all():
            reason[:] = FACILITY_OFF_ROAD
        elif bounded:
            served = np.isin(self.component, self.component[facilities.edge[facilities.edge >= 0]])
            reason[(points.edge >= 0) & served[points.edge]] = 0
        reason[finite] = 0
        return reason

    @cached_property
    def _in_minutes(self) -> Measure:
        return self._measure(self.minutes, self.minutes_back, 1 / (60 * self.mode.access_metres_per_second))

    @cached_property
    def _in_metres(self) -> Measure:
        forward = np.where(np.isfinite(self.minutes), self.metres, np.inf)
        back = np.where(np.isfinite(self.minutes_back), self.metres, np.inf)
        return self._measure(forward, back, 1.0)

    def _measure(self, forward: Floats, back: Floats, per_leg_metre: float) -> Measure:
        turned = Network.from_edges(self.x, self.y, self.tail, self.head, back, forward)
        return Measure(self.tail, self.head, forward, back, turned, per_leg_metre)

    @cached_property
    def _lines(self) -> tuple[Lines, Lines]:
        """The segments to stand on: first choice, and fragments."""
        return self._lines_of(~self.fragment), self._lines_of(self.fragment)

    def _lines_of(self, chosen: NDArray[np.bool_]) -> Lines:
        number = np.flatnonzero(chosen).astype(np.int32)
        tail, head = self.tail[number], self.head[number]
        return Lines(number, self.x[tail], self.y[tail], self.x[head], self.y[head])

    @cached_property
    def cells(self) -> Cells:
        """The cells of the road points, for service circles; some seconds, once."""
        return Cells.around(self.x, self.y, self.tail, self.head)
