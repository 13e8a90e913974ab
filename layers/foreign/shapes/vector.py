"""Layers read by GDAL: Shapefile, GeoPackage, KML, GPX, FlatGeobuf, GML, DXF, MapInfo and file geodatabases."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)

from layers.foreign import staging
from layers.foreign.answer import Cell, Features, Outlines, Part
from layers.foreign.contents import SAMPLE_ROWS
from layers.foreign.drivers import DRIVERS, check_drivers
from layers.foreign.shapes import geometry, geopackage, kml_names, shapefile
from layers.foreign.sniff import label_of
from layers.foreign.source import Source

FAULTS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, CRSError, UnicodeDecodeError)
FLAT_CRS = {"EPSG:4979": "EPSG:4326", "EPSG:4480": "EPSG:4490"}  # the same datums without height
DISPLAY = {
    "kml": ("tessellate", "extrude", "visibility", "drawOrder", "altitudeMode", "icon"),
    "gml": ("gml_id", "fid", "lowerCorner", "upperCorner"),
}
"""Columns that the driver adds of its own."""

LATIN = ("shapefile", "mapinfo", "dxf")
"""Kinds whose text GDAL hands on byte by byte, for `shapefile.decode` to find out its encoding."""

SINGLE = ("shapefile", "mapinfo")
"""Kinds whose one layer is called as the file."""

XML = ("kml", "gpx", "gml")
EXACT_INTEGERS = 2**53
MOST_FEATURES = 5_000_000


def read(source: Source) -> Features:
    """Read one layer.

    Raises:
        UserError: damaged, empty, or the layer asked for is not there.
    """
    with _gdal(source):
        copy = _staged(source)
        if source.kind in SINGLE:
            return _read_layer(copy, "", source)
        return _read_layer(copy, _choose_layer(copy, source), source)


def contents(source: Source) -> tuple[Part, ...]:
    """All layers of a file.

    Raises:
        UserError: damaged.
    """
    with _gdal(source):
        copy = _staged(source)
        names = [str(name) for name, _ in pyogrio.list_layers(copy)]
        return tuple(_part(copy, name, source, single=source.kind in SINGLE) for name in names)


def _staged(source: Source) -> Path:
    """A private copy that is harmless and readable."""
    check_drivers(frozenset(pyogrio.list_drivers()))
    if source.kind in XML:
        copy = staging.stage_xml(source, source.folder)
        if source.kind == "kml":
            kml_names.write_coded(copy)
    else:
        copy = staging.stage(source.file, source.kind, source.folder)
    if source.kind == "shapefile":
        shapefile.prepare(copy, source)
    if source.kind == "gpkg":
        geopackage.make_safe(copy, source)
    return copy


def _part(copy: Path, layer: str, source: Source, *, single: bool) -> Part:
    info = pyogrio.read_info(copy, layer=layer, encoding="ISO-8859-1" if source.kind in LATIN else None)
    _check(info, source)
    meta, _, _, values = _read_raw(copy, layer, source, max_features=SAMPLE_ROWS, read_geometry=False)
    if source.kind in LATIN:
        names, values, _ = shapefile.decode(copy, list(meta["fields"]), values, source)
        meta = meta | {"fields": names}
    columns = _columns(meta, values, source)
    sample = tuple(zip(*columns.values(), strict=True))
    name, outlines = "" if single else layer, _outlines(info["geometry_type"])
    return Part(name, "layer", int(info["features"]), tuple(columns), sample, geometry=outlines)


def _outlines(name: str | None) -> Outlines:
    """What a layer's declared type says; a layer of any type is mixed."""
    words: tuple[tuple[str, Outlines], ...] = (
        ("Point", "point"),
        ("Line", "line"),
        ("Curve", "line"),
        ("Polygon", "polygon"),
        ("Surface", "polygon"),
    )
    if name is None:
        return ""
    last = [outlines for word, outlines in words if word in name]
    return last[-1] if last else "mixed"


def _read_layer(copy: Path, layer: str, source: Source) -> Features:
    info = pyogrio.read_info(copy, layer=layer or None, encoding="ISO-8859-1" if source.kind in LATIN else None)
    _check(info, source)
    meta, fids, wkb, values = _read_raw(copy, layer, source, return_fids=True)
    count = len(wkb) if wkb is not None else len(values[0]) if values else 0
    rows = np.arange(1, count + 1, dtype=np.int64)
    if source.kind == "shapefile":
        rows = np.asarray(fids, dtype=np.int64) + 1
        shapefile.check_complete(copy, wkb, rows, source)
    codec = ""
    if source.kind in LATIN:
        names, values, codec = shapefile.decode(copy, list(meta["fields"]), values, source)
        meta = meta | {"fields": names}
    return _features(source, meta, wkb, values, tuple(rows.tolist()), layer=layer, encoding=codec)


