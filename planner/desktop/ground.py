"""The ground within a standard of any facility, as one area: what the map shows while minutes are tried out."""

import numpy as np
import shapely

from planner.coverage.reach import ServiceStandard
from planner.coverage.reaching import Ways
from planner.travel.circles import dissolve, service_circles
from planner.travel.snapping import Snapped
from planner.travel.straight import StraightLine


def reached_ground(ways: Ways, facilities: Snapped, standard: ServiceStandard) -> shapely.Geometry:
    """The union of the service circles, in degrees.

    Along streets it comes from one search from all facilities at once, which is some twenty times faster than
    drawing a circle for each: only the nearest facility decides whether a place is within the limit.
    """
    if isinstance(ways, StraightLine):
        return dissolve(service_circles(ways, facilities, standard.limit, standard.measured_in))
    field = ways.field(facilities, standard.limit, standard.measured_in)
    near = np.isfinite(field.at_node)
    touched = near[ways.tail] | near[ways.head]
    touched[field.facilities.edge] = True  # a limit may end before the first node
    points = ways.cells.points
    number = points.of_segments(np.flatnonzero(touched))
    on_road = np.zeros(len(number))
    places = Snapped(points.x[number], points.y[number], points.edge[number], points.fraction[number], on_road)
    cost, _ = field.cost_at(places)
    area = ways.cells.area(number[cost <= standard.limit])
    return ways.metric.geometry_degrees(np.array([area], dtype=object))[0]
