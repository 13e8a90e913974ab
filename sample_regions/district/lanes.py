"""The lanes of a village or a country town: short ways off the road, some of them joined behind the houses."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely

from sample_regions.dice import Dice, Point, distance
from sample_regions.roadbook import RoadBook, Way


class LaneDrawer:
    """Draws lanes that cross no other road."""

    def __init__(self, book: RoadBook, dice: Dice) -> None:
        self._book = book
        self._dice = dice
        tails, heads = book.segments()
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([tails, heads], axis=1)))
        self._new: list[shapely.LineString] = []
        self._next: dict[int, list[int]] = {}
        for way in book.ways:
            for a, b in pairwise(way.nodes):
                self._next.setdefault(a, []).append(b)
                self._next.setdefault(b, []).append(a)

    def draw(self, centre: int, reach: float, lane: tuple[float, float], style: Way) -> None:
        """Lanes off the road nodes within `reach` metres of the centre.

        Args:
            lane: shortest and longest lane, metres.
        """
        ends: dict[tuple[int, int], int] = {}
        for node, before in self._walk(centre, reach):
            for side in (1, -1):
                end = self._lane(node, before, side, self._dice.uniform(*lane), style)
                if end is None:
                    continue
                ends[node, side] = end
                neighbour = ends.get((before, side))
                if neighbour is not None and self._dice.chance(0.6):
                    self._join(end, neighbour, style)

    def _walk(self, centre: int, reach: float) -> Iterator[tuple[int, int]]:
        """Road nodes outward from the centre, each with the one before it."""
        queue, seen = [(centre, self._next[centre][0], 0.0)], {centre}
        while queue:
            node, before, gone = queue.pop(0)
            yield node, before
            for after in self._next[node]:
                further = gone + distance(self._book.points[node], self._book.points[after])
                if after not in seen and further <= reach:
                    seen.add(after)
                    queue.append((after, node, further))

    def _lane(self, node: int, before: int, side: int, length: float, style: Way) -> int | None:
        (u0, v0), (u1, v1) = self._book.points[before], self._book.points[node]
        size = distance((u0, v0), (u1, v1))
        if len(self._next[node]) > 2 or size < 1.0:
            return None
        across = (-side * (v1 - v0) / size, side * (u1 - u0) / size)
        lean = self._dice.uniform(-0.2, 0.2)
        across = (across[0] - lean * across[1], across[1] + lean * across[0])
        points = [(u1 + across[0] * length * part, v1 + across[1] * length * part) for part in (0.0, 0.5, 1.0)]
        return self._add(points, style)

    def _join(self, end: int, neighbour: int, style: Way) -> None:
        a, b = self._book.points[end], self._book.points[neighbour]
        if 30.0 < distance(a, b) < 260.0:
            self._add([a, b], style)

    def _add(self, points: list[Point], style: Way) -> int | None:
        """Draw it unless it meets another road on its way; its own ends may touch."""
        start, end = points[0], points[-1]
        line = shapely.linestrings([_along(start, end, 24.0), end if len(points) == 3 else _along(end, start, 24.0)])
        guard = line.buffer(12.0)
        if len(self._tree.query(guard, predicate="intersects")) or any(map(guard.intersects, self._near(start))):
            return None
        self._new.append(shapely.linestrings(points))
        self._book.add_line(points, replace(style, nodes=()))
        return self._book.node(*points[-1])

    def _near(self, place: Point) -> list[shapely.LineString]:
        return [line for line in self._new[-160:] if distance(line.coords[0], place) < 900.0]


def _along(a: Point, b: Point, metres: float) -> Point:
    part = metres / distance(a, b)
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
