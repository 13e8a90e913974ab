"""Where the data of a region file lies."""

import sqlite3

import numpy as np

from layers import geopackage
from layers.projection import check_degrees

Extent = tuple[float, float, float, float]


def extent(connection: sqlite3.Connection) -> Extent | None:
    """West, south, east, north of what the metres are measured around; None where nothing has a place.

    The units decide, then roads. Where there are points only, it is their middle: one point
    in a wrong place far away would else bend the metres of all the others.

    Raises:
        UserError: a shape is damaged.
    """
    for table in ("units", "roads"):
        box = _recorded_box(connection, table) or _box(connection, table)
        if box is not None:
            return box
    for table in ("demand", "facilities"):
        middle = _middle(connection, table)
        if middle is not None:
            return (*middle, *middle)
    return None


def _recorded_box(connection: sqlite3.Connection, table: str) -> Extent | None:
    """The box in the file's own list of contents, None where it is none on earth."""
    statement = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?"
    row = connection.execute(statement, (table,)).fetchone()
    if row is None or not all(isinstance(side, int | float) for side in row):
        return None
    west, south, east, north = map(float, row)
    sound = check_degrees(np.array([west, east]), np.array([south, north])).all() and west <= east and south <= north
    return (west, south, east, north) if sound else None


def _box(connection: sqlite3.Connection, table: str) -> Extent | None:
    west, south, east, north = geopackage.extent(_blobs(connection, table), where=table)
    return None if west is None or south is None or east is None or north is None else (west, south, east, north)


def _middle(connection: sqlite3.Connection, table: str) -> tuple[float, float] | None:
    """The median longitude and latitude of the points on earth."""
    lon, lat = geopackage.decode_points(_blobs(connection, table), where=table)
    known = check_degrees(lon, lat)
    return (float(np.median(lon[known])), float(np.median(lat[known]))) if known.any() else None


def _blobs(connection: sqlite3.Connection, table: str) -> list[object]:
    return [blob for (blob,) in connection.execute(f"SELECT geom FROM {table} WHERE geom IS NOT NULL")]
