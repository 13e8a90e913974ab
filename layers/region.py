"""A region: one GeoPackage file, opened with Python's own SQLite and nothing else."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from layers import geopackage, region_extent, region_log, region_network, region_reader, region_undo, region_zones
from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from layers.finding import Finding
from layers.projection import Metric
from layers.region_log import Edit
from layers.region_opening import READING, WRITING, allow, can_write, connect
from layers.region_values import WRONG_CELLS
from layers.region_writer import Writer, now
from layers.region_zones import Zones
from layers.schema import SCHEMA_VERSION
from layers.storage_errors import storage_error
from layers.tables import Demand, Facilities, ManualValue, Roads, Source, UnitAlias, Units

Table = TypeVar("Table")


class Region:
    """An open region file. One object per thread; close it after use.

    Reading never changes the file; `writing` is one transaction.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self.meta = self._read(region_reader.meta)

    @classmethod
    def create(cls, path: Path, *, name: str, code: str) -> "Region":
        """Make an empty region of a unit and open it.

        Raises:
            UserError: the file exists or cannot be written.
        """
        refuse_existing(path)
        try:
            with written_beside(path) as beside:
                _build(beside, name, code)
        except sqlite3.Error as error:
            raise storage_error(error, path) from error
        except UnicodeEncodeError as error:
            raise _unwritable_text(path) from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Region":
        """Open a region file, which may come from a stranger.

        Raises:
            UserError: it is no region, is damaged, or belongs to a newer program.
        """
        return cls(path, connect(path))

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

    def facility_sources(self) -> dict[str, int]:
        """The id of the source that each facility was last imported from, by the facility's id."""
        return self._read(region_reader.facility_sources)

    def demand(self) -> Demand:
        """All demand points."""
        return self._read(region_reader.demand)

    def roads(self) -> Roads | None:
        """The road network, None where no roads were imported."""
        return self._read(region_network.roads)

    def zones(self) -> Zones:
        """All zones."""
        return self._read(region_zones.zones)

    def sources(self) -> tuple[Source, ...]:
        """What was imported, in order."""
        return self._read(region_reader.sources)

    def findings(self) -> tuple[Finding, ...]:
        """What the imports found."""
        return self._read(region_reader.findings)

    def aliases(self) -> tuple[UnitAlias, ...]:
        """Other names and codes of the units."""
        return self._read(region_reader.aliases)

    def manual_values(self, plan_id: str) -> tuple[ManualValue, ...]:
        """Figures entered by hand for a plan."""
        return self._read(lambda connection: region_reader.manual_values(connection, plan_id))

    def metric_crs(self) -> Metric:
        """The metres this region is measured in, from the extent of its data.

        Units decide; without them roads, then the middle of the demand points, then that of the facilities.

        Raises:
            UserError: nothing in the region has a place yet.
        """
        extent = self._read(region_extent.extent)
        if extent is None:
            raise UserError("区域里还没有任何地图数据", where=self.path.name, remedy="请先导入行政单元或路网")
        return Metric.of_extent(*extent)

    @cached_property
    def is_writable(self) -> bool:
        """Whether the file may be changed."""
        return can_write(self.path)

    @contextmanager
    def writing(self, text: str, *, undoable: bool = True) -> Iterator[Writer]:
        """One transaction: all of it is in the file afterwards, or nothing.

        Args:
            text: what is done, in plain Chinese; it stands in the region's log.
            undoable: False for what makes a region in the first place: it is never taken back.

        Raises:
            UserError: the file cannot be written; nothing changed.
        """
        with self._changing() as recording:
            yield Writer(self._connection)
            recording.finish(text, undoable=undoable)

    def edits(self) -> tuple[Edit, ...]:
        """What was done to the region, in order."""
        return self._read(region_log.edits)

    def undo(self) -> str:
        """Take back the newest edit that is in force; returns what it was.

        Raises:
            UserError: nothing can be taken back, or the file cannot be written; nothing changed.
        """
        return self._move("撤销", "没有可以撤销的改动", lambda past: past.done)

    def redo(self) -> str:
        """Do again what was taken back last; returns what it was.

        Raises:
            UserError: nothing was taken back since the last change, or the file cannot be written; nothing changed.
        """
        return self._move("重做", "没有可以重做的改动", lambda past: past.undone)

    def _move(self, verb: str, nothing: str, stack: Callable[[region_log.History], tuple[region_log.Step, ...]]) -> str:
        with self._changing() as recording:
            steps = stack(region_log.history(self._connection))
            if not steps or not steps[-1].kept:
                raise UserError(nothing, where=self.path.name)
            text = region_log.text_of(self._connection, steps[-1].edit)
            touched = region_undo.restore(self._connection, steps[-1].by)
            Writer(self._connection).refresh_extents(touched)
            recording.finish(f"{verb}：{text}", undoes=steps[-1].edit)
        return text

    @contextmanager
    def _changing(self) -> Iterator[region_undo.Recording]:
        """A transaction that keeps what it changes."""
        connection = self._connection
        try:
            connection.set_authorizer(None)
            _drop_foreign_triggers(connection)
            connection.execute("BEGIN IMMEDIATE")
            recording = region_undo.Recording(connection)
            allow(connection, WRITING)
            yield recording
            connection.execute("COMMIT")
            self.meta = region_reader.meta(connection)
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error
        except UnicodeEncodeError as error:
            raise _unwritable_text(self.path) from error
        finally:
            connection.set_authorizer(None)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            region_undo.stop(connection)
            allow(connection, READING)

    def _read(self, read: Callable[[sqlite3.Connection], Table]) -> Table:
        try:
            return read(self._connection)
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error
        except WRONG_CELLS as error:
            what = "区域文件里的数据不对,可能被其他软件改过"
            raise UserError(what, where=self.path.name, remedy="请改回来,或使用备份文件") from error


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


def _unwritable_text(path: Path) -> UserError:
    """Half a character: a file name in another encoding, or text cut in the middle."""
    return UserError("文字里有不完整的字符,存不进文件", where=path.name, remedy="请改掉名称或文件名里的乱码后再试")


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
