import numpy as np
import pytest

from layers.tables import DRIVE, WALK
from planner.travel.impedance import FACILITY_OFF_ROAD, NO_FACILITY, NO_ROAD, SEVERED
from planner.travel.modes import load_modes
from planner.travel.streets import Streets
from tests.planner.travel.plane import DRIVING, PLANE, WALKING, roads

# a high street of 1200 m with nodes every 600, a side street of 600 north from the middle
TOWN = roads([(0, 0), (600, 0), (1200, 0), (600, 600)], [(0, 1), (1, 2), (1, 3)])


def walk(table=TOWN):
    return Streets.build(table, PLANE, WALKING)


def minutes(streets, points, facilities, **options):
    """Impedance between points given as (x, y)."""
    snapped = [streets.snap(*np.array(place, float).reshape(-1, 2).T) for place in (points, facilities)]
    return streets.minutes_to_nearest(*snapped, **options)


def test_both_legs_and_the_way_along_the_streets_are_counted():
    found = minutes(walk(), [(300, 60)], [(660, 300)])
    # 60 m to the road, 300 to the crossing, 300 up the side street, 60 to the door
    assert found.impedance.tolist() == [12.0]
    assert (found.nearest.tolist(), found.reason.tolist()) == ([0], [0])


def test_metres_are_the_shortest_way_with_both_legs():
    assert minutes(walk(), [(300, 60)], [(660, 300)], measured_in="metres").impedance.tolist() == [720.0]


def test_metres_are_of_the_shortest_way_and_minutes_of_the_quickest():
    table = roads([(0, 0), (600, 0), (300, 400)], [(0, 1), (0, 2), (2, 1)], way_class=["track", "road", "road"])
    streets = Streets.build(table, PLANE, load_modes()["drive"])
    by_metres = minutes(streets, [(0, 0)], [(600, 0)], measured_in="metres").impedance
    by_minutes = minutes(streets, [(0, 0)], [(600, 0)]).impedance
    assert by_metres.tolist() == [600.0]
    np.testing.assert_allclose(by_minutes, 1000 / (30 / 3.6) / 60, rtol=1e-12)


def test_another_unit_is_refused():
    with pytest.raises(ValueError, match="measured_in"):
        minutes(walk(), [(0, 0)], [(0, 0)], measured_in="hours")


def test_two_on_one_segment_need_not_go_to_its_end():
    assert minutes(walk(), [(100, 0)], [(220, 0)]).impedance.tolist() == [pytest.approx(2, rel=1e-14)]


def test_neighbours_off_the_road_meet_on_the_road():
    assert minutes(walk(), [(300, 60)], [(300, 60)]).impedance.tolist() == [2.0]


def test_a_point_stands_on_the_nearest_place_of_a_segment():
    snapped = walk().snap([150, 1300, 600], [30, 0, 300])
    assert snapped.edge.tolist() == [0, 1, 2]
    assert snapped.fraction.tolist() == [0.25, 1.0, 0.5]
    assert snapped.leg_metres.tolist() == [30, 100, 0]


def test_between_two_equally_near_segments_the_first_is_chosen():
    table = roads([(0, 0), (600, 0), (0, 100), (600, 100)], [(2, 3), (0, 1)])
    assert walk(table).snap(300, 50).edge.tolist() == [0]


def test_the_access_limit_belongs_to_the_access():
    snapped = walk().snap([0, 0, 0], [-500, np.nextafter(-500, -501), -501])
    assert snapped.edge.tolist() == [0, -1, -1]
    assert snapped.leg_metres.tolist() == [500, np.inf, np.inf]
    assert walk().snap(0, -501, limit_metres=501).edge.tolist() == [0]


def test_a_point_without_a_place_stands_nowhere():
    found = minutes(walk(), [(np.nan, np.nan), (0, 0)], [(0, 0)])
    assert found.reason.tolist() == [NO_ROAD, 0]


def test_no_points_at_all():
    assert len(minutes(walk(), [], [(0, 0)])) == 0


