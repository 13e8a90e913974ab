"""Vertices of neighbours on long straight edges: put in exactly there, counted by hand, and by brute force."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.topology.junctions import with_junctions

WEST = shapely.box(123.0, 41.0, 123.1, 41.1)
EAST = shapely.Polygon([(123.1, 41.0), (123.2, 41.0), (123.2, 41.1), (123.1, 41.1), (123.1, 41.03), (123.1, 41.01)])


def joined(*outlines: shapely.Geometry | None, level: list[int] | None = None) -> tuple[np.ndarray, list[int]]:
    ranks = np.array(level or [0] * len(outlines), dtype=np.intp)
    found, meeting = with_junctions(np.array(outlines, dtype=object), ranks)
    return found, meeting.tolist()


def corners(shape: shapely.Geometry) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(shape).tolist()))


def test_the_neighbours_vertices_come_into_the_long_edge_in_order():
    found, meeting = joined(WEST, EAST)
    ring = shapely.get_coordinates(found[0])
    assert corners(found[0]) == corners(WEST) | {(123.1, 41.01), (123.1, 41.03)}
    assert len(ring) == 7
    assert found[0].is_valid
    assert shapely.length(found[0]) == pytest.approx(WEST.length, abs=1e-12)
    assert shapely.equals_identical(found[1], EAST)
    assert meeting == [0, 1]


def test_vertices_of_another_level_come_in_and_are_no_meeting():
    found, meeting = joined(WEST, EAST, level=[0, 1])
    assert len(corners(found[0])) == 6
    assert meeting == []


def test_holes_and_parts_keep_their_place():
    ring = shapely.Polygon(shapely.box(123, 41, 124, 42).exterior, [WEST.buffer(0.1, join_style="mitre").exterior])
    two = shapely.MultiPolygon([shapely.box(120, 41, 121, 42), ring])
    inside = shapely.box(122.9 + 0.1, 40.9 + 0.3, 123.2, 41.2)  # its corner (123.2, 41.2) is the hole's
    point = shapely.Polygon([(123.2, 41.05), (123.4, 41.02), (123.4, 41.07)])
    found, _ = joined(two, inside, point)
    assert shapely.get_num_interior_rings(shapely.get_parts(found[0])).tolist() == [0, 1]
    assert (123.2, 41.05) in corners(found[0])
    assert shapely.area(found[0]) == pytest.approx(shapely.area(two), abs=1e-12)


def test_what_lies_beside_the_edge_or_on_a_short_one_stays_out():
    beside = shapely.Polygon([(123.1 + 1e-7, 41.05), (123.2, 41.0), (123.2, 41.1)])
    assert corners(joined(WEST, beside)[0][0]) == corners(WEST)
    small = shapely.box(123.0, 41.0, 123.0005, 41.0005)
    touching = shapely.Polygon([(123.0005, 41.0002), (123.2, 41.0), (123.2, 41.1)])
    assert corners(joined(small, touching)[0][0]) == corners(small)


@pytest.mark.parametrize("place", [np.inf, np.nan, 1e308])
def test_places_that_are_none_have_no_edges(place: float):
    with np.errstate(invalid="ignore"):
        nowhere = shapely.Polygon([(130, 41), (place, 41), (131, -place), (130, 42)])
    found, meeting = joined(WEST, nowhere, EAST)
    assert len(corners(found[0])) == 6
    assert shapely.equals_identical(found[1], nowhere)
    assert meeting == [0, 2]


def test_nothing_and_no_polygons_stay_as_they_are():
    line = shapely.LineString([(123.0, 41.0), (123.1, 41.0)])
    found, meeting = joined(None, line, shapely.Polygon())
    assert found.tolist() == [None, line, shapely.Polygon()]
    assert meeting == []


@given(st.lists(st.integers(1, 15), min_size=1, max_size=5, unique=True), st.integers(-3, 3))
def test_all_vertices_on_an_oblique_edge_and_no_others(sixteenths: list[int], rise: int):
    def on_edge(share: float) -> tuple[float, float]:
        return 123 + share / 16, 41 + rise * share / 64

    whole = shapely.Polygon([(123, 40), (124, 40), on_edge(16), on_edge(0)])
    upper = shapely.Polygon([*map(on_edge, [0, *sorted(sixteenths), 16]), (124, 43), (123, 43)])
    found, meeting = joined(whole, upper)
    expected = {on_edge(share) for share in sixteenths}
    assert corners(found[0]) == corners(whole) | expected
    assert meeting == [0, 1]
