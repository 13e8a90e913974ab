"""Coordinates between a source's reference system, degrees of CGCS2000, and metres."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.errors import UserError
from layers.tables import Floats, Geometries

DEGREES = "EPSG:4490"
# WGS84 and CGCS2000 agree within a metre for this use; PROJ knows no better path than "ballpark".
_SAME_AS_DEGREES = ("EPSG:4326", "OGC:CRS84", "EPSG:4979", "EPSG:4480", DEGREES)
# No public transformation exists for these; PROJ would shift by nothing and be tens of metres off.
_WITHOUT_TRANSFORMATION = (
    "beijing 1954",
    "beijing_1954",
    "beijing54",
    "beijing 54",
    "xian 1980",
    "xian_1980",
    "xian80",
    "xian 80",
    "xi'an 1980",
    "new beijing",
    "krasso",
)
_SWAPPED, _PER = " swapped", " per "


@dataclass(frozen=True)
class Metric:
    """Planar metres around a centre: transverse Mercator on the GRS80 ellipsoid, scale 1 at the centre.

    Scale error is (distance from the central meridian / earth radius)^2 / 2: under 0.01 % within 90 km.
    """

    lon_0: float
    lat_0: float

    @classmethod
    def of_extent(cls, lon_min: float, lat_min: float, lon_max: float, lat_max: float) -> "Metric":
        """The metric system of an extent in degrees, its centre rounded to 0.1 degree."""
        return cls(round((lon_min + lon_max) / 2, 1), round((lat_min + lat_max) / 2, 1))

    @property
    def proj(self) -> str:
        """The PROJ definition."""
        return f"+proj=tmerc +lat_0={self.lat_0} +lon_0={self.lon_0} +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m"

    @property
    def label(self) -> str:
        """What a report calls it."""
        return f"CGCS2000 高斯投影(中央经线 {self.lon_0:g}°)"

    @cached_property
    def _projection(self) -> pyproj.Proj:
        return pyproj.Proj(self.proj)

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the centre, from degrees; NaN stays NaN."""
        return self._convert(lon, lat, inverse=False)

    def inverse(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Degrees from metres; NaN stays NaN."""
        return self._convert(x, y, inverse=True)

    def _convert(self, first: ArrayLike, second: ArrayLike, *, inverse: bool) -> tuple[Floats, Floats]:
        a, b = self._projection(np.asarray(first, float), np.asarray(second, float), inverse=inverse)
        a, b = np.array(a, dtype=np.float64), np.array(b, dtype=np.float64)
        a[~np.isfinite(a)] = np.nan
        b[~np.isfinite(b)] = np.nan
        return a, b

    def geometry(self, degrees: Geometries) -> Geometries:
        """Shapely geometries in metres, from degrees; None stays None."""

        def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self.forward(points[:, 0], points[:, 1]))

        return np.asarray(shapely.transform(degrees, project), dtype=object)

    def geometry_degrees(self, metres: Geometries) -> Geometries:
        """Shapely geometries in degrees, from metres; None stays None."""

        def unproject(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self.inverse(points[:, 0], points[:, 1]))

        return np.asarray(shapely.transform(metres, unproject), dtype=object)


@dataclass(frozen=True)
class Reading:
    """How the numbers of a source are read: `EPSG:4529`, a WKT, or one of these with ` swapped` or ` per 1000` behind.

    Attributes:
        crs: WKT or `EPSG:n`, "" for degrees without a declared system.
        swapped: the first number is the northing or latitude, as in Chinese survey tables.
        per: what the numbers were multiplied by.
    """

    crs: str
    swapped: bool = False
    per: float = 1.0

    @classmethod
    def of(cls, text: str) -> "Reading":
        """The reading that a text of `ImportOptions.crs` means."""
        crs, swapped = text.removesuffix(_SWAPPED), text.endswith(_SWAPPED)
        head, sign, tail = crs.rpartition(_PER)
        return cls(head, swapped, float(tail)) if sign and tail.isdigit() else cls(crs, swapped)

    def __str__(self) -> str:
        per = f"{_PER}{self.per:.0f}" if self.per != 1.0 else ""
        return f"{self.crs}{per}{_SWAPPED if self.swapped else ''}"

    def straightened(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        """East and north in units of `crs`, of the two numbers as they are written; shape (n,)."""
        x, y = (second, first) if self.swapped else (first, second)
        return (x, y) if self.per == 1.0 else (x / self.per, y / self.per)

    def as_written(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The way back."""
        x, y = x * self.per, y * self.per
        return (y, x) if self.swapped else (x, y)

    @property
    def plain(self) -> bool:
        """Whether a file could say it of itself."""
        return not self.swapped and self.per == 1.0


def points_to_degrees(x: Floats, y: Floats, crs: str, *, where: str = "") -> tuple[Floats, Floats]:
    """Points in degrees of CGCS2000, longitude first; NaN where the system has no answer.

    Args:
        x, y: as the source writes them, shape (n,).
        crs: as `Reading.of` takes it.

    Raises:
        UserError: the system is unknown, or has no public transformation to CGCS2000.
    """
    points = _to_degrees(crs, where)(np.column_stack((x, y)))
    return points[:, 0], points[:, 1]


def to_degrees(geometry: Geometries, crs: str, *, where: str = "") -> Geometries:
    """Geometries in degrees of CGCS2000, longitude first, from any reference system.

    Args:
        geometry: shapely geometries, None allowed.
        crs: as `Reading.of` takes it, "" for degrees without a declared system.
        where: the file, for messages.

    Raises:
        UserError: the system is unknown, or has no public transformation to CGCS2000.
    """
    if Reading.of(crs).plain and _reference_system(Reading.of(crs).crs, where) is None:
        return geometry
    return np.asarray(shapely.transform(geometry, _to_degrees(crs, where)), dtype=object)


def _to_degrees(crs: str, where: str) -> Callable[[Floats], Floats]:
    reading = Reading.of(crs)
    source = _reference_system(reading.crs, where)
    change = _transformer(source) if source else None

    def project(points: Floats) -> Floats:
        x, y = reading.straightened(points[:, 0], points[:, 1])
        if change is None:
            return np.column_stack((x, y))
        degrees = np.column_stack(change.transform(x, y))
        degrees[~np.isfinite(degrees).all(axis=1)] = np.nan
        return degrees

    return project


@lru_cache(maxsize=128)
def _transformer(source: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, DEGREES, always_xy=True)


@lru_cache(maxsize=128)
def _reference_system(crs: str, where: str) -> pyproj.CRS | None:
    """The system to convert from; None where the coordinates are degrees already."""
    if not crs or crs in _SAME_AS_DEGREES:
        return None
    try:
        source = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UserError(
            "坐标系说明读不懂", where=where, remedy="请在原软件中另存为 CGCS2000 经纬度坐标后再导入"
        ) from None
    geodetic = source.geodetic_crs
    said = f"{source.name} {geodetic.name if geodetic else ''} {geodetic.ellipsoid if geodetic else ''}".lower()
    if any(word in said for word in _WITHOUT_TRANSFORMATION):
        raise UserError(
            "坐标系是北京54或西安80,没有公开的转换参数,直接换算会偏几十米",
            where=where,
            remedy="请用本单位的转换参数转为 CGCS2000 后再导入",
        )
    authority = source.to_authority(min_confidence=70) if source.is_geographic else None
    if authority and ":".join(authority) in _SAME_AS_DEGREES:
        return None
    return source


def check_degrees(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Whether each point is a place on earth in degrees; NaN is not."""
    with np.errstate(invalid="ignore"):
        return np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
