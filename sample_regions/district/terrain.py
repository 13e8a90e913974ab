"""The ground of an invented place: noise, hills, and the way from the drawing board to degrees.

Everything is drawn on a plane in metres, u to the east and v to the north along the city's
own axes, and bent into place at the very end. Only sums, products and square roots are used,
so that the same place comes out on every machine.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sample_regions.dice import Dice, Floats

_WEST, _SOUTH, _EAST, _NORTH = -16_000.0, -34_000.0, 44_000.0, 14_000.0
_METRES_PER_DEGREE_LAT = 111_070.0
_METRES_PER_DEGREE_LON = 83_150.0  # at 41.7 degrees north
# The city's axes are turned so that east climbs a little to the north: a Pythagorean angle of 11.4 degrees.
_COS, _SIN = 0.98, 0.198997487421324


class Noise:
    """Smooth noise from -1 to 1: values on a lattice, blended by a quintic step."""

    def __init__(self, dice: Dice, wavelength: float) -> None:
        self._wavelength = wavelength
        columns = int((_EAST - _WEST) / wavelength) + 3
        rows = int((_NORTH - _SOUTH) / wavelength) + 3
        self._values = 2.0 * dice.uniforms(rows, columns) - 1.0

    def __call__(self, u: ArrayLike, v: ArrayLike) -> Floats:
        """The noise at points of the drawing board."""
        x = (np.clip(np.asarray(u, float), _WEST, _EAST) - _WEST) / self._wavelength
        y = (np.clip(np.asarray(v, float), _SOUTH, _NORTH) - _SOUTH) / self._wavelength
        column, row = np.floor(x).astype(int), np.floor(y).astype(int)
        a, b = _quintic(x - column), _quintic(y - row)
        low = self._values[row, column] * (1 - a) + self._values[row, column + 1] * a
        high = self._values[row + 1, column] * (1 - a) + self._values[row + 1, column + 1] * a
        return np.asarray(low * (1 - b) + high * b)


def _quintic(t: Floats) -> Floats:
    return t * t * t * (t * (t * 6 - 15) + 10)


def ramp(value: ArrayLike, low: float, high: float) -> Floats:
    """0 below low, 1 above high, smooth between."""
    t = np.clip((np.asarray(value, float) - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


@dataclass(frozen=True)
class Ground:
    """Heights, and the bend from the drawing board to degrees.

    Attributes:
        lon_0, lat_0: where the drawing board's origin lies.
        city: west, south, east, north of the part that keeps its straight streets.
    """

    lon_0: float
    lat_0: float
    city: tuple[float, float, float, float]
    _bends: tuple[tuple[float, Noise, Noise], ...]
    _wrinkles: tuple[tuple[float, Noise, Noise], ...]
    _ridges: tuple[tuple[float, Noise], ...]
    _whim: Noise

    @classmethod
    def of(cls, seed: int, lon_0: float, lat_0: float, city: tuple[float, float, float, float]) -> "Ground":
        """Ground made from a seed."""
        dice = Dice(seed)
        bends = tuple((size, Noise(dice, wave), Noise(dice, wave)) for size, wave in ((900.0, 12_500.0),))
        waves = ((260.0, 3_100.0), (95.0, 1_250.0), (38.0, 520.0))
        wrinkles = tuple((size, Noise(dice, wave), Noise(dice, wave)) for size, wave in waves)
        ridges = tuple((size, Noise(dice, wave)) for size, wave in ((1.0, 5_200.0), (0.45, 2_300.0), (0.2, 1_000.0)))
        bends += ((15.0, Noise(dice, 430.0), Noise(dice, 430.0)),)
        return cls(lon_0, lat_0, city, bends, wrinkles, ridges, Noise(dice, 97.0))

    def mountains(self, u: ArrayLike, v: ArrayLike) -> Floats:
        """How mountainous it is, 0 in the plain to 1 in the far south-east."""
        return ramp((np.asarray(u, float) - np.asarray(v, float)) / 2, 8_500.0, 20_000.0)

    def height(self, u: ArrayLike, v: ArrayLike) -> Floats:
        """Metres above the sea: a plain that rises to ridges with valleys between."""
        ridge = sum((size * np.abs(noise(u, v)) for size, noise in self._ridges), np.zeros(np.shape(u)))
        hilly = self.mountains(u, v)
        return np.asarray(42.0 + 90.0 * hilly + (25.0 + 430.0 * hilly) * ridge)

    def whim(self, u: float, v: float) -> float:
        """A number from -1 to 1 that belongs to a place."""
        return float(self._whim(u, v))

    def wildness(self, u: ArrayLike, v: ArrayLike) -> Floats:
        """0 within the city, 1 from two kilometres outside: how freely lines may wander."""
        u, v = np.asarray(u, float), np.asarray(v, float)
        west, south, east, north = self.city
        du = np.maximum(np.maximum(west - u, u - east), 0.0)
        dv = np.maximum(np.maximum(south - v, v - north), 0.0)
        return ramp(np.sqrt(du * du + dv * dv), 0.0, 1_300.0)

    def metres(self, u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
        """Bent and turned into place: metres east and north of the origin."""
        u, v = np.asarray(u, float), np.asarray(v, float)
        wild = self.wildness(u, v)
        du = sum(s * a(u, v) for s, a, _ in self._bends) + wild * sum(s * a(u, v) for s, a, _ in self._wrinkles)
        dv = sum(s * b(u, v) for s, _, b in self._bends) + wild * sum(s * b(u, v) for s, _, b in self._wrinkles)
        return _COS * (u + du) - _SIN * (v + dv), _SIN * (u + du) + _COS * (v + dv)

    def degrees(self, u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude, rounded to 7 decimals."""
        x, y = self.metres(u, v)
        return (
            np.round(self.lon_0 + x / _METRES_PER_DEGREE_LON, 7),
            np.round(self.lat_0 + y / _METRES_PER_DEGREE_LAT, 7),
        )
