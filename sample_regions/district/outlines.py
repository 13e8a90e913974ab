"""Outlines bent into place: straight along streets, wandering in the country, shared edges staying shared."""

from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon

from sample_regions.dice import Floats, Point, distance
from sample_regions.district import place
from sample_regions.district.terrain import Ground


def bend(outline: Polygon, ground: Ground) -> Polygon:
    """The outline in degrees, its edges cut finely enough to bend; a shared edge stays shared."""
    rings = [_bend_ring(np.array(ring.coords), ground) for ring in (outline.exterior, *outline.interiors)]
    return shapely.normalize(Polygon(rings[0], rings[1:]))


def _bend_ring(corners: Floats, ground: Ground) -> Floats:
    points: list[Point] = []
    for start, end in pairwise(corners):
        points.extend(_cut_edge((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), ground))
    u, v = np.array(points).T
    return np.column_stack(ground.degrees(u, v))


def _cut_edge(start: Point, end: Point, ground: Ground) -> list[Point]:
    """The edge's points without its end, the same from either side."""
    low, high = sorted((start, end))
    points = [low, *(_straight if _is_street(low, high) else _wandering)(low, high, ground), high]
    return points[:-1] if low == start else points[:0:-1]


def _is_street(a: Point, b: Point) -> bool:
    along_column = a[0] == b[0] and a[0] in place.COLUMNS
    return along_column or (a[1] == b[1] and a[1] in place.ROWS and a[0] < place.COLUMNS[-1])


def _straight(a: Point, b: Point, _: Ground) -> list[Point]:
    parts = int(np.ceil(distance(a, b) / 120.0))
    return [(a[0] + (b[0] - a[0]) * k / parts, a[1] + (b[1] - a[1]) * k / parts) for k in range(1, parts)]


def _wandering(a: Point, b: Point, ground: Ground) -> list[Point]:
    """Points between, each half pushed aside by up to a tenth of its length, as brooks and field edges do."""
    length = distance(a, b)
    if length < 130.0:
        return []
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    push = 0.13 * ground.whim(*middle) * (length < 1700.0)
    middle = (middle[0] - push * (b[1] - a[1]), middle[1] + push * (b[0] - a[0]))
    return [*_wandering(a, middle, ground), middle, *_wandering(middle, b, ground)]
