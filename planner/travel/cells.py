"""The plane divided among points of the road: what a service circle is put together from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats, Ints

SPACING_METRES = 25.0
FILLER_METRES = 80.0
WIDTH_METRES = 100.0
_SAME_PLACE_METRES = 0.1
_CORNER_METRES = 0.001
_OFF_ROAD = -1


@dataclass(frozen=True, eq=False)
class RoadPoints:
    """Places along every segment, its two ends among them, segment after segment.

    Attributes:
        offset: the points of segment s are `offset[s]` to `offset[s + 1]`.
        edge, fraction: where each point stands.
        x, y: metres.
    """

    offset: NDArray[np.int64]
    edge: Ints
    fraction: Floats
    x: Floats
    y: Floats

    @classmethod
    def along(cls, x: Floats, y: Floats, tail: Ints, head: Ints) -> RoadPoints:
        """Points no more than `SPACING_METRES` apart on the segments between nodes."""
        dx, dy = x[head] - x[tail], y[head] - y[tail]
        steps = np.maximum(np.ceil(np.hypot(dx, dy) / SPACING_METRES), 1).astype(np.int64)
        offset = np.concatenate([[0], np.cumsum(steps + 1)])
        edge = np.repeat(np.arange(len(tail), dtype=np.int32), steps + 1)
        fraction = (np.arange(offset[-1]) - offset[edge]) / steps[edge]
        return cls(offset, edge, fraction, x[tail][edge] + fraction * dx[edge], y[tail][edge] + fraction * dy[edge])

    def of_segments(self, segments: NDArray[np.intp]) -> NDArray[np.int64]:
        """The numbers of all points of these segments."""
        first, count = self.offset[segments], np.diff(self.offset)[segments]
        before = np.concatenate([[0], np.cumsum(count)])
        numbers: NDArray[np.int64] = np.arange(before[-1]) + np.repeat(first - before[:-1], count)
        return numbers


@dataclass(frozen=True, eq=False)
class Cells:
    """Voronoi cells of the road points: every place belongs to the road point nearest to it.

    Points off the road, some `WIDTH_METRES` away from it, hold the cells close to the road. A part of the plane is
    then bounded by the ridges that have a chosen road point on one side only: exactly the chosen ones lie inside.

    Attributes:
        points: the road points.
        site: the cell of each road point; points at one place share one.
        sites: how many cells the road points have.
        left, right: the cells on both sides of each ridge, -1 off the road.
        ridge: the ends of each ridge, metres, shape (ridges, 2, 2).
    """

    points: RoadPoints
    site: NDArray[np.intp]
    sites: int
    left: Ints
    right: Ints
    ridge: Floats

    @classmethod
    def around(cls, x: Floats, y: Floats, tail: Ints, head: Ints) -> Cells:
        """Divide the plane around the segments between nodes."""
        points = RoadPoints.along(x, y, tail, head)
        place, site = _places(points)
        if not len(place):
            return cls(points, site, 0, np.empty(0, np.int32), np.empty(0, np.int32), np.empty((0, 2, 2)))
        left, right, ridge = _ridges(np.concatenate([place, _fillers(place)]), len(place))
        return cls(points, site, len(place), left, right, ridge)

    def area(self, chosen: NDArray[np.int64]) -> shapely.Geometry:
        """The cells of the chosen road points as one (multi)polygon in metres, holes kept; empty for none."""
        inside = np.zeros(self.sites + 1, bool)  # the last one stands for off the road: never inside
        inside[self.site[chosen]] = True
        boundary = np.flatnonzero(inside[self.left] != inside[self.right])
        if not len(boundary):
            return shapely.Polygon()
        return shapely.build_area(shapely.multilinestrings(shapely.linestrings(self.ridge[boundary])))


def _places(points: RoadPoints) -> tuple[Floats, NDArray[np.intp]]:
    """The different places of the road points, and the place of each."""
    if not len(points.x):
        return np.empty((0, 2)), np.empty(0, np.intp)
    grid = np.round(np.column_stack([points.x, points.y]) / _SAME_PLACE_METRES).astype(np.int64)
    low = grid.min(axis=0)
    key = (grid[:, 0] - low[0]) * (grid[:, 1].max() - low[1] + 1) + grid[:, 1] - low[1]
    _, first, site = np.unique(key, return_index=True, return_inverse=True)
    return np.column_stack([points.x[first], points.y[first]]), site


def _fillers(place: Floats) -> Floats:
    """Points off the road: on a grid, some `WIDTH_METRES` or more from every road point, where there is one near."""
    from scipy.ndimage import distance_transform_edt
    from scipy.spatial import cKDTree

    rings = int(np.ceil(WIDTH_METRES / FILLER_METRES)) + 2
    cell = np.floor(place / FILLER_METRES).astype(np.int64)
    low = cell.min(axis=0) - rings - 1
    empty = np.ones(cell.max(axis=0) - low + rings + 2, bool)
    empty[tuple((cell - low).T)] = False
    away = distance_transform_edt(empty)
    grid = (np.argwhere((away > 0) & (away <= rings)) + low + 0.5) * FILLER_METRES
    metres, _ = cKDTree(place).query(grid, distance_upper_bound=WIDTH_METRES)
    fillers: Floats = grid[metres > WIDTH_METRES]
    return fillers


def _ridges(place: Floats, sites: int) -> tuple[Ints, Ints, Floats]:
    """The ridges of the Voronoi diagram that touch one of the first `sites` places: cell, cell, ends.

    A ridge joins the circumcentres of two neighbouring Delaunay triangles, and parts the two places of their
    common side.
    """
    from scipy.spatial import Delaunay

    origin = place.mean(axis=0)
    triangles = Delaunay(place - origin)
    corner, neighbours = triangles.simplices, triangles.neighbors
    centre = np.round(_circumcentres(place - origin, corner) / _CORNER_METRES) * _CORNER_METRES + origin
    triangle, opposite = np.nonzero(neighbours > np.arange(len(corner))[:, None])
    beyond = neighbours[triangle, opposite]
    a, b = corner[triangle, (opposite + 1) % 3], corner[triangle, (opposite + 2) % 3]
    kept = ((a < sites) | (b < sites)) & (centre[triangle] != centre[beyond]).any(axis=1)
    left, right = (np.where(side < sites, side, _OFF_ROAD).astype(np.int32)[kept] for side in (a, b))
    return left, right, np.stack([centre[triangle], centre[beyond]], axis=1)[kept]


def _circumcentres(place: Floats, corner: NDArray[np.int32]) -> Floats:
    """Centres of the circles through the corners of triangles, relative to the first corner for precision."""
    a = place[corner[:, 0]]
    b, c = place[corner[:, 1]] - a, place[corner[:, 2]] - a
    cross = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b * b).sum(axis=1), (c * c).sum(axis=1)
    flat = cross == 0
    cross = np.where(flat, 1.0, cross)
    away = np.column_stack([c[:, 1] * bb - b[:, 1] * cc, b[:, 0] * cc - c[:, 0] * bb]) / cross[:, None]
    return a + np.where(flat[:, None], (b + c) / 3, away)
