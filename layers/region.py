"""A region: one GeoPackage file, opened with Python's own SQLite and nothing else."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from layers import geopackage, region_reader
from layers.errors import UserError
from layers.finding import Finding
from layers.projection import Metric
from layers.region_writer import Writer, now
from layers.schema import APPLICATION_ID, FEATURE_TABLES, PLAIN_TABLES, SCHEMA_VERSION
from layers.tables import Demand, Facilities, ManualValue, Roads, Source, Units

MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
"""From a version to the next one; the writer knows only the newest."""

Table = TypeVar("Table")

_OPEN_SECONDS = 20.0
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_PRAGMA,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_RECURSIVE,
}
_WRITING = _READING | {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}


class Region:
    """An open region file. One object per thread; close it after use.

    Reading never changes the file; `writing` is one transaction.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self.meta = region_reader.meta(connection)

    @classmethod
    def create(cls, path: Path, *, name: str, code: str) -> "Region":
        """Make an empty region of a unit and open it.

        Raises:
            UserError: the file exists or cannot be written.
        """
        if path.exists():
            raise UserError("文件已经存在", where=path.name, remedy="请换一个文件名,或先移走原文件")
        if not path.parent.is_dir():
            raise UserError("文件夹不存在", where=str(path.parent), remedy="请先建好文件夹")
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            _build(beside, name, code)
            os.replace(beside, path)
        except (OSError, sqlite3.Error) as error:
            raise _storage_error(error, path) from error
        finally:
            beside.unlink(missing_ok=True)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Region":
        """Open a region file, which may come from a stranger.

        Raises:
            UserError: it is no region, is damaged, or belongs to a newer program.
        """
        _check_header(path)
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            _guard(connection)
            _check_contents(connection, path)
            return cls(path, connection)
        except sqlite3.Error as error:
            connection.close()
            raise _storage_error(error, path) from error
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> "Region":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The printed name of the region."""
        return self.meta["name"]

    @property
    def code(self) -> str:
        """The 12-digit code of the unit the region covers."""
        return self.meta["code"]

    @property
    def invented(self) -> bool:
        """Whether the region is a made-up sample, which every picture of it must say."""
        return self.meta.get("invented") == "1"

    def units(self) -> Units:
        """All administrative units."""
        return self._read(region_reader.units)

    def facilities(self) -> Facilities:
        """All facilities of every status."""
        return self._read(region_reader.facilities)

    def demand(self) -> Demand:
        """All demand points."""
        return self._read(region_reader.demand)

    def roads(self) -> Roads | None:
        """The road network, None where no roads were imported."""
        return self._read(region_reader.roads)

    def sources(self) -> tuple[Source, ...]:
        """What was imported, in order."""
        return self._read(region_reader.sources)

    def findings(self) -> tuple[Finding, ...]:
        """What the imports found."""
        return self._read(region_reader.findings)

    def manual_values(self, plan_id: str) -> tuple[ManualValue, ...]:
        """Figures entered by hand for a plan."""
        return self._read(lambda connection: region_reader.manual_values(connection, plan_id))

    def metric_crs(self) -> Metric:
        """The metres this region is measured in, from the extent of its data.

        Units decide; without them roads, demand points, then facilities.

        Raises:
            UserError: nothing in the region has a place yet.
        """
        extent = self._read(region_reader.extent)
        if extent is None:
            raise UserError("区域里还没有任何地图数据", where=self.path.name, remedy="请先导入行政单元或路网")
        return Metric.of_extent(*extent)

    @cached_property
    def is_writable(self) -> bool:
        """Whether the file may be changed."""
        return os.access(self.path, os.W_OK)

    @contextmanager
    def writing(self, text: str) -> Iterator[Writer]:
        """One transaction: all of it is in the file afterwards, or nothing.

        Args:
            text: what is done, in plain Chinese; it stands in the region's log.

        Raises:
            UserError: the file cannot be written; nothing changed.
        """
        connection = self._connection
        try:
            connection.set_authorizer(None)
            _drop_foreign_triggers(connection)
            _allow(connection, _WRITING)
            connection.execute("BEGIN IMMEDIATE")
            writer = Writer(connection)
            yield writer
            writer.finish(text)
            connection.execute("COMMIT")
            self.meta = region_reader.meta(connection)
        except sqlite3.Error as error:
            raise _storage_error(error, self.path) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            _allow(connection, _READING)

    def _read(self, read: Callable[[sqlite3.Connection], Table]) -> Table:
        try:
            return read(self._connection)
        except sqlite3.Error as error:
            raise _storage_error(error, self.path) from error


def _build(path: Path, name: str, code: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN")
        geopackage.create_tables(connection)
        values = {"name": name, "code": code, "schema_version": str(SCHEMA_VERSION), "created_at": now()}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
        connection.execute("COMMIT")
    finally:
        connection.close()
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _check_header(path: Path) -> None:
    where = path.name
    if not path.exists():
        raise UserError("找不到区域文件", where=str(path), remedy="请检查路径")
    if not path.is_file():
        raise UserError("这不是一个文件", where=where, remedy="请选择 .gpkg 区域文件")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise _storage_error(error, path) from error
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
    _allow(connection, _READING)


def _allow(connection: sqlite3.Connection, actions: set[int]) -> None:
    def decide(action: int, *_: object) -> int:
        return sqlite3.SQLITE_OK if action in actions else sqlite3.SQLITE_DENY

    connection.set_authorizer(decide)


def _check_contents(connection: sqlite3.Connection, path: Path) -> None:
    objects = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    missing = [name for name in (*PLAIN_TABLES, *FEATURE_TABLES) if objects.get(name) != "table"]
    if missing:
        raise UserError("这个 GeoPackage 不是本程序的区域文件", where=path.name, remedy="可以把它作为数据来源导入")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise UserError("区域文件已损坏", where=path.name, remedy="请使用备份文件")
    version = region_reader.meta(connection).get("schema_version", "")
    if not version.isdigit() or not {"name", "code"} <= region_reader.meta(connection).keys():
        raise UserError("区域文件缺少版本或名称信息", where=path.name, remedy="请使用备份文件")
    if int(version) > SCHEMA_VERSION:
        raise UserError("区域文件由更新版本的程序建立", where=path.name, remedy="请升级本程序后再打开")
    if int(version) < SCHEMA_VERSION:
        _migrate(connection, path, int(version))
    connection.set_progress_handler(None, 0)


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
        _allow(connection, _READING)


def _drop_foreign_triggers(connection: sqlite3.Connection) -> None:
    """Remove what another GIS hung on the tables: its triggers call functions that only it has."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    if not rows:
        return
    connection.execute("BEGIN IMMEDIATE")
    for (name,) in rows:
        connection.execute('DROP TRIGGER "{}"'.format(name.replace('"', '""')))
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_extensions'").fetchone():
        connection.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    connection.execute("COMMIT")


def _storage_error(error: Exception, path: Path) -> UserError:
    """What a failing disk or database means to the user."""
    text, where = str(error).lower(), path.name
    if "locked" in text or "busy" in text:
        return UserError("文件正被另一个程序使用", where=where, remedy="请关闭 QGIS 等程序后再试")
    if "full" in text or "no space" in text:
        return UserError("磁盘空间不足,没有写入", where=where, remedy="请清理磁盘后再试")
    if "readonly" in text or "permission" in text or "read-only" in text or "unable to open" in text:
        return UserError("没有权限读写这个文件", where=where, remedy="请换一个文件夹,或取消只读属性")
    if "interrupted" in text:
        return UserError("区域文件读取超时,可能已损坏", where=where, remedy="请使用备份文件")
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
        return UserError("区域文件已损坏", where=where, remedy="请使用备份文件")
    if isinstance(error, OSError):
        return UserError(f"读写失败({error.strerror or '系统错误'})", where=where, remedy="请检查磁盘和文件夹权限")
    if isinstance(error, sqlite3.OperationalError) or "prohibited" in text or "not authorized" in text:
        return UserError("区域文件的结构不对", where=where, remedy="请使用备份文件")
    raise error
