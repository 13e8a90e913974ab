"""Ground between the units of one level that none of them claims."""

import numpy as np
import shapely

from layers.tables import Geometries
from layers.topology.defect import TOUCH_METRES, polygons_of

MOST_EDGES = 300_000
"""Vertices of the outer borders beyond which slits open at an end are not looked for: it would take minutes."""
_LONG, _LONG_METRES = 5.0, 1.0
"""A slit lies along the border of each of two units for this many times its greatest width and a metre at least: no
mere notch does."""


def united(outlines: Geometries, suspected: np.ndarray) -> Geometries:
    """The ground that valid outlines cover together, as polygons that do not touch along a line.

    Args:
        suspected: numbers of the outlines that may overlap; the others share their borders exactly.
    """
    clean = np.ones(len(outlines), dtype=bool)
    clean[suspected] = False
    whole = shapely.union_all([joined(outlines[clean]), *outlines[suspected]])
    return polygons_of(np.array([whole], dtype=object))[0]


def joined(outlines: Geometries) -> shapely.Geometry:
    """The union of outlines that share their borders exactly, by dropping those borders."""
    try:
        return shapely.coverage_union_all(outlines)
    except shapely.errors.GEOSException:  # GEOS' check of edges and its union disagree about a hair
        return shapely.union_all(outlines)


def solid(ground: Geometries) -> shapely.Geometry:
    """The ground with everything it encloses."""
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(ground)))


def holes(ground: Geometries) -> Geometries:
    """What the ground encloses without covering it: gaps, lakes and enclaves of others."""
    enclosed = solid(ground).difference(shapely.MultiPolygon(ground.tolist()))
    return polygons_of(np.array([enclosed], dtype=object))[0]


def slits(ground: Geometries, width: float) -> Geometries | None:
    """What may be gaps open at an end, nowhere wider than `width`; None where the borders are too ragged to look.

    They are what the ground gains when it is widened by half of that and drawn in again.
    """
    if int(shapely.get_num_coordinates(ground).sum()) > MOST_EDGES:
        return None
    whole = solid(ground)
    closed = whole.buffer(width / 2, join_style="mitre").buffer(-width / 2, join_style="mitre")
    return polygons_of(np.array([closed.difference(whole)], dtype=object))[0]


def neighbours(gap: shapely.Geometry, outlines: Geometries, tree: shapely.STRtree, reach: float) -> dict[int, float]:
    """Numbers of the outlines along a gap and the metres of its border along each, the longest first.

    Args:
        reach: metres within which a border counts as the same.
    """
    core = gap.buffer(-TOUCH_METRES / 2, join_style="mitre").buffer(TOUCH_METRES / 2, join_style="mitre")  # no hairs
    near = tree.query(gap, predicate="dwithin", distance=reach)
    west, south, east, north = gap.bounds
    there = shapely.clip_by_rect(
        shapely.boundary(outlines[near]), west - 2 * reach, south - 2 * reach, east + 2 * reach, north + 2 * reach
    )
    along = shapely.length(shapely.intersection(core.boundary, shapely.buffer(there, reach, quad_segs=2)))
    order = np.lexsort((near, -np.round(along, 1)))
    return {int(near[i]): float(along[i]) for i in order if along[i] > 2 * reach}


def is_slit(along: dict[int, float], width: float) -> bool:
    """Whether a gap with an open end lies between two units, and is not a notch in the border of one."""
    return sum(metres >= max(_LONG * width, _LONG_METRES) for metres in along.values()) >= 2
