"""Roads of a line layer: vertices that coincide are one node, crossings without a shared vertex are not joined."""

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from layers.foreign.answer import Cell, Features, RoadsRead
from layers.foreign.degrees import to_degrees
from layers.foreign.network import Traces, cut
from layers.foreign.osm_rules import BACKWARD, CLASSES, EVERYBODY, FORWARD, kilometres_per_hour
from layers.foreign.source import Source
from layers.tables import Floats

SAME_NODE_DEGREES = 1e-7  # one centimetre
COLUMNS = {
    "class_column": ("highway", "fclass"),  # OpenStreetMap's own word, and that of Geofabrik's shapefiles
    "oneway_column": ("oneway",),
    "name_column": ("name",),
    "maxspeed_column": ("maxspeed",),
}
FORWARD_WORDS = FORWARD | {"f", "ft"}  # Geofabrik writes F, T and B; navigation data FT and TF
BACKWARD_WORDS = BACKWARD | {"t", "tf"}


def read(features: Features, source: Source) -> RoadsRead:
    """The road network of a line layer.

    Raises:
        UserError: no lines, no such column, or no way to get degrees.
    """
    columns = {option: _column(features.columns, option, source) for option in COLUMNS}
    rows, lines = _lines(features, source)
    points, line = shapely.get_coordinates(lines, return_index=True)
    x, y = points[:, 0].copy(), points[:, 1].copy()
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise source.fault("有些坐标不是数字", "请在原软件里修正或删除这些线")
    lon, lat = to_degrees(features.crs, (x.min(), y.min(), x.max(), y.max()), source)(x, y)
    ways = _ways(columns, rows, source)
    roads = cut(Traces(key=_merged(lon, lat), lon=lon, lat=lat, row=line, **ways), source)
    return RoadsRead(roads, layer=features.layer, encoding=features.encoding)


def _column(columns: Mapping[str, tuple[Cell, ...]], option: str, source: Source) -> tuple[Cell, ...] | None:
    """The column named by an option, else the one OpenStreetMap exports have, else None; any case will do."""
    asked = source.option(option)
    by_fold = {_fold(name): column for name, column in reversed(list(columns.items()))}
    if asked and _fold(asked) not in by_fold:
        raise source.fault(f"没有“{asked}”这一列", f"可选:{'、'.join(list(columns)[:20])}")
    if asked in columns:
        return columns[asked]
    known = (asked,) if asked else COLUMNS[option]
    return next((by_fold[_fold(name)] for name in known if _fold(name) in by_fold), None)


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def _lines(features: Features, source: Source) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """The single lines of a layer and the rows they come from."""
    geometry = features.geometry if features.geometry is not None else np.array([], dtype=object)
    parts, row = shapely.get_parts(geometry, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)  # lines inside collections inside the layer
    row = row[inner]
    is_line = np.isin(shapely.get_type_id(parts), (1, 2))
    others = len(np.unique(row[~is_line]))
    if not np.any(is_line):
        raise source.fault("图层里没有线", "请选择道路的线图层")
    if others:
        source.note("warning", "not_lines", f"略去了 {others} 个不是线的要素")
    return row[is_line], parts[is_line]


def _merged(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """A node number per vertex; vertices within a centimetre of each other are one, also by way of a third."""
    points, vertex = np.unique(np.column_stack((lon, lat)), axis=0, return_inverse=True)
    pairs = cKDTree(points).query_pairs(SAME_NODE_DEGREES, output_type="ndarray")
    links = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    _, node = connected_components(links, directed=False)
    return np.asarray(node[vertex.reshape(-1)], dtype=np.int64)


def _ways(columns: Mapping[str, Any], rows: NDArray[np.intp], source: Source) -> dict[str, Any]:
    """The attributes of each line; a class that OpenStreetMap does not know is a plain road for everybody."""
    classes = [_class(_text(columns["class_column"], row)) for row in rows]
    if not any(classes):
        message = "没有道路等级(highway 或 fclass 列),所有道路都按人人可走处理,高速公路和步行道也不例外"
        source.note("warning", "no_road_class", message, remedy="请确认图层带有道路等级,并在导入时指明这一列")
    strange = sorted({klass for klass in classes if klass and klass not in CLASSES})
    if strange:
        message = f"道路等级不是 OSM 的 highway 值,按普通道路处理:{'、'.join(strange[:10])}"
        source.note("note", "unknown_class", message)
    return {
        "access": np.array([CLASSES.get(klass, EVERYBODY) for klass in classes], dtype=np.uint8),
        "oneway": np.array([_direction(columns["oneway_column"], row) for row in rows], dtype=np.int8),
        "name": np.array([_text(columns["name_column"], row) for row in rows], dtype=np.str_),
        "klass": np.array([klass if klass in CLASSES else "road" for klass in classes], dtype=np.str_),
        "maxspeed_kmh": np.array([_speed(columns["maxspeed_column"], row) for row in rows], dtype=float),
    }


def _class(word: str) -> str:
    """The `highway` value of a class as Geofabrik may write it: track_grade3 is a track, unknown says nothing."""
    klass = word.lower()
    if klass.startswith("track_grade"):
        return "track"
    return "" if klass == "unknown" else klass if klass in CLASSES else word


def _text(column: tuple[Cell, ...] | None, row: int) -> str:
    value = column[row] if column else None
    return "" if value is None else str(value).strip()


def _direction(column: tuple[Cell, ...] | None, row: int) -> int:
    value = _text(column, row).lower()
    return 1 if value in FORWARD_WORDS else -1 if value in BACKWARD_WORDS else 0


def _speed(column: tuple[Cell, ...] | None, row: int) -> float:
    value = _text(column, row)
    return kilometres_per_hour(value) if value else math.nan
