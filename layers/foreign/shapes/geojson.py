"""GeoJSON and the JSON of ArcGIS and of web pages: feature by feature, so that one bad feature costs itself only."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
import shapely

from layers.foreign import text
from layers.foreign.answer import Cell, Features, Part
from layers.foreign.contents import SAMPLE_ROWS, part_of
from layers.foreign.shapes import geometry, records, topojson
from layers.foreign.shapes.geojson_shapes import GEOMETRY_TYPES, shapes_of
from layers.foreign.shapes.json_text import Document, Entry, encoding_of, walk
from layers.foreign.source import Source
from layers.tables import Geometries

NO_GEOJSON = "是 JSON,但不是 GeoJSON,也不是带坐标的列表"
MOST_VERTICES = 16_000_000
MOST_CELLS = 20_000_000
LEAST_COLUMNS = 4  # a feature takes room even where it says nothing
LARGE_BYTES = 64 * 1024**2
VERTICES_AT_ONCE = 250_000
ENTRIES_AT_ONCE = 5_000
URN = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d+)$", re.IGNORECASE)


@dataclass
class _Table:
    """The features read so far."""

    source: Source
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    ids: list[Cell] = field(default_factory=list)
    shapes: list[Geometries] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)
    vertices: int = 0
    plain: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, entries: list[Any]) -> None:
        """Add features.

        Raises:
            UserError: more of them than fit.
        """
        read = [_normal(entry) for entry in entries]
        shapes, mended, broken = shapes_of([one.shape for one in read])
        before = len(self)
        self.shapes.append(shapes)
        self.mended += [before + row + 1 for row in mended]
        self.broken += [before + row + 1 for row in broken]
        self.odd += [before + row + 1 for row, one in enumerate(read) if one.properties is None]
        self.plain += sum(one.plain for one in read)
        self.vertices += int(shapely.get_num_coordinates(shapes).sum())
        for row, one in enumerate(read, start=before):
            self.ids.append(cell(one.id))
            for name, value in (one.properties or {}).items():
                column = self.columns.setdefault(str(cell(name)), [])
                column.extend([None] * (row - len(column)))
                column[row:] = [cell(value)]
        if self.vertices > MOST_VERTICES:
            raise self.source.fault(
                f"图形太细,超过 {MOST_VERTICES // 10_000} 万个顶点", "请先裁剪到本区域范围,或简化图形"
            )
        if len(self) * max(len(self.columns), LEAST_COLUMNS) > MOST_CELLS:
            raise self.source.fault(f"要素太多,属性超过 {MOST_CELLS // 10_000} 万格", "请先裁剪到本区域范围")

    def all_columns(self) -> dict[str, tuple[Cell, ...]]:
        """The columns, each as long as the table; a feature's own id where no property is called so."""
        count = len(self)
        columns = {name: (*column, *[None] * (count - len(column))) for name, column in self.columns.items()}
        named = any(value is not None for value in self.ids)
        return {"id": tuple(self.ids)} | columns if named and "id" not in columns else columns


@dataclass(frozen=True)
class Normal:
    """An entry as GeoJSON would have it: a geometry member or a finished geometry, and its properties."""

    shape: Any
    properties: dict[str, Any] | None
    id: Any = None
    plain: bool = False


def read(source: Source) -> Features:
    """Read a GeoJSON document, a sequence of them, or a list of plain objects with coordinates.

    Raises:
        UserError: not JSON, nothing in it that has a place or is a table, or too large.
    """
    table, first = _Table(source), None
    for entries, document in _batches(walk(source)):
        first = first or document
        table.take(entries)
    codec = encoding_of(source)
    return replace(_features(table, first, source), encoding=text.label(codec))


def contents(source: Source) -> tuple[Part, ...]:
    """The one layer of a document, or the layers of a TopoJSON document.

    Raises:
        UserError: as `read`.
    """
    documents = (item.value for item in islice(walk(source), 1) if isinstance(item, Document))
    if any(topojson.is_topology(document) for document in documents):
        return topojson.contents(source)
    if source.file.stat().st_size > LARGE_BYTES:
        return (_beginning(source),)
    features = read(source)
    return (part_of(features, kind="sheet" if features.geometry is None else "layer"),)


def _beginning(source: Source) -> Part:
    """The layer as its first features tell, uncounted."""
    entries = [item.value for item in islice(walk(source), SAMPLE_ROWS) if isinstance(item, Entry)]
    if not entries:
        raise source.fault(NO_GEOJSON, "请从 GIS 软件导出 GeoJSON")
    part = part_of(features_of(entries, replace(source, notes=[])))
    return replace(part, rows=-1)


def features_of(entries: Iterable[Any], source: Source) -> Features:
    """Features of GeoJSON entries made by another reader; in WGS84."""
    table = _Table(source)
    iterator = iter(entries)
    while batch := list(islice(iterator, ENTRIES_AT_ONCE)):
        table.take(batch)
    return _features(table, None, source)


