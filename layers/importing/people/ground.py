"""Places where people may live, over which totals of units are spread."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.importing.table.cells import number_of, text_of
from layers.importing.table.headers import fold
from layers.importing.understood import Understood
from layers.lattice import even_points
from layers.projection import Metric
from layers.tables import WALK, Floats, Roads
from layers.topology.defect import polygons_of

_FLOORS = (
    "层数",
    "楼层",
    "楼层数",
    "总层数",
    "地上层数",
    "地上楼层",
    "建筑层数",
    "floors",
    "levels",
    "building:levels",
    "floor",
)
_HIGHEST = 150
_NOT_LIVED_ON = ("motorway", "motorway_link", "trunk", "trunk_link", "steps")
_LARGEST_HOUSE_M2 = 5000.0


@dataclass(frozen=True, eq=False)
class Ground:
    """n places in degrees, and how many people live at each in proportion.

    Attributes:
        method: one of `options.SPREADS`, or "grid".
        weight: above 0.
    """

    method: str
    lon: Floats
    lat: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.lon)


def of_polygons(understood: Understood, metric: Metric, asked: str) -> Ground:
    """Buildings (a point each, by area and storeys) or residential land (a lattice, by area) of a polygon layer.

    Args:
        asked: "buildings", "residential", or "" for what the sizes tell.
    """
    geometry = understood.features.geometry
    shapes = np.zeros(0, dtype=object) if geometry is None else geometry
    usable = np.flatnonzero(np.isin(shapely.get_type_id(shapes), (3, 6, 7)))
    parts, owner = polygons_of(shapely.make_valid(shapes[usable]))
    area = shapely.area(metric.geometry(parts))
    parts, owner, area = parts[area > 0], owner[area > 0], area[area > 0]
    method = asked or ("buildings" if len(area) and np.median(area) < _LARGEST_HOUSE_M2 else "residential")
    if method == "buildings":
        inner = shapely.point_on_surface(parts)
        weight = area * _storeys(understood)[usable][owner]
        return Ground(method, shapely.get_x(inner), shapely.get_y(inner), weight)
    lon, lat, piece = even_points(parts, metric)
    return Ground(method, lon, lat, (area / np.bincount(piece, minlength=len(area)))[piece])


def _storeys(understood: Understood) -> Floats:
    """Storeys of each row, 1 where none is given."""
    header = next((one for one in understood.features.columns if fold(one) in _FLOORS), None)
    storeys = np.ones(len(understood))
    for i, cell in enumerate(understood.features.columns[header] if header else ()):
        try:
            value = number_of(cell) if text_of(cell) else 1.0
        except ValueError:
            continue
        storeys[i] = value if 1 <= value <= _HIGHEST else 1.0
    return storeys


def of_roads(roads: Roads, metric: Metric) -> Ground:
    """The nodes of the roads that people walk on, each with half the length of its segments."""
    lived_on = ~np.isin(roads.way_class, _NOT_LIVED_ON)
    row = np.flatnonzero(((roads.access & WALK) > 0) & lived_on[roads.way])
    x, y = metric.forward(roads.lon, roads.lat)
    tail, head = roads.tail[row], roads.head[row]
    half = np.hypot(x[head] - x[tail], y[head] - y[tail]) / 2
    weight: Floats = np.bincount(tail, half, len(x)).astype(np.float64) + np.bincount(head, half, len(x))
    used = np.flatnonzero(weight > 0)
    return Ground("roads", roads.lon[used], roads.lat[used], weight[used])


def nowhere() -> Ground:
    """No place in particular: an even spread."""
    empty = np.zeros(0)
    return Ground("even", empty, empty, empty)
