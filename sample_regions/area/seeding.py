"""Where the smallest units have their middles: blocks of a grid in town, well spaced in the country."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from sample_regions.area.atlas import Atlas, County
from sample_regions.dice import Dice, Floats

_TURNS = ((1.0, 0.0), (0.96, 0.28), (0.8, 0.6), (12 / 13, 5 / 13), (15 / 17, 8 / 17))
"""Cosine and sine of the directions that town grids may have: Pythagorean angles."""
_FROM_BORDER = 0.25
"""How far a middle keeps from the area's border, in widths of its unit."""


@dataclass(frozen=True)
class Cells:
    """The smallest units, before they have outlines.

    Attributes:
        county: number of the county in the atlas.
        spot: middles, metres, shape (n, 2).
        urban: whether it is a block of a town grid.
        east: direction of its grid, unit vectors, shape (n, 2).
    """

    county: NDArray[np.intp]
    spot: Floats
    urban: NDArray[np.bool_]
    east: Floats


class Territories:
    """Which county owns a place: the one with the nearest seat or further point.

    Attributes:
        extent: west, south, east, north of each county, metres, roughly.
    """

    def __init__(self, atlas: Atlas, ground: shapely.Geometry, dice: Dice) -> None:
        points = [(number, p) for number, c in enumerate(atlas.counties) for p in (c.seat, *c.around)]
        self._county = np.array([number for number, _ in points])
        self._tree = KDTree(atlas.metres([p for _, p in points]))
        west, south, east, north = ground.bounds
        random = np.array([west, south]) + dice.uniforms(80_000, 2) * (east - west, north - south)
        random = random[shapely.contains_xy(ground, *random.T)]
        owner = self.owner(random)
        self.extent = [
            np.concatenate([random[owner == n].min(axis=0) - 2_500.0, random[owner == n].max(axis=0) + 2_500.0])
            for n in range(len(atlas.counties))
        ]

    def owner(self, spots: Floats) -> NDArray[np.intp]:
        """Number of the county of each place."""
        return np.asarray(self._county[self._tree.query(spots)[1]])


def place_cells(atlas: Atlas, ground: shapely.Geometry, dice: Dice) -> Cells:
    """As many cells as the atlas wants, county by county, the urban ones of each first."""
    shapely.prepare(ground)
    lands = Territories(atlas, ground, dice)
    towns = [_town(atlas, number, ground, lands, dice) for number in range(len(atlas.counties))]
    taken = np.vstack([spots for spots, _ in towns])
    county: list[int] = []
    urban: list[bool] = []
    spot: list[Floats] = []
    east: list[Floats] = []
    for number, one in enumerate(atlas.counties):
        blocks, direction = towns[number]
        fields = _country(atlas, number, ground, lands, taken, dice)
        taken = np.vstack([taken, fields])
        county += [number] * (len(blocks) + len(fields))
        spot += [blocks, fields]
        urban += [True] * len(blocks) + [False] * rural_count(atlas, one)
        east += [np.tile(direction, (len(blocks) + len(fields), 1))]
    middles = np.asarray(np.round(np.vstack(spot)), dtype=np.float64)
    return Cells(np.array(county), middles, np.array(urban), np.vstack(east))


def urban_count(atlas: Atlas, county: County) -> int:
    """How many urban cells a county has: its core communities, or its 街道 where nothing finer is drawn."""
    return county.communities[0] if atlas.finest == "community" else county.townships[0]


def rural_count(atlas: Atlas, county: County) -> int:
    """How many other cells: villages and the communities of small towns, or 镇 and 乡."""
    if atlas.finest == "community":
        return county.villages + county.communities[1]
    return county.townships[1] + county.townships[2]


def _town(
    atlas: Atlas, number: int, ground: shapely.Geometry, lands: Territories, dice: Dice
) -> tuple[Floats, tuple[float, float]]:
    """The blocks nearest to the seat, on the grid that the districts of one city share; and its direction."""
    county = atlas.counties[number]
    first = next(c for c in atlas.counties if c is county or _same_city(c, county))
    cos, sin = _TURNS[int(first.code[3:6]) % len(_TURNS)]
    steps = np.arange(-60, 61) * atlas.block
    a, b = (grid.ravel() for grid in np.meshgrid(steps, steps))
    origin, seat = atlas.metres(first.seat)[0], atlas.metres(county.seat)[0]
    spots = np.column_stack([origin[0] + cos * a - sin * b, origin[1] + sin * a + cos * b])
    spots = spots[shapely.contains_xy(ground.buffer(-0.6 * atlas.block), *spots.T)]
    spots = spots[lands.owner(spots) == number]
    away = np.sqrt(((spots - seat) ** 2).sum(axis=1)) * (0.85 + 0.3 * dice.uniforms(len(spots)))
    wanted = urban_count(atlas, county)
    if len(spots) < wanted:
        raise ValueError(f"{county.name} has room for {len(spots)} of {wanted} urban units")
    nearest = np.argsort(away, kind="stable")[:wanted]
    return spots[nearest], (cos, sin)


def _same_city(one: County, other: County) -> bool:
    return one.klass == other.klass == "市辖区" and one.prefecture == other.prefecture


def _country(
    atlas: Atlas, number: int, ground: shapely.Geometry, lands: Territories, taken: Floats, dice: Dice
) -> Floats:
    """Random places of the county that keep their distance, the distance as large as it can be."""
    wanted = rural_count(atlas, atlas.counties[number])
    if not wanted:
        return np.zeros((0, 2))
    tries = _tries(atlas, number, ground, lands, 24 * wanted + 300, dice)
    near = taken[KDTree(tries).query(taken)[0] < 30_000.0] if len(taken) else taken
    low, high = 100.0, 60_000.0
    for _ in range(22):
        middle = (low + high) / 2
        low, high = (middle, high) if len(_spread(tries, near, middle)) >= wanted else (low, middle)
    return _spread(tries, near, low)[:wanted]


def _tries(atlas: Atlas, number: int, ground: shapely.Geometry, lands: Territories, wanted: int, dice: Dice) -> Floats:
    """Random places of the county, away from the area's border."""
    inside = ground.buffer(-_FROM_BORDER * 2 * atlas.smallest)
    shapely.prepare(inside)
    west, south, east, north = lands.extent[number]
    found = np.zeros((0, 2))
    while len(found) < wanted:
        random = np.array([west, south]) + dice.uniforms(2 * wanted, 2) * (east - west, north - south)
        random = random[shapely.contains_xy(inside, *random.T)]
        found = np.vstack([found, random[lands.owner(random) == number]])
    return found


def _spread(tries: Floats, taken: Floats, least: float) -> Floats:
    """The tries, in their order, that keep `least` metres from each other and most of it from what is taken."""
    if len(taken):
        tries = tries[KDTree(taken).query(tries)[0] > 0.72 * least]
    open_, chosen = np.ones(len(tries), dtype=bool), []
    tree = KDTree(tries) if len(tries) else None
    for number in range(len(tries)):
        if open_[number] and tree is not None:
            chosen.append(number)
            open_[tree.query_ball_point(tries[number], least)] = False
    return tries[chosen]
