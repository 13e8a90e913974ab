"""Longitude and latitude between WGS84 and the shifted datums of Chinese map services.

GCJ-02 has no published definition. The series used here is the one every map programmer knows, first
given in the "eviltransform" project: a shift of 20 to 700 m, as two sine series on the Krasovsky
ellipsoid. BD-09 is a second shift on top of it. Both apply inside China only, for which the series'
own rectangle stands: 72.004 to 137.8347 degrees east, 0.8293 to 55.8271 north, borders included.
The inverses are unofficial, so results are for internal use.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from layers.tables import Floats

DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
DATUM_LABELS = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02(高德、腾讯)", "bd09": "BD-09(百度)"}
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271

SEMI_MAJOR = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
BAIDU_ANGLE = np.pi * 3000.0 / 180.0
BORDER_TOLERANCE = 1e-9  # degrees, a tenth of a millimetre: what the iteration may be off at the border
ENOUGH_STEPS = 8  # each step shrinks the error more than 50 times; six reach the last digit


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> tuple[Any, Any]:
    """Degrees of `datum` to degrees of WGS84, by iteration, to within a micrometre.

    The forward shift leaves points outside China alone. Near the border of the rectangle two points
    can therefore share one shifted place; the one inside China is returned.

    Args:
        lon, lat: scalars or arrays that broadcast; NaN stays NaN.
        datum: one of `DATUMS`; CGCS2000 is taken as WGS84, which it meets within a metre.

    Returns:
        Longitude and latitude, scalars where scalars came in.
    """
    lon, lat = _degrees(lon, lat, datum)
    if datum in ("wgs84", "cgcs2000"):
        return lon[()], lat[()]
    guess_lon, guess_lat = _near_china(lon, lat)
    start_lon, start_lat = guess_lon, guess_lat
    for _ in range(ENOUGH_STEPS):
        shifted_lon, shifted_lat = _shifted(guess_lon, guess_lat, datum)
        guess_lon, guess_lat = guess_lon + (start_lon - shifted_lon), guess_lat + (start_lat - shifted_lat)
    inside = _inside(guess_lon, guess_lat, BORDER_TOLERANCE) & (start_lon == lon) & (start_lat == lat)
    return np.where(inside, guess_lon, lon)[()], np.where(inside, guess_lat, lat)[()]


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> tuple[Any, Any]:
    """Degrees of WGS84 to degrees of `datum`; points outside China unchanged. See `to_wgs84`."""
    lon, lat = _degrees(lon, lat, datum)
    if datum in ("wgs84", "cgcs2000"):
        return lon[()], lat[()]
    inside = _inside(lon, lat)
    shifted_lon, shifted_lat = _shifted(*_near_china(lon, lat), datum)
    return np.where(inside, shifted_lon, lon)[()], np.where(inside, shifted_lat, lat)[()]


def _degrees(lon: ArrayLike, lat: ArrayLike, datum: str) -> tuple[Floats, Floats]:
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}")
    x, y = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    return x.copy(), y.copy()


def _inside(lon: Floats, lat: Floats, tolerance: float = 0.0) -> Any:
    in_lon = (lon >= WEST - tolerance) & (lon <= EAST + tolerance)
    return in_lon & (lat >= SOUTH - tolerance) & (lat <= NORTH + tolerance)


def _near_china(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The same degrees, brought to within a degree of the rectangle so that the series stays finite."""
    return np.clip(lon, WEST - 1, EAST + 1), np.clip(lat, SOUTH - 0.5, NORTH + 1)


def _shifted(lon: Floats, lat: Floats, datum: str) -> tuple[Floats, Floats]:
    """The forward shift, without regard to the rectangle."""
    shifted = _gcj02(lon, lat)
    return _bd09(*shifted) if datum == "bd09" else shifted


def _gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    common = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    east += 2 / 3 * (common + _waves(x, ((20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))))
    north += 2 / 3 * (common + _waves(y, ((20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))))
    radians = np.radians(lat)
    flatness = 1 - ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    prime_vertical = SEMI_MAJOR / np.sqrt(flatness)
    meridional = SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / flatness**1.5
    return lon + np.degrees(east / (prime_vertical * np.cos(radians))), lat + np.degrees(north / meridional)


def _waves(angle: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(angle)
    for amplitude, frequency in terms:
        total += amplitude * np.sin(frequency * np.pi * angle)
    return total


def _bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_ANGLE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
