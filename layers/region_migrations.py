"""What brings an older region file to the newest version, step by step. A step never changes once it is released."""

import sqlite3
from collections.abc import Callable

_GROUPS_OF_2 = ("left_behind_children", "destitute", "minimum_living", "disabled")


def _to_2(connection: sqlite3.Connection) -> None:
    """Lists the bureau keeps as groups of people, findings that say why, other names of units, what undoes an edit."""
    for table in ("units", "demand"):
        for group in _GROUPS_OF_2:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {group} REAL")
    for column, default in (("why", "''"), ("about", "''"), ("mend", "''"), ("spots", "'[]'")):
        connection.execute(f"ALTER TABLE findings ADD COLUMN {column} TEXT NOT NULL DEFAULT {default}")
    _new_table(
        connection,
        "unit_aliases",
        "id INTEGER PRIMARY KEY, unit_code TEXT NOT NULL, alias TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', "
        "UNIQUE (unit_code, alias)",
    )
    for column in (
        "undoes INTEGER REFERENCES edits(id)",
        "changed INTEGER NOT NULL DEFAULT 0",
        "kept INTEGER NOT NULL DEFAULT 0",
    ):
        connection.execute(f"ALTER TABLE edits ADD COLUMN {column}")
    cells = "".join(f"c{number}, " for number in range(24))
    connection.execute(
        "CREATE TABLE undo (id INTEGER PRIMARY KEY, edit_id INTEGER NOT NULL, tbl TEXT NOT NULL, rid, "
        f"existed INTEGER NOT NULL, {cells}UNIQUE (edit_id, tbl, rid))"
    )


def _new_table(connection: sqlite3.Connection, name: str, columns: str) -> None:
    connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)", (name, name)
    )


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _to_2}
"""From a version to the next one; the writer knows only the newest."""
