"""Lines as arrays of vertices, in metres, and what their joints look like."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats

JUNCTION_DEGREE = 3
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Strands:
    """Lines as their vertices in order.

    Attributes:
        x, y: metres per vertex.
        key: per vertex; vertices with the same key are joined.
        line: which line a vertex belongs to, ascending.
        origin: which vertex of the source it is, -1 for one that was put in or stands elsewhere than in the source.
        level: per line; 0 on the ground.
        apart: per line; whether it meets others only at shared vertices and at its own ends, as expressways do.
    """

    x: Floats
    y: Floats
    key: Rows
    line: Rows
    origin: Rows
    level: NDArray[np.int8]
    apart: Mask

    @classmethod
    def of(cls, x: Floats, y: Floats, key: Rows, line: Rows, level: NDArray[np.int8], apart: Mask) -> "Strands":
        """The lines of a source as they come."""
        return cls(x, y, key, line, np.arange(len(x)), level, apart)

    def first(self) -> Rows:
        """The first vertices of the segments that have two ends."""
        first = np.flatnonzero(self.line[:-1] == self.line[1:])
        return np.asarray(first[self.key[first] != self.key[first + 1]], dtype=np.int64)

    def terminal(self) -> Mask:
        """Whether a vertex is the first or the last of its line."""
        change = np.diff(self.line) != 0
        return np.asarray(np.concatenate(([True], change)) | np.concatenate((change, [True])), dtype=bool)

    def degree(self) -> Rows:
        """How many segments meet at each vertex, those of other lines included."""
        first = self.first()
        ends = np.concatenate((self.key[first], self.key[first + 1]))
        return np.asarray(np.bincount(ends, minlength=int(self.key.max()) + 1)[self.key], dtype=np.int64)

    def junctions(self) -> int:
        """At how many places more than two segments meet."""
        return len(np.unique(self.key[self.degree() >= JUNCTION_DEGREE]))

    def along(self) -> Floats:
        """Metres from the start of its line to each vertex."""
        step = np.hypot(np.diff(self.x, prepend=self.x[:1]), np.diff(self.y, prepend=self.y[:1]))
        way = np.cumsum(step)
        start = np.searchsorted(self.line, self.line)
        return np.asarray(way - way[start], dtype=np.float64)

    def tree(self, first: Rows) -> shapely.STRtree:
        """An index of the segments that begin at `first`."""
        ends = np.stack((first, first + 1), axis=1)
        return shapely.STRtree(shapely.linestrings(np.stack((self.x[ends], self.y[ends]), axis=2)))

    def foot(self, x: Floats, y: Floats, first: Rows) -> tuple[Floats, Floats]:
        """Of points and one segment each: how far along it the nearest place is, 0 to 1, and the metres there."""
        x0, y0 = self.x[first], self.y[first]
        dx, dy = self.x[first + 1] - x0, self.y[first + 1] - y0
        square = dx**2 + dy**2
        share = np.clip(((x - x0) * dx + (y - y0) * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
        return share, np.hypot(x0 + share * dx - x, y0 + share * dy - y)

    def distance(self, vertex: Rows, x: Floats, y: Floats) -> Floats:
        """Metres between vertices and points."""
        return np.asarray(np.hypot(self.x[vertex] - x, self.y[vertex] - y), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Meetings:
    """Where two lines meet, or nearly so, without a common vertex. Two sides each: shape (n, 2).

    Attributes:
        first: where a segment of each line begins.
        share: the share of the way along it.
        vertex: the vertex of each that is to be joined there; -1 where one has to be put in.
        x, y: the place, shape (n,).
        allowed: whether they are on one level there, shape (n,).
    """

    first: Rows
    share: Floats
    vertex: Rows
    x: Floats
    y: Floats
    allowed: Mask

    def __len__(self) -> int:
        return len(self.x)

    def take(self, which: Any) -> "Meetings":
        """Some of them."""
        return Meetings(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @classmethod
    def none(cls) -> "Meetings":
        """No meeting."""
        pairs, places = np.empty((0, 2), np.int64), np.empty(0)
        return cls(pairs, np.empty((0, 2)), pairs, places, places, places.astype(bool))

    @classmethod
    def joined(cls, parts: list["Meetings"]) -> "Meetings":
        """All of several."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))
