"""Reading files made by others. The parsing happens in a child process; nothing of GDAL is loaded here."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.foreign.answer import Features, GridPoints, Result, RoadsRead, Sheets
from layers.foreign.process import Limits, Request, ask_child
from layers.foreign.sniff import kind_of

__all__ = [
    "Features",
    "GridPoints",
    "Limits",
    "RoadsRead",
    "Sheets",
    "read_features",
    "read_grid",
    "read_roads",
    "read_sheets",
    "refuse_needless",
]

WITH_SHEETS = ("workbook", "zip")
WITH_LAYERS = ("gpkg", "kml", "kmz", "gpx", "flatgeobuf", "zip")


def read_features(
    path: str | Path,
    *,
    layer: str = "",
    sheet: str = "",
    encoding: str = "",
    feedback: Feedback | None = None,
    limits: Limits | None = None,
) -> Features:
    """Read the rows of a layer, a table or a sheet.

    Args:
        path: GeoJSON, Shapefile (also zipped, or its folder), GeoPackage, KML, KMZ, GPX, FlatGeobuf, CSV or workbook.
        layer, sheet: which one, "" for the first that holds something; the others are named in the notes.
        encoding: of the text, "" to find out.

    Raises:
        UserError: the file cannot be read; says what, where and how to mend it. Its cause is a
            `process.ChildError` when the fault may be the program's own.
        Cancelled: by `feedback`.
    """
    options = {"layer": layer, "sheet": sheet, "encoding": encoding}
    return cast(Features, _read("features", path, options, feedback, limits))


def read_sheets(
    path: str | Path, names: Sequence[str], *, feedback: Feedback | None = None, limits: Limits | None = None
) -> Sheets:
    """Read several sheets of one workbook at once; those that are not there, or hold no rows, are left out.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    return cast(Sheets, _read("sheets", path, {"sheets": "\n".join(names)}, feedback, limits))


def read_roads(
    path: str | Path,
    *,
    layer: str = "",
    encoding: str = "",
    class_column: str = "",
    oneway_column: str = "",
    name_column: str = "",
    maxspeed_column: str = "",
    feedback: Feedback | None = None,
    limits: Limits | None = None,
) -> RoadsRead:
    """Read a road network; the rules are those of `osm_rules`.

    Args:
        path: `.osm`, `.osm.gz`, `.osm.bz2`, `.osm.pbf`, or a line layer of any kind `read_features` takes.
        class_column, oneway_column, name_column, maxspeed_column: of a line layer; "" for the columns that
            OpenStreetMap exports have (highway or fclass, oneway, name, maxspeed), where there are such. Any case.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    options = {"layer": layer, "encoding": encoding, "class_column": class_column, "oneway_column": oneway_column}
    options |= {"name_column": name_column, "maxspeed_column": maxspeed_column}
    return cast(RoadsRead, _read("roads", path, options, feedback, limits))


def read_grid(path: str | Path, *, feedback: Feedback | None = None, limits: Limits | None = None) -> GridPoints:
    """Read the cells of a population GeoTIFF that hold somebody.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    return cast(GridPoints, _read("grid", path, {}, feedback, limits))


def refuse_needless(path: str | Path, *, layer: str = "", sheet: str = "") -> None:
    """Refuse a choice that the file does not offer, rather than read something else than was asked for.

    Raises:
        UserError: a layer of a file that has none, a sheet of one that is no workbook, or no such file.
    """
    file, kind = kind_of(path)
    if sheet and kind.name not in WITH_SHEETS:
        raise UserError(f"{kind.label}里没有工作表", where=file.name, remedy="请去掉工作表名", option="--sheet")
    if layer and kind.name not in WITH_LAYERS:
        raise UserError(f"{kind.label}里没有图层可选", where=file.name, remedy="请去掉图层名", option="--layer")


def _read(
    task: str, path: str | Path, options: dict[str, str], feedback: Feedback | None, limits: Limits | None
) -> Result:
    file, kind = kind_of(path)
    request = Request(task, str(file), kind.name, options)
    try:
        return ask_child(request, limits or Limits(), feedback or Silent())
    except OSError as error:
        raise UserError("临时文件夹不能用", where=file.name, remedy="请检查磁盘空间和访问权限") from error
