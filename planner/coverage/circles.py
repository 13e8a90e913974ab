"""The service circles that illustrate a reach."""

from collections.abc import Sequence

import shapely

from layers.feedback import Feedback, Part, Silent
from planner.coverage.reach import Reach
from planner.coverage.reaching import Ways, ways_of
from planner.coverage.region_tables import RegionTables
from planner.travel.circles import service_circles


def circles_of(
    region: RegionTables, reach: Reach, feedback: Feedback | None = None, *, streets: Ways | None = None
) -> Sequence[shapely.Geometry]:
    """One polygon in degrees per facility of a reach, in its order; empty where a facility is off the road.

    Polygons only illustrate: who is reached was counted at the demand points.

    Args:
        streets: the roads of the standard's mode, where the caller has them ready.
    """
    feedback = feedback or Silent()
    feedback.progress(0.0, "正在准备路网")
    ways = streets or ways_of(region, reach.standard.mode)
    facilities = region.facilities()
    snapped = ways.snap(facilities.lon[reach.facilities], facilities.lat[reach.facilities])
    standard = reach.standard
    return service_circles(ways, snapped, standard.limit, standard.measured_in, Part(feedback, 0.1, 1.0))
