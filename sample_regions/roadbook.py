"""Ways as they are drawn, and the network they become."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.tables import CYCLE, DRIVE, WALK, Roads
from sample_regions.dice import Floats, Point, distance
from sample_regions.places import Sheet

EVERYONE = WALK | CYCLE | DRIVE
ON_FOOT = WALK | CYCLE
MOTORS = DRIVE

SPEEDS = {"motorway": 100.0, "motorway_link": 40.0, "trunk": 70.0, "primary": 60.0, "secondary": 50.0}


@dataclass(frozen=True)
class Way:
    """A street: the nodes it runs through and who lives along it.

    Attributes:
        homes_per_km: demand points along each kilometre.
        crowd: persons per demand point against the average.
        island: True where it is meant to hang together with nothing.
    """

    nodes: tuple[int, ...]
    klass: str
    name: str = ""
    access: int = EVERYONE
    oneway: int = 0
    homes_per_km: float = 0.0
    crowd: float = 1.0
    island: bool = False


class RoadBook:
    """Collects ways on the drawing board; nodes at the same place are one node."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.ways: list[Way] = []
        self._number: dict[tuple[int, int], int] = {}

    def node(self, u: float, v: float) -> int:
        """The node at this place, made when it is new; places within 10 cm are one."""
        key = (round(u * 10), round(v * 10))
        if key not in self._number:
            self._number[key] = len(self.points)
            self.points.append((float(u), float(v)))
        return self._number[key]

    def add(self, way: Way) -> None:
        """Add a way; one that runs through fewer than two nodes is no way."""
        if len(way.nodes) > 1:
            self.ways.append(way)

    def add_line(self, points: Sequence[Point], way: Way) -> None:
        """Add a way along places instead of nodes."""
        nodes = tuple(self.node(u, v) for u, v in points)
        self.add(replace(way, nodes=nodes))

    def subdivide(self, longest: float) -> None:
        """Cut segments longer than this many metres into equal parts."""
        self.ways = [replace(way, nodes=tuple(self._finer(way.nodes, longest))) for way in self.ways]

    def _finer(self, nodes: tuple[int, ...], longest: float) -> Iterator[int]:
        for start, end in pairwise(nodes):
            a, b = self.points[start], self.points[end]
            parts = int(np.ceil(distance(a, b) / longest))
            yield start
            for k in range(1, parts):
                self.points.append((a[0] + (b[0] - a[0]) * k / parts, a[1] + (b[1] - a[1]) * k / parts))
                yield len(self.points) - 1
        yield nodes[-1]

    def drop_loose_ends(self) -> None:
        """Leave out ways that hang together with nothing, unless they are meant to."""
        pairs = np.array([pair for way in self.ways for pair in pairwise(way.nodes)])
        size = len(self.points)
        graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
        part = connected_components(graph, directed=False)[1]
        main = int(np.bincount(part).argmax())
        self.ways = [way for way in self.ways if way.island or part[way.nodes[0]] == main]

    def segments(self) -> tuple[Floats, Floats]:
        """Both ends of every segment on the drawing board, each of shape (n, 2)."""
        points = np.array(self.points)
        tail = [node for way in self.ways for node in way.nodes[:-1]]
        head = [node for way in self.ways for node in way.nodes[1:]]
        return points[tail], points[head]

    def roads(self, ground: Sheet) -> Roads:
        """The network in degrees, its unused nodes left out."""
        tail = np.array([node for way in self.ways for node in way.nodes[:-1]])
        head = np.array([node for way in self.ways for node in way.nodes[1:]])
        used, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
        lon, lat = ground.degrees(*np.array(self.points)[used].T)
        of_way = np.repeat(np.arange(len(self.ways)), [len(way.nodes) - 1 for way in self.ways])
        return Roads(
            lon=lon,
            lat=lat,
            tail=ends[: len(tail)].astype(np.int32),
            head=ends[len(tail) :].astype(np.int32),
            way=of_way.astype(np.int32),
            access=np.array([way.access for way in self.ways], dtype=np.uint8)[of_way],
            oneway=np.array([way.oneway for way in self.ways], dtype=np.int8)[of_way],
            way_name=np.array([way.name for way in self.ways], dtype=np.str_),
            way_class=np.array([way.klass for way in self.ways], dtype=np.str_),
            way_maxspeed_kmh=np.array([SPEEDS.get(way.klass, np.nan) for way in self.ways]),
        )
