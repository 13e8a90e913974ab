"""How much ground a raster's cell covers, and whether its numbers are per square kilometre."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from pyproj import CRS

from layers.tables import Floats

EARTH_A, EARTH_F = 6378137.0, 1 / 298.257222101  # GRS80
ECCENTRICITY = math.sqrt(EARTH_F * (2 - EARTH_F))
DENSITY_WORDS = ("density", "_pd_", "per km", "per sq", "/km", "/sq", "km-2", "km^-2", "密度", "每平方公里", "平方千米")


def square_kilometres(crs: str, place: Any) -> Callable[[Floats, Floats], Floats]:
    """A function from cell centres in the raster's own coordinates to the ground each cell covers.

    Args:
        place: the affine transform of the raster.
    """
    system = CRS.from_user_input(crs) if crs else None
    cell = abs(place.determinant)
    if system is not None and not system.is_geographic:
        metres = system.axis_info[0].unit_conversion_factor
        return lambda x, _: np.full(len(x), cell * metres**2 / 1e6)
    unit = system.axis_info[0].unit_conversion_factor if system is not None else math.radians(1)
    return lambda _, y: cell * unit**2 * _square_radian(np.asarray(y) * unit)


def says_density(text: str) -> bool:
    """Whether a file's name, unit or description tells that its numbers are per square kilometre."""
    lowered = text.lower().replace("persons per", "per").replace("people per", "per")
    return any(word in lowered for word in DENSITY_WORDS)


def _square_radian(latitude: Floats) -> Floats:
    """Square kilometres of ellipsoid per square radian: M N cos(latitude)."""
    squash = 1 - (ECCENTRICITY * np.sin(latitude)) ** 2
    meridian = EARTH_A * (1 - ECCENTRICITY**2) / squash**1.5
    across = EARTH_A / np.sqrt(squash) * np.cos(latitude)
    area: Floats = meridian * across / 1e6
    return area
