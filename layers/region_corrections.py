"""Changes to single things that are in a region already; `Writer` adds what brings new ones."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from layers import geopackage
from layers.errors import UserError
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, FEATURE_TABLES
from layers.tables import Geometries

_NAMED = {"units": "code", "facilities": "id", "candidates": "id"}
_FACILITY_CELLS = (*FACILITY_NUMBERS, *FACILITY_TEXTS, "name", "status", "unit_code")


class Corrections:
    """Corrections inside one transaction; what is not in the region is left out of account."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def set_parents(self, parent_by_code: Mapping[str, str]) -> None:
        """Give units another parent: their township was imported after them."""
        pairs = [(parent, code) for code, parent in parent_by_code.items()]
        self._connection.executemany("UPDATE units SET parent_code = ? WHERE code = ?", pairs)
        if pairs:
            self._connection.execute("DELETE FROM findings WHERE code = 'no_parent'")

    def set_names(self, table: str, name_by_key: Mapping[str, str]) -> None:
        """Give units (by code), facilities or candidates (by id) another name."""
        pairs = [(name, key) for key, name in name_by_key.items()]
        self._connection.executemany(f"UPDATE {table} SET name = ? WHERE {_NAMED[table]} = ?", pairs)

    def recode_units(self, new_by_old: Mapping[str, str]) -> None:
        """Give units other codes, and so whatever names them; a code that is gone stays known as an alias.

        Codes may change places. Units whose own code was made up are no longer provisional, and leave no alias.

        Raises:
            UserError: a new code belongs to another unit.
        """
        new = {old: code for old, code in new_by_old.items() if old != code}
        rows = self._connection.execute("SELECT fid, code, provisional FROM units").fetchall()
        moving = [(fid, code, made_up) for fid, code, made_up in rows if code in new]
        after = Counter(new.get(code, code) for _, code, _ in rows)
        taken = [code for code, count in after.items() if count > 1]
        if taken:
            raise UserError(f"代码 {taken[0]} 已属于另一个单元", remedy="请先核对这两个单元")
        self._connection.executemany("UPDATE units SET code = '>' || code WHERE fid = ?", [row[:1] for row in moving])
        self._connection.executemany(
            "UPDATE units SET code = ?, provisional = 0 WHERE fid = ?", [(new[code], fid) for fid, code, _ in moving]
        )
        for table, column in (("units", "parent_code"), ("facilities", "unit_code"), ("demand", "unit_code")):
            self._exchange(table, "fid", column, new)
        self._exchange("meta", "key", "value", {old: code for old, code in new.items() if old == self._own_code()})
        self._exchange_aliases(new)
        known = [(new[code], code) for _, code, made_up in moving if not made_up and code not in after]
        self._connection.executemany(
            "INSERT OR IGNORE INTO unit_aliases (unit_code, alias, note) VALUES (?, ?, '原代码')", known
        )

    def remove_units(self, codes: Iterable[str]) -> None:
        """Take units away; what lay below them hangs on the unit above, codes that things declare stay as they are."""
        gone = set(codes)
        above = dict(self._connection.execute("SELECT code, parent_code FROM units").fetchall())
        new = {code: _remaining(code, above, gone) for code in gone if code in above}
        self._exchange("units", "fid", "parent_code", new)
        self._connection.executemany("DELETE FROM units WHERE code = ?", [(code,) for code in gone])
        self._connection.executemany("DELETE FROM unit_aliases WHERE unit_code = ?", [(code,) for code in gone])
        self.refresh_extents(["units"])

    def replace_units_geometry(self, codes: Sequence[str], geometry: Geometries) -> None:
        """Give units other outlines; shape (n,) as the codes."""
        pairs = zip(geopackage.encode(geometry), map(str, codes), strict=True)
        self._connection.executemany("UPDATE units SET geom = ? WHERE code = ?", pairs)
        self.refresh_extents(["units"])

    def remove_facilities(self, ids: Iterable[str]) -> None:
        """Take facilities away."""
        self._connection.executemany("DELETE FROM facilities WHERE id = ?", [(one,) for one in ids])
        self.refresh_extents(["facilities"])

    def set_facility_place(self, facility_id: str, lon: float, lat: float) -> None:
        """Put a facility somewhere, in degrees."""
        (blob,) = geopackage.encode_points(np.array([lon]), np.array([lat]))
        self._connection.execute("UPDATE facilities SET geom = ? WHERE id = ?", (blob, facility_id))
        self.refresh_extents(["facilities"])

    def set_facility_unit(self, facility_id: str, code: str) -> None:
        """Say which unit a facility belongs to."""
        self.set_facility_cells(facility_id, {"unit_code": code})

    def set_facility_cells(self, facility_id: str, cells: Mapping[str, str | float | None]) -> None:
        """Correct columns of a facility: its numbers, texts, name, status or unit code.

        Raises:
            ValueError: there is no such column.
        """
        unknown = set(cells) - set(_FACILITY_CELLS)
        if unknown:
            raise ValueError(f"no such column: {sorted(unknown)}")
        for column, value in cells.items():
            self._connection.execute(f"UPDATE facilities SET {column} = ? WHERE id = ?", (value, facility_id))

    def set_facility_kinds(self, facility_id: str, kinds: Sequence[str], attributes: Mapping[str, str]) -> None:
        """Give a facility other kinds and free attributes: it took in another row of itself."""
        self._connection.execute(
            "UPDATE facilities SET kinds = ?, attributes = ? WHERE id = ?",
            (";".join(kinds), json.dumps(dict(attributes), ensure_ascii=False), facility_id),
        )

    def refresh_extents(self, tables: Iterable[str]) -> None:
        """Bring the boxes in the file's own list of contents up to date."""
        for table in tables:
            if table in FEATURE_TABLES:
                self._refresh_extent(table)

    def _refresh_extent(self, table: str) -> None:
        rows = self._connection.execute(f"SELECT geom FROM {table} WHERE geom IS NOT NULL")
        bounds = geopackage.extent((blob for (blob,) in rows), where=table)
        self._connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?, "
            "last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?",
            (*bounds, table),
        )

    def _own_code(self) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'code'").fetchone()
        return str(row[0]) if row else ""

    def _exchange(self, table: str, key: str, column: str, new: Mapping[str, str]) -> None:
        """Exchange the values of a column all at once, so that two may change places."""
        rows = self._connection.execute(f"SELECT {column}, {key} FROM {table} WHERE {column} <> ''").fetchall()
        changed = [(new[value], row) for value, row in rows if value in new]
        self._connection.executemany(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed)

    def _exchange_aliases(self, new: Mapping[str, str]) -> None:
        """Aliases follow their units; one that a unit already has is not kept twice."""
        rows = self._connection.execute("SELECT unit_code, alias, note FROM unit_aliases").fetchall()
        moving = [row for row in rows if row[0] in new]
        self._connection.executemany(
            "DELETE FROM unit_aliases WHERE unit_code = ? AND alias = ?", [row[:2] for row in moving]
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO unit_aliases (unit_code, alias, note) VALUES (?, ?, ?)",
            [(new[code], alias, note) for code, alias, note in moving if alias != new[code]],
        )


def _remaining(code: str, above: Mapping[str, str], gone: set[str]) -> str:
    """The nearest unit above that stays."""
    seen: set[str] = set()
    while code in gone and code not in seen:
        seen.add(code)
        code = above.get(code, "")
    return "" if code in gone else code
