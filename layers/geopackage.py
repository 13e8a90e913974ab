"""GeoPackage 1.3 blobs and bookkeeping tables (OGC 12-128r17, sections 1.1 and 2.1)."""

import sqlite3
import struct
from collections.abc import Sequence

import numpy as np
import pyproj
import shapely

from layers.errors import UserError
from layers.schema import APPLICATION_ID, FEATURE_TABLES, GEOPACKAGE_VERSION, PLAIN_TABLES
from layers.tables import Floats, Geometries

SRS_ID = 4490
_POINT_HEADER = struct.pack("<2sBBi", b"GP", 0, 0x01, SRS_ID)
_POINT_RECORD = np.dtype([("header", "S8"), ("wkb", "S5"), ("x", "<f8"), ("y", "<f8")])
_POINT_WKB = struct.pack("<BI", 1, 1)
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)

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
        head = struct.pack("<2sBBi4d", b"GP", 0, 0x03, SRS_ID, x0, x1, y0, y1)
        blobs.append(None if body is None else head + body)
    return blobs


def decode_points(blobs: Sequence[bytes | None], *, where: str = "") -> tuple[Floats, Floats]:
    """Longitude and latitude of point blobs; NaN where there is none."""
    size = _POINT_RECORD.itemsize
    if all(blob is not None and len(blob) == size and blob[:13] == _POINT_HEADER + _POINT_WKB for blob in blobs):
        records = np.frombuffer(b"".join(blob for blob in blobs if blob is not None), dtype=_POINT_RECORD)
        return records["x"].astype(np.float64), records["y"].astype(np.float64)
    points = decode(blobs, (1,), where=where)
    lon = np.array([np.nan if p is None or p.is_empty else p.x for p in points], dtype=np.float64)
    lat = np.array([np.nan if p is None or p.is_empty else p.y for p in points], dtype=np.float64)
    return lon, lat


def decode(blobs: Sequence[bytes | None], types: tuple[int, ...], *, where: str = "") -> Geometries:
    """Geometries of blobs, None where there is none.

    Args:
        blobs: GeoPackage blobs.
        types: the WKB types allowed at the top: 1 point, 2 line, 3 polygon, 6 multipolygon.
        where: the table, for messages.

    Raises:
        UserError: a blob is not what it should be.
    """
    bodies = [None if blob is None else _body(blob, types, where) for blob in blobs]
    try:
        return np.asarray(shapely.from_wkb(np.array(bodies, dtype=object)), dtype=object).reshape(len(bodies))
    except shapely.errors.GEOSException:
        raise _damaged(where) from None


def _body(blob: bytes, types: tuple[int, ...], where: str) -> bytes:
    """The WKB inside a blob, its nesting checked: GEOS recurses without a limit."""
    if len(blob) < 13 or blob[:2] != b"GP":
        raise _damaged(where)
    envelope = (blob[3] >> 1) & 7
    start = 8 + (_ENVELOPE_BYTES[envelope] if envelope < 5 else 0)
    body = blob[start:]
    kind = _wkb_type(body, 0)
    if kind not in types or (kind == 6 and not _parts_are_polygons(body)):
        raise _damaged(where)
    return body


def _wkb_type(body: bytes, at: int) -> int:
    if len(body) < at + 9:
        return -1
    return int(struct.unpack_from("<I" if body[at] == 1 else ">I", body, at + 1)[0])


def _parts_are_polygons(body: bytes) -> bool:
    at, count = 9, struct.unpack_from("<I" if body[0] == 1 else ">I", body, 5)[0]
    for _ in range(count):
        if _wkb_type(body, at) != 3:
            return False
        integer = "<I" if body[at] == 1 else ">I"
        rings, at = struct.unpack_from(integer, body, at + 5)[0], at + 9
        for _ in range(rings):
            if len(body) < at + 4:
                return False
            at += 4 + 16 * struct.unpack_from(integer, body, at)[0]
    return at == len(body)


def _damaged(where: str) -> UserError:
    return UserError("区域文件里有损坏的图形", where=where, remedy="请用备份文件,或重新导入这一层")


def extent(blobs: Sequence[bytes]) -> tuple[float | None, float | None, float | None, float | None]:
    """West, south, east, north of blobs that this module encoded; Nones where there are none."""
    if not blobs:
        return (None, None, None, None)
    if all(len(blob) == _POINT_RECORD.itemsize for blob in blobs):
        x, y = decode_points(blobs)
        boxes = np.column_stack([x, x, y, y])
    else:
        boxes = np.array([struct.unpack_from("<4d", blob, 8) for blob in blobs])
    low, high = np.nanmin(boxes, axis=0), np.nanmax(boxes, axis=0)
    return (float(low[0]), float(low[2]), float(high[1]), float(high[3]))
