"""The area of all circles at once, against the union of the circles one by one."""

import numpy as np
import pytest
import shapely

from layers.region import Region
from planner.coverage.reaching import ways_of
from planner.travel.circles import dissolve, service_area, service_circles


@pytest.mark.parametrize("mode", ["elderly", "straight"])
@pytest.mark.parametrize(("limit", "measured_in"), [(10.0, "minutes"), (700.0, "metres")])
def test_the_area_is_the_union_of_the_circles(sample, mode, limit, measured_in):
    with Region.open(sample) as region:
        ways = ways_of(region, mode)
        facilities = region.facilities()
    rows = facilities.rows_of("community_elderly_station")[:12]
    rows = rows[np.isfinite(facilities.lon[rows])]
    places = ways.snap(facilities.lon[rows], facilities.lat[rows])
    area = service_area(ways, places, limit, measured_in)
    together = dissolve(service_circles(ways, places, limit, measured_in))
    assert area.area > 0
    assert shapely.symmetric_difference(area, together).area < 1e-9 * together.area


def test_no_area_without_facilities(sample):
    with Region.open(sample) as region:
        ways = ways_of(region, "elderly")
    assert service_area(ways, ways.snap([], []), 10.0).is_empty
