"""Roads of OpenStreetMap files, through pyosmium."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from layers.foreign.answer import RoadsRead
from layers.foreign.roads.network import cut
from layers.foreign.roads.ways import UNKNOWN, Ways, degrees
from layers.foreign.source import Source
from layers.tables import Floats

FAULTS = (RuntimeError, ValueError, IndexError, OverflowError)  # what libosmium's own exceptions become


def read(source: Source) -> RoadsRead:
    """Read every road of a file in one pass, and a second one over the nodes only if some were not met before.

    Raises:
        UserError: damaged, or no roads in it.
    """
    try:
        ways = _collect(source)
        lon, lat = _places(ways, source)
    except FAULTS as error:
        raise source.fault("不是有效的 OSM 文件,或内容不完整", "请重新下载或重新导出") from error
    source.progress(0.8)
    ways.note_left_out(source)
    return RoadsRead(cut(ways.traces(lon, lat), source))


def _collect(source: Source) -> Ways:
    ways = Ways()
    reader = osmium.FileProcessor(str(source.file)).with_locations()
    reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in reader.with_filter(osmium.filter.KeyFilter("highway", "route")):
        _take(ways, way)
    return ways


def _take(ways: Ways, way: Any) -> None:
    if ways.wants(dict(way.tags)):
        nodes = way.nodes
        ways.follow([node.ref for node in nodes], [node.x for node in nodes], [node.y for node in nodes])


def _places(ways: Ways, source: Source) -> tuple[Floats, Floats]:
    """Degrees per vertex, NaN where the file has no such node."""
    node, x, y = (np.frombuffer(column, np.int64).copy() for column in (ways.node, ways.x, ways.y))
    unknown = np.flatnonzero(x == UNKNOWN)
    if len(unknown):
        late = _late_nodes(source, np.unique(node[unknown]))
        for vertex in unknown.tolist():
            x[vertex], y[vertex] = late.get(int(node[vertex]), (UNKNOWN, UNKNOWN))
    return degrees(x), degrees(y)


def _late_nodes(source: Source, wanted: NDArray[np.int64]) -> dict[int, tuple[int, int]]:
    """Places of nodes that stand after the ways in an unsorted file."""
    reader = osmium.FileProcessor(str(source.file), osmium.osm.NODE)
    found = reader.with_filter(osmium.filter.IdFilter(wanted.tolist()))
    nodes: Iterable[Any] = found
    return {node.id: (node.location.x, node.location.y) for node in nodes if node.location.valid()}
