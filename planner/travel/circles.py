"""Service circles: the ground within a limit of a facility, to look at. Coverage itself is counted at demand points."""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.feedback import Feedback, Silent
from planner.travel.snapping import Snapped
from planner.travel.straight import StraightLine
from planner.travel.streets import Streets


def service_circles(
    streets: Streets | StraightLine,
    facilities: Snapped,
    limit: float,
    measured_in: str = "minutes",
    feedback: Feedback | None = None,
) -> list[shapely.Geometry]:
    """One (multi)polygon in degrees per facility; they overlap. Empty for a facility off the road.

    Along streets: the ground nearest to those points of the road, no more than `cells.SPACING_METRES` apart, that
    reach the facility within the limit, the facility's access leg included; up to some `cells.WIDTH_METRES` from
    the road. Every reached road point lies inside, none that is not reached.
    On the straight line: discs.
    """
    told = feedback or Silent()
    if isinstance(streets, StraightLine):
        return _degrees(streets, _discs(streets, facilities, limit, measured_in))
    areas = []
    for row in range(len(facilities)):
        told.progress(row / len(facilities), "正在画服务圈")
        areas.append(_area(streets, facilities.take(np.array([row])), limit, measured_in))
    return _degrees(streets, areas)


def service_area(
    streets: Streets | StraightLine, facilities: Snapped, limit: float, measured_in: str = "minutes"
) -> shapely.Geometry:
    """All service circles as one (multi)polygon in degrees: one search for all facilities, one outline."""
    if isinstance(streets, StraightLine):
        area = shapely.union_all(_discs(streets, facilities, limit, measured_in))
    else:
        area = _area(streets, facilities, limit, measured_in)
    return _degrees(streets, [area])[0]


def dissolve(circles: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """All circles as one (multi)polygon without inner borders."""
    return shapely.union_all(np.array(circles, dtype=object))


def _area(streets: Streets, facility: Snapped, limit: float, measured_in: str) -> shapely.Geometry:
    field = streets.field(facility, limit, measured_in)
    near = np.isfinite(field.at_node)
    touched = near[streets.tail] | near[streets.head]
    touched[field.facilities.edge] = True  # a limit may end before the first node
    points = streets.cells.points
    number = points.of_segments(np.flatnonzero(touched))
    standing = Snapped(points.x, points.y, points.edge, points.fraction, np.zeros(len(points.x)))
    cost, _ = field.cost_at(standing.take(number))
    return streets.cells.area(number[cost <= limit])


def _discs(line: StraightLine, facilities: Snapped, limit: float, measured_in: str) -> list[shapely.Geometry]:
    radius = limit / line.per_straight_metre(measured_in)
    placed = facilities.edge >= 0
    discs = np.full(len(facilities), shapely.Polygon(), dtype=object)
    discs[placed] = shapely.buffer(shapely.points(facilities.x[placed], facilities.y[placed]), radius, quad_segs=16)
    return list(discs)


def _degrees(streets: Streets | StraightLine, areas: list[shapely.Geometry]) -> list[shapely.Geometry]:
    return list(streets.metric.geometry_degrees(np.array(areas, dtype=object)))
