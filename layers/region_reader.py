"""The tables of an open region file, read into memory."""

import json
import sqlite3
from dataclasses import fields
from typing import Any

import numpy as np

from layers import geopackage
from layers.errors import UserError
from layers.finding import Finding
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Demand, Facilities, Floats, ManualValue, Roads, Source, Texts, Units

Row = tuple[Any, ...]
Extent = tuple[float, float, float, float]

_TEXT_ARRAYS = ("way_name", "way_class")
ROAD_ARRAYS = {
    "lon": "<f8",
    "lat": "<f8",
    "tail": "<i4",
    "head": "<i4",
    "way": "<i4",
    "access": "|u1",
    "oneway": "|i1",
    "way_maxspeed_kmh": "<f8",
    "way_name": "json",
    "way_class": "json",
}
"""How the arrays of the network are stored."""


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """The region's own facts: name, code, schema_version, invented ..."""
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def units(connection: sqlite3.Connection) -> Units:
    """All units, sorted by code."""
    groups = ", ".join(GROUPS)
    rows = connection.execute(
        "SELECT geom, code, name, level, parent_code, class, provisional, households, "
        f"{groups} FROM units ORDER BY code"
    ).fetchall()
    columns = _columns(rows, 8 + len(GROUPS))
    return Units(
        code=_texts(columns[1]),
        name=_texts(columns[2]),
        level=_texts(columns[3]),
        parent=_texts(columns[4]),
        klass=_texts(columns[5]),
        provisional=np.array(columns[6], dtype=bool),
        households=_floats(columns[7]),
        population={group: _floats(columns[8 + i]) for i, group in enumerate(GROUPS)},
        geometry=geopackage.decode(columns[0], (3, 6), where="units"),
    )


def facilities(connection: sqlite3.Connection) -> Facilities:
    """All facilities, sorted by id."""
    names = ", ".join((*FACILITY_NUMBERS, *FACILITY_TEXTS))
    rows = connection.execute(
        f"SELECT geom, id, name, kinds, unit_code, status, attributes, {names} FROM facilities ORDER BY id"
    ).fetchall()
    columns = _columns(rows, 7 + len(FACILITY_NUMBERS) + len(FACILITY_TEXTS))
    lon, lat = geopackage.decode_points(columns[0], where="facilities")
    texts_from = 7 + len(FACILITY_NUMBERS)
    return Facilities(
        id=_texts(columns[1]),
        name=_texts(columns[2]),
        kinds=tuple(tuple(text.split(";")) for text in columns[3]),
        unit_code=_texts(columns[4]),
        status=_texts(columns[5]),
        lon=lon,
        lat=lat,
        numbers={name: _floats(columns[7 + i]) for i, name in enumerate(FACILITY_NUMBERS)},
        texts={name: _texts(columns[texts_from + i]) for i, name in enumerate(FACILITY_TEXTS)},
        attributes=tuple(json.loads(text) for text in columns[6]),
    )


def demand(connection: sqlite3.Connection) -> Demand:
    """All demand points in the order they were added, with the groups that have any weight."""
    rows = connection.execute(f"SELECT geom, id, unit_code, {', '.join(GROUPS)} FROM demand ORDER BY fid").fetchall()
    columns = _columns(rows, 3 + len(GROUPS))
    lon, lat = geopackage.decode_points(columns[0], where="demand")
    weights = {group: _floats(columns[3 + i]) for i, group in enumerate(GROUPS)}
    return Demand(
        id=_texts(columns[1]),
        unit_code=_texts(columns[2]),
        lon=lon,
        lat=lat,
        weight={group: values for group, values in weights.items() if np.isfinite(values).any()},
    )


def roads(connection: sqlite3.Connection) -> Roads | None:
    """The network's arrays, None where there are none.

    Raises:
        UserError: the arrays do not fit each other.
    """
    stored = {name: (dtype, data) for name, dtype, data in connection.execute("SELECT name, dtype, data FROM network")}
    if not stored:
        return None
    if {name: dtype for name, (dtype, _) in stored.items()} != ROAD_ARRAYS:
        raise _bad_network()
    arrays = {name: _array(dtype, data) for name, (dtype, data) in stored.items()}
    network = Roads(**arrays)
    if not _fits(network):
        raise _bad_network()
    return network


def _array(dtype: str, data: bytes) -> Any:
    if dtype == "json":
        return _texts(json.loads(data))
    if len(data) % np.dtype(dtype).itemsize:
        raise _bad_network()
    return np.frombuffer(data, dtype=dtype)


def _fits(network: Roads) -> bool:
    nodes, segments, ways = len(network.lon), len(network.tail), len(network.way_name)
    lengths = {len(network.head), len(network.way), len(network.access), len(network.oneway), segments}
    if lengths != {segments} or len(network.lat) != nodes:
        return False
    if {len(network.way_class), len(network.way_maxspeed_kmh)} != {ways}:
        return False
    ends = np.concatenate([network.tail, network.head])
    in_range = not segments or (ends.min() >= 0 and ends.max() < nodes)
    return bool(in_range and (not segments or (network.way.min() >= 0 and network.way.max() < ways)))


def _bad_network() -> UserError:
    return UserError("区域文件里的路网数据不完整", remedy="请重新导入路网")


def sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """All sources in the order of import."""
    names = [column.name for column in fields(Source)]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM sources ORDER BY id").fetchall()
    return tuple(Source(**dict(zip(names, row, strict=True)) | {"options": json.loads(row[-1])}) for row in rows)


def findings(connection: sqlite3.Connection) -> tuple[Finding, ...]:
    """All findings of the imports, the gravest first."""
    rows = connection.execute(
        "SELECT severity, code, message, rows, remedy FROM findings "
        "ORDER BY CASE severity WHEN 'blocking' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, id"
    )
    return tuple(
        Finding(severity, code, message, tuple(json.loads(places)), remedy)
        for severity, code, message, places, remedy in rows
    )


def manual_values(connection: sqlite3.Connection, plan_id: str) -> tuple[ManualValue, ...]:
    """Figures entered by hand for a plan, by indicator and year."""
    rows = connection.execute(
        "SELECT plan_id, indicator_id, year, value, entered_by, entered_at, basis, numerator, denominator "
        "FROM manual_values WHERE plan_id = ? ORDER BY indicator_id, year",
        (plan_id,),
    )
    return tuple(ManualValue(*row) for row in rows)


def extent(connection: sqlite3.Connection) -> Extent | None:
    """West, south, east, north of the data; units decide, then roads, demand, facilities."""
    for table in ("units", "roads", "demand", "facilities"):
        row = connection.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (table,)
        ).fetchone()
        if row is not None and None not in row:
            return (row[0], row[1], row[2], row[3])
    return None


def _columns(rows: list[Row], count: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * count


def _texts(values: Any) -> Texts:
    return np.array(list(values), dtype=np.str_)


def _floats(values: Any) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
