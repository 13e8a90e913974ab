"""Vertices of one outline on the straight edge of another.

An edge is straight in degrees, where it was drawn, and curved in metres: between its ends it is drawn as a chord
there. Where a neighbour has a vertex on the same edge its two chords leave the long one, by a metre on eight
kilometres, though both borders are the same line.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats, Geometries

LONG_METRES = 100.0
"""The chord of a shorter edge leaves the edge by less than a millimetre anywhere in China."""
_METRES_PER_DEGREE = 111_320.0
_ON_EDGE = 5e-9
"""Degrees, half a millimetre."""
_FLAT = (3, 6)

Rows = NDArray[np.intp]


def with_junctions(outlines: Geometries, level: Rows) -> tuple[Geometries, Rows]:
    """The outlines with the vertices that others have on their long edges.

    Args:
        outlines: polygons in degrees; anything else stays as it is.
        level: a number from 0 to 7 per outline.

    Returns:
        The outlines, and numbers of those that meet another of their own level so, on either side.
    """
    flat = np.flatnonzero(np.isin(shapely.get_type_id(outlines), _FLAT) & ~shapely.is_empty(outlines))
    if not len(flat):
        return outlines, flat
    _, points, offsets = shapely.to_ragged_array(list(outlines[flat]))
    ends, parts, shapes = _nested(offsets)
    owner = np.repeat(np.arange(len(flat)), np.diff(ends[parts[shapes]]))
    edges = _long_edges(points, ends)
    if not len(edges):
        return outlines, edges
    with np.errstate(invalid="ignore"):
        places, place = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    edge, found = _on_edges(points, edges, places)
    result = outlines.copy()
    result[flat[np.unique(owner[edge])]] = _rebuilt(points, (ends, parts, shapes), owner, edge, places[found])
    bit = (1 << level[flat][owner]).astype(np.uint8)
    there, met = np.zeros(len(places), dtype=np.uint8), np.zeros(len(places), dtype=np.uint8)
    np.bitwise_or.at(there, place, bit)
    same = bit[edge] & there[found]
    np.bitwise_or.at(met, found, same)
    return result, flat[np.union1d(owner[(met[place] & bit) > 0], owner[edge[same > 0]])]


def _nested(offsets: tuple[Rows, ...]) -> tuple[Rows, Rows, Rows]:
    """Where rings, polygons and outlines begin; the last stands for itself where all are single polygons."""
    ends, parts = offsets[0].astype(np.intp), offsets[1].astype(np.intp)
    return ends, parts, offsets[2].astype(np.intp) if len(offsets) > 2 else np.arange(len(parts))


def _long_edges(points: Floats, ends: Rows) -> Rows:
    """Numbers of the vertices that begin a long edge; the last of a ring begins none."""
    with np.errstate(invalid="ignore", over="ignore"):  # places that are none begin no edge
        step = np.diff(points, axis=0) * _METRES_PER_DEGREE
        step[:, 0] *= np.cos(np.radians(points[:-1, 1]))
        length = np.hypot(step[:, 0], step[:, 1])
    is_long = np.isfinite(length) & (length > LONG_METRES)
    is_long[ends[1:-1] - 1] = False
    return np.flatnonzero(is_long)


def _on_edges(points: Floats, edges: Rows, places: NDArray[np.complex128]) -> tuple[Rows, Rows]:
    """Pairs of the vertex that begins an edge and a place on it, in order along the edge; its ends are none."""
    lines = shapely.linestrings(np.stack([points[edges], points[edges + 1]], axis=1))
    tree = shapely.STRtree(shapely.points(places.real, places.imag))
    number, found = tree.query(lines, predicate="dwithin", distance=_ON_EDGE)
    edge = edges[number]
    start, end = (points[some, 0] + 1j * points[some, 1] for some in (edge, edge + 1))
    between = (abs(places[found] - start) > _ON_EDGE) & (abs(places[found] - end) > _ON_EDGE)
    edge, found, start = edge[between], found[between], start[between]
    order = np.lexsort((abs(places[found] - start), edge))
    return edge[order], found[order]


def _rebuilt(
    points: Floats, nested: tuple[Rows, Rows, Rows], owner: Rows, edge: Rows, new: NDArray[np.complex128]
) -> Geometries:
    """The outlines to which places are added behind the vertices `edge`, in order."""
    ends, parts, shapes = nested
    more = np.insert(points, edge + 1, np.column_stack([new.real, new.imag]), axis=0)
    longer = ends + np.searchsorted(edge, ends)
    with np.errstate(invalid="ignore"):
        whole = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, more, (longer, parts, shapes))
    return np.asarray(whole, dtype=object)[np.unique(owner[edge])]
