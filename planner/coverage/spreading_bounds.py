"""What is sure of people of whom only the unit is known, and what hangs on where in it they live."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.lattice import even_points
from layers.location import locate
from layers.projection import Metric
from layers.tables import Floats, Roads, Units
from planner.coverage.hierarchy import Mask, Rows

MOST_PLACES = 400_000
"""Lattice points of a region; they grow fewer per unit where there would be more."""
_FEWEST_PER_UNIT, _MOST_PER_UNIT = 4, 100
_MOST_CORNERS = 60


@dataclass(frozen=True, eq=False)
class PossiblePlaces:
    """Places in units where their people may live, m of them.

    Attributes:
        point: number of the demand point that stands for the unit of each.
    """

    lon: Floats
    lat: Floats
    point: Rows

    def bounds(self, reached: Mask, at_point: Mask) -> tuple[Mask, Mask]:
        """For each demand point, whether all of its unit is within reach, and whether any of it is.

        Args:
            reached: per place.
            at_point: whether the point itself is reached: it is one of the places.
        """
        count = len(at_point)
        places = np.bincount(self.point, minlength=count)
        inside = np.bincount(self.point, weights=reached, minlength=count)
        return at_point & (inside == places), at_point | (inside > 0)


def possible_places(
    units: Units, codes: np.ndarray, roads: Roads | None, facilities: tuple[Floats, Floats], metric: Metric
) -> PossiblePlaces:
    """Where the people of some units may live: everywhere in them.

    Nobody can try every place. Tried are the nodes of all roads in the unit, a lattice of at most 100 points of at
    least 150 m, at most 60 points of its border, and the places of the facilities in it: a facility's neighbours are
    always within its reach. Each has its walk to the road. Ground far from any road counts as well: that nobody lives
    there is not known. So the interval may be a little too narrow where a pocket smaller than the lattice is cut off,
    and is usually too wide.

    Args:
        codes: the unit of each demand point.
        facilities: longitude and latitude of those that serve.
    """
    rows = np.array([units.row_of[code] for code in codes.tolist()], dtype=np.intp)
    most = int(np.clip(MOST_PLACES // max(len(rows), 1), _FEWEST_PER_UNIT, _MOST_PER_UNIT))
    outlines = _valid(units, rows)
    lon, lat, point = even_points(outlines, metric, (_FEWEST_PER_UNIT, most))
    corners, of_corner = _corners(outlines)
    nodes = (np.zeros(0), np.zeros(0)) if roads is None else (roads.lon, roads.lat)
    more_lon, more_lat = np.concatenate([nodes[0], facilities[0]]), np.concatenate([nodes[1], facilities[1]])
    number = np.full(len(units), -1, dtype=np.intp)
    number[rows] = np.arange(len(rows))
    at = _at(units, rows, more_lon, more_lat)
    of = np.where(at >= 0, number[at], -1)
    there = of >= 0
    return PossiblePlaces(
        np.concatenate([lon, corners[:, 0], more_lon[there]]),
        np.concatenate([lat, corners[:, 1], more_lat[there]]),
        np.concatenate([point, of_corner, of[there]]),
    )


def _corners(outlines: np.ndarray) -> tuple[Floats, Rows]:
    """Vertices of the outlines, every k-th of long ones, and the number of the outline of each."""
    places, number = shapely.get_coordinates(outlines, return_index=True)
    first = np.searchsorted(number, np.arange(len(outlines)))
    every = np.maximum(1, -(-np.bincount(number, minlength=len(outlines)) // _MOST_CORNERS))
    chosen = (np.arange(len(number)) - first[number]) % every[number] == 0
    return places[chosen], number[chosen].astype(np.intp)


def _valid(units: Units, rows: Rows) -> np.ndarray:
    return np.asarray(shapely.make_valid(units.geometry[rows]), dtype=object)


def _at(units: Units, rows: Rows, lon: Floats, lat: Floats) -> Rows:
    """Row of the unit among `rows` around each place, -1 outside them all."""
    geometry = np.full(len(units), None, dtype=object)
    geometry[rows] = units.geometry[rows]
    return locate(replace(units, geometry=geometry), lon, lat)
