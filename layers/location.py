"""Which administrative unit a point lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.schema import LEVELS
from layers.tables import Floats, Units


def locate(units: Units, lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """Row of the finest unit that contains each point, -1 outside every unit.

    A point on a shared boundary belongs to the unit with the smallest code, so that it is
    counted exactly once.

    Args:
        units: units with outlines in degrees; those without an outline contain nothing.
        lon: degrees, shape (n,); NaN lies outside.
        lat: degrees, shape (n,).
    """
    found = np.full(len(lon), -1, dtype=np.intp)
    for level in reversed(LEVELS):
        open_points = np.flatnonzero((found < 0) & np.isfinite(lon) & np.isfinite(lat))
        if not len(open_points):
            break
        found[open_points] = locate_at(units, level, lon[open_points], lat[open_points])
    return found


def locate_at(units: Units, level: str, lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """Row of the unit of one level that contains each point, -1 where none does."""
    rows = np.array([row for row in units.rows_at(level) if units.geometry[row] is not None], dtype=np.intp)
    found = np.full(len(lon), -1, dtype=np.intp)
    if not len(rows) or not len(lon):
        return found
    outlines = units.geometry[rows]
    shapely.prepare(outlines)
    tree = shapely.STRtree(shapely.points(lon, lat))
    polygon, point = tree.query(outlines, predicate="intersects")
    order = np.argsort(-polygon, kind="stable")  # the smallest row, and so code, is written last
    found[point[order]] = rows[polygon[order]]
    return found
