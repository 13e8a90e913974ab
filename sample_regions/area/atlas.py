"""What an area is drawn from: a rough outline, its counties, how many units each has and how many people."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from sample_regions.dice import Floats, Point

METRES_PER_DEGREE_LAT = 111_070.0


@dataclass(frozen=True)
class County:
    """A county: its real name and code, and round figures for the rest.

    Attributes:
        code: the 12 digits.
        seat: degrees; its town grows around it.
        around: further points whose neighbourhood it owns, degrees; they give it its shape.
        townships: how many 街道, 镇 and 乡.
        communities: how many 城市社区 around the seat, and how many in the other towns.
        villages: how many 农村社区.
        people: how many live there.
        urban: share of them around the seat.
    """

    code: str
    name: str
    klass: str
    seat: Point
    around: tuple[Point, ...]
    townships: tuple[int, int, int]
    communities: tuple[int, int]
    villages: int
    people: int
    urban: float

    @property
    def prefecture(self) -> str:
        """Code of the prefecture above it."""
        return self.code[:4] + "00000000"


@dataclass(frozen=True)
class Atlas:
    """An area to draw.

    Attributes:
        above: (code, name, level, parent) of the units over the counties, the area itself first.
        outline: rough corners, degrees, in order; `islands` are further rings.
        finest: the level of the smallest units drawn.
        block: metres between the middles of neighbouring urban units.
        smallest: outline edges shorter than this stay straight, metres.
        homes: demand points of a rural unit.
        flavour: endings of invented names of villages.
        aged_60: how many are 60 and older.
        size: persons per household in town and country.
    """

    code: str
    name: str
    above: tuple[tuple[str, str, str, str], ...]
    outline: tuple[Point, ...]
    counties: tuple[County, ...]
    metres_per_degree_lon: float
    finest: str
    block: float
    smallest: float
    homes: int
    flavour: str
    aged_60: float
    size: tuple[float, float]
    seed: int
    islands: tuple[tuple[Point, ...], ...] = ()

    @cached_property
    def _origin(self) -> Point:
        lon, lat = np.array(self.outline).T
        return float(np.floor(lon.min() * 10) / 10), float(np.floor(lat.min() * 10) / 10)

    def metres(self, points: ArrayLike) -> Floats:
        """Metres east and north of the south-west corner, shape (n, 2)."""
        lon_lat = np.asarray(points, float).reshape(-1, 2)
        return (lon_lat - self._origin) * (self.metres_per_degree_lon, METRES_PER_DEGREE_LAT)

    def degrees(self, u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude, rounded to 6 decimals."""
        lon = self._origin[0] + np.asarray(u, float) / self.metres_per_degree_lon
        lat = self._origin[1] + np.asarray(v, float) / METRES_PER_DEGREE_LAT
        return np.round(lon, 6), np.round(lat, 6)
