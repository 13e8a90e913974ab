"""The ways of a file that was made for OpenStreetMap's own model: nodes with numbers, ways that name them."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.foreign.roads.network import Traces
from layers.foreign.roads.osm_rules import Passage, kilometres_per_hour, passage
from layers.foreign.source import Source
from layers.tables import Floats

FIXED_POINT = 1e7  # OSM keeps degrees as whole numbers of this fraction
UNKNOWN = 2**31 - 1  # what libosmium gives for the coordinates of a node that is not in the file
LEFT_OUT = {
    "ferry": "轮渡航线",
    "unfinished": "在建、规划或已废弃的道路",
    "area": "面状的道路(广场等)",
    "closed": "禁止通行的道路",
    "other": "不属于道路的线(站台、赛道等)",
}


@dataclass
class Ways:
    """The roads met so far, as flat arrays.

    Attributes:
        node, x, y: per vertex; x and y in `FIXED_POINT` parts of a degree, `UNKNOWN` where the place is not known.
        count: vertices per way.
        left_out: how many ways were not taken, by reason.
    """

    node: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("q"))
    y: "array[int]" = field(default_factory=lambda: array("q"))
    count: list[int] = field(default_factory=list)
    use: list[Passage] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    klass: list[str] = field(default_factory=list)
    maxspeed_kmh: list[float] = field(default_factory=list)
    left_out: "Counter[str]" = field(default_factory=Counter)

    def wants(self, tags: Mapping[str, str]) -> bool:
        """Whether a way with these tags is a road; takes its attributes if so. Its vertices have to follow."""
        use = passage(tags)
        if isinstance(use, str):
            self.left_out[use] += "highway" in tags or use == "ferry"  # other routes are nobody's loss
            return False
        self.use.append(use)
        self.name.append(tags.get("name") or tags.get("ref", ""))
        self.klass.append(tags["highway"])
        self.maxspeed_kmh.append(kilometres_per_hour(tags.get("maxspeed", "")))
        return True

    def follow(self, node: Iterable[int], x: Iterable[int], y: Iterable[int]) -> None:
        """Take the vertices of the way that was wanted."""
        before = len(self.node)
        self.node.extend(node)
        self.x.extend(x)
        self.y.extend(y)
        self.count.append(len(self.node) - before)

    def note_left_out(self, source: Source) -> None:
        """Say how many ways were not taken, and of what sort they are."""
        for reason, label in LEFT_OUT.items():
            if self.left_out[reason]:
                source.note("note", f"roads_{reason}", f"没有读入 {self.left_out[reason]} 条{label}")

    def traces(self, lon: Floats, lat: Floats) -> Traces:
        """The ways with the places of their vertices."""
        return Traces(
            key=np.frombuffer(self.node, np.int64),
            lon=lon,
            lat=lat,
            row=np.repeat(np.arange(len(self.count)), self.count),
            access=np.array([use.access for use in self.use], dtype=np.uint8),
            oneway=np.array([use.oneway for use in self.use], dtype=np.int8),
            name=np.array(self.name, dtype=np.str_),
            klass=np.array(self.klass, dtype=np.str_),
            maxspeed_kmh=np.array(self.maxspeed_kmh, dtype=float),
        )


def degrees(fixed: NDArray[np.int64]) -> Floats:
    """Degrees of fixed-point numbers, NaN where the place is not known."""
    return np.where(fixed == UNKNOWN, np.nan, fixed / FIXED_POINT)
