"""Layers read by GDAL: Shapefile, GeoPackage, KML, GPX, FlatGeobuf."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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

from layers.foreign import geometry, geopackage, shapefile, staging
from layers.foreign.answer import Cell, Features
from layers.foreign.drivers import check_drivers
from layers.foreign.source import Source

FAULTS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, CRSError, UnicodeDecodeError)
LABELS = {"shapefile": "Shapefile", "gpkg": "GeoPackage", "kml": "KML", "gpx": "GPX", "flatgeobuf": "FlatGeobuf"}
FLAT_CRS = {"EPSG:4979": "EPSG:4326", "EPSG:4480": "EPSG:4490"}  # the same datums without height
KML_DISPLAY = ("tessellate", "extrude", "visibility", "drawOrder", "altitudeMode", "icon")
EXACT_INTEGERS = 2**53


def read(source: Source) -> Features:
    """Read one layer.

    Raises:
        UserError: damaged, empty, or the layer asked for is not there.
    """
    check_drivers(frozenset(pyogrio.list_drivers()))
    with _gdal(source):
        return _read_shapefile(source) if source.kind == "shapefile" else _read_layer(source)


def _read_shapefile(source: Source) -> Features:
    copy = staging.stage(source.file, source.kind, source.folder)
    shapefile.prepare(copy, source)
    meta, wkb, values = _read_raw(copy, source, encoding="ISO-8859-1")
    shapefile.check_complete(copy, wkb, source)
    names, values, codec = shapefile.decode(copy, list(meta["fields"]), values, source)
    return _features(source, meta | {"fields": names}, wkb, values, encoding=codec)


def _read_layer(source: Source) -> Features:
    if source.kind in ("kml", "gpx"):
        copy = staging.stage_xml(source.file, source.option("encoding"), source.folder, source.notes)
    else:
        copy = staging.stage(source.file, source.kind, source.folder)
    if source.kind == "gpkg":
        geopackage.make_safe(copy, source)
    layer = _choose_layer(copy, source)
    meta, wkb, values = _read_raw(copy, source, layer=layer)
    return _features(source, meta, wkb, values, layer=layer)


def _read_raw(copy: Any, source: Source, **options: Any) -> tuple[dict[str, Any], Any, list[NDArray[Any]]]:
    source.progress(0.2)
    meta, _, wkb, values = pyogrio.raw.read(copy, datetime_as_string=True, **options)
    return meta, wkb, list(values)


def _features(
    source: Source, meta: dict[str, Any], wkb: Any, values: list[NDArray[Any]], layer: str = "", encoding: str = ""
) -> Features:
    count = len(wkb) if wkb is not None else len(values[0]) if values else 0
    if not count:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    source.progress(0.6)
    columns = {}
    for name, dtype, column in zip(meta["fields"], meta["dtypes"], values, strict=True):
        columns[str(name)] = _cells(str(name), str(dtype), column, source)
    if source.kind == "kml":  # the driver adds a dozen columns of its own
        columns = {name: cells for name, cells in columns.items() if _says_something(name, cells)}
    crs = str(meta["crs"] or "")
    shapes = None if wkb is None else geometry.from_wkb(np.asarray(wkb, dtype=object), source)
    if shapes is not None and not crs:
        source.note("warning", "no_crs", "文件没有说明坐标系", remedy="请在导入时注明坐标系")
    rows = tuple(range(1, count + 1))
    return Features(columns, shapes, FLAT_CRS.get(crs, crs), rows, layer, encoding=encoding)


def _says_something(name: str, cells: tuple[Cell, ...]) -> bool:
    return name not in KML_DISPLAY and any(cell is not None for cell in cells)


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


def _choose_layer(copy: Any, source: Source) -> str:
    """The layer asked for, else the first that holds something."""
    names = [str(name) for name, _ in pyogrio.list_layers(copy)]
    asked = source.option("layer")
    if asked:
        if asked not in names:
            raise source.fault(f"没有名为“{asked}”的图层", f"可选:{'、'.join(names[:10])}")
        return asked
    infos = {name: pyogrio.read_info(copy, layer=name, force_feature_count=True) for name in names}
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
            raise source.fault(f"不是有效的 {LABELS[source.kind]} 文件,或内容不完整") from error
    if any("Measured" in str(warning.message) for warning in said):
        source.note("note", "m_dropped", "图形带有 M 值,已舍去")