def _check(info: dict[str, Any], source: Source) -> None:
    """Refuse what another driver opened than the one for this kind, and more features than fit."""
    if info["driver"] != DRIVERS[source.kind]:
        raise source.fault(f"内容不是有效的{label_of(source.kind)}", "请从原软件重新导出")
    if info["features"] > MOST_FEATURES:
        what = f"图层说自己有 {info['features']} 个要素,太多了"
        raise source.fault(what, "请先裁剪到本区域范围;如果没有这么多,文件可能已损坏")


def _read_raw(
    copy: Path, layer: str, source: Source, **options: Any
) -> tuple[dict[str, Any], Any, Any, list[NDArray[Any]]]:
    source.progress(0.2)
    if source.kind in LATIN:
        options["encoding"] = "ISO-8859-1"
    meta, fids, wkb, values = pyogrio.raw.read(copy, layer=layer or None, datetime_as_string=True, **options)
    return meta, fids, wkb, list(values)


def _features(
    source: Source,
    meta: dict[str, Any],
    wkb: Any,
    values: list[NDArray[Any]],
    rows: tuple[int, ...],
    layer: str,
    encoding: str,
) -> Features:
    if not rows:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    source.progress(0.6)
    columns = _columns(meta, values, source)
    crs = str(meta["crs"] or "")
    shapes = None if wkb is None else geometry.from_wkb(np.asarray(wkb, dtype=object), source, rows)
    if shapes is not None and not crs:
        source.note("warning", "no_crs", "文件没有说明坐标系", remedy="请在导入时注明坐标系")
    return Features(columns, shapes, FLAT_CRS.get(crs, crs), rows, layer, encoding=encoding)


def _columns(meta: dict[str, Any], values: list[NDArray[Any]], source: Source) -> dict[str, tuple[Cell, ...]]:
    columns = {}
    for name, dtype, column in zip(meta["fields"], meta["dtypes"], values, strict=True):
        name = kml_names.read_back(str(name)) if source.kind == "kml" else str(name)
        columns[name] = _cells(name, str(dtype), column, source)
    if source.kind in DISPLAY:
        hidden = DISPLAY[source.kind]
        columns = {name: cells for name, cells in columns.items() if name not in hidden and _says_something(cells)}
    return columns


def _says_something(cells: tuple[Cell, ...]) -> bool:
    return any(cell is not None for cell in cells)


def _cells(name: str, dtype: str, column: NDArray[Any], source: Source) -> tuple[Cell, ...]:
    if column.dtype.kind in "iub":
        return tuple(column.tolist())
    if column.dtype.kind == "f":
        return _numbers(name, dtype, column, source)
    return tuple(_cell(value) for value in column.tolist())


def _numbers(name: str, dtype: str, column: NDArray[Any], source: Source) -> tuple[Cell, ...]:
    """GDAL gives whole numbers and truth values as floats where one is missing: give them back."""
    whole = dtype.startswith(("int", "uint", "bool"))
    if whole and np.any(np.abs(column[np.isfinite(column)]) > EXACT_INTEGERS):
        source.note("warning", "digits_lost", f"“{name}”列的数字超过 15 位,末几位可能不准", remedy="请把这一列存成文本")
    kind = bool if dtype.startswith("bool") else int if whole else float
    return tuple(None if value != value else kind(value) for value in column.astype(float).tolist())


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | bool | int | float):
        return value or None if isinstance(value, str) else value
    if isinstance(value, bytes):
        return None
    return json.dumps(np.asarray(value).tolist(), ensure_ascii=False, default=str)


def _choose_layer(copy: Path, source: Source) -> str:
    """The layer asked for, else the first that holds something."""
    names = [str(name) for name, _ in pyogrio.list_layers(copy)]
    asked = source.option("layer")
    if asked:
        if asked not in names:
            raise source.fault(f"没有名为“{asked}”的图层", f"可选:{'、'.join(names[:10])}")
        return asked
    encoding = "ISO-8859-1" if source.kind in LATIN else None
    infos = {name: pyogrio.read_info(copy, layer=name, force_feature_count=True, encoding=encoding) for name in names}
    filled = [name for name in names if infos[name]["features"]]
    filled.sort(key=lambda name: infos[name]["geometry_type"] is None)  # layers without geometry last; sort is stable
    if not filled:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    if len(filled) > 1:
        message = f"有 {len(filled)} 个图层,只读取了“{filled[0]}”,没有读:{'、'.join(filled[1:6])}"
        source.note("warning", "layers_ignored", message, remedy="请用图层名指定要读的图层")
    return filled[0]


@contextmanager
def _gdal(source: Source) -> Iterator[None]:
    """Turn what GDAL says into words for the user; its own words stay on stderr, for the log."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            yield
        except FAULTS as error:
            raise source.fault(f"不是有效的 {label_of(source.kind)} 文件,或内容不完整") from error
    if any("Measured" in str(warning.message) for warning in said):
        source.note("note", "m_dropped", "图形带有 M 值,已舍去")
