"""GeoJSON's geometries made many at once; the odd ones one by one."""

import json
from array import array
from itertools import chain
from typing import Any

import numpy as np
import shapely
import shapely.geometry

from layers.tables import Geometries

GEOMETRY_TYPES = frozenset(
    ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection")
)
BAD_SHAPES = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, shapely.errors.ShapelyError)
_FLAT = {
    "Point": (0, shapely.GeometryType.POINT),
    "LineString": (1, shapely.GeometryType.LINESTRING),
    "Polygon": (2, shapely.GeometryType.POLYGON),
    "MultiPolygon": (3, shapely.GeometryType.MULTIPOLYGON),
}


def shapes_of(members: list[Any]) -> tuple[Geometries, list[int], list[int]]:
    """Geometries of GeoJSON members, the places that were mended, and those that could not be."""
    shapes = np.full(len(members), None, dtype=object)
    slow = _fast(members, shapes)
    for place in [place for place in slow if isinstance(members[place], shapely.Geometry)]:
        shapes[place] = members[place]
    slow = [place for place in slow if isinstance(members[place], dict | list)]
    written = [_written(members[place]) for place in slow]
    shapes[slow] = np.asarray(shapely.from_geojson(written, on_invalid="ignore"), dtype=object).reshape(len(slow))
    mended: list[int] = []
    broken = [place for place, member in enumerate(members) if isinstance(member, str | int | float | bool)]
    for place in [place for place in slow if shapes[place] is None]:
        shapes[place] = _mended(members[place])
        (broken if shapes[place] is None else mended).append(place)
    return shapes, mended, sorted(broken)


def _fast(members: list[Any], shapes: Geometries) -> list[int]:
    """Make the well-formed flat points, lines and polygons; returns the places of the others."""
    makers: dict[str, _Maker] = {name: _Maker(depth, kind) for name, (depth, kind) in _FLAT.items()}
    slow = []
    for place, member in enumerate(members):
        maker = makers.get(member.get("type", "")) if isinstance(member, dict) else None
        if maker is None or not maker.take(member.get("coordinates"), place):
            slow.append(place)
    for maker in makers.values():
        maker.put_into(shapes)
    return slow


class _Maker:
    """Gathers geometries of one type as ragged arrays: ten times faster than one by one."""

    def __init__(self, depth: int, kind: shapely.GeometryType) -> None:
        self.depth, self.kind = depth, kind
        self.numbers = array("d")
        self.ends = [array("q", [0]) for _ in range(depth)]  # outermost first
        self.places: list[int] = []

    def take(self, coordinates: Any, place: int) -> bool:
        """Add one, unless it is not flat, not closed or no geometry of this type at all."""
        before = len(self.numbers), [len(ends) for ends in self.ends]
        try:
            fits = self._add(coordinates, 0)
        except (TypeError, OverflowError):
            fits = False
        if fits:
            self.places.append(place)
            return True
        del self.numbers[before[0] :]
        for ends, length in zip(self.ends, before[1], strict=True):
            del ends[length:]
        return False

    def put_into(self, shapes: Geometries) -> None:
        """Make the geometries and put each in its place."""
        if not self.places:
            return
        points = np.frombuffer(self.numbers, dtype=float).reshape(-1, 2)
        offsets = [np.frombuffer(ends, dtype=np.int64) for ends in self.ends[::-1]]
        made = shapely.from_ragged_array(self.kind, points, tuple(offsets) if offsets else None)
        shapes[self.places] = made

    def _add(self, inner: Any, level: int) -> bool:
        if not isinstance(inner, list) or not inner:
            return False
        if level == self.depth:  # a point
            self.numbers.extend(inner)
            return len(inner) == 2
        if level == self.depth - 1:
            fits = self._add_line(inner)
        else:
            fits = all(self._add(part, level + 1) for part in inner)
        below = self.ends[level + 1] if level + 1 < self.depth else None
        self.ends[level].append(len(below) - 1 if below is not None else len(self.numbers) // 2)
        return fits

    def _add_line(self, line: list[Any]) -> bool:
        is_ring = self.depth > 1
        if len(line) < (4 if is_ring else 2) or set(map(len, line)) != {2} or (is_ring and line[0] != line[-1]):
            return False
        self.numbers.extend(chain.from_iterable(line))
        return True


def _written(member: Any) -> str:
    try:
        return json.dumps(member)
    except (TypeError, ValueError, RecursionError):
        return ""


def _mended(member: Any) -> Any:
    """The geometry by shapely's constructor, which closes rings and does not mind the case of a type."""
    try:
        return shapely.geometry.shape(member)
    except BAD_SHAPES:
        return None
