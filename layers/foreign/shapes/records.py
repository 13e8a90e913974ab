"""JSON as web pages and ArcGIS write it: plain objects with coordinates somewhere, made into GeoJSON members."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from layers.foreign.shapes.json_text import LISTS

OUTLINES = frozenset(
    "points path paths polyline polylines polygon polygons rings ring outline border boundary boundaries bounds shape "
    "geometry geom latlngs latlng_list coordinates coords lnglats area_points 边界 轮廓 坐标串".split()
)
PLACES = frozenset(
    "location center centre position point lnglat lonlat latlng coordinate coord 坐标 位置 经纬度".split()
)
LON = ("lng", "lon", "longitude", "经度", "x")
LAT = ("lat", "latitude", "纬度", "y")
POSITION = frozenset((*LON, *LAT, "z", "alt", "altitude", "height", "type"))
CHILDREN = ("districts", "children", "childrens")
DEEPEST = 10
BAD_RINGS = (ValueError, TypeError, KeyError, IndexError, OverflowError, shapely.errors.ShapelyError)
MERCATOR = (102100, 102113, 900913)


def listed(document: Any, depth: int = 3) -> list[Any]:
    """The list of objects that a document holds some steps down, [document] where it has coordinates itself."""
    if not isinstance(document, dict) or depth == 0:
        return []
    for name in (*LISTS, *document):
        inner = document.get(name)
        if isinstance(inner, list) and _are_objects(inner):
            return [row for entry in inner for row in flattened(entry)]
        if isinstance(inner, dict) and (found := listed(inner, depth - 1)):
            return found
    return flattened(document) if shape_and_rest(document)[0] is not None else []


def _are_objects(entries: list[Any]) -> bool:
    return bool(entries) and all(isinstance(entry, dict) for entry in entries) and not _positions_of(entries)


def flattened(entry: Any, parent: str = "", depth: int = 0) -> list[Any]:
    """An object and the units below it, each with the name of the one above."""
    if not isinstance(entry, dict):
        return [entry]
    below = next((name for name in CHILDREN if isinstance(entry.get(name), list)), "")
    if not below or "geometry" in entry:
        return [entry | {"上级": parent} if parent else entry]
    own = {name: value for name, value in entry.items() if name != below} | ({"上级": parent} if parent else {})
    if depth >= DEEPEST:
        return [own]
    name = str(entry.get("name") or entry.get("label") or "")
    return [own, *(row for inner in entry[below] for row in flattened(inner, name, depth + 1))]


def shape_and_rest(entry: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The geometry in a plain object, None where there is none, and its other members."""
    rest = _without_tags(entry)
    for name, value in entry.items():
        if name.lower() in OUTLINES and (shape := _outline(value)) is not None:
            rest.pop(name, None)
            return shape, rest
    for name, value in entry.items():
        if name.lower() in PLACES and (place := _position(value)) is not None:
            rest.pop(name, None)
            return {"type": "Point", "coordinates": place}, rest
    return None, rest


def esri_shape(shape: Any) -> Any:
    """The geometry of an ArcGIS feature as a GeoJSON member; what is none stays as it is and counts as broken."""
    if not isinstance(shape, dict):
        return shape
    if "x" in shape and "y" in shape:
        return {"type": "Point", "coordinates": [shape["x"], shape["y"]]}
    if "points" in shape:
        return {"type": "MultiPoint", "coordinates": shape["points"]}
    if "paths" in shape:
        return {"type": "MultiLineString", "coordinates": shape["paths"]}
    if "rings" in shape:
        return polygon_of(shape["rings"]) or {"type": "Polygon", "coordinates": shape["rings"]}
    return shape or None


def esri_crs(reference: dict[str, Any]) -> str:
    """The reference system of an ArcGIS document."""
    number = reference.get("latestWkid") or reference.get("wkid")
    if isinstance(number, int) and not isinstance(number, bool):
        return "EPSG:3857" if number in MERCATOR else f"{'EPSG' if number < 32768 else 'ESRI'}:{number}"
    return str(reference.get("wkt") or "")


