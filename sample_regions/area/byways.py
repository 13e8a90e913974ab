"""Roads of a whole area, thinned: from home to home, main roads from seat to seat."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, KDTree

from sample_regions.area.atlas import Atlas
from sample_regions.area.homes import Homes
from sample_regions.area.naming import Names
from sample_regions.area.seeding import Cells
from sample_regions.area.wandering import wander
from sample_regions.dice import Dice, Floats
from sample_regions.roadbook import RoadBook, Way

Pairs = NDArray[np.intp]
_LEAST_BEND = 800.0
"""Pieces of road shorter than this are straight, metres."""
_MAIN_IS_CHEAPER = 0.55


def draw_roads(
    atlas: Atlas, cells: Cells, homes: Homes, ground: shapely.Geometry, seats: list[int], names: Names, dice: Dice
) -> RoadBook:
    """The roads of the area.

    Args:
        seats: cells that townships are governed from.
    """
    urban = cells.urban[homes.cell]
    pairs = _chosen(homes.spot, urban, _dry(homes.spot, _gabriel(homes.spot), ground), dice)
    style = {tuple(pair): _small(urban, pair) for pair in pairs.tolist()}
    for ends, klass in _journeys(atlas, cells, homes, seats):
        name = names.take("town") + "线" if klass == "primary" else ""
        for pair in pairwise(_route(homes.spot, pairs, style, *ends)):
            known = (min(pair), max(pair))
            if style[known][0] not in ("primary", klass):
                style[known] = (klass, name)
    return _book(homes.spot, style)


def _gabriel(spots: Floats) -> Pairs:
    """Neighbours with no third place in the circle over the pair: no two of these roads cross."""
    corners = Delaunay(spots).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    middle = spots[pairs].mean(axis=1)
    reach = np.sqrt(((spots[pairs[:, 0]] - spots[pairs[:, 1]]) ** 2).sum(axis=1)) / 2
    return np.asarray(pairs[KDTree(spots).query(middle)[0] > reach * 0.999999])


def _dry(spots: Floats, pairs: Pairs, ground: shapely.Geometry) -> Pairs:
    """Roads that stay within the area."""
    shapely.prepare(ground)
    return np.asarray(pairs[shapely.contains(ground, shapely.linestrings(spots[pairs]))])


def _chosen(spots: Floats, urban: NDArray[np.bool_], pairs: Pairs, dice: Dice) -> Pairs:
    """A tree that reaches every home, most streets of the towns, and some rounds in the country."""
    length = _length(spots, pairs)
    tree = minimum_spanning_tree(_graph(len(spots), pairs, length)).tocoo()
    in_tree = {(min(a, b), max(a, b)) for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True)}
    chance = np.where(urban[pairs].all(axis=1), 0.93, 0.30) * (length < 6_000.0)
    kept = dice.uniforms(len(pairs)) < chance
    kept |= np.array([tuple(pair) in in_tree for pair in pairs.tolist()])
    return np.asarray(pairs[kept])


def _small(urban: NDArray[np.bool_], pair: list[int]) -> tuple[str, str]:
    return ("residential" if urban[pair].all() else "unclassified", "")


def _journeys(atlas: Atlas, cells: Cells, homes: Homes, seats: list[int]) -> list[tuple[tuple[int, int], str]]:
    """Between neighbouring county seats on main roads, from each township to its county on lesser ones."""
    county_seats = atlas.metres([county.seat for county in atlas.counties])
    tree = KDTree(homes.spot)
    home_of = tree.query(county_seats)[1].tolist()
    corners = Delaunay(county_seats).simplices if len(county_seats) > 3 else np.array([[0, 1, 2]])
    ends = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    ends = ends[np.argsort(_length(county_seats, ends), kind="stable")]
    main = [((home_of[a], home_of[b]), "primary") for a, b in ends.tolist()]
    towns = tree.query(cells.spot[seats])[1].tolist()
    lesser = [((home, home_of[cells.county[cell]]), "secondary") for home, cell in zip(towns, seats, strict=True)]
    return [*main, *lesser]


def _route(
    spots: Floats, pairs: Pairs, style: dict[tuple[int, int], tuple[str, str]], start: int, end: int
) -> list[int]:
    """The homes along the cheapest way; none where there is no way."""
    cheap = [_MAIN_IS_CHEAPER if style[tuple(p)][0] in ("primary", "secondary") else 1.0 for p in pairs.tolist()]
    graph = _graph(len(spots), pairs, _length(spots, pairs) * cheap)
    cost, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    if start == end or not np.isfinite(cost[end]):
        return []
    way = [end]
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    return way


def _book(spots: Floats, style: dict[tuple[int, int], tuple[str, str]]) -> RoadBook:
    """Ways that go on as long as one of their style goes on nearly straight, or nothing else begins."""
    beside: dict[int, list[int]] = {}
    for a, b in sorted(style):
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    book, drawn = RoadBook(), set[tuple[int, int]]()

    def go_on(chain: list[int]) -> None:
        while True:
            before, at = chain[-2:]
            same = [n for n in beside[at] if _key(at, n) not in drawn and style[_key(at, n)] == style[_key(before, at)]]
            straight = [(_cosine(spots, before, at, n), n) for n in same]
            following = max(straight, default=(-1.0, -1))
            if following[0] < (-1.0 if len(beside[at]) == 2 else 0.85) or following[1] < 0:
                return
            chain.append(following[1])
            drawn.add(_key(at, following[1]))

    for pair in sorted(style):
        if pair not in drawn:
            drawn.add(pair)
            chain = list(pair)
            go_on(chain)
            chain.reverse()
            go_on(chain)
            book.add_line(_line(spots, chain), Way((), *style[pair]))
    return book


def _cosine(spots: Floats, before: int, at: int, after: int) -> float:
    """1 straight on, -1 back."""
    a, b = spots[at] - spots[before], spots[after] - spots[at]
    return float((a @ b) / np.sqrt((a @ a) * (b @ b)))


def _line(spots: Floats, chain: list[int]) -> list[tuple[float, float]]:
    points = [(float(x), float(y)) for x, y in spots[chain]]
    return [p for a, b in pairwise(points) for p in (a, *wander(a, b, _LEAST_BEND, 0.11))] + points[-1:]


def _key(a: int, b: int) -> tuple[int, int]:
    return (min(a, b), max(a, b))


def _length(spots: Floats, pairs: Pairs) -> Floats:
    return np.asarray(np.sqrt(((spots[pairs[:, 0]] - spots[pairs[:, 1]]) ** 2).sum(axis=1)))


def _graph(size: int, pairs: Pairs, length: Floats) -> csr_matrix:
    return coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
