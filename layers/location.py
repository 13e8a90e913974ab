"""Which administrative unit a point lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.schema import LEVELS
from layers.tables import Floats, Geometries, Units

_MANY = 50_000
"""Points from which a geometry for each costs more than it saves."""
_MOST_BANDS = 2000


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
    if len(lon) > _MANY:
        _locate_many(outlines, rows, lon, lat, found)
        return found
    tree = shapely.STRtree(shapely.points(lon, lat))
    polygon, point = tree.query(outlines, predicate="intersects")
    order = np.argsort(-polygon, kind="stable")  # the smallest row, and so code, is written last
    found[point[order]] = rows[polygon[order]]
    return found


def _locate_many(
    outlines: Geometries, rows: NDArray[np.intp], lon: Floats, lat: Floats, found: NDArray[np.intp]
) -> None:
    """As `locate_at`, without a geometry per point: points in bands of latitude, each sorted by longitude."""
    bounds = shapely.bounds(outlines)
    west, south, east, north = bounds.T
    height = max(float(np.median(north - south)) / 4, float(north.max() - south.min()) / _MOST_BANDS, 1e-9)
    band = np.where(np.isfinite(lat) & np.isfinite(lon), np.floor((lat - south.min()) / height), -1.0)
    band = np.where((band < 0) | (lat > north.max()), -1, band).astype(np.int64)
    order = np.lexsort((lon, band))
    sorted_lon, starts = lon[order], np.searchsorted(band[order], np.arange(_MOST_BANDS + 3))
    for number in range(len(rows) - 1, -1, -1):  # the smallest row, and so code, is written last
        near = []
        for one in range(
            int((south[number] - south.min()) // height), int((north[number] - south.min()) // height) + 1
        ):
            here = slice(starts[one], starts[one + 1])
            first = starts[one] + np.searchsorted(sorted_lon[here], west[number])
            last = starts[one] + np.searchsorted(sorted_lon[here], east[number], "right")
            near.append(order[first:last])
        points = np.concatenate(near)
        inside = shapely.intersects_xy(outlines[number], lon[points], lat[points])
        found[points[inside]] = rows[number]


def locate_area(units: Units, level: str, outlines: Geometries) -> tuple[NDArray[np.intp], Floats]:
    """Row of the unit of one level that holds most of each outline, and how much of it; -1 and 0 where none does.

    Of equal shares the smallest code.

    Args:
        outlines: polygons in degrees, None allowed; shape (n,).

    Returns:
        Rows, and shares of the outline's area from 0 to 1, shape (n,) each.
    """
    found, share = np.full(len(outlines), -1, dtype=np.intp), np.zeros(len(outlines))
    points = shapely.point_on_surface(outlines)
    inner = locate_at(units, level, shapely.get_x(points), shapely.get_y(points))
    open_rows = []
    for row in np.unique(inner[inner >= 0]):  # most lie wholly in one
        own = np.flatnonzero(inner == row)
        shapely.prepare(units.geometry[row])
        whole = shapely.covers(units.geometry[row], outlines[own])
        found[own[whole]], share[own[whole]] = row, 1.0
        open_rows.append(own[~whole])
    rest = np.concatenate([*open_rows, np.flatnonzero((inner < 0) & ~shapely.is_missing(outlines))]).astype(np.intp)
    row, part = _largest_shares(units, level, outlines[rest])
    found[rest], share[rest] = row, part
    return found, share


def _largest_shares(units: Units, level: str, outlines: Geometries) -> tuple[NDArray[np.intp], Floats]:
    """As `locate_area`, by intersection with every unit that is near."""
    best, most = np.full(len(outlines), -1, dtype=np.intp), np.zeros(len(outlines))
    rows = np.array([row for row in units.rows_at(level) if units.geometry[row] is not None], dtype=np.intp)
    if not len(rows) or not len(outlines):
        return best, most
    valid = shapely.make_valid(units.geometry[rows])
    own, holder = shapely.STRtree(valid).query(outlines, predicate="intersects")
    area = shapely.area(outlines)[own]
    part = shapely.area(shapely.intersection(valid[holder], outlines[own])) / np.where(area > 0, area, np.inf)
    order = np.lexsort((-rows[holder], part))  # the largest, and of equals the smallest code, is written last
    best[own[order]], most[own[order]] = rows[holder[order]], part[order]
    best[most <= 0] = -1
    return best, most
