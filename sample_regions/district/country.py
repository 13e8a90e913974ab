"""Country roads: the cheapest way over the ground from village to village, and the lanes of each village."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely import Polygon

from sample_regions.dice import Dice, Point, distance
from sample_regions.district.terrain import Ground
from sample_regions.roadbook import RoadBook, Way

STEP = 150.0
_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1), (0, -1), (-1, 0), (-1, -1), (-1, 1))
_REUSE = 0.3
"""Cost of an existing road against new ground: what makes roads join instead of running side by side."""

Cells = NDArray[np.intp]


@dataclass(frozen=True)
class Link:
    """A road between two places that somebody decided to build."""

    start: Point
    end: Point
    klass: str
    name: str = ""


class Surveyor:
    """Finds the cheapest way over a grid of cells and remembers what was built.

    Attributes:
        built: class and name by pair of cells, the smaller first.
    """

    def __init__(self, ground: Ground, dice: Dice, allowed: Polygon, extent: Polygon) -> None:
        west, south, east, north = extent.bounds
        self._columns = np.arange(west, east, STEP)
        self._rows = np.arange(south, north, STEP)
        u, v = (grid.ravel() for grid in np.meshgrid(self._columns, self._rows))
        self.u, self.v = u, v
        self.free = shapely.contains_xy(allowed, u, v)
        self.built: dict[tuple[int, int], tuple[str, str]] = {}
        self._graph = self._costs(ground, dice)

    def _costs(self, ground: Ground, dice: Dice) -> csr_matrix:
        wide, size = len(self._columns), len(self.u)
        height, mood = ground.height(self.u, self.v), 0.75 + 0.6 * dice.uniforms(size)
        tails, heads, costs = [], [], []
        row, column = np.divmod(np.arange(size), wide)
        for down, right in _NEIGHBOURS:
            beside = column + right
            tail = np.flatnonzero((row + down < len(self._rows)) & (row + down >= 0) & (beside < wide) & (beside >= 0))
            head = tail + down * wide + right
            both = self.free[tail] & self.free[head]
            tail, head = tail[both], head[both]
            length = STEP * (1.4142135 if down and right else 1.0)
            slope = np.abs(height[head] - height[tail]) / length
            tails.append(tail)
            heads.append(head)
            costs.append(length * (1.0 + np.minimum((slope / 0.045) ** 2, 40.0)) * (mood[tail] + mood[head]) / 2)
        data = np.concatenate(costs)
        return coo_matrix((data, (np.concatenate(tails), np.concatenate(heads))), shape=(size, size)).tocsr()

    def cell(self, point: Point) -> int:
        """The free cell nearest to a place."""
        near = np.flatnonzero(self.free & (np.abs(self.u - point[0]) < 900) & (np.abs(self.v - point[1]) < 900))
        if not len(near):
            raise ValueError(f"no free ground near {point}")
        away = (self.u[near] - point[0]) ** 2 + (self.v[near] - point[1]) ** 2
        return int(near[int(away.argmin())])

    def block(self, centre: Point, radius: float) -> None:
        """Keep every road at this distance from a place."""
        far = (self.u - centre[0]) ** 2 + (self.v - centre[1]) ** 2 > radius * radius
        keep = coo_matrix((far.astype(float), (np.arange(len(far)), np.arange(len(far)))), shape=self._graph.shape)
        self._graph = (keep.tocsr() @ self._graph @ keep.tocsr()).tocsr()
        self._graph.eliminate_zeros()
        self.free &= far

    def build(self, link: Link) -> None:
        """Build a road along the cheapest way; where it meets an older road it uses that."""
        start, end = self.cell(link.start), self.cell(link.end)
        limit = 30.0 * distance(link.start, link.end) + 20_000.0
        cost, before = dijkstra(self._graph, indices=start, limit=limit, return_predecessors=True)
        if not np.isfinite(cost[end]):
            raise ValueError(f"no way from {link.start} to {link.end}")
        while end != start:
            self._build_piece(int(before[end]), end, link)
            end = int(before[end])

    def _build_piece(self, a: int, b: int, link: Link) -> None:
        pair = (min(a, b), max(a, b))
        if pair in self.built or self._crosses(*pair):
            self.built.setdefault(pair, (link.klass, link.name))
            return
        self.built[pair] = (link.klass, link.name)
        for tail, head in (pair, pair[::-1]):
            entries = slice(self._graph.indptr[tail], self._graph.indptr[tail + 1])
            at = entries.start + int(np.flatnonzero(self._graph.indices[entries] == head)[0])
            self._graph.data[at] *= _REUSE

    def _crosses(self, a: int, b: int) -> bool:
        """Whether a diagonal would cross a diagonal that is there already."""
        wide = len(self._columns)
        if abs(b - a) not in (wide - 1, wide + 1):
            return False
        other = (a + 1, b - 1) if b - a == wide + 1 else (a - 1, b + 1)
        return (min(other), max(other)) in self.built


def village_links(
    villages: Sequence[Point], ends: Sequence[Point], ground: Ground, dice: Dice, forbidden: Polygon
) -> list[Link]:
    """Which neighbours are joined: a tree that reaches every village, and some rounds, more of them in the plain."""
    points = np.array([*villages, *ends])
    pairs = [pair for pair in _neighbour_pairs(points) if not _blocked(points, pair, forbidden)]
    weights = [_effort(points[a], points[b], ground) for a, b in pairs]
    part = list(range(len(villages))) + [len(villages)] * len(ends)
    tree, rest = [], []
    for _, (a, b) in sorted(zip(weights, pairs, strict=True)):
        if part[a] != part[b]:
            old, new = part[a], part[b]
            part = [new if p == old else p for p in part]
            tree.append((a, b))
        elif min(a, b) < len(villages):
            rest.append((a, b))
    links = [_link(points, pair, "tertiary") for pair in tree]
    for pair in rest:
        hilly = float(ground.mountains(*points[list(pair)].mean(axis=0)))
        if dice.chance(0.34 - 0.27 * hilly):
            links.append(_link(points, pair, "unclassified"))
    return links


def _neighbour_pairs(points: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Gabriel neighbours: no third point lies within the circle over the pair."""
    pairs = []
    for a in range(len(points)):
        for b in range(a + 1, len(points)):
            middle, reach = (points[a] + points[b]) / 2, ((points[a] - points[b]) ** 2).sum() / 4
            if reach < 3500.0**2 and ((points - middle) ** 2).sum(axis=1).min() >= reach * 0.999999:
                pairs.append((a, b))
    return pairs


