import numpy as np
import pytest
import shapely

from layers.errors import Cancelled
from planner.travel.cells import SPACING_METRES, WIDTH_METRES, RoadPoints
from planner.travel.circles import dissolve, service_area, service_circles
from planner.travel.modes import load_modes
from planner.travel.snapping import Snapped
from planner.travel.straight import StraightLine
from planner.travel.streets import Streets
from tests.planner.travel.plane import DRIVING, PLANE, WALKING, roads


def grid(size=8, block=150.0):
    """Streets on a square grid, its corners moved a little, and a long road out of it."""
    shift = np.random.default_rng(5).uniform(-20, 20, (size, size, 2))
    nodes = np.stack(np.meshgrid(np.arange(size), np.arange(size), indexing="ij"), axis=-1) * block + shift
    number = np.arange(size * size).reshape(size, size)
    across = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    up = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    road_out = [(0, size * size)]
    places = np.concatenate([nodes.reshape(-1, 2), [(-2000.0, -150.0)]])
    return roads(places, np.concatenate([across, up, road_out]), oneway=np.resize([0, 0, 1, -1], len(across) * 2 + 1))


def standing(points):
    return Snapped(points.x, points.y, points.edge, points.fraction, np.zeros(len(points.x)))


@pytest.mark.parametrize("mode", [WALKING, DRIVING])
@pytest.mark.parametrize("measured_in", ["minutes", "metres"])
def test_every_reached_road_point_lies_inside_and_no_other(mode, measured_in):
    streets = Streets.build(grid(), PLANE, mode)
    facilities = streets.snap([430.0, 60.0, -900.0, 1000.0], [520.0, 80.0, -60.0, 1090.0])
    limit = {"minutes": 7.0 if mode is WALKING else 1.2, "metres": 420.0}[measured_in]
    circles = service_circles(streets, facilities, limit, measured_in)
    points = streets.cells.points
    for row, circle in enumerate(circles):
        one = facilities.take(np.array([row]))
        reached = np.isfinite(streets.minutes_to_nearest(standing(points), one, limit, measured_in).impedance)
        assert 2 < reached.sum() < len(reached) - 10
        assert shapely.contains_xy(circle, points.x, points.y).tolist() == reached.tolist()
        assert circle.is_valid


def test_a_square_grid_with_many_equal_distances_is_drawn_too():
    number = np.arange(36).reshape(6, 6)
    pairs = [np.column_stack([number[:-1].ravel(), number[1:].ravel()])]
    pairs += [np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])]
    places = [(100.0 * (n // 6), 100.0 * (n % 6)) for n in range(36)]
    streets = Streets.build(roads(places, np.concatenate(pairs)), PLANE, WALKING)
    facility = streets.snap(200.0, 200.0)
    circle = service_circles(streets, facility, 3.0)[0]
    points = streets.cells.points
    reached = np.abs(points.x - 200) + np.abs(points.y - 200) <= 180
    assert circle.is_valid
    assert shapely.contains_xy(circle, points.x, points.y).tolist() == reached.tolist()


def test_a_circle_stays_near_the_road():
    streets = Streets.build(roads([(0, 0), (3000, 0)], [(0, 1)]), PLANE, WALKING)
    circle = service_circles(streets, streets.snap(1500, 0), 600.0, "metres")[0]
    x_min, y_min, x_max, y_max = circle.bounds
    assert 0.4 * WIDTH_METRES < y_max < 1.5 * WIDTH_METRES
    assert -1.5 * WIDTH_METRES < y_min < -0.4 * WIDTH_METRES
    assert (abs(x_min - 900), abs(x_max - 2100)) < (SPACING_METRES, SPACING_METRES)
    assert circle.geom_type == "Polygon"


def test_a_limit_that_ends_before_the_first_crossing_is_drawn():
    streets = Streets.build(roads([(0, 0), (3000, 0)], [(0, 1)]), PLANE, WALKING)
    circle = service_circles(streets, streets.snap(1500, 0), 1.0)[0]
    assert 90 < circle.bounds[2] - circle.bounds[0] < 150


def test_what_a_ring_road_does_not_reach_stays_a_hole():
    corners = [(0, 0), (900, 0), (900, 900), (0, 900)]
    streets = Streets.build(roads(corners, [(0, 1), (1, 2), (2, 3), (0, 3)]), PLANE, WALKING)
    circle = service_circles(streets, streets.snap(0, 0), 60.0)[0]
    assert len(circle.interiors) == 1
    assert not circle.contains(shapely.Point(450, 450))


def test_no_road_and_too_long_an_access_leg_give_an_empty_circle():
    streets = Streets.build(grid(), PLANE, WALKING)
    off_road, far = service_circles(streets, streets.snap([-9000, -900], [0, 300]), 5.0)
    assert off_road.is_empty
    assert far.is_empty
    nowhere = Streets.build(roads([(0, 0)], []), PLANE, WALKING)
    assert service_circles(nowhere, nowhere.snap(0, 0), 5.0)[0].is_empty


def test_dissolved_circles_cover_what_any_of_them_covers():
    streets = Streets.build(grid(), PLANE, WALKING)
    circles = service_circles(streets, streets.snap([300.0, 420.0, -900.0], [300.0, 330.0, -60.0]), 5.0)
    together = dissolve(circles)
    points = streets.cells.points
    any_of_them = np.any([shapely.contains_xy(circle, points.x, points.y) for circle in circles], axis=0)
    assert shapely.contains_xy(together, points.x, points.y).tolist() == any_of_them.tolist()
    assert together.area < sum(circle.area for circle in circles)
    assert dissolve([]).is_empty


@pytest.mark.parametrize("mode", [WALKING, DRIVING])
def test_one_search_for_all_facilities_gives_the_dissolved_circles(mode):
    streets = Streets.build(grid(), PLANE, mode)
    facilities = streets.snap([300.0, 420.0, -900.0, -9000.0], [300.0, 330.0, -60.0, 0.0])
    together = dissolve(service_circles(streets, facilities, 5.0))
    area = service_area(streets, facilities, 5.0)
    assert area.is_valid
    assert area.symmetric_difference(together).area == pytest.approx(0, abs=1e-3)
    line = StraightLine(PLANE, load_modes()["straight"])
    discs = line.snap([0.0, 500.0], [0.0, 0.0])
    assert service_area(line, discs, 5.0).equals(dissolve(service_circles(line, discs, 5.0)))


def test_straight_circles_are_discs():
    line = StraightLine(PLANE, load_modes()["straight"])
    disc, none = service_circles(line, line.snap([100.0, np.nan], [50.0, 0.0]), 1300.0, "metres")
    assert disc.bounds == pytest.approx((-900, -950, 1100, 1050))
    assert none.is_empty


def test_drawing_circles_can_be_cancelled():
    class Impatient:
        def progress(self, share, text=""):
            raise Cancelled

    streets = Streets.build(grid(), PLANE, WALKING)
    with pytest.raises(Cancelled):
        service_circles(streets, streets.snap(0, 0), 5.0, feedback=Impatient())


def test_road_points_hold_both_ends_and_are_close_together():
    x, y = np.array([0.0, 60.0, 60.0]), np.array([0.0, 0.0, 0.0])
    points = RoadPoints.along(x, y, np.array([0, 1]), np.array([1, 2]))
    assert points.x.tolist() == [0, 20, 40, 60, 60, 60]
    assert points.fraction.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1, 0, 1])
    assert points.of_segments(np.array([1])).tolist() == [4, 5]
