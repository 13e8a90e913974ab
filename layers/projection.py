"""Coordinates between a source's reference system, degrees of CGCS2000, and metres."""

from dataclasses import dataclass
from functools import cached_property

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
_WITHOUT_TRANSFORMATION = ("beijing 1954", "beijing_1954", "xian 1980", "xian_1980", "xi'an 1980", "new beijing")


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


def to_degrees(geometry: Geometries, crs: str, *, where: str = "") -> Geometries:
    """Geometries in degrees of CGCS2000, longitude first, from any reference system.

    Args:
        geometry: shapely geometries, None allowed.
        crs: WKT, `EPSG:n`, or "" for degrees without a declared system.
        where: the file, for messages.

    Raises:
        UserError: the system is unknown, or has no public transformation to CGCS2000.
    """
    source = _reference_system(crs, where)
    if source is None:
        return geometry
    change = pyproj.Transformer.from_crs(source, DEGREES, always_xy=True)

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(change.transform(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(geometry, project), dtype=object)


def _reference_system(crs: str, where: str) -> pyproj.CRS | None:
    """The system to convert from; None where the coordinates are degrees already."""
    if not crs:
        return None
    try:
        source = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UserError(
            "坐标系说明读不懂", where=where, remedy="请在原软件中另存为 CGCS2000 经纬度坐标后再导入"
        ) from None
    if any(word in source.name.lower() for word in _WITHOUT_TRANSFORMATION):
        raise UserError(
            "坐标系是北京54或西安80,没有公开的转换参数,直接换算会偏几十米",
            where=where,
            remedy="请用本单位的转换参数转为 CGCS2000 后再导入",
        )
    authority = source.to_authority(min_confidence=70)
    if source.is_geographic and authority and ":".join(authority) in _SAME_AS_DEGREES:
        return None
    return source


def check_degrees(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Whether each point is a place on earth in degrees; NaN is not."""
    with np.errstate(invalid="ignore"):
        return np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
