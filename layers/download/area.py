"""The ground that a download covers, cut into the squares of one request each."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from layers.download.offer import Offer
from layers.errors import UserError
from layers.projection import Metric
from layers.schema import LEVELS
from layers.tables import Units

SMOOTH_METRES = 100.0  # an outline of a few hundred points is all that a server wants to test against
LARGEST_SQUARE_KM = 100_000.0
SQUARE_METRES = 1e6


@dataclass(frozen=True, eq=False)
class Area:
    """What is asked for.

    Attributes:
        tiles: polygons in degrees that cover the ground, in a fixed order.
    """

    tiles: tuple[shapely.Geometry, ...]
    square_km: float


def outline_of(units: Units) -> shapely.Geometry:
    """The ground of a region: its units of the highest level that have an outline, as one (multi)polygon in degrees.

    Raises:
        UserError: no unit has an outline.
    """
    drawn = ~shapely.is_missing(units.geometry)
    for level in LEVELS:
        rows = np.flatnonzero((units.level == level) & drawn)
        if len(rows):
            return shapely.union_all(shapely.make_valid(units.geometry[rows]))
    raise UserError("区域里还没有行政区边界,不知道要下载哪里", remedy="请先导入行政区边界")


def area_of(outline: shapely.Geometry, offer: Offer) -> Area:
    """The ground of an outline in degrees, with what is around it, for one offer.

    Raises:
        UserError: no ground, not in degrees, or larger than `LARGEST_SQUARE_KM`.
    """
    west, south, east, north = shapely.bounds(outline)
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise UserError("区域边界不是经纬度范围,不能下载", remedy="请检查行政区边界的坐标系")
    metric = Metric.of_extent(west, south, east, north)
    ground = shapely.make_valid(metric.geometry(np.array([outline], dtype=object))[0])
    ground = shapely.simplify(shapely.buffer(ground, offer.around_metres + SMOOTH_METRES), SMOOTH_METRES)
    square_km = float(shapely.area(ground)) / SQUARE_METRES
    if not 0 < square_km <= LARGEST_SQUARE_KM:
        what = f"要下载的范围有 {square_km:,.0f} 平方公里,公共服务器不会一次给这么多"
        raise UserError(what, remedy="请按市或县分别下载,或到 Geofabrik 等网站下载整省的 .osm.pbf 文件后导入")
    tiles = metric.geometry_degrees(np.array(_tiles(ground, offer.tile_kilometres * 1000), dtype=object))
    return Area(tuple(tiles.tolist()), square_km)


def _tiles(ground: shapely.Geometry, side: float) -> list[shapely.Geometry]:
    """The parts of the ground within each square of a grid of equal squares, no wider than `side`."""
    west, south, east, north = shapely.bounds(ground)
    columns, rows = (np.linspace(a, b, int(np.ceil((b - a) / side)) + 1) for a, b in ((west, east), (south, north)))
    squares = [shapely.box(a, c, b, d) for a, b in pairwise(columns) for c, d in pairwise(rows)]
    parts = shapely.intersection(ground, np.array(squares, dtype=object))
    return [part for part in parts if shapely.area(part) > 0]
