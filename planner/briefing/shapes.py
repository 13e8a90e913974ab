"""Geometry for the page: simplified in metres, rounded to about a metre, and written as short numbers."""

from collections.abc import Callable, Iterable
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.projection import Metric
from layers.tables import Geometries, Roads

STEPS_PER_DEGREE = 100_000
"""Coordinates are whole steps of 1e-5 degree, 1.1 m; enough for a picture of a county."""

Line = list[int]
"""Longitude and latitude in steps: the first point, then the way to each next one."""
Shape = list[list[Line]]
"""Polygons, each an outer ring and its holes; the closing point is left out."""

_FEWEST_LINE, _FEWEST_RING = 2, 3


def simplify_units(outlines: Geometries, metric: Metric, tolerance_metres: float, most_points: int) -> list[Shape]:
    """Outlines of neighbouring units, coarser until they fit; shared boundaries stay shared.

    Args:
        outlines: (multi)polygons in degrees, None allowed.
        tolerance_metres: where to begin; doubled until at most `most_points` vertices remain.
    """
    metres = metric.geometry(outlines)
    present = np.array([row for row, shape in enumerate(metres) if shape is not None], dtype=np.intp)
    areas = _areas(metres[present])

    def coarser(tolerance: float) -> Geometries:
        return np.asarray(shapely.coverage_simplify(areas, tolerance), dtype=object)

    kept = fitting(coarser, tolerance_metres, most_points)
    shapes: list[Shape] = [[] for _ in outlines]
    for row, shape in zip(present, metric.geometry_degrees(kept), strict=True):
        shapes[row] = encode_area(shape)
    return shapes


def dissolve(areas: Iterable[shapely.Geometry], metric: Metric, tolerance_metres: float, most_points: int) -> Shape:
    """One shape of many overlapping areas in degrees."""
    given = np.array([area for area in areas if area is not None and not area.is_empty], dtype=object)
    if not len(given):
        return []
    # Simplified first: a drive's circle follows every road, and joining them as they are takes minutes.
    rough = shapely.simplify(metric.geometry(given), tolerance_metres, preserve_topology=False)
    whole = shapely.union_all(_areas(rough))

    def coarser(tolerance: float) -> Geometries:
        return np.array([shapely.simplify(whole, tolerance)], dtype=object)

    return encode_area(metric.geometry_degrees(fitting(coarser, tolerance_metres, most_points))[0])


def road_lines(
    roads: Roads, classes: tuple[str, ...], metric: Metric, tolerance_metres: float, most_points: int
) -> list[Line]:
    """The roads of some classes as joined, simplified lines; empty where they would not fit."""
    chosen = np.isin(roads.way_class, classes)[roads.way]
    if not chosen.any():
        return []
    x, y = metric.forward(roads.lon, roads.lat)
    ends = np.stack([roads.tail[chosen], roads.head[chosen]], axis=1)
    joined = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(np.stack([x[ends], y[ends]], axis=2))))
    lines = shapely.simplify(shapely.get_parts(joined), tolerance_metres)
    if shapely.get_num_coordinates(lines).sum() > most_points:
        return []
    encoded = (encode_line(shapely.get_coordinates(line)) for line in metric.geometry_degrees(lines))
    return [line for line in encoded if len(line) >= 2 * _FEWEST_LINE]


def fitting(coarser: Callable[[float], Geometries], tolerance_metres: float, most_points: int) -> Geometries:
    """The finest result of `coarser(tolerance)` with at most `most_points` vertices, doubling the tolerance."""
    result = coarser(tolerance_metres)
    for _ in range(8):
        if shapely.get_num_coordinates(result).sum() <= most_points:
            break
        tolerance_metres *= 2
        result = coarser(tolerance_metres)
    return result


def encode_area(area: shapely.Geometry | None) -> Shape:
    """A (multi)polygon in degrees; rings that vanish in rounding are left out."""
    shape: Shape = []
    for polygon in shapely.get_parts(area):
        rings = [encode_line(shapely.get_coordinates(ring)[:-1]) for ring in shapely.get_rings(polygon)]
        if rings and len(rings[0]) >= 2 * _FEWEST_RING:
            shape.append([ring for ring in rings if len(ring) >= 2 * _FEWEST_RING])
    return shape


def encode_line(degrees: NDArray[np.float64]) -> Line:
    """Points in degrees, shape (n, 2); points that round to the same place are written once."""
    steps = np.rint(degrees * STEPS_PER_DEGREE).astype(np.int64)
    moved = np.diff(steps, axis=0)
    kept = moved[moved.any(axis=1)]
    return cast("Line", np.concatenate([steps[:1], kept]).ravel().tolist())


def encode_point(lon: float, lat: float) -> tuple[int, int]:
    """A point in steps."""
    return round(float(lon) * STEPS_PER_DEGREE), round(float(lat) * STEPS_PER_DEGREE)


def label_point(shape: shapely.Geometry | None) -> tuple[int, int] | None:
    """Where a name stands: the middle of the widest place of the largest part."""
    if shape is None or shape.is_empty:
        return None
    largest = max(shapely.get_parts(shape), key=shapely.area)
    west, south, east, north = shapely.bounds(largest)
    middle = shapely.maximum_inscribed_circle(largest, tolerance=max(east - west, north - south, 1e-9) / 50)
    lon, lat = shapely.get_coordinates(middle)[0]
    return encode_point(lon, lat)


def _areas(geometries: Geometries) -> Geometries:
    """Valid polygons; lines and points that repairing leaves over are dropped."""
    broken = ~shapely.is_valid(geometries)
    if not broken.any():
        return geometries
    repaired = geometries.copy()
    repaired[broken] = [_polygons_of(shape) for shape in shapely.make_valid(geometries[broken])]
    return repaired


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    parts = np.concatenate([shapely.get_parts(part) for part in parts]) if len(parts) else parts
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])
