"""Opening a region file, which may come from a stranger."""

import os
import re
import shutil
import sqlite3
import time
from pathlib import Path

from layers import region_reader
from layers.errors import UserError
from layers.region_migrations import MIGRATIONS
from layers.region_values import WRONG_CELLS
from layers.schema import APPLICATION_ID, FEATURE_TABLES, PLAIN_TABLES, SCHEMA_VERSION
from layers.storage_errors import storage_error

READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_PRAGMA,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_RECURSIVE,
}
WRITING = READING | {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}

_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # what REPLACE deletes is kept for undo
)
_OPEN_SECONDS = 20.0
_VERSION = re.compile("[1-9][0-9]{0,8}")
_USE_BACKUP = "请使用备份文件"


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a region of the newest version, for reading only until `allow` says more.

    Raises:
        UserError: it is no region, is damaged, or belongs to a newer program.
    """
    try:
        _check_header(path)
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise storage_error(error, path) from error
    try:
        _guard(connection)
        version = _check_contents(connection, path)
        if version < SCHEMA_VERSION:
            connection = _migrate(connection, path, version)
        _check_tables(connection, path, tuple(PLAIN_TABLES))
        connection.set_progress_handler(None, 0)
    except (OSError, sqlite3.Error) as error:
        connection.close()
        raise storage_error(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def can_write(path: Path) -> bool:
    """Whether a region file may be changed: SQLite needs its folder too, for the journal."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def allow(connection: sqlite3.Connection, actions: set[int]) -> None:
    """Let SQLite do these actions and no others."""

    def decide(action: int, *_: object) -> int:
        return sqlite3.SQLITE_OK if action in actions else sqlite3.SQLITE_DENY

    connection.set_authorizer(decide)


def _check_header(path: Path) -> None:
    where = path.name
    if not path.exists():
        raise UserError("找不到区域文件", where=str(path), remedy="请检查路径")
    if not path.is_file():
        raise UserError("这不是一个文件", where=where, remedy="请选择 .gpkg 区域文件")
    with path.open("rb") as file:
        head = file.read(100)
    if head[:16] != b"SQLite format 3\0":
        raise UserError("这不是区域文件", where=where, remedy="请选择本程序建立的 .gpkg 文件")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise UserError("这不是 GeoPackage 区域文件", where=where, remedy="请选择本程序建立的 .gpkg 文件")


def _guard(connection: sqlite3.Connection) -> None:
    """Take a stranger's file with care: no trusted schema, reading only, and a deadline while opening."""
    end = time.monotonic() + _OPEN_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    allow(connection, READING)


def _check_contents(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of what is a sound region."""
    _check_tables(connection, path, ("meta", *FEATURE_TABLES))
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise UserError("区域文件已损坏", where=path.name, remedy=_USE_BACKUP)
    version = _version(connection, path)
    if version > SCHEMA_VERSION:
        raise UserError("区域文件由更新版本的程序建立", where=path.name, remedy="请升级本程序后再打开")
    return version


def _check_tables(connection: sqlite3.Connection, path: Path, names: tuple[str, ...]) -> None:
    objects = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    if any(objects.get(name) != "table" for name in names):
        raise UserError("这个 GeoPackage 不是本程序的区域文件", where=path.name, remedy="可以把它作为数据来源导入")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version, after a look at the other facts that no region is without."""
    try:
        meta = region_reader.meta(connection)
    except WRONG_CELLS:
        meta = {}
    if not (meta.get("name") and meta.get("code") and _VERSION.fullmatch(meta.get("schema_version", ""))):
        raise UserError("区域文件缺少版本或名称信息", where=path.name, remedy=_USE_BACKUP)
    return int(meta["schema_version"])


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> sqlite3.Connection:
    """Bring an old file to the newest version, after a backup; one that cannot be written is left, for a copy."""
    if not can_write(path):
        return _migrated_copy(connection, version)
    shutil.copy2(path, path.with_name(f"{path.stem}.版本{version}备份{path.suffix}"))
    _take_steps(connection, version)
    return connection


def _migrated_copy(connection: sqlite3.Connection, version: int) -> sqlite3.Connection:
    """A nameless copy of the newest version, for reading only; SQLite keeps it and deletes it."""
    copy = sqlite3.connect("", isolation_level=None)
    try:
        connection.backup(copy)
        _guard(copy)
        _take_steps(copy, version)
        copy.execute("PRAGMA query_only = ON")
    except BaseException:
        copy.close()
        raise
    connection.close()
    return copy


def _take_steps(connection: sqlite3.Connection, version: int) -> None:
    """All of them or none. What undoes edits goes: its columns are those of the old version."""
    connection.set_authorizer(None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, SCHEMA_VERSION):
            MIGRATIONS[step](connection)
        connection.execute("DELETE FROM undo")
        connection.execute("UPDATE edits SET kept = 0")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        allow(connection, READING)
