"""Roads of a line layer: its attributes understood, its lines joined where they meet."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.foreign.answer import Features, RoadsRead
from layers.foreign.degrees import to_degrees
from layers.foreign.roads.joints import JOIN, KEEP, SNAP_METRES, Joints, joints, note_joints
from layers.foreign.roads.merging import merged
from layers.foreign.roads.network import Traces, cut
from layers.foreign.roads.road_attributes import APART, RoadTable, road_table
from layers.foreign.roads.road_columns import find_columns
from layers.foreign.roads.road_notes import note_roads
from layers.foreign.roads.strands import Strands
from layers.foreign.source import Source
from layers.projection import Metric
from layers.tables import Floats

SAME_NODE_DEGREES = 1e-7  # one centimetre
LARGEST_SNAP_METRES = 50.0
Rows = NDArray[np.int64]


def read(features: Features, source: Source) -> RoadsRead:
    """The road network of a line layer.

    Raises:
        UserError: no lines, no such column, an option that cannot be, or no way to get degrees.
    """
    reach, choice = _reach(source), _choice(source)
    columns = find_columns(features.columns, source)
    table = road_table(columns, len(features))
    rows, lines = _lines(features, source)
    note_roads(table, columns, [features.rows[row] for row in np.unique(rows)], np.unique(rows), source)
    rows, lines = rows[table.taken[rows]], lines[table.taken[rows]]
    if not len(lines):
        raise source.fault("里面没有可用的道路", "请确认选对了道路图层")
    source.progress(0.5)
    lon, lat, line = _degrees(features, lines, source)
    key = merged(lon, lat, SAME_NODE_DEGREES)
    lon, lat, line, key, rows = _without_doubles(lon, lat, line, key, rows, table, features, source)
    metric = Metric.of_extent(lon.min(), lat.min(), lon.max(), lat.max())
    strands = Strands.of(*metric.forward(lon, lat), key, line, table.level[rows], np.isin(table.klass[rows], APART))
    made = joints(strands, reach, choice, by_osm=columns.by_osm, asked=bool(source.option("snap_metres")))
    note_joints(made, reach, metric, source)
    source.progress(0.8)
    roads = cut(_traces(made, metric, lon, lat, table, rows), source)
    return RoadsRead(roads, layer=features.layer, encoding=features.encoding)


def _reach(source: Source) -> float:
    text = source.option("snap_metres")
    try:
        reach = float(text) if text else SNAP_METRES
    except ValueError:
        reach = -1.0
    if not 0 <= reach <= LARGEST_SNAP_METRES:
        raise source.fault(f"接头容差“{text}”不能用", f"请填 0 到 {LARGEST_SNAP_METRES:g} 之间的米数,0 表示不接")
    return reach


def _choice(source: Source) -> str:
    choice = source.option("crossings")
    if choice not in ("", JOIN, KEEP):
        raise source.fault(f"路口处理方式“{choice}”不能用", f"可选:{JOIN}(一律连通)、{KEEP}(保持原样)")
    return choice


def _lines(features: Features, source: Source) -> tuple[Rows, NDArray[np.object_]]:
    """The single lines of a layer and the rows they come from."""
    geometry = features.geometry if features.geometry is not None else np.array([], dtype=object)
    parts, row = shapely.get_parts(geometry, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)  # lines inside collections inside the layer
    row = row[inner]
    is_line = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    others = np.unique(row[~is_line])
    if not np.any(is_line):
        raise source.fault("图层里没有线", "请选择道路的线图层")
    if len(others):
        where = [features.rows[one] for one in others[:50]]
        source.note("warning", "not_lines", f"略去了 {len(others)} 个不是线的要素", where)
    return row[is_line].astype(np.int64), parts[is_line]


def _degrees(features: Features, lines: NDArray[np.object_], source: Source) -> tuple[Floats, Floats, Rows]:
    """Degrees of the vertices, and which line each belongs to."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    x, y = points[:, 0].copy(), points[:, 1].copy()
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise source.fault("有些坐标不是数字", "请在原软件里修正或删除这些线")
    lon, lat = to_degrees(features.crs, (x.min(), y.min(), x.max(), y.max()), source)(x, y)
    return lon, lat, line.astype(np.int64)


def _without_doubles(
    lon: Floats, lat: Floats, line: Rows, key: Rows, rows: Rows, table: RoadTable, features: Features, source: Source
) -> tuple[Floats, Floats, Rows, Rows, Rows]:
    """The same without lines that are drawn twice, and the rows of those that are left, numbered anew."""
    ends = np.searchsorted(line, np.arange(len(rows) + 1))
    first: set[tuple[bytes, int, int, str]] = set()
    kept = np.ones(len(rows), bool)
    for number, row in enumerate(rows.tolist()):
        way = key[ends[number] : ends[number + 1]]
        oneway = int(table.oneway[row])
        if tuple(way.tolist()) > tuple(way[::-1].tolist()):
            way, oneway = way[::-1], -oneway
        told = (way.tobytes(), int(table.access[row]), oneway, str(table.klass[row]))
        kept[number] = told not in first
        first.add(told)
    doubles = np.count_nonzero(~kept)
    if not doubles:
        return lon, lat, line, key, rows
    source.note("note", "drawn_twice", f"略去了 {doubles} 条重复画的道路", [features.rows[row] for row in rows[~kept]])
    mine = kept[line]
    return lon[mine], lat[mine], (np.cumsum(kept) - 1)[line[mine]], key[mine], rows[kept]


def _traces(made: Joints, metric: Metric, lon: Floats, lat: Floats, table: RoadTable, rows: Rows) -> Traces:
    """The lines as joined, with the degrees of the source wherever a vertex is one of the source's."""
    strands = made.strands
    there = strands.origin >= 0
    x, y = metric.inverse(strands.x, strands.y)
    x[there], y[there] = lon[strands.origin[there]], lat[strands.origin[there]]
    return Traces(
        key=strands.key,
        lon=x,
        lat=y,
        row=strands.line,
        access=table.access[rows],
        oneway=table.oneway[rows],
        name=table.name[rows],
        klass=table.klass[rows],
        maxspeed_kmh=table.maxspeed_kmh[rows],
    )
