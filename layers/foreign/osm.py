"""Roads of OpenStreetMap files, through pyosmium."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from layers.foreign.answer import RoadsRead
from layers.foreign.network import Traces, cut
from layers.foreign.osm_rules import Passage, kilometres_per_hour, passage
from layers.foreign.source import Source
from layers.tables import Floats

FIXED_POINT = 1e7  # OSM keeps degrees as whole numbers of this fraction
UNKNOWN = 2**31 - 1  # what libosmium gives for the coordinates of a node that is not in the file
FAULTS = (RuntimeError, ValueError, IndexError, OverflowError)  # what libosmium's own exceptions become
LEFT_OUT = {
    "ferry": "轮渡航线",
    "unfinished": "在建、规划或已废弃的道路",
    "area": "面状的道路(广场等)",
    "closed": "禁止通行的道路",
    "other": "不属于道路的线(站台、赛道等)",
}


@dataclass
class _Collector:
    """The ways seen so far, as flat arrays."""

    node: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("q"))
    y: "array[int]" = field(default_factory=lambda: array("q"))
    count: list[int] = field(default_factory=list)
    use: list[Passage] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    klass: list[str] = field(default_factory=list)
    maxspeed_kmh: list[float] = field(default_factory=list)
    left_out: "Counter[str]" = field(default_factory=Counter)

    def take(self, way: Any) -> None:
        """Note one way."""
        tags = dict(way.tags)
        use = passage(tags)
        if isinstance(use, str):
            self.left_out[use] += "highway" in tags or use == "ferry"  # other routes are nobody's loss
            return
        nodes = way.nodes
        self.node.extend([node.ref for node in nodes])
        self.x.extend([node.x for node in nodes])
        self.y.extend([node.y for node in nodes])
        self.count.append(len(nodes))
        self.use.append(use)
        self.name.append(tags.get("name") or tags.get("ref", ""))
        self.klass.append(tags["highway"])
        self.maxspeed_kmh.append(kilometres_per_hour(tags.get("maxspeed", "")))


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
    for reason, label in LEFT_OUT.items():
        if ways.left_out[reason]:
            source.note("note", f"roads_{reason}", f"没有读入 {ways.left_out[reason]} 条{label}")
    return RoadsRead(cut(_traces(ways, lon, lat), source))


def _collect(source: Source) -> _Collector:
    ways = _Collector()
    reader = osmium.FileProcessor(str(source.file)).with_locations()
    reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in reader.with_filter(osmium.filter.KeyFilter("highway", "route")):
        ways.take(way)
    return ways


def _places(ways: _Collector, source: Source) -> tuple[Floats, Floats]:
    """Degrees per vertex, NaN where the file has no such node."""
    node, x, y = (np.frombuffer(column, np.int64).copy() for column in (ways.node, ways.x, ways.y))
    unknown = np.flatnonzero(x == UNKNOWN)
    if len(unknown):
        late = _late_nodes(source, np.unique(node[unknown]))
        for vertex in unknown.tolist():
            x[vertex], y[vertex] = late.get(int(node[vertex]), (UNKNOWN, UNKNOWN))
    known = x != UNKNOWN
    return np.where(known, x / FIXED_POINT, np.nan), np.where(known, y / FIXED_POINT, np.nan)


def _late_nodes(source: Source, wanted: NDArray[np.int64]) -> dict[int, tuple[int, int]]:
    """Places of nodes that stand after the ways in an unsorted file."""
    reader = osmium.FileProcessor(str(source.file), osmium.osm.NODE)
    found = reader.with_filter(osmium.filter.IdFilter(wanted.tolist()))
    nodes: Iterable[Any] = found
    return {node.id: (node.location.x, node.location.y) for node in nodes if node.location.valid()}


def _traces(ways: _Collector, lon: Floats, lat: Floats) -> Traces:
    return Traces(
        key=np.frombuffer(ways.node, np.int64),
        lon=lon,
        lat=lat,
        row=np.repeat(np.arange(len(ways.count)), ways.count),
        access=np.array([use.access for use in ways.use], dtype=np.uint8),
        oneway=np.array([use.oneway for use in ways.use], dtype=np.int8),
        name=np.array(ways.name, dtype=np.str_),
        klass=np.array(ways.klass, dtype=np.str_),
        maxspeed_kmh=np.array(ways.maxspeed_kmh, dtype=float),
    )
