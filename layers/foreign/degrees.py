"""Coordinates of any reference system as degrees, longitude first."""

from collections.abc import Callable
from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from layers.foreign.source import Source
from layers.projection import DEGREES, Reading
from layers.tables import Floats

SAME_DATUMS = ("wgs 84", "wgs_1984", "wgs84", "world geodetic system 1984", "cgcs", "china_2000", "china 2000")
REFUSED_DATUMS = {"beijing": "北京54", "xian": "西安80", "xi'an": "西安80", "krassov": "北京54"}
Extent = tuple[float, float, float, float]
ToDegrees = Callable[[Floats, Floats], tuple[Floats, Floats]]


def to_degrees(crs: str, extent: Extent, source: Source) -> ToDegrees:
    """How to turn the coordinates of `crs` into degrees of CGCS2000, which WGS84 is taken as.

    Args:
        crs: as `Reading.of` takes it; gives way to the option `crs`, where the user said what the coordinates are in.
        extent: smallest and largest x and y; without a `crs` they have to look like degrees.

    Raises:
        UserError: no reference system, an unknown one, or one whose shift to CGCS2000 is secret.
    """
    reading = Reading.of(source.option("crs") or crs)
    if not str(reading):
        return _assumed_degrees(extent, source)
    system, geodetic = _systems(reading.crs or DEGREES, source)
    if system == geodetic and _is_plain(geodetic):
        return _checked(reading.straightened, source)
    change = Transformer.from_crs(system, geodetic, always_xy=True)
    return _checked(lambda x, y: change.transform(*reading.straightened(x, y)), source)


def from_degrees(crs: str, extent: Extent, source: Source) -> ToDegrees:
    """The way back, inf where the projection has no answer.

    Raises:
        UserError: as `to_degrees`.
    """
    reading = Reading.of(source.option("crs") or crs)
    if not str(reading):
        return lambda lon, lat: (lon, lat)
    system, geodetic = _systems(reading.crs or DEGREES, source)
    back = Transformer.from_crs(geodetic, system, always_xy=True)

    def written(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        x, y = back.transform(lon, lat)
        return reading.as_written(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))

    return written


def _systems(crs: str, source: Source) -> tuple[CRS, Any]:
    """The reference system of a text, and the geographic one that is taken as CGCS2000."""
    try:
        system = CRS.from_user_input(crs)
        geodetic = system.geodetic_crs
    except ProjError as error:
        raise source.fault("文件注明的坐标系不认识", "请在 QGIS 里另存为 CGCS2000 或 WGS84") from error
    if geodetic is None:
        raise source.fault("文件用的是自定的平面坐标系", "请在 QGIS 里转换为 CGCS2000 经纬度")
    datum = f"{geodetic.name} {geodetic.datum.name if geodetic.datum else ''}".lower()
    for word, label in REFUSED_DATUMS.items():
        if word in datum:
            raise source.fault(f"坐标系是{label},转换参数不公开,不能自动换算", "请先由测绘部门转换为 CGCS2000")
    return system, geodetic if any(word in datum for word in SAME_DATUMS) else CRS.from_epsg(4326)


def _is_plain(geodetic: Any) -> bool:
    """Whether x and y of a geographic system are degrees from Greenwich already."""
    degrees = all(axis.unit_name == "degree" for axis in geodetic.axis_info[:2])
    return bool(degrees and geodetic.prime_meridian is not None and geodetic.prime_meridian.longitude == 0)


def _checked(transform: Callable[[Floats, Floats], Any], source: Source) -> ToDegrees:
    def degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = transform(x, y)
        lon, lat = np.asarray(lon, float), np.asarray(lat, float)
        if not (np.all(np.abs(lon) <= 180.0) and np.all(np.abs(lat) <= 90.0)):  # inf where the projection has no answer
            raise source.fault("坐标超出了坐标系的范围", "坐标系可能注明错了,请在 QGIS 里核对")
        return lon, lat

    return degrees


def _assumed_degrees(extent: Extent, source: Source) -> ToDegrees:
    west, south, east, north = extent
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise source.fault("文件没有说明坐标系,坐标也不是经纬度", "请把 .prj 一起拷来,或在 QGIS 里设定坐标系后另存")
    source.note("warning", "crs_assumed", "文件没有说明坐标系,坐标像是经纬度,按 CGCS2000 处理")
    return lambda x, y: (x, y)
