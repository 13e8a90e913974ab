"""The straight line times a detour factor: the declared fallback where there are no roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from layers.projection import Metric
from layers.tables import Floats, Ints
from planner.travel.impedance import NO_FACILITY, NO_ROAD, Impedance, check_unit
from planner.travel.modes import Mode
from planner.travel.snapping import Snapped


@dataclass(frozen=True)
class StraightLine:
    """Ways as the crow flies, lengthened by the mode's detour factor; used like `Streets`.

    Metres on the way = straight metres x detour factor; minutes = those / speed / 60. Shown as straight-line
    wherever its result is shown.
    """

    metric: Metric
    mode: Mode

    @property
    def note(self) -> str:
        """What a reader of the result must know, in plain Chinese."""
        return f"按直线距离乘绕行系数 {self.mode.detour_factor:g} 估算，不是沿路网的结果"

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> Snapped:
        """Points in metres; there is nothing to stand on, so the edge is 0, or -1 for a point without a place."""
        x, y = self.metric.forward(np.atleast_1d(lon), np.atleast_1d(lat))
        placed = np.isfinite(x) & np.isfinite(y)
        leg = np.where(placed, 0.0, np.inf)
        return Snapped(x, y, np.where(placed, 0, -1).astype(np.int32), np.zeros(len(x)), leg)

    def minutes_to_nearest(
        self, points: Snapped, facilities: Snapped, limit: float = np.inf, measured_in: str = "minutes"
    ) -> Impedance:
        """The straight way from each point to its nearest facility; as `Streets.minutes_to_nearest`."""
        impedance, nearest = np.full(len(points), np.inf), np.full(len(points), -1, np.int32)
        reason = np.where(points.edge < 0, NO_ROAD, 0).astype(np.uint8)
        row = np.flatnonzero(facilities.edge >= 0).astype(np.int32)
        if not len(row):
            reason[:] = NO_FACILITY
            return Impedance(impedance, reason, nearest)
        placed = np.flatnonzero(points.edge >= 0)
        metres, which = _nearest(points.take(placed), facilities.take(row))
        cost = metres * self.per_straight_metre(measured_in)
        within = cost <= limit
        impedance[placed[within]], nearest[placed[within]] = cost[within], row[which[within]]
        return Impedance(impedance, reason, nearest)

    def per_straight_metre(self, measured_in: str) -> float:
        """What a metre of straight line costs in minutes or metres."""
        check_unit(measured_in)
        factor = self.mode.detour_factor
        return factor if measured_in == "metres" else factor / self.mode.metres_per_second / 60


def _nearest(points: Snapped, facilities: Snapped) -> tuple[Floats, Ints]:
    """Straight metres to the nearest facility, and which; the first of equally near ones."""
    from scipy.spatial import cKDTree

    places, first = np.unique(np.column_stack([facilities.x, facilities.y]), axis=0, return_index=True)
    metres, which = cKDTree(places).query(np.column_stack([points.x, points.y]), k=[1, 2])
    chosen = first[which[:, 0]].astype(np.int32)
    for tied in np.flatnonzero(metres[:, 0] == metres[:, 1]):
        chosen[tied] = np.argmin(np.hypot(facilities.x - points.x[tied], facilities.y - points.y[tied]))
    return np.hypot(points.x - facilities.x[chosen], points.y - facilities.y[chosen]), chosen