def _batches(items: Iterator[Entry | Document]) -> Iterator[tuple[list[Any], Any]]:
    """Entries in portions, and the document they stood in where it is over."""
    batch: list[Any] = []
    for item in items:
        if isinstance(item, Entry):
            batch += records.flattened(item.value)
            document = None
        else:
            document = item.value
            batch += _entries(document)
        if document is not None or len(batch) >= ENTRIES_AT_ONCE or _weight(batch[-1]) > VERTICES_AT_ONCE:
            yield batch, document
            batch = []
    yield batch, None


def _weight(entry: Any) -> int:
    """About how many vertices an entry has, without counting: its first ring is most of it."""
    shape = entry.get("geometry") if isinstance(entry, dict) else None
    longest, inner = 0, shape.get("coordinates") if isinstance(shape, dict) else None
    while isinstance(inner, list) and inner:
        longest, inner = max(longest, len(inner)), inner[0]
    return longest


def _entries(document: Any) -> list[Any]:
    """The entries that a document itself is or holds in a deeper place."""
    if not isinstance(document, dict):
        return []
    if str(document.get("type", "")).lower() in GEOMETRY_TYPES | {"feature"}:
        return [document]
    return topojson.entries(document) if topojson.is_topology(document) else records.listed(document)


def _features(table: _Table, document: Any, source: Source) -> Features:
    if not len(table):
        if isinstance(document, dict) and isinstance(document.get("features"), list):
            raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
        raise source.fault(NO_GEOJSON, "请从 GIS 软件导出 GeoJSON")
    if len(table.odd) == len(table):
        raise source.fault(NO_GEOJSON, "请从 GIS 软件导出 GeoJSON")
    rows = tuple(range(1, len(table) + 1))
    shapes: Geometries = np.concatenate(table.shapes)
    if table.mended:
        message = f"{len(table.mended)} 个要素的图形不合 GeoJSON 规范(边界没有闭合等),已修正后读入"
        source.note("warning", "geometry_mended", message, table.mended)
    if table.odd:
        source.note("warning", "broken_properties", f"{len(table.odd)} 个要素没有合规的属性", table.odd)
    columns = table.all_columns()
    if table.plain == len(table) and not table.broken and shapely.is_missing(shapes).all():
        return Features(columns, None, "", rows)
    shapes = geometry.clean(shapes, table.broken, source)
    return Features(columns, shapes, _crs(document, bool(table.plain), source), rows)


def _normal(entry: Any) -> Normal:
    if isinstance(entry, Normal):
        return entry
    if not isinstance(entry, dict):
        return Normal(None, None)
    if str(entry.get("type", "")).lower() in GEOMETRY_TYPES and ("coordinates" in entry or "geometries" in entry):
        return Normal(entry, {})
    if isinstance(entry.get("attributes"), dict):
        return Normal(records.esri_shape(entry.get("geometry")), entry["attributes"], plain=False)
    if str(entry.get("type", "")).lower() == "feature" or "properties" in entry or _has_shape(entry):
        return Normal(_shape_member(entry.get("geometry")), _properties(entry), entry.get("id"))
    shape, properties = records.shape_and_rest(entry)
    return Normal(shape, properties, plain=True)


def _has_shape(entry: dict[str, Any]) -> bool:
    shape = entry.get("geometry")
    return isinstance(shape, dict) and ("coordinates" in shape or "geometries" in shape)


def _properties(entry: dict[str, Any]) -> dict[str, Any] | None:
    if "properties" not in entry and str(entry.get("type", "")).lower() != "feature":
        return {name: value for name, value in entry.items() if name not in ("geometry", "type", "id")}
    properties = entry.get("properties")
    return {} if properties is None else properties if isinstance(properties, dict) else None


def _shape_member(member: Any) -> Any:
    """A geometry member with its type, guessed by how deep the coordinates are nested where it has none."""
    if isinstance(member, dict) and "encodeOffsets" in member:
        return records.unpacked_shape(member)
    if not isinstance(member, dict) or "type" in member or "coordinates" not in member:
        return member
    depth, inner = 0, member["coordinates"]
    while isinstance(inner, list) and inner and depth < 5:
        depth, inner = depth + 1, inner[0]
    types = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPolygon"}
    return {**member, "type": types.get(depth, "")}


def cell(value: Any) -> Cell:
    """A JSON value as a cell; what is neither text nor number is kept as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is legal in JSON only
    return value if isinstance(value, bool | int | float) else str(value)


def _crs(document: Any, plain: bool, source: Source) -> str:
    """WGS84 unless the old `crs` member or ArcGIS says otherwise; plain objects say nothing."""
    member = document.get("crs") if isinstance(document, dict) else None
    reference = document.get("spatialReference") if isinstance(document, dict) else None
    if isinstance(reference, dict):
        return records.esri_crs(reference)
    if member is None and not plain:
        return "EPSG:4326"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if found := URN.search(name):
        return f"EPSG:{found.group(1)}"
    if name.upper().endswith("CRS84"):
        return "EPSG:4326"
    what = f"文件注明的坐标系“{name[:60]}”不认识" if member is not None else "文件没有说明坐标系"
    source.note("warning", "no_crs", what, remedy="请在导入时注明坐标系")
    return ""