def test_equally_near_facilities_give_the_smallest_row():
    places = [(900, 0), (300, 0), (600, 300), (300, 0)]
    assert minutes(walk(), [(600, 0)], places).nearest.tolist() == [0]
    assert minutes(walk(), [(600, 0)], places[::-1]).nearest.tolist() == [0]
    assert minutes(walk(), [(400, 0)], places).nearest.tolist() == [1]


def test_equally_near_over_the_crossing_and_along_the_street_give_the_smallest_row():
    over_the_crossing, along_the_street = (600, 150), (1050, 0)
    for places in ([over_the_crossing, along_the_street], [along_the_street, over_the_crossing]):
        found = minutes(walk(), [(750, 0)], places, measured_in="metres")
        assert (found.impedance.tolist(), found.nearest.tolist()) == ([300], [0])


def test_the_limit_belongs_to_the_catchment_and_beyond_it_is_no_reason():
    at_limit = minutes(walk(), [(300, 60), (299, 60)], [(660, 300)], limit=12.0)
    assert at_limit.impedance.tolist() == [12.0, np.inf]
    assert (at_limit.nearest.tolist(), at_limit.reason.tolist()) == ([0, -1], [0, 0])
    assert np.isinf(minutes(walk(), [(300, 60)], [(660, 300)], limit=np.nextafter(12, 0)).impedance).all()


# two towns without a way between them
TWO_TOWNS = roads([(0, 0), (600, 0), (5000, 0), (5600, 0)], [(0, 1), (2, 3)])


def test_every_missing_way_has_its_reason():
    found = minutes(walk(TWO_TOWNS), [(300, 0), (5300, 0), (2500, 0)], [(0, 0)])
    assert found.reason.tolist() == [0, SEVERED, NO_ROAD]
    assert found.impedance.tolist() == [5, np.inf, np.inf]
    assert found.nearest.tolist() == [0, -1, -1]


def test_a_severed_town_is_severed_within_a_limit_too():
    assert minutes(walk(TWO_TOWNS), [(300, 0), (5300, 0)], [(0, 0)], limit=1.0).reason.tolist() == [0, SEVERED]


def test_no_facility_and_no_facility_near_a_road_go_before_other_reasons():
    points = [(300, 0), (2500, 0)]
    assert minutes(walk(), points, []).reason.tolist() == [NO_FACILITY] * 2
    assert minutes(walk(), points, [(0, 900), (np.nan, 0)]).reason.tolist() == [FACILITY_OFF_ROAD] * 2
    assert minutes(walk(), points, [(0, 900), (0, 0)]).nearest.tolist() == [1, -1]


def test_without_any_road_no_facility_stands_near_one():
    found = minutes(walk(roads([(0, 0)], [])), [(0, 0)], [(0, 0)])
    assert (found.reason.tolist(), np.isinf(found.impedance).all()) == ([FACILITY_OFF_ROAD], True)


# the town, and the last 40 m of a path that nobody joined to it; 1/100 of its streets is 24 m
STUB = roads([(0, 0), (1200, 0), (2400, 0), (600, 15), (620, 15)], [(0, 1), (1, 2), (3, 4)])


def test_a_fragment_is_passed_over_where_another_road_is_near():
    streets = walk(STUB)
    assert streets.fragment.tolist() == [False, False, True]
    snapped = streets.snap([610, 610], [15, 510])
    assert snapped.edge.tolist() == [0, 2]  # the second: 510 m from the street, 495 m from the stub
    assert minutes(streets, [(610, 15), (610, 510)], [(0, 0)]).reason.tolist() == [0, SEVERED]


def test_on_a_fragment_of_their_own_people_reach_their_own_facility():
    assert minutes(walk(STUB), [(610, 510)], [(620, 510)]).reason.tolist() == [0]


def test_a_part_of_some_length_is_no_fragment_and_the_longest_never():
    table = roads([(0, 0), (1200, 0), (600, 15), (630, 15)], [(0, 1), (2, 3)])
    assert walk(table).fragment.tolist() == [False, False]
    kilometres = roads([(0, 0), (2_000_000, 0), (0, 99), (10_000, 99), (0, 50), (9_999, 50)], [(0, 1), (2, 3), (4, 5)])
    assert walk(kilometres).fragment.tolist() == [False, False, True]


