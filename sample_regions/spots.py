"""Where a facility may stand: among the people of a unit, at its edge, in the hills."""

import numpy as np
import shapely
from scipy.spatial import KDTree

from layers.tables import Demand, Floats, Roads, Units
from sample_regions.terrain import Dice, local_metres

Place = tuple[float, float]


class Spots:
    """Places in the units of a district, and the address of each."""

    def __init__(self, units: Units, demand: Demand, roads: Roads, dice: Dice) -> None:
        self.units = units
        self._dice = dice
        self._lon, self._lat = demand.lon, demand.lat
        self._people = demand.weight["population"]
        self._unit_row = np.array([units.row_of[str(code)] for code in demand.unit_code])
        self._metres = local_metres(demand.lon, demand.lat)
        named = np.flatnonzero((roads.way_name[roads.way] != "") & (roads.way_class[roads.way] != "motorway"))
        lon = (roads.lon[roads.tail[named]] + roads.lon[roads.head[named]]) / 2
        lat = (roads.lat[roads.tail[named]] + roads.lat[roads.head[named]]) / 2
        self._named_street = KDTree(local_metres(lon, lat))
        self._street = roads.way_name[roads.way[named]]

    def people_in(self, row: int) -> float:
        """Persons of a unit of any level."""
        return float(self.units.population["population"][row])

    def _rows(self, row: int) -> np.ndarray:
        if self.units.level[row] == "community":
            return np.flatnonzero(self._unit_row == row)
        children = np.flatnonzero(self.units.parent == self.units.code[row])
        return np.flatnonzero(np.isin(self._unit_row, children))

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
        nearest = KDTree(self._metres).query(local_metres(lon, lat))[0]
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

    def address(self, community: int, place: Place) -> str:
        """Street and number in the city, township and village in the country."""
        units = self.units
        town = str(units.name[units.row_of[str(units.parent[community])]])
        if units.klass[community] == "农村社区":
            return f"{town}{units.name[community]}"
        street = str(self._street[self._named_street.query(local_metres([place[0]], [place[1]])[0])[1]])
        return f"{town}{street}{self._dice.whole(3, 260)}号"
