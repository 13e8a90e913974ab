"""Geometries as they are handed on: two-dimensional, flat, and None where there is nothing."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.foreign.source import Source
from layers.tables import Geometries

COLLECTION = 7  # GEOS type number
DEEPEST_COLLECTION = 64


def from_wkb(pieces: NDArray[np.object_], source: Source) -> Geometries:
    """Geometries of WKB pieces (bytes or None), cleaned; what is wrong with them goes to the notes."""
    geometry = np.asarray(shapely.from_wkb(pieces, on_invalid="ignore"), dtype=object).reshape(len(pieces))
    given = np.array([piece is not None for piece in pieces], dtype=bool)
    broken = np.flatnonzero(given & shapely.is_missing(geometry))
    for row in broken:
        geometry[row] = _closed(pieces[row])
    repaired = [int(row) + 1 for row in broken if geometry[row] is not None]
    if repaired:
        source.note("warning", "rings_closed", f"{len(repaired)} 个要素的边界线没有闭合,已补上首尾之间的一段", repaired)
    return clean(geometry, [int(row) + 1 for row in broken if geometry[row] is None], source)


def clean(geometry: Geometries, broken: list[int], source: Source) -> Geometries:
    """The same geometries in two dimensions, collections flat, empty ones None; says what it dropped.

    Args:
        broken: the rows, from 1, whose geometry nothing could be made of; None already.
    """
    if broken:
        message = f"{len(broken)} 个要素的图形不合规,没有读入图形"
        source.note("warning", "broken_geometry", message, broken, "请在原软件里修正或删除这些要素")
    points, row = shapely.get_coordinates(geometry, include_z=True, return_index=True)
    raised = np.unique(row[np.nan_to_num(points[:, 2]) != 0])  # heights of 0 are what programs write for none
    if len(raised):
        source.note("note", "z_dropped", f"{len(raised)} 个要素带有高程,只取平面坐标")
    flat = np.array(shapely.force_2d(geometry), dtype=object)
    for row in np.flatnonzero(shapely.get_type_id(flat) == COLLECTION):
        flat[row] = _flattened(flat[row])
    flat[shapely.is_empty(flat)] = None
    missing = np.setdiff1d(np.flatnonzero(shapely.is_missing(flat)) + 1, broken)
    if len(missing):
        source.note("warning", "no_geometry", f"{len(missing)} 个要素没有图形", missing.tolist())
    return flat


def _closed(piece: bytes) -> shapely.Geometry | None:
    try:
        return shapely.from_wkb(piece, on_invalid="fix")
    except shapely.errors.ShapelyError:
        return None


def _flattened(collection: shapely.Geometry) -> shapely.Geometry | None:
    """A collection whose parts are no collections, so that no reader has to descend."""
    parts = shapely.get_parts(collection)
    for _ in range(DEEPEST_COLLECTION):
        if not np.any(shapely.get_type_id(parts) == COLLECTION):
            parts = parts[~shapely.is_empty(parts)]
            return parts[0] if len(parts) == 1 else shapely.GeometryCollection(list(parts))
        parts = shapely.get_parts(parts)
    return None
