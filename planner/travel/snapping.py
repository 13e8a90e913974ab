"""The nearest point of a segment: where a demand point or a facility stands on the road."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats, Ints


@dataclass(frozen=True, eq=False)
class Snapped:
    """Points and where they stand on the road.

    Attributes:
        x, y: the points themselves, metres; NaN where a point has no place.
        edge: segment number, -1 where no road lies within the limit.
        fraction: 0 at the segment's tail to 1 at its head.
        leg_metres: straight way between the point and the road, inf where `edge` is -1.
    """

    x: Floats
    y: Floats
    edge: Ints
    fraction: Floats
    leg_metres: Floats

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> "Snapped":
        """The chosen points, in the order of `rows`."""
        return Snapped(self.x[rows], self.y[rows], self.edge[rows], self.fraction[rows], self.leg_metres[rows])


@dataclass(frozen=True, eq=False)
class Lines:
    """Straight segments in metres, ready to be searched.

    Attributes:
        number: what each segment is called in the answer; rising.
        x0, y0, x1, y1: its ends.
    """

    number: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats

    @cached_property
    def _tree(self) -> shapely.STRtree:
        ends = np.stack([np.column_stack([self.x0, self.y0]), np.column_stack([self.x1, self.y1])], axis=1)
        return shapely.STRtree(shapely.linestrings(ends))

    def nearest(self, x: Floats, y: Floats) -> tuple[Ints, Floats, Floats]:
        """The nearest segment of each point, however far: its number, the fraction along it, metres to it.

        Of equally near segments the one with the smallest number. Without any segment: -1, 0, inf.
        """
        edge = np.full(len(x), -1, np.int32)
        fraction, metres = np.zeros(len(x)), np.full(len(x), np.inf)
        if not len(self.number) or not len(x):
            return edge, fraction, metres
        point, line = self._tree.query_nearest(shapely.points(x, y), all_matches=True)
        along, away = self._foot(x[point], y[point], line)
        order = np.lexsort((line, away, point))
        _, first = np.unique(point[order], return_index=True)
        chosen = order[first]
        edge[point[chosen]] = self.number[line[chosen]]
        fraction[point[chosen]] = along[chosen]
        metres[point[chosen]] = away[chosen]
        return edge, fraction, metres

    def _foot(self, x: Floats, y: Floats, line: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Fraction along, and metres to, the nearest point of a segment: t = (p-a).(b-a) / |b-a|^2 cut to 0..1."""
        dx, dy = self.x1[line] - self.x0[line], self.y1[line] - self.y0[line]
        px, py = x - self.x0[line], y - self.y0[line]
        square = dx * dx + dy * dy
        t = np.clip((px * dx + py * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
        # From the far end, so that t = 1 gives exactly the distance to the head.
        near_head = t > 0.5
        away_x = np.where(near_head, (x - self.x1[line]) + (1 - t) * dx, px - t * dx)
        away_y = np.where(near_head, (y - self.y1[line]) + (1 - t) * dy, py - t * dy)
        return t, np.hypot(away_x, away_y)


def snap(proper: Lines, fragments: Lines, x: Floats, y: Floats, limit_metres: float) -> Snapped:
    """Put points on the nearest of `proper`; where none lies within the limit (inclusive), of `fragments`."""
    edge, fraction = np.full(len(x), -1, np.int32), np.zeros(len(x))
    leg = np.full(len(x), np.inf)
    for lines in (proper, fragments):
        open_ = np.flatnonzero((edge < 0) & np.isfinite(x) & np.isfinite(y))
        number, along, away = lines.nearest(x[open_], y[open_])
        near = away <= limit_metres
        rows = open_[near]
        edge[rows], fraction[rows], leg[rows] = number[near], along[near], away[near]
    return Snapped(x, y, edge, fraction, leg)
