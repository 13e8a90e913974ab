import numpy as np
import pytest
import shapely

from layers.region import Region
from planner.coverage.reach import ServiceStandard
from planner.coverage.reaching import ways_of
from planner.desktop.ground import reached_ground
from planner.travel.circles import dissolve, service_circles


@pytest.mark.parametrize("mode", ["elderly", "straight"])
def test_ground_is_the_union_of_the_circles(sample, mode):
    with Region.open(sample) as region:
        ways = ways_of(region, mode)
        facilities = region.facilities()
    rows = facilities.rows_of("community_elderly_station")[:12]
    rows = rows[np.isfinite(facilities.lon[rows])]
    places = ways.snap(facilities.lon[rows], facilities.lat[rows])
    standard = ServiceStandard(10.0, "minutes", mode)
    ground = reached_ground(ways, places, standard)
    together = dissolve(service_circles(ways, places, 10.0))
    assert ground.area > 0
    assert shapely.symmetric_difference(ground, together).area < 1e-9 * together.area


def test_no_ground_without_facilities(sample):
    with Region.open(sample) as region:
        ways = ways_of(region, "elderly")
    assert reached_ground(ways, ways.snap([], []), ServiceStandard(10.0, "minutes", "elderly")).is_empty
