"""Degrees and metres of the drawing boards."""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from sample_regions.dice import Floats

_METRES_PER_DEGREE_LAT = 111_070.0
_METRES_PER_DEGREE_LON = 83_150.0  # at 41.7 degrees north


class Sheet(Protocol):
    """What a drawing board lies on."""

    def degrees(self, u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude of places of the drawing board."""


def local_metres(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Rough planar metres from degrees, shape (n, 2): for nearness only."""
    x = (np.asarray(lon, float) - 123.0) * _METRES_PER_DEGREE_LON
    y = (np.asarray(lat, float) - 41.0) * _METRES_PER_DEGREE_LAT
    return np.column_stack([x, y])
