"""Geometries as they are handed on: two-dimensional, flat, and None where there is nothing."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.foreign.source import Source
from layers.tables import Geometries

COLLECTION = 7  # GEOS type number
DEEPEST_COLLECTION = 64
MOST_COLLECTIONS = 5_000
COLLECTED = re.compile(
    rb"\x01(?:[\x04-\x07]\0\0.|[\xec-\xef]\x03\0\0|[\xd4-\xd7]\x07\0\0|[\xbc-\xbf]\x0b\0\0)"
    rb"|\0(?:.\0\0[\x04-\x07]|\0\0\x03[\xec-\xef]|\0\0\x07[\xd4-\xd7]|\0\0\x0b[\xbc-\xbf])",
    re.DOTALL,
)
"""Where WKB of several parts begins: byte order, then type 4 to 7, with or without marks for heights and measures."""


def from_wkb(pieces: NDArray[np.object_], source: Source, rows: Sequence[int] | None = None) -> Geometries:
    """Geometries of WKB pieces (bytes or None), cleaned; what is wrong with them goes to the notes.

    Args:
        rows: where each stands in the file, from 1 on where not given.
    """
    given = np.array([piece is not None for piece in pieces], dtype=bool)
    geometry = from_pieces(pieces)
    broken = np.flatnonzero(given & shapely.is_missing(geometry))
    for row in broken:
        geometry[row] = _closed(pieces[row])
    repaired = [_row(row, rows) for row in broken.tolist() if geometry[row] is not None]
    if repaired:
        source.note("warning", "rings_closed", f"{len(repaired)} 个要素的边界线没有闭合,已补上首尾之间的一段", repaired)
    return clean(geometry, [row + 1 for row in broken.tolist() if geometry[row] is None], source, rows)


def from_wkt(texts: Sequence[str | None]) -> Geometries:
    """Geometries of WKT, None for what is none, has curves, or is nested too deep for GEOS to come back from."""
    safe = [None if text is None or text.upper().count("COLLECTION") > DEEPEST_COLLECTION else text for text in texts]
    return _each(shapely.from_wkt, np.array(safe, dtype=object))


def from_pieces(pieces: Iterable[bytes | None]) -> Geometries:
    """Geometries of WKB, None as `from_wkt`."""
    safe = np.array([None if piece is None or nests(piece) else piece for piece in pieces], dtype=object)
    return _each(shapely.from_wkb, safe)


def _each(read: Callable[..., Any], written: NDArray[np.object_]) -> Geometries:
    """All at once, and one by one where one of them is a curve, at which shapely gives up altogether."""
    try:
        return np.asarray(read(written, on_invalid="ignore"), dtype=object).reshape(len(written))
    except NotImplementedError:
        return np.array([_one(read, one) for one in written], dtype=object)


def _one(read: Callable[..., Any], written: Any) -> Any:
    try:
        return read(written, on_invalid="ignore")
    except NotImplementedError:
        return None


def clean(geometry: Geometries, broken: list[int], source: Source, rows: Sequence[int] | None = None) -> Geometries:
    """The same geometries in two dimensions, collections flat, empty ones None; says what it dropped.

    Args:
        broken: the places, from 1, of which nothing could be made; None already.
        rows: where each stands in the file, from 1 on where not given.
    """
    flat = np.array(geometry, dtype=object)
    if broken:
        message = f"{len(broken)} 个要素的图形不合规,没有读入图形"
        places = [_row(place - 1, rows) for place in broken]
        source.note("warning", "broken_geometry", message, places, "请在原软件里修正或删除这些要素")
    if np.any(shapely.has_z(flat)):
        points, row = shapely.get_coordinates(flat, include_z=True, return_index=True)
        raised = np.unique(row[np.nan_to_num(points[:, 2]) != 0])  # heights of 0 are what programs write for none
        if len(raised):
            source.note("note", "z_dropped", f"{len(raised)} 个要素带有高程,只取平面坐标")
        flat = np.array(shapely.force_2d(flat), dtype=object)
    for place in np.flatnonzero(shapely.get_type_id(flat) == COLLECTION):
        flat[place] = _flattened(flat[place])
    flat[shapely.is_empty(flat)] = None
    missing = np.setdiff1d(np.flatnonzero(shapely.is_missing(flat)) + 1, broken)
    if len(missing):
        places = [_row(place - 1, rows) for place in missing.tolist()]
        source.note("warning", "no_geometry", f"{len(missing)} 个要素没有图形", places)
    return flat


def _row(place: int, rows: Sequence[int] | None) -> int:
    return int(rows[place]) if rows is not None else place + 1


def nests(piece: bytes) -> bool:
    """Whether WKB may hold collections in collections beyond reason: GEOS descends into them without a limit."""
    return COLLECTED.match(piece) is not None and len(COLLECTED.findall(piece)) > MOST_COLLECTIONS


def _closed(piece: bytes) -> shapely.Geometry | None:
    if nests(piece):
        return None
    try:
        return shapely.from_wkb(piece, on_invalid="fix")
    except (shapely.errors.ShapelyError, NotImplementedError):
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