def test_where_all_roads_are_fragments_the_longest_are_not():
    places = [(x, 1000 * n) for n in range(150) for x in (0, 100)]
    streets = walk(roads(places, np.arange(300).reshape(-1, 2)))
    assert not streets.fragment.any()


def test_a_mode_stands_only_on_roads_it_may_use():
    table = roads([(0, 0), (600, 0), (0, 100), (600, 100)], [(0, 1), (2, 3)], access=[DRIVE, WALK])
    assert walk(table).snap(300, 10).leg_metres.tolist() == [90]
    assert Streets.build(table, PLANE, DRIVING).snap(300, 10).leg_metres.tolist() == [10]


# a ring of four streets of 600 m, one-way round
RING = roads([(0, 0), (600, 0), (600, 600), (0, 600)], [(0, 1), (1, 2), (2, 3), (0, 3)], oneway=[1, 1, 1, -1])


def test_vehicles_go_round_with_the_one_way_and_people_on_foot_do_not():
    driving = Streets.build(RING, PLANE, DRIVING)
    back_home = minutes(driving, [(300, 0)], [(200, 0)])  # 2300 m round
    assert back_home.impedance.tolist() == [pytest.approx(3.8333333333333335, rel=1e-14)]
    assert minutes(driving, [(200, 0)], [(300, 0)]).impedance.tolist() == [pytest.approx(1 / 6, rel=1e-14)]
    assert minutes(walk(RING), [(300, 0)], [(200, 0)]).impedance.tolist() == [pytest.approx(100 / 60, rel=1e-14)]


def test_people_travel_to_the_facility_and_not_from_it():
    street = Streets.build(roads([(0, 0), (600, 0), (1200, 0)], [(0, 1), (1, 2)], oneway=[1, 1]), PLANE, DRIVING)
    found = minutes(street, [(0, 0), (300, 0), (600, 0), (900, 0)], [(600, 0)])
    assert found.impedance.tolist() == [1.0, 0.5, 0.0, np.inf]
    assert found.reason.tolist() == [0, 0, 0, SEVERED]


def test_at_the_end_of_a_one_way_street_a_point_stands_on_the_crossing():
    table = roads([(0, 0), (600, 0), (1200, 0)], [(0, 1), (1, 2)], oneway=[-1, 0])
    street = Streets.build(table, PLANE, DRIVING)
    assert minutes(street, [(600, 10)], [(1200, 0)]).impedance.tolist() == [pytest.approx(1 + 1 / 6)]


def test_two_one_ways_between_the_same_nodes_are_one_street():
    table = roads([(0, 0), (600, 0)], [(0, 1), (1, 0)], oneway=[1, 1])
    street = Streets.build(table, PLANE, DRIVING)
    assert len(street) == 1
    assert minutes(street, [(500, 0)], [(100, 0)]).impedance.tolist() == [pytest.approx(2 / 3)]


def test_of_parallel_roads_the_quicker_counts_and_loops_not_at_all():
    table = roads([(0, 0), (600, 0)], [(0, 0), (0, 1), (1, 0)], maxspeed=[np.nan, 18.0, np.nan])
    street = Streets.build(table, PLANE, DRIVING)
    assert street.road_row.tolist() == [1]
    assert minutes(street, [(0, 0)], [(600, 0)]).impedance.tolist() == [1.0]


def test_streets_of_no_length_are_passed_and_stood_on():
    table = roads([(0, 0), (600, 0), (600, 0), (1200, 0)], [(0, 1), (1, 2), (2, 3)])
    streets = walk(table)
    assert minutes(streets, [(0, 0)], [(1200, 0)]).impedance.tolist() == [20.0]
    alone = walk(roads([(5, 5), (5, 5)], [(0, 1)]))
    assert minutes(alone, [(5, 65)], [(65, 5)]).impedance.tolist() == [2.0]


def test_the_straight_mode_has_no_streets():
    with pytest.raises(ValueError, match="straight"):
        Streets.build(TOWN, PLANE, load_modes()["straight"])
