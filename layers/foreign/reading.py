"""Reading files made by others. The parsing happens in a child process; nothing of GDAL is loaded here."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.foreign.answer import Contents, Features, GridPoints, Part, Result, RoadsRead, Sheets
from layers.foreign.process import Limits, Request, ask_child
from layers.foreign.sniff import kind_of

__all__ = [
    "Contents",
    "Features",
    "GridPoints",
    "Limits",
    "Part",
    "RoadsRead",
    "Sheets",
    "read_contents",
    "read_features",
    "read_grid",
    "read_roads",
    "read_sheets",
    "refuse_needless",
]

ARCHIVES = ("zip", "tar", "gzip", "folder")
WITH_SHEETS = ("workbook", *ARCHIVES)
WITH_LAYERS = (
    *("gpkg", "kml", "kmz", "gpx", "flatgeobuf", "gml", "filegdb", "dxf", "topojson", "geotiff"),
    *ARCHIVES,
)


def read_contents(
    path: str | Path, *, encoding: str = "", feedback: Feedback | None = None, limits: Limits | None = None
) -> Contents:
    """What a file, an archive or a folder holds: its layers and sheets with their columns and first rows.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    return cast(Contents, _read("contents", path, {"encoding": encoding}, feedback, limits))


def read_features(
    path: str | Path,
    *,
    layer: str = "",
    sheet: str = "",
    encoding: str = "",
    header: str = "",
    crs: str = "",
    feedback: Feedback | None = None,
    limits: Limits | None = None,
) -> Features:
    """Read the rows of a layer, a table or a sheet.

    Args:
        path: any of `sniff.KINDS` that holds rows: geodata, tables, JSON of web pages; an archive or a folder of them.
        layer, sheet: which one, "" for the first that holds something; the others are named in the notes. In an
            archive or a folder `layer` is the file's path in it, followed by "/" and the layer or sheet in that file.
        encoding: of the text, "" to find out.
        header: the rows of a table that name its columns, "3" or "3-4"; "" to find out.
        crs: what the coordinates are in, as WKT or "EPSG:n", in the place of what the file says.

    Raises:
        UserError: the file cannot be read; says what, where and how to mend it. Its cause is a
            `process.ChildError` when the fault may be the program's own.
        Cancelled: by `feedback`.
    """
    options = {"layer": layer, "sheet": sheet, "encoding": encoding, "header": header, "crs": crs}
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
    crs: str = "",
    snap_metres: float | None = None,
    crossings: str = "",
    feedback: Feedback | None = None,
    limits: Limits | None = None,
) -> RoadsRead:
    """Read a road network; the rules are those of `osm_rules`.

    Args:
        path: `.osm`, `.osm.gz`, `.osm.bz2`, `.osm.pbf`, or a line layer of any kind `read_features` takes.
        class_column, oneway_column, name_column, maxspeed_column: of a line layer; "" for the columns that
            OpenStreetMap exports have (highway or fclass, oneway, name, maxspeed), where there are such. Any case.
        crs: as for `read_features`.
        snap_metres: how far ends of a line layer may miss each other, None for the usual tolerance.
        crossings: "join" or "keep" what crosses without a shared vertex; "" to decide by the layer itself.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    options = {"layer": layer, "encoding": encoding, "class_column": class_column, "oneway_column": oneway_column}
    options |= {"name_column": name_column, "maxspeed_column": maxspeed_column, "crs": crs}
    options["crossings"] = crossings
    options["snap_metres"] = "" if snap_metres is None else repr(float(snap_metres))
    return cast(RoadsRead, _read("roads", path, options, feedback, limits))


def read_grid(
    path: str | Path,
    *,
    layer: str = "",
    crs: str = "",
    bounds: tuple[float, float, float, float] | None = None,
    density: bool | None = None,
    feedback: Feedback | None = None,
    limits: Limits | None = None,
) -> GridPoints:
    """Read the cells of a population GeoTIFF that hold somebody.

    Args:
        layer: number of the band, "" for the first; in an archive the path of the raster.
        crs: as for `read_features`.
        bounds: west, south, east, north in degrees; only cells whose centre lies within are read.
        density: whether the cells hold persons per square kilometre; None to find out.

    Raises:
        UserError, Cancelled: as `read_features`.
    """
    box = ",".join(repr(float(side)) for side in bounds) if bounds else ""
    options = {"layer": layer, "crs": crs, "bounds": box, "density": _yes_or_no(density)}
    return cast(GridPoints, _read("grid", path, options, feedback, limits))


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


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
