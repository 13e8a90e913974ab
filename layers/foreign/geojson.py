"""GeoJSON read without GDAL: feature by feature, so that one bad feature costs itself only."""

import json
import re
from typing import Any

import numpy as np
import shapely
import shapely.geometry

from layers.foreign import geometry, text
from layers.foreign.answer import Cell, Features
from layers.foreign.source import Source

LARGEST_BYTES = 200 * 1024**2
GEOMETRY_TYPES = frozenset(
    ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection")
)
URN = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d+)$", re.IGNORECASE)
BAD_SHAPES = (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError)


def read(source: Source) -> Features:
    """Read a GeoJSON document or a sequence of them.

    Raises:
        UserError: not JSON, not GeoJSON, too large or without features.
    """
    if source.file.stat().st_size > LARGEST_BYTES:
        raise source.fault("GeoJSON 文件超过 200 MB", "请在 QGIS 里另存为 GeoPackage(.gpkg)后再导入")
    content, codec = text.decode(source.file.read_bytes(), source.option("encoding"), source.name)
    if not codec.startswith("utf-8"):
        source.note("note", "encoding", f"文字按 {text.label(codec)} 编码读取")
    documents = _documents(content, source)
    source.progress(0.4)
    entries = [entry for document in documents for entry in _entries(document, source)]
    if not entries:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    shapes = _shapes(entries, source)
    source.progress(0.8)
    crs = _crs(documents[0], source)
    rows = tuple(range(1, len(entries) + 1))
    return Features(_columns(entries, source), shapes, crs, rows, encoding=text.label(codec))


def _documents(content: str, source: Source) -> list[Any]:
    """The JSON values of a text, one or (in a sequence) many."""
    decoder = json.JSONDecoder()
    documents, place = [], 0
    blank = re.compile(r"[\s\x1e]*")
    try:
        while (place := blank.match(content, place).end()) < len(content):  # type: ignore[union-attr]
            document, place = decoder.raw_decode(content, place)
            documents.append(document)
    except json.JSONDecodeError as error:
        what = f"第 {error.lineno} 行第 {error.colno} 个字符处不是合法的 JSON,文件可能不完整"
        raise source.fault(what, "请重新导出或拷贝这个文件") from error
    except (RecursionError, ValueError) as error:
        raise source.fault("JSON 嵌套太深或数字太长", "请从原软件重新导出") from error
    return documents or [None]


def _entries(document: Any, source: Source) -> list[Any]:
    kind = str(document.get("type", "")).lower() if isinstance(document, dict) else ""
    if kind == "topology":
        raise source.fault("暂不支持 TopoJSON", "请在 QGIS 里另存为 GeoPackage 或 GeoJSON 后再导入")
    if kind == "feature":
        return [document]
    if kind in GEOMETRY_TYPES:
        return [{"geometry": document}]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise source.fault("是 JSON,但不是 GeoJSON", "请从 GIS 软件导出 GeoJSON")
    if "geometryType" in document or any("attributes" in entry for entry in features[:1] if isinstance(entry, dict)):
        raise source.fault("暂不支持 ArcGIS 的 JSON 格式", "请在 QGIS 里另存为 GeoPackage 或 GeoJSON 后再导入")
    return features


def _shapes(entries: list[Any], source: Source) -> Any:
    members = [_geometry_member(entry) for entry in entries]
    written = [None if member is None else json.dumps(member) for member in members]
    shapes = np.asarray(shapely.from_geojson(written, on_invalid="ignore"), dtype=object).reshape(len(written))
    mended: list[int] = []
    broken: list[int] = []
    for row, member in enumerate(members):
        if member is not None and shapes[row] is None:
            shapes[row] = _mended(member)
            (broken if shapes[row] is None else mended).append(row + 1)
    if mended:
        message = f"{len(mended)} 个要素的图形不合 GeoJSON 规范(边界没有闭合等),已修正后读入"
        source.note("warning", "geometry_mended", message, mended)
    return geometry.clean(shapes, broken, source)


def _geometry_member(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return None
    return entry if str(entry.get("type", "")).lower() in GEOMETRY_TYPES else entry.get("geometry")


def _mended(member: Any) -> Any:
    """The geometry by shapely's constructor, which closes rings and does not mind the case of a type."""
    try:
        return shapely.geometry.shape(member)
    except BAD_SHAPES:
        return None


def _columns(entries: list[Any], source: Source) -> dict[str, tuple[Cell, ...]]:
    rows = [_properties(entry) for entry in entries]
    odd = [row + 1 for row, properties in enumerate(rows) if properties is None]
    if odd:
        source.note("warning", "broken_properties", f"{len(odd)} 个要素没有合规的属性", odd)
    tables = [properties or {} for properties in rows]
    names = dict.fromkeys(name for properties in tables for name in properties)
    columns = {str(_cell(name)): tuple(_cell(properties.get(name)) for properties in tables) for name in names}
    ids = tuple(_cell(entry.get("id")) if isinstance(entry, dict) else None for entry in entries)
    return columns if "id" in columns or not any(value is not None for value in ids) else {"id": ids} | columns


def _properties(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict):
        return None
    properties = entry.get("properties")
    return {} if properties is None else properties if isinstance(properties, dict) else None


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is legal in JSON only
    return value if isinstance(value, bool | int | float) else str(value)


def _crs(document: Any, source: Source) -> str:
    """WGS84 unless the old `crs` member says otherwise."""
    member = document.get("crs") if isinstance(document, dict) else None
    if member is None:
        return "EPSG:4326"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if found := URN.search(name):
        return f"EPSG:{found.group(1)}"
    if name.upper().endswith("CRS84"):
        return "EPSG:4326"
    source.note("warning", "no_crs", f"文件注明的坐标系“{name[:60]}”不认识", remedy="请在导入时注明坐标系")
    return ""
