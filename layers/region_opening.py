"""Opening a region file, which may come from a stranger."""

import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from layers import region_reader
from layers.errors import UserError
from layers.region_values import WRONG_CELLS
from layers.schema import APPLICATION_ID, FEATURE_TABLES, PLAIN_TABLES, SCHEMA_VERSION
from layers.storage_errors import storage_error

MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
"""From a version to the next one; the writer knows only the newest."""

READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_PRAGMA,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_RECURSIVE,
}
WRITING = READING | {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}

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
        _check_contents(connection, path)
    except (OSError, sqlite3.Error) as error:
        connection.close()
        raise storage_error(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


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
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    allow(connection, READING)


def _check_contents(connection: sqlite3.Connection, path: Path) -> None:
    objects = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    missing = [name for name in (*PLAIN_TABLES, *FEATURE_TABLES) if objects.get(name) != "table"]
    if missing:
        raise UserError("这个 GeoPackage 不是本程序的区域文件", where=path.name, remedy="可以把它作为数据来源导入")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise UserError("区域文件已损坏", where=path.name, remedy=_USE_BACKUP)
    version = _version(connection, path)
    if version > SCHEMA_VERSION:
        raise UserError("区域文件由更新版本的程序建立", where=path.name, remedy="请升级本程序后再打开")
    if version < SCHEMA_VERSION:
        _migrate(connection, path, version)
    connection.set_progress_handler(None, 0)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version, after a look at the other facts that no region is without."""
    try:
        meta = region_reader.meta(connection)
    except WRONG_CELLS:
        meta = {}
    if not (meta.get("name") and meta.get("code") and _VERSION.fullmatch(meta.get("schema_version", ""))):
        raise UserError("区域文件缺少版本或名称信息", where=path.name, remedy=_USE_BACKUP)
    return int(meta["schema_version"])


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring an old file to the newest version, step by step, after a backup."""
    shutil.copy2(path, path.with_name(f"{path.stem}.版本{version}备份{path.suffix}"))
    connection.set_authorizer(None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, SCHEMA_VERSION):
            MIGRATIONS[step](connection)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        allow(connection, READING)
