"""The service circles that illustrate a reach."""

from collections.abc import Sequence

import shapely

from layers.feedback import Feedback, Part, Silent
from planner.coverage.reach import Reach
from planner.coverage.reaching import Ways, ways_of
from planner.coverage.region_tables import RegionTables
from planner.travel.circles import service_area, service_circles
from planner.travel.snapping import Snapped


def circles_of(
    region: RegionTables, reach: Reach, feedback: Feedback | None = None, *, streets: Ways | None = None
) -> Sequence[shapely.Geometry]:
    """One polygon in degrees per facility of a reach, in its order; empty where a facility is off the road.

    Polygons only illustrate: who is reached was counted at the demand points.

    Args:
        streets: the roads of the standard's mode, where the caller has them ready.
    """
    told = feedback or Silent()
    told.progress(0.0, "正在准备路网")
    ways, snapped = _standing(region, reach, streets)
    standard = reach.standard
    return service_circles(ways, snapped, standard.limit, standard.measured_in, Part(told, 0.1, 1.0))


def area_of(region: RegionTables, reach: Reach, *, streets: Ways | None = None) -> shapely.Geometry:
    """All circles of a reach as one area in degrees; many times quicker than one by one."""
    ways, snapped = _standing(region, reach, streets)
    return service_area(ways, snapped, reach.standard.limit, reach.standard.measured_in)


def _standing(region: RegionTables, reach: Reach, streets: Ways | None) -> tuple[Ways, Snapped]:
    ways = ways_of(region, reach.standard.mode) if streets is None else streets
    facilities = region.facilities()
    return ways, ways.snap(facilities.lon[reach.facilities], facilities.lat[reach.facilities])
