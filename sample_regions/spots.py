"""Where a facility may stand: among the people of a unit, at its edge, in the hills."""

import numpy as np
import shapely
from scipy.spatial import KDTree

from layers.schema import LEVELS
from layers.tables import Floats, Roads, Units
from sample_regions.dice import Dice
from sample_regions.land import Land
from sample_regions.places import local_metres

Place = tuple[float, float]
_NEAR = 400.0
"""Farther from a street no house has its number, metres."""


class Spots:
    """Places in the units of a district, and the address of each."""

    def __init__(self, land: Land, dice: Dice) -> None:
        units, demand = land.units, land.demand
        self.units = units
        self._dice = dice
        self._lon, self._lat = demand.lon, demand.lat
        self._people = demand.weight["population"]
        self._unit_row = np.array([units.row_of[str(code)] for code in demand.unit_code])
        self._metres = local_metres(demand.lon, demand.lat)
        self._homes = KDTree(self._metres)
        self._above = _ancestors(units, self._unit_row)
        self._streets = _Streets(land.roads) if land.roads is not None else None

    def people_in(self, row: int) -> float:
        """Persons of a unit of any level."""
        return float(self.units.population["population"][row])

    def _rows(self, row: int) -> np.ndarray:
        return np.flatnonzero(self._above[str(self.units.level[row])] == row)

    def among_people(self, row: int) -> tuple[Place, int]:
        """Next door to somebody, where many live more often; with the community's row."""
        rows = self._rows(row)
        ends = np.cumsum(self._people[rows])
        chosen = rows[int(np.searchsorted(ends, self._dice.uniform() * ends[-1], side="right"))]
        return self._beside(int(chosen)), int(self._unit_row[chosen])

    def central(self, row: int) -> Place:
        """The home nearest to the middle of a unit's people."""
        return self._beside(self._rows(row)[int(self._from_middle(row).argmin())])

    def remote(self, row: int) -> Place:
        """The home farthest from the middle of a unit's people."""
        return self._beside(self._rows(row)[int(self._from_middle(row).argmax())])

    def _from_middle(self, row: int) -> Floats:
        rows = self._rows(row)
        middle = np.average(self._metres[rows], axis=0, weights=self._people[rows])
        return np.asarray(((self._metres[rows] - middle) ** 2).sum(axis=1))

    def away_from_people(self, row: int) -> Place:
        """Open ground of a unit, as far from any home as a few tries find."""
        outline = self.units.geometry[row]
        west, south, east, north = outline.bounds
        tries = self._dice.uniforms(60, 2)
        lon, lat = west + (east - west) * tries[:, 0], south + (north - south) * tries[:, 1]
        inside = shapely.contains_xy(outline.buffer(-0.0015), lon, lat)
        lon, lat = lon[inside], lat[inside]
        nearest = self._homes.query(local_metres(lon, lat))[0]
        best = int(np.argmin(np.abs(nearest - 650.0)))
        return round(float(lon[best]), 6), round(float(lat[best]), 6)

    def _beside(self, home: int) -> Place:
        """Some 20 metres from a home, in the same unit."""
        outline = self.units.geometry[self._unit_row[home]]
        for _ in range(20):
            lon = round(float(self._lon[home]) + self._dice.uniform(-0.00025, 0.00025), 6)
            lat = round(float(self._lat[home]) + self._dice.uniform(-0.00018, 0.00018), 6)
            if outline.contains(shapely.Point(lon, lat)):
                return lon, lat
        return float(self._lon[home]), float(self._lat[home])

    def address(self, row: int, place: Place) -> str:
        """Street and number where streets have names, township and village elsewhere."""
        units = self.units
        if units.level[row] != "community":
            return str(units.name[row])
        town = str(units.name[units.row_of[str(units.parent[row])]])
        street = self._streets.near(place) if self._streets and units.klass[row] == "城市社区" else ""
        return f"{town}{street}{self._dice.whole(3, 260)}号" if street else f"{town}{units.name[row]}"


class _Streets:
    """Streets with a name."""

    def __init__(self, roads: Roads) -> None:
        on_foot = roads.way_class[roads.way] != "motorway"
        named = np.flatnonzero((roads.way_name[roads.way] != "") & on_foot)
        lon = (roads.lon[roads.tail[named]] + roads.lon[roads.head[named]]) / 2
        lat = (roads.lat[roads.tail[named]] + roads.lat[roads.head[named]]) / 2
        self._tree = KDTree(local_metres(lon, lat))
        self._name = roads.way_name[roads.way[named]]

    def near(self, place: Place) -> str:
        """The nearest one, "" where none is near."""
        away, number = self._tree.query(local_metres([place[0]], [place[1]])[0])
        return str(self._name[number]) if away < _NEAR else ""


def _ancestors(units: Units, rows: np.ndarray) -> dict[str, np.ndarray]:
    """By level: the unit of each of these rows or the one above it, -1 where there is none."""
    return {level: np.array([units.ancestor_row(int(row), level) for row in rows]) for level in LEVELS}
