"""A foreign GeoPackage made harmless before GDAL opens it: no views, no triggers, no virtual tables."""

import sqlite3
import time
from pathlib import Path

from layers.foreign.source import Source

LONGEST_SECONDS = 10.0
HARMLESS_MODULES = ("rtree", "fts3", "fts4", "fts5")
CURVED = ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "CURVE", "SURFACE")

LAYERS = "SELECT count(*) FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
FORGET = (
    "DELETE FROM gpkg_geometry_columns WHERE table_name = ?",
    "DELETE FROM gpkg_contents WHERE table_name = ?",
)


def make_safe(copy: Path, source: Source) -> None:
    """Drop what could compute or reach out from the private copy; a journal beside it is rolled back.

    Raises:
        UserError: not a GeoPackage, damaged, or it holds virtual tables that reach outside.
    """
    try:
        connection = sqlite3.connect(copy, isolation_level=None)
        try:
            _make_safe(connection, source)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise source.fault("不是有效的 GeoPackage 文件,或内容不完整") from error


def _make_safe(connection: sqlite3.Connection, source: Source) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
    connection.execute("PRAGMA trusted_schema = OFF")
    schema = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    if not any(name == "gpkg_contents" for _, name, _ in schema):
        raise source.fault("不是 GeoPackage,只是普通的 SQLite 数据库", "请在 QGIS 里另存为 GeoPackage")
    if any(_reaches_out(sql) for _, _, sql in schema):
        raise source.fault("含有会读取其他文件的虚拟表,没有打开", "请在 QGIS 里另存为新的 GeoPackage")
    for kind in ("trigger", "view"):
        for name in [name for type_, name, _ in schema if type_ == kind]:
            connection.execute(f"DROP {kind} {_quoted(name)}")
    connection.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")  # counts of rows that may be anything
    _forget_views([name for type_, name, _ in schema if type_ == "view"], connection, source)
    if not connection.execute(LAYERS).fetchone()[0]:
        raise source.fault("里面没有矢量图层", "请确认导出时选对了图层")
    _note_curves(connection, source)


def _reaches_out(sql: str) -> bool:
    words = sql.lower().replace("(", " ").split()
    if words[:3] != ["create", "virtual", "table"]:
        return False
    return "using" not in words or words[words.index("using") + 1] not in HARMLESS_MODULES


def _forget_views(views: list[str], connection: sqlite3.Connection, source: Source) -> None:
    listed = [name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents") if name in views]
    if not listed:
        return
    for statement in FORGET:
        connection.executemany(statement, [(name,) for name in listed])
    message = f"没有读由查询构成的图层(视图):{'、'.join(listed[:5])}"
    source.note("warning", "views_ignored", message, remedy="需要的话请在 QGIS 里另存为普通图层")


def _note_curves(connection: sqlite3.Connection, source: Source) -> None:
    types = connection.execute("SELECT table_name, upper(geometry_type_name) FROM gpkg_geometry_columns").fetchall()
    curved = [name for name, kind in types if kind in CURVED]
    if curved:
        source.note("note", "curves_linearised", f"图层“{'、'.join(curved[:5])}”含曲线,已化为折线")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