def polygon_of(rings: Any) -> Any:
    """A polygon of rings in any order and direction: a ring inside an odd number of others is a hole."""
    try:
        closed = [ring if ring[0] == ring[-1] else [*ring, ring[0]] for ring in rings]
        made = shapely.polygons(
            [shapely.linearrings(np.array([point[:2] for point in ring], float)) for ring in closed]
        )
    except BAD_RINGS:
        return None
    if not len(made):
        return None
    order = np.argsort(-shapely.area(made), kind="stable")
    made = made[order]
    tree = shapely.STRtree(made)
    inner, outer = tree.query(shapely.point_on_surface(made), predicate="within")
    around = [outer[(inner == place) & (outer < place)] for place in range(len(made))]
    holes: dict[int, list[Any]] = {place: [] for place in range(len(made)) if len(around[place]) % 2 == 0}
    for place, within in enumerate(around):
        if place not in holes:
            holes[int(within.max())] = [*holes.get(int(within.max()), []), made[place].exterior]
    parts = [shapely.Polygon(made[place].exterior, cut) for place, cut in holes.items()]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def unpacked_shape(member: dict[str, Any]) -> Any:
    """The geometry that ECharts packs into letters, as GeoJSON."""
    coordinates, offsets = member.get("coordinates"), member.get("encodeOffsets")
    try:
        if member.get("type") == "Polygon":
            return {"type": "Polygon", "coordinates": _unpacked_rings(coordinates, offsets)}
        rings = [_unpacked_rings(part, offset) for part, offset in zip(coordinates, offsets, strict=True)]  # type: ignore[arg-type]
    except BAD_RINGS:
        return {"type": "", "coordinates": coordinates}
    return {"type": "MultiPolygon", "coordinates": rings}


def _unpacked_rings(packed: Any, offsets: Any) -> list[Any]:
    return [_unpacked_ring(letters, *offset) for letters, offset in zip(packed, offsets, strict=True)]


def _unpacked_ring(letters: str, x: int, y: int) -> list[list[float]]:
    """Differences in steps of 1/1024 degree, zigzagged, each a letter from @ on."""
    numbers = [ord(letter) - 64 for letter in letters]
    ring = []
    for across, up in zip(numbers[::2], numbers[1::2], strict=True):
        x += (across >> 1) ^ -(across & 1)
        y += (up >> 1) ^ -(up & 1)
        ring.append([x / 1024, y / 1024])
    return ring if not ring or ring[0] == ring[-1] else [*ring, ring[0]]


def _without_tags(entry: dict[str, Any]) -> dict[str, Any]:
    """OpenStreetMap's answers keep what is known of a thing in `tags`."""
    tags = entry.get("tags")
    if not isinstance(tags, dict):
        return dict(entry)
    return tags | {name: value for name, value in entry.items() if name != "tags" and name not in tags}


def _outline(value: Any) -> Any:
    """A polygon, line or point of what an outline member holds, None where it holds no coordinates."""
    if isinstance(value, dict) and ("coordinates" in value or "rings" in value or "paths" in value):
        return value if "type" in value else esri_shape(value)
    if isinstance(value, str):
        return _area([_pairs(ring) for ring in value.split("|")])
    if not isinstance(value, list) or not value:
        return None
    if (ring := _positions_of(value)) is not None:
        return _area([ring])
    if len(value) and all(isinstance(part, str) for part in value):
        return _area([_pairs(part) for part in value])
    rings = [_positions_of(part) for part in _parts(value)]
    return _area(rings)


def _parts(value: list[Any]) -> Iterable[Any]:
    """The rings in nested lists, whatever the depth down to a few steps."""
    level: list[Any] = value
    for _ in range(3):
        if not level or _positions_of(level[0]) is not None or not all(isinstance(part, list) for part in level):
            break
        level = [inner for part in level for inner in part]
    return level


def _area(rings: list[Any]) -> Any:
    if not rings or any(ring is None for ring in rings):
        return None
    if len(rings) == 1 and len(rings[0]) == 1:
        return {"type": "Point", "coordinates": rings[0][0]}
    if all(len(ring) == 2 for ring in rings):
        return {"type": "MultiLineString", "coordinates": rings}
    return polygon_of([ring for ring in rings if len(ring) > 2])


def _pairs(text: str) -> list[list[float]] | None:
    """The positions of "lng,lat;lng,lat"."""
    pieces = [piece for piece in text.replace(" ", ",").replace("\n", ";").split(";") if piece.strip(",")]
    pairs = [_position(piece) for piece in pieces]
    return [pair for pair in pairs if pair is not None] if pairs and None not in pairs else None


def _positions_of(value: Any) -> list[list[float]] | None:
    """A list of positions, None where it is something else."""
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(part, int | float) for part in value):  # [lon, lat, lon, lat, …]
        flat = len(value) >= 6 and len(value) % 2 == 0
        return [[float(x), float(y)] for x, y in list(pairwise(value))[::2]] if flat else None
    positions = [_position(part) for part in value]
    return [place for place in positions if place is not None] if None not in positions else None


def _position(value: Any) -> list[float] | None:
    """A longitude and a latitude out of [lon, lat], {lng, lat} or "lng,lat"."""
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, dict):
        by_fold = {name.lower(): part for name, part in value.items()}
        if not by_fold.keys() <= POSITION:
            return None
        value = [next((by_fold[name] for name in names if name in by_fold), None) for names in (LON, LAT)]
    if (
        not isinstance(value, list)
        or not 2 <= len(value) <= 3
        or not all(isinstance(v, str | int | float) for v in value)
    ):
        return None
    try:
        return [float(value[0]), float(value[1])]
    except ValueError:
        return None
