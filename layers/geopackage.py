"""GeoPackage 1.3 blobs and bookkeeping tables (OGC 12-128r17, sections 1.1 and 2.1)."""

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import cast

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.geopackage_wkb import LINES, POINTS, POLYGONS, damaged, wkb_of
from layers.schema import APPLICATION_ID, FEATURE_TABLES, GEOPACKAGE_VERSION, PLAIN_TABLES, UNLISTED
from layers.tables import Floats, Geometries

SRS_ID = 4490
_POINT_HEADER = struct.pack("<2sBBi", b"GP", 0, 0x01, SRS_ID)
_POINT_RECORD = np.dtype([("header", "S8"), ("wkb", "S5"), ("x", "<f8"), ("y", "<f8")])
_POINT_SIZE = _POINT_RECORD.itemsize
_POINT_WKB = struct.pack("<BI", 1, 1)
_AT_ONCE = 50_000
_POINT_HEADER_AND_TYPE = _POINT_HEADER + _POINT_WKB
_BOXED = b"GP\0\x03"  # little-endian, with an envelope of x and y

Extent = tuple[float | None, float | None, float | None, float | None]

_BOOKKEEPING = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, "
    "organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, "
    "definition TEXT NOT NULL, description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, "
    "description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, "
    "srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL REFERENCES gpkg_contents(table_name), "
    "column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, "
    "srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL, "
    "PRIMARY KEY (table_name, column_name))",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty region of the newest schema."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {GEOPACKAGE_VERSION}")
    for statement in _BOOKKEEPING:
        connection.execute(statement)
    systems = [
        ("undefined cartesian", -1, "NONE", -1, "undefined"),
        ("undefined geographic", 0, "NONE", 0, "undefined"),
    ]
    for number in (4326, SRS_ID):
        crs = pyproj.CRS.from_epsg(number)
        systems.append((crs.name, number, "EPSG", number, crs.to_wkt("WKT1_GDAL")))
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", systems)
    for name, columns in PLAIN_TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        if name not in UNLISTED:
            _register(connection, name, "attributes", None)
    for name, (geometry_type, columns) in FEATURE_TABLES.items():
        connection.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom {geometry_type}, {columns})")
        _register(connection, name, "features", SRS_ID)
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, geometry_type, SRS_ID)
        )


def _register(connection: sqlite3.Connection, name: str, data_type: str, srs_id: int | None) -> None:
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
        (name, data_type, name, srs_id),
    )


def encode_points(lon: Floats, lat: Floats) -> list[bytes | None]:
    """Blobs of points; None where a coordinate is missing."""
    records = np.zeros(len(lon), dtype=_POINT_RECORD)
    records["header"], records["wkb"] = _POINT_HEADER, _POINT_WKB
    records["x"], records["y"] = lon, lat
    whole, size = records.tobytes(), _POINT_RECORD.itemsize
    known = np.isfinite(lon) & np.isfinite(lat)
    return [whole[i * size : (i + 1) * size] if ok else None for i, ok in enumerate(known)]


def encode(geometry: Geometries) -> list[bytes | None]:
    """Blobs of lines and polygons with their envelope; None where there is no geometry."""
    bounds = shapely.bounds(geometry)
    wkb = shapely.to_wkb(geometry, byte_order=1)
    blobs: list[bytes | None] = []
    for body, (x0, y0, x1, y1) in zip(wkb, bounds, strict=True):
        head = _BOXED + struct.pack("<i4d", SRS_ID, x0, x1, y0, y1)
        blobs.append(None if body is None else head + body)
    return blobs


def decode_points(blobs: Sequence[object], *, where: str = "") -> tuple[Floats, Floats]:
    """Longitude and latitude of point blobs; NaN where there is none.

    Raises:
        UserError: a blob is no point.
    """
    records = _our_points(blobs)
    if records is not None:
        return records["x"].astype(np.float64), records["y"].astype(np.float64)
    points = decode(blobs, POINTS, where=where)
    points[shapely.is_empty(points)] = None
    return shapely.get_x(points), shapely.get_y(points)


def _our_points(blobs: Sequence[object]) -> NDArray[np.void] | None:
    """The records of blobs that are all points in the form that this module writes; None where one is not."""
    if not {type(blob) for blob in blobs} <= {bytes} or not {len(cast(bytes, blob)) for blob in blobs} <= {_POINT_SIZE}:
        return None
    records = np.frombuffer(b"".join(cast(Sequence[bytes], blobs)), dtype=_POINT_RECORD)
    ours = (records["header"] == _POINT_HEADER) & (records["wkb"] == _POINT_WKB)
    return records if ours.all() else None


def _is_our_point(blob: object) -> bool:
    return isinstance(blob, bytes) and len(blob) == _POINT_SIZE and blob.startswith(_POINT_HEADER_AND_TYPE)


def decode(blobs: Sequence[object], types: tuple[int, ...], *, where: str = "") -> Geometries:
    """Flat geometries of blobs, heights and measures dropped; None where there is none.

    Args:
        blobs: GeoPackage blobs, of whatever program; a region's file may hold anything in their place.
        types: the WKB types allowed at the top, see `POINTS`, `LINES` and `POLYGONS`.
        where: the table, for messages.

    Raises:
        UserError: a blob is not what it should be.
    """
    bodies = np.full(len(blobs), None, dtype=object)
    for row, blob in enumerate(blobs):
        if blob is not None:
            bodies[row] = wkb_of(blob, types, where)
    try:
        shapes = shapely.force_2d(shapely.from_wkb(bodies))
    except shapely.errors.GEOSException:
        raise damaged(where) from None
    return np.asarray(shapes, dtype=object).reshape(len(bodies))


def extent(blobs: Iterable[object], *, where: str = "") -> Extent:
    """West, south, east, north of blobs; Nones where there are none.

    The envelopes of blobs in the form that this module writes are believed; all others are decoded.

    Raises:
        UserError: a blob is no geometry of a region.
    """
    left, portions = iter(blobs), [np.zeros((0, 4))]
    while portion := list(islice(left, _AT_ONCE)):
        box = _boxes(portion, where)
        box = box[np.isfinite(box).all(axis=1)]
        if len(box):
            portions.append(np.concatenate([box[:, :2].min(axis=0), box[:, 2:].max(axis=0)])[None])
    whole = np.concatenate(portions)
    if not len(whole):
        return (None, None, None, None)
    low, high = whole.min(axis=0), whole.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def _boxes(blobs: list[object], where: str) -> Floats:
    """West, south, east, north of each blob, in any order; shape (n, 4)."""
    records = _our_points(blobs)
    if records is not None:
        return np.column_stack([records["x"], records["y"]] * 2)
    boxed = [blob for blob in blobs if _has_our_envelope(blob)]
    points = [blob for blob in blobs if _is_our_point(blob)]
    others = [blob for blob in blobs if not _has_our_envelope(blob) and not _is_our_point(blob)]
    lon, lat = decode_points(points)
    return np.concatenate(
        (
            np.array([_envelope(blob) for blob in boxed]).reshape(-1, 4),
            np.column_stack([lon, lat, lon, lat]),
            shapely.bounds(decode(others, (*POINTS, *LINES, *POLYGONS), where=where)),
        )
    )


def _has_our_envelope(blob: object) -> bool:
    return isinstance(blob, bytes) and blob[:4] == _BOXED and len(blob) >= 40 + 9


def _envelope(blob: object) -> tuple[float, float, float, float]:
    west, east, south, north = struct.unpack_from("<4d", blob, 8)  # type: ignore[arg-type]
    return west, south, east, north
