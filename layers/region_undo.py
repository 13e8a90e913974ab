"""What undoes the edits of a region: the rows that they changed, as they were before, kept in the file.

While an edit is written, temporary triggers put each row aside the first time it is touched, in the table `undo`.
Rows that are new have numbers above the highest one of before, so that of them only the range is kept. Taking an
edit back is an edit itself, kept in the same way: that is what does it again.

A row of `undo` with a `rid` is one row of the table `tbl`: its cells c0, c1 ... where it existed, in native types.
One without tells of a touched table: its columns (c0, JSON), and the range of new rows (above c1, up to c2).
"""

import json
import sqlite3
from dataclasses import dataclass

from layers import region_log
from layers.errors import UserError
from layers.region_writer import now
from layers.schema import FEATURE_TABLES, PLAIN_TABLES, UNDO_CELLS

KEPT_EDITS = 20
"""How many edits can be taken back."""
KEPT_ROWS = 2_000_000
"""How many rows are kept for that; one whose shape is large counts for several."""
BYTES_PER_ROW = 250

_NOT_RECORDED = ("edits", "undo")
_KEYS = {"meta": "key", "network": "name"}
RECORDED = tuple(name for name in (*FEATURE_TABLES, *PLAIN_TABLES) if name not in _NOT_RECORDED)
_PRUNED = "撤销所需的数据已不在文件里"


@dataclass(frozen=True)
class _Table:
    """A table while it is recorded; `mark` is its highest row number before, None where rows have names."""

    name: str
    key: str
    columns: tuple[str, ...]
    mark: int | None

    @property
    def tests_old(self) -> str:
        """In SQL: the row of a trigger was there before, as far as its number tells."""
        return "" if self.mark is None else f"{{row}}.{self.key} <= {self.mark} AND "


class Recording:
    """One edit while it is written: made inside the transaction, before the first change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.edit = _number(connection, "SELECT max(id) FROM edits") + 1
        self._tables = [_table(connection, name) for name in RECORDED]
        for table in self._tables:
            _make_room(connection, len(table.columns))
            for statement in _triggers(table, self.edit):
                connection.execute(statement)

    def finish(self, text: str, *, undoes: int | None = None, undoable: bool = True) -> None:
        """Log the edit, and drop what is kept for too many, or too large, earlier ones."""
        changed = sum(self._close(table) for table in self._tables)
        kept = self._kept()
        self._connection.execute(
            "INSERT INTO edits (id, at, text, undoes, changed, kept) VALUES (?, ?, ?, ?, ?, ?)",
            (self.edit, now(), text, undoes, changed, kept),
        )
        if not undoable:
            forget(self._connection, self.edit)
        past = region_log.history(self._connection)
        if changed and undoes is None:
            self._forget_unreachable(past)
        self._prune(past)

    def _close(self, table: _Table) -> int:
        """Note what was touched of a table; returns how many rows."""
        statement = "SELECT count(*) FROM undo WHERE edit_id = ? AND tbl = ?"
        touched = _number(self._connection, statement, (self.edit, table.name))
        new, top = 0, None
        if table.mark is not None:
            top = _number(self._connection, f"SELECT max({table.key}) FROM {table.name}")
            counting = f"SELECT count(*) FROM {table.name} WHERE {table.key} > ?"
            new = _number(self._connection, counting, (table.mark,)) if top > table.mark else 0
        if touched or new:
            self._connection.execute(
                "INSERT INTO undo (edit_id, tbl, existed, c0, c1, c2) VALUES (?, ?, 0, ?, ?, ?)",
                (self.edit, table.name, json.dumps(table.columns), table.mark, top),
            )
        return touched + new

    def _kept(self) -> int:
        """How much this edit keeps, in rows: shapes stand second in a row, arrays of roads third."""
        rows, size = self._connection.execute(
            "SELECT count(*), total(length(c1)) + total(length(c2)) FROM undo WHERE edit_id = ?", (self.edit,)
        ).fetchone()
        return int(rows + size // BYTES_PER_ROW)

    def _forget_unreachable(self, past: region_log.History) -> None:
        """Drop what would do edits again that were taken back before this one."""
        alive = {step.by for step in past.done}
        kept = self._connection.execute("SELECT id FROM edits WHERE kept > 0").fetchall()
        for (edit,) in kept:
            if edit not in alive:
                forget(self._connection, edit)

    def _prune(self, past: region_log.History) -> None:
        """Keep the newest edits as far as the limits go; the older ones can no longer be taken back."""
        rows = sum(step.kept for step in past.undone)
        for number, step in enumerate(reversed(past.done), start=1):
            rows += step.kept
            if number > KEPT_EDITS or rows > KEPT_ROWS:
                forget(self._connection, step.by)


def stop(connection: sqlite3.Connection) -> None:
    """Take the triggers away; all the connection's own are of this module."""
    for (name,) in connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER temp."{name}"')


