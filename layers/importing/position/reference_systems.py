"""The reference systems that numbers of a certain size can be in, and what they are called in plain words."""

from collections.abc import Iterable

import numpy as np

from layers.importing.position.home import CHINA
from layers.projection import DEGREES, Reading
from layers.tables import Floats

DECLARED = "文件注明的坐标系"
_FAR_WEST = 250_000.0  # metres: as far as 250 km from the meridian nobody need go


def readings(x: Floats, y: Floats, declared: str) -> Iterable[tuple[str, str]]:
    """Reference systems that numbers of this size can be in, with a name in words; the likelier first."""
    if declared:
        yield declared, DECLARED
    east, north = float(np.median(x)), float(np.median(y))
    for swapped, a, b in ((False, east, north), (True, north, east)):
        for crs, per in (*_as_degrees(a, b), *((one, 1.0) for one in _as_metres(a, b))):
            reading = str(Reading(crs, swapped, per))
            yield reading, label_of(reading)


def _as_degrees(a: float, b: float) -> Iterable[tuple[str, float]]:
    west, south, east, north = CHINA
    if abs(a) <= 180 and abs(b) <= 90:
        yield DEGREES, 1.0
    for per in (1e3, 3600.0, 1e5, 1e6):
        if west <= a / per <= east and south <= b / per <= north:
            yield DEGREES, per


def _as_metres(a: float, b: float) -> Iterable[str]:
    if not 3e5 <= b <= 7.3e6:  # up to the north of China, in the stretched metres of web maps too
        return
    for zone in _zones(a):
        if 25 <= zone <= 45:
            yield f"EPSG:{4513 + zone - 25}"
        if 13 <= zone <= 23:
            yield f"EPSG:{4491 + zone - 13}"
    if 8.1e6 <= a <= 1.52e7:
        yield "EPSG:3857"
    if 5e4 <= a <= 9.5e5:
        yield from (f"EPSG:{4534 + step}" for step in range(21))
        yield from (f"EPSG:{4502 + step}" for step in range(11))
        yield from (f"EPSG:{32643 + step}" for step in range(11))


def _zones(easting: float) -> Iterable[int]:
    """The zone that an easting begins with; far from its meridian also the next one, whose numbers may run over."""
    zone, within = divmod(easting, 1e6)
    yield int(zone)
    if within < _FAR_WEST:
        yield int(zone) - 1
    if within > 1e6 - _FAR_WEST:
        yield int(zone) + 1


def label_of(crs: str) -> str:
    """A reference system in words that need no code."""
    reading = Reading.of(crs)
    turned = ",前后两个数对调" if reading.swapped else ""
    if reading.per != 1.0:
        return f"经纬度的 {reading.per:.0f} 倍{turned}"
    number = int(reading.crs.removeprefix("EPSG:")) if reading.crs.removeprefix("EPSG:").isdigit() else 0
    return f"{_words(number)}{turned}"


def _words(number: int) -> str:
    if number in (0, 4326, 4490):
        return "经纬度" if number else "文件注明的坐标系"
    if number == 3857:
        return "网络地图用的墨卡托米坐标"
    for first, last, text in (
        (4513, 4533, "三度带第 {} 带,坐标里有带号"),
        (4491, 4501, "六度带第 {} 带,坐标里有带号"),
    ):
        if first <= number <= last:
            return text.format(number - first + (25 if first == 4513 else 13))
    for first, last, step, text in (
        (4534, 4554, 3, "三度带,中央经线 {} 度"),
        (4502, 4512, 6, "六度带,中央经线 {} 度"),
        (32643, 32653, 6, "国际通用横轴墨卡托,中央经线 {} 度"),
    ):
        if first <= number <= last:
            return text.format(75 + (number - first) * step)
    return "指定的坐标系"
