"""Points of a square lattice inside polygons: where people may be when nothing is known of them but the unit."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.projection import Metric
from layers.tables import Floats, Geometries

EVEN_POINTS = (4, 100)
"""Fewest and most points of one polygon; very long ones have some more or less."""
EVEN_METRES = 150.0
_METRES_PER_DEGREE = 111_195.0


def even_points(
    polygons: Geometries, metric: Metric, bounds: tuple[int, int] = EVEN_POINTS
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Points of a square lattice inside each polygon, or one point inside where none falls in.

    The lattice has 150 m, or as much as makes between the fewest and the most points.

    Args:
        polygons: valid, in degrees, None allowed.
        bounds: fewest and most points of a polygon.

    Returns:
        Longitude, latitude, and the number of the polygon of each.
    """
    area = np.nan_to_num(shapely.area(metric.geometry(polygons)))
    found = [_lattice(shape, metres2, bounds) for shape, metres2 in zip(polygons, area.tolist(), strict=True)]
    counts = [len(points) for points in found]
    points = np.concatenate([np.zeros((0, 2)), *found])
    return points[:, 0], points[:, 1], np.repeat(np.arange(len(found)), counts)


def _lattice(shape: shapely.Geometry | None, square_metres: float, bounds: tuple[int, int]) -> Floats:
    """Longitude and latitude of the points inside a polygon, in degrees as its border is drawn."""
    if shape is None or shape.is_empty:
        return np.zeros((0, 2))
    fewest, most = bounds
    step = min(max(EVEN_METRES, (square_metres / most) ** 0.5), max((square_metres / fewest) ** 0.5, 1e-3))
    west, south, east, north = shape.bounds
    up = step / _METRES_PER_DEGREE
    along = up / max(np.cos(np.radians((south + north) / 2)), 1e-3)
    x, y = np.meshgrid(np.arange(west + along / 2, east, along), np.arange(south + up / 2, north, up))
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel())
    points = np.column_stack([x.ravel()[inside], y.ravel()[inside]])
    return points if len(points) else shapely.get_coordinates(shapely.point_on_surface(shape))