def _blocked(points: NDArray[np.float64], pair: tuple[int, int], forbidden: Polygon) -> bool:
    inside = shapely.intersection(shapely.linestrings(points[list(pair)]), forbidden)
    return bool(shapely.length(inside) > 60.0)


def _effort(a: NDArray[np.float64], b: NDArray[np.float64], ground: Ground) -> float:
    t = np.linspace(0, 1, 9)
    heights = ground.height(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
    length = float(np.sqrt(((a - b) ** 2).sum()))
    return round(length + 14.0 * float(np.abs(np.diff(heights)).sum()), 3)


def _link(points: NDArray[np.float64], pair: tuple[int, int], klass: str) -> Link:
    a, b = points[pair[0]], points[pair[1]]
    return Link((float(a[0]), float(a[1])), (float(b[0]), float(b[1])), klass)


def draw_roads(book: RoadBook, surveyor: Surveyor, stops: Sequence[int]) -> dict[int, int]:
    """Add what was built as smooth ways; returns the node of each stop's cell.

    Args:
        stops: cells where a way must end: villages and the city's gateways.
    """
    neighbours: dict[int, list[int]] = {}
    for a, b in sorted(surveyor.built):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    spots = _smooth(surveyor, neighbours, set(stops))
    ends = {cell for cell, near in neighbours.items() if len(near) != 2} | set(stops)
    ends |= {cell for cell, near in neighbours.items() if len({_style(surveyor, cell, n) for n in near}) > 1}
    seen: set[tuple[int, int]] = set()
    for start in sorted(ends & neighbours.keys()):
        for first in neighbours[start]:
            if (start, first) not in seen:
                chain = _chain(start, first, neighbours, ends)
                seen |= {(chain[0], chain[1]), (chain[-1], chain[-2])}
                _draw_chain(book, [spots[cell] for cell in chain], _style(surveyor, start, first))
    return {cell: book.node(*spots[cell]) for cell in stops if cell in spots}


def _style(surveyor: Surveyor, a: int, b: int) -> tuple[str, str]:
    return surveyor.built[min(a, b), max(a, b)]


def _smooth(surveyor: Surveyor, neighbours: dict[int, list[int]], fixed: set[int]) -> dict[int, Point]:
    """Cells pulled towards the middle of their neighbours, which takes the grid out of the roads."""
    spots = {cell: (float(surveyor.u[cell]), float(surveyor.v[cell])) for cell in sorted(neighbours)}
    for _ in range(4):
        moved = {}
        for cell, (u, v) in spots.items():
            near = [spots[n] for n in neighbours[cell]]
            pull = 0.0 if cell in fixed or len(near) < 2 else 0.5 if len(near) == 2 else 0.3
            mean = (sum(p[0] for p in near) / len(near), sum(p[1] for p in near) / len(near))
            moved[cell] = (u + pull * (mean[0] - u), v + pull * (mean[1] - v))
        spots = moved
    return spots


def _chain(start: int, first: int, neighbours: dict[int, list[int]], ends: set[int]) -> list[int]:
    chain = [start, first]
    while chain[-1] not in ends:
        a, b = neighbours[chain[-1]]
        chain.append(b if a == chain[-2] else a)
    return chain


def _draw_chain(book: RoadBook, line: list[Point], style: tuple[str, str]) -> None:
    klass, name = style
    homes = {"primary": 1.5, "secondary": 2.0}.get(klass, 2.5)
    book.add_line(_rounded(line), Way((), klass, name, homes_per_km=homes, crowd=0.7))


def _rounded(line: list[Point]) -> list[Point]:
    """The line with its corners cut at a quarter and three quarters of each side (Chaikin)."""
    points = [line[0]]
    for (u0, v0), (u1, v1) in pairwise(line):
        points.append((u0 + (u1 - u0) * 0.25, v0 + (v1 - v0) * 0.25))
        points.append((u0 + (u1 - u0) * 0.75, v0 + (v1 - v0) * 0.75))
    return [*points, line[-1]]
