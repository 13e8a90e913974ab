"""CAD drawings (DXF): areas from closed lines and hatches, named by the text that stands in them."""

import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.foreign.answer import Cell, Features, Part
from layers.foreign.contents import part_of
from layers.foreign.shapes import vector
from layers.foreign.source import Source
from layers.tables import Geometries

LAYER, TEXT, NAME = "Layer", "Text", "名称"
TAIL_BYTES = 1000
RENAMED = {LAYER: "图层", TEXT: "文字"}
POINT, LINE, POLYGON = 0, 1, 3
Columns = Mapping[str, tuple[Cell, ...]]


def read(source: Source) -> Features:
    """Read one layer of a drawing, all of them where none is asked for.

    Lines stay lines where roads are wanted.

    Raises:
        UserError: damaged, empty, or no such layer.
    """
    features = _of_layer(_drawn(source), source)
    if source.option("wanted") != "lines":
        features = _with_areas(features, source)
    return replace(features, columns={RENAMED.get(name, name): column for name, column in features.columns.items()})


def contents(source: Source) -> tuple[Part, ...]:
    """The drawing's own layers.

    Raises:
        UserError: damaged.
    """
    drawn = _drawn(source)
    names = dict.fromkeys(drawn.columns[LAYER])
    return tuple(part_of(_rows(drawn, _where(drawn.columns, name)), str(name or "")) for name in names)


def _drawn(source: Source) -> Features:
    with source.file.open("rb") as stream:
        stream.seek(-min(source.file.stat().st_size, TAIL_BYTES), os.SEEK_END)
        if b"EOF" not in stream.read():  # GDAL reads on for ever where a hatch is cut off
            raise source.fault("DXF 文件不完整,没有结尾", "请在 CAD 里打开后重新另存")
    features = vector.read(replace(source, options={**source.options, "layer": ""}))
    columns = {name: features.columns[name] for name in (LAYER, TEXT)}
    return replace(features, columns=columns, layer="")


def _of_layer(drawn: Features, source: Source) -> Features:
    asked = source.option("layer")
    if not asked:
        return drawn
    places = _where(drawn.columns, asked)
    if not len(places):
        names = [str(name) for name in dict.fromkeys(drawn.columns[LAYER]) if name]
        raise source.fault(f"没有名为“{asked}”的图层", f"可选:{'、'.join(names[:10])}")
    return replace(_rows(drawn, places), layer=asked)


def _where(columns: Columns, layer: Cell) -> NDArray[np.intp]:
    return np.flatnonzero([name == layer for name in columns[LAYER]])


def _rows(features: Features, places: NDArray[np.intp]) -> Features:
    chosen = places.tolist()
    columns = {name: tuple(column[place] for place in chosen) for name, column in features.columns.items()}
    shapes = None if features.geometry is None else features.geometry[places]
    return replace(features, columns=columns, geometry=shapes, rows=tuple(features.rows[place] for place in chosen))


def _with_areas(features: Features, source: Source) -> Features:
    """Closed lines as polygons, hatches over them left out, texts inside them as their names."""
    shapes, texts = _closed(features, source), features.columns[TEXT]
    kept = _first_of_equals(shapes, source)
    areas = [place for place in kept if shapes[place] is not None and shapely.get_type_id(shapes[place]) in (3, 6)]
    names, used = _names(shapes, texts, areas)
    if used:
        source.note("note", "areas_named", f"{len(names)} 个面用落在里面的 {len(used)} 处文字作名称")
    features = replace(features, geometry=shapes)
    places = np.array([place for place in kept if place not in used], dtype=np.intp)
    named: tuple[Cell, ...] = tuple(names.get(place) for place in places.tolist())
    features = _rows(features, places)
    return replace(features, columns={NAME: named, **features.columns} if names else features.columns)


def _closed(features: Features, source: Source) -> Geometries:
    shapes = np.array(features.geometry, dtype=object)
    lines = shapely.get_type_id(shapes) == LINE
    rings = lines & shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) > 3)
    if np.any(rings):
        shapes[rings] = shapely.polygons(
            shapely.linearrings(shapely.get_coordinates(shapes[rings]), indices=_rings(shapes[rings]))
        )
        rows = [features.rows[place] for place in np.flatnonzero(rings)]
        source.note("note", "areas_of_lines", f"{len(rows)} 条首尾相接的线作为面读入", rows)
    return shapes


def _rings(lines: Geometries) -> NDArray[np.intp]:
    return np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(lines))


def _first_of_equals(shapes: Geometries, source: Source) -> list[int]:
    """The places of shapes that are no copy of an earlier area: hatches repeat the line around them."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for place, shape in enumerate(shapes.tolist()):
        is_area = shape is not None and shape.geom_type in ("Polygon", "MultiPolygon")
        key = shapely.to_wkb(shapely.normalize(shape)) if is_area else b""
        if key not in seen:
            kept.append(place)
        if is_area:
            seen.add(key)
    if left := len(shapes) - len(kept):
        source.note("note", "areas_doubled", f"有 {left} 个填充或线框与另一个面完全相同,只取一个")
    return kept


def _names(shapes: Geometries, texts: tuple[Cell, ...], areas: list[int]) -> tuple[dict[int, str], set[int]]:
    """A name per area and the places of the texts that were used: each counts for the smallest area around it."""
    written = [place for place, text in enumerate(texts) if text and shapes[place] is not None]
    written = [place for place in written if shapely.get_type_id(shapes[place]) == POINT]
    if not areas or not written:
        return {}, set()
    text, area = shapely.STRtree(shapes[areas]).query(shapes[written], predicate="intersects")
    size = shapely.area(shapes[areas])
    home: dict[int, int] = {}
    for one, around in sorted(zip(text.tolist(), area.tolist(), strict=True), key=lambda pair: -size[pair[1]]):
        home[written[one]] = areas[around]
    names: dict[int, list[str]] = {}
    for place, around in sorted(home.items()):
        names.setdefault(around, []).append(str(texts[place]).strip())
    return {around: _best(found) for around, found in names.items()}, set(home)


def _best(found: list[str]) -> str:
    """Of several texts in an area, those with Chinese letters: the others are numbers and marks."""
    words = [text for text in found if any("\u4e00" <= letter <= "\u9fff" for letter in text)]
    return " ".join(dict.fromkeys(words or found))
