"""The tables of an open region file, read into memory.

What a table cannot hold raises one of `region_values.WRONG_CELLS`; `Region` tells the user.
"""

import sqlite3
from dataclasses import fields
from typing import Any

import numpy as np

from layers import geopackage
from layers.finding import SEVERITY_LABELS, Finding
from layers.geopackage_wkb import POLYGONS
from layers.region_values import (
    floats,
    kinds,
    levels,
    mapping,
    number,
    spots,
    statuses,
    text,
    text_list,
    texts,
    whole,
)
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Demand, Facilities, ManualValue, Source, UnitAlias, Units

Row = tuple[Any, ...]


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """The region's own facts: name, code, schema_version, invented ..."""
    return {text(key): text(value) for key, value in connection.execute("SELECT key, value FROM meta").fetchall()}


def units(connection: sqlite3.Connection) -> Units:
    """All units, sorted by code."""
    groups = ", ".join(GROUPS)
    rows = connection.execute(
        "SELECT geom, code, name, level, parent_code, class, provisional, households, "
        f"{groups} FROM units ORDER BY code"
    ).fetchall()
    columns = _columns(rows, 8 + len(GROUPS))
    return Units(
        code=texts(columns[1]),
        name=texts(columns[2]),
        level=levels(columns[3]),
        parent=texts(columns[4]),
        klass=texts(columns[5]),
        provisional=np.array([bool(cell) for cell in columns[6]], dtype=bool),
        households=floats(columns[7]),
        population={group: floats(columns[8 + i]) for i, group in enumerate(GROUPS)},
        geometry=geopackage.decode(columns[0], POLYGONS, where="units"),
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
        id=texts(columns[1]),
        name=texts(columns[2]),
        kinds=tuple(kinds(cell) for cell in columns[3]),
        unit_code=texts(columns[4]),
        status=statuses(columns[5]),
        lon=lon,
        lat=lat,
        numbers={name: floats(columns[7 + i]) for i, name in enumerate(FACILITY_NUMBERS)},
        texts={name: texts(columns[texts_from + i]) for i, name in enumerate(FACILITY_TEXTS)},
        attributes=tuple(mapping(cell) for cell in columns[6]),
    )


def facility_sources(connection: sqlite3.Connection) -> dict[str, int]:
    """The id of the source of each facility by the facility's id; those without one are left out."""
    rows = connection.execute("SELECT id, source_id FROM facilities WHERE source_id IS NOT NULL").fetchall()
    return {text(key): whole(source) for key, source in rows}


def demand(connection: sqlite3.Connection) -> Demand:
    """All demand points in the order they were added, with the groups that have any weight."""
    rows = connection.execute(f"SELECT geom, id, unit_code, {', '.join(GROUPS)} FROM demand ORDER BY fid").fetchall()
    columns = _columns(rows, 3 + len(GROUPS))
    lon, lat = geopackage.decode_points(columns[0], where="demand")
    weights = {group: floats(columns[3 + i]) for i, group in enumerate(GROUPS)}
    return Demand(
        id=texts(columns[1]),
        unit_code=texts(columns[2]),
        lon=lon,
        lat=lat,
        weight={group: values for group, values in weights.items() if np.isfinite(values).any()},
    )


def sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """All sources in the order of import."""
    names = [column.name for column in fields(Source)]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM sources ORDER BY id").fetchall()
    return tuple(_source(dict(zip(names, row, strict=True))) for row in rows)


def _source(row: dict[str, object]) -> Source:
    told: dict[str, Any] = {name: text(cell) for name, cell in row.items()}
    return Source(**told | {"id": whole(row["id"]), "rows": whole(row["rows"]), "options": mapping(row["options"])})


def findings(connection: sqlite3.Connection) -> tuple[Finding, ...]:
    """All findings of the imports, the gravest first."""
    rows = connection.execute(
        "SELECT severity, code, message, rows, remedy, why, about, mend, spots FROM findings "
        "ORDER BY CASE severity WHEN 'blocking' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, id"
    ).fetchall()
    return tuple(_finding(*row) for row in rows)


def _finding(severity: Any, code: object, message: object, places: object, *rest: object) -> Finding:
    if severity not in SEVERITY_LABELS:
        raise ValueError("no such severity")
    remedy, why, about, mend = (text(cell) for cell in rest[:4])
    return Finding(
        severity, text(code), text(message), tuple(text_list(places)), remedy, why, about, mend, spots(rest[4])
    )


def aliases(connection: sqlite3.Connection) -> tuple[UnitAlias, ...]:
    """Former or other names and codes of units, in the order they were met."""
    rows = connection.execute("SELECT unit_code, alias, note FROM unit_aliases ORDER BY id").fetchall()
    return tuple(UnitAlias(*(text(cell) for cell in row)) for row in rows)


def manual_values(connection: sqlite3.Connection, plan_id: str) -> tuple[ManualValue, ...]:
    """Figures entered by hand for a plan, by indicator and year."""
    names = [column.name for column in fields(ManualValue)]
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM manual_values WHERE plan_id = ? ORDER BY indicator_id, year", (plan_id,)
    ).fetchall()
    return tuple(_manual_value(dict(zip(names, row, strict=True))) for row in rows)


def _manual_value(row: dict[str, object]) -> ManualValue:
    told: dict[str, Any] = {name: text(cell) for name, cell in row.items()}
    parts = {name: None if row[name] is None else number(row[name]) for name in ("numerator", "denominator")}
    return ManualValue(**told | {"year": whole(row["year"]), "value": number(row["value"])} | parts)


def _columns(rows: list[Row], count: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * count
