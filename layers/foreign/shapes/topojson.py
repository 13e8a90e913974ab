"""TopoJSON: outlines made of shared arcs. GDAL's reader knows no Chinese encoding and one bad arc ends it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from layers.foreign import text
from layers.foreign.answer import Features, Part
from layers.foreign.contents import part_of
from layers.foreign.shapes.json_text import Document, encoding_of, walk
from layers.foreign.source import Source
from layers.tables import Floats

NESTED = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
BAD_ARCS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def is_topology(document: Any) -> bool:
    """Whether a JSON document is TopoJSON."""
    return isinstance(document, dict) and document.get("type") == "Topology"


def read(source: Source) -> Features:
    """Read one object of a topology, all of them where none is asked for and all are alike.

    Raises:
        UserError: not TopoJSON, or no such object.
    """
    from layers.foreign.shapes import geojson

    document = _document(source)
    objects = document["objects"]
    asked = source.option("layer")
    if asked and asked not in objects:
        raise source.fault(f"没有名为“{asked}”的图层", f"可选:{'、'.join(list(objects)[:10])}")
    filled = [name for name in objects if _members(objects[name])]
    if not filled:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    name = asked or next(iter(filled), "")
    if not asked and len(filled) > 1:
        message = f"有 {len(filled)} 个图层,只读取了“{name}”,没有读:{'、'.join(filled[1:6])}"
        source.note("warning", "layers_ignored", message, remedy="请用图层名指定要读的图层")
    features = geojson.features_of(entries(document, name), source)
    return Features(
        features.columns, features.geometry, features.crs, features.rows, layer=name, encoding=_encoding(source)
    )


def contents(source: Source) -> tuple[Part, ...]:
    """The objects of a topology.

    Raises:
        UserError: not TopoJSON.
    """
    from layers.foreign.shapes import geojson

    document = _document(source)
    quiet = Source(source.file, source.name, source.kind, source.folder, {})
    names = [name for name in document["objects"] if _members(document["objects"][name])]
    return tuple(part_of(geojson.features_of(entries(document, name), quiet), name) for name in names)


def entries(document: dict[str, Any], name: str = "") -> list[Any]:
    """GeoJSON features of one object, of all objects where `name` is ""."""
    arcs = _arcs(document)
    objects = document.get("objects")
    chosen = [objects[name]] if name and isinstance(objects, dict) else list((objects or {}).values())
    return [_feature(member, arcs, document) for one in chosen for member in _members(one)]


def _encoding(source: Source) -> str:
    return text.label(encoding_of(source))


def _document(source: Source) -> dict[str, Any]:
    for item in walk(source):
        if isinstance(item, Document) and is_topology(item.value) and isinstance(item.value.get("objects"), dict):
            document: dict[str, Any] = item.value
            return document
    raise source.fault("内容不是有效的 TopoJSON", "请从原软件重新导出")


def _members(thing: Any) -> list[Any]:
    if not isinstance(thing, dict):
        return []
    inner = thing.get("geometries")
    return inner if thing.get("type") == "GeometryCollection" and isinstance(inner, list) else [thing]


def _arcs(document: dict[str, Any]) -> list[Floats | None]:
    """The coordinates of each arc; None for one that is no arc."""
    transform = _transform(document)
    arcs: list[Floats | None] = []
    for arc in document.get("arcs") or ():
        try:
            points = np.array([position[:2] for position in arc], dtype=np.float64).reshape(-1, 2)
        except BAD_ARCS:
            arcs.append(None)
            continue
        arcs.append(np.cumsum(points, axis=0) * transform[0] + transform[1] if transform else points)
    return arcs


def _transform(document: dict[str, Any]) -> tuple[Floats, Floats] | None:
    """Scale and shift of quantised coordinates, None where they are plain."""
    told = document.get("transform")
    try:
        scale, shift = (np.array(told[name], np.float64).reshape(2) for name in ("scale", "translate"))  # type: ignore[index]
    except BAD_ARCS:
        return None
    return scale, shift


def _feature(member: Any, arcs: list[Floats | None], document: dict[str, Any]) -> Any:
    if not isinstance(member, dict):
        return member
    feature = {"type": "Feature", "properties": member.get("properties"), "geometry": None}
    if "id" in member:
        feature["id"] = member["id"]
    kind = member.get("type")
    if kind in NESTED:
        try:
            coordinates = _stitched(member["arcs"], NESTED[kind], arcs)
        except BAD_ARCS:
            coordinates = ["?"]  # a geometry that is none: listed as broken
        feature["geometry"] = {"type": kind, "coordinates": coordinates}
    elif kind in ("Point", "MultiPoint"):
        feature["geometry"] = {"type": kind, "coordinates": _placed(member.get("coordinates"), document)}
    return feature


def _stitched(numbers: Any, depth: int, arcs: list[Floats | None]) -> list[Any]:
    if depth > 1:
        return [_stitched(inner, depth - 1, arcs) for inner in numbers]
    points: list[Any] = []
    for line in _lines(numbers, arcs):
        points += line if not points else line[1:]  # arcs share their ends
    return points


def _lines(numbers: Any, arcs: list[Floats | None]) -> Iterator[list[Any]]:
    for number in numbers:
        arc = arcs[number if number >= 0 else ~number]
        if arc is None:
            raise ValueError
        yield (arc if number >= 0 else arc[::-1]).tolist()


def _placed(coordinates: Any, document: dict[str, Any]) -> Any:
    transform = _transform(document)
    if transform is None:
        return coordinates
    try:
        return (np.array(coordinates, np.float64) * transform[0] + transform[1]).tolist()
    except BAD_ARCS:
        return coordinates