def forget(connection: sqlite3.Connection, edit: int) -> None:
    """Keep nothing of an edit any more: it cannot be taken back."""
    if connection.execute("UPDATE edits SET kept = 0 WHERE id = ? AND kept > 0", (edit,)).rowcount:
        connection.execute("DELETE FROM undo WHERE edit_id = ?", (edit,))


def restore(connection: sqlite3.Connection, edit: int) -> list[str]:
    """Put the rows back as they were before an edit; returns the tables touched.

    Raises:
        UserError: what was kept is not there, or another program has changed the table since.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    heads = connection.execute("SELECT tbl, c0, c1, c2 FROM undo WHERE edit_id = ? AND rid IS NULL", (edit,)).fetchall()
    if not heads or any(name not in RECORDED for name, *_ in heads):
        raise UserError(_PRUNED, remedy="请手动改回")
    for name, columns, mark, top in heads:
        _restore_table(connection, edit, name, _known(connection, name, columns), (mark, top))
    forget(connection, edit)
    return [name for name, *_ in heads]


def _restore_table(
    connection: sqlite3.Connection, edit: int, name: str, columns: list[str], new: tuple[int | None, int | None]
) -> None:
    key, ours = key_of(name), (edit, name)
    touched = "SELECT rid FROM undo WHERE edit_id = ? AND tbl = ? AND rid IS NOT NULL"
    connection.execute(f"DELETE FROM {name} WHERE {key} IN ({touched})", ours)
    connection.execute(f"DELETE FROM {name} WHERE {key} > ? AND {key} <= ?", new)
    cells = ", ".join(f"c{number}" for number in range(len(columns)))
    try:
        connection.execute(
            f"INSERT INTO {name} ({', '.join(map(_quoted, columns))}) SELECT {cells} FROM undo "
            "WHERE edit_id = ? AND tbl = ? AND existed = 1 ORDER BY rid",
            ours,
        )
    except sqlite3.IntegrityError as error:
        raise UserError("其他软件后来改过这些数据,不能撤销", remedy="请手动改回") from error


def _known(connection: sqlite3.Connection, name: str, told: object) -> list[str]:
    columns = json.loads(told) if isinstance(told, str) else []
    if not columns or not set(columns) <= set(_columns(connection, name)):
        raise UserError("其他软件后来改过表的列,不能撤销", remedy="请手动改回")
    return list(columns)


def key_of(table: str) -> str:
    """The column that numbers or names the rows of a table."""
    return _KEYS.get(table, "fid" if table in FEATURE_TABLES else "id")


def _table(connection: sqlite3.Connection, name: str) -> _Table:
    key = key_of(name)
    mark = None if name in _KEYS else _number(connection, f"SELECT max({key}) FROM {name}")
    return _Table(name, key, _columns(connection, name), mark)


def _columns(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))


def _triggers(table: _Table, edit: int) -> tuple[str, ...]:
    """Statements that make the three triggers of a table."""
    cells = ", ".join(f"c{number}" for number in range(len(table.columns)))
    old = ", ".join(f"OLD.{_quoted(column)}" for column in table.columns)
    name, key = table.name, table.key

    def trigger(moment: str, event: str, row: str, columns: str, values: str) -> str:
        # the plus takes the column's type away: without it the index on `rid` is of no use
        there_before = table.tests_old.format(row=row)
        return (
            f"CREATE TEMP TRIGGER undo_{event}_{name} {moment} {event} ON main.{name} WHEN {there_before}NOT EXISTS "
            f"(SELECT 1 FROM undo WHERE edit_id = {edit} AND tbl = '{name}' AND rid = +{row}.{key}) "
            f"BEGIN INSERT INTO undo (edit_id, tbl, rid, existed{columns}) "
            f"VALUES ({edit}, '{name}', {row}.{key}, {values}); END"
        )

    return (
        trigger("BEFORE", "DELETE", "OLD", f", {cells}", f"1, {old}"),
        trigger("BEFORE", "UPDATE", "OLD", f", {cells}", f"1, {old}"),
        trigger("AFTER", "INSERT", "NEW", "", "0"),
    )


def _make_room(connection: sqlite3.Connection, columns: int) -> None:
    """Another program may have added columns to a table."""
    if columns <= UNDO_CELLS:
        return
    there = len(_columns(connection, "undo")) - 5
    for number in range(there, columns):
        connection.execute(f"ALTER TABLE undo ADD COLUMN c{number}")


def _number(connection: sqlite3.Connection, statement: str, values: tuple[object, ...] = ()) -> int:
    return int(connection.execute(statement, values).fetchone()[0] or 0)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
