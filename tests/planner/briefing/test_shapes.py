import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.projection import Metric
from planner.briefing import shapes

METRIC = Metric(123.6, 41.8)


def decode(line: list[int]) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / shapes.STEPS_PER_DEGREE


def area_of(shape: shapes.Shape) -> shapely.Geometry:
    polygons = [shapely.Polygon(decode(rings[0]), [decode(hole) for hole in rings[1:]]) for rings in shape]
    return shapely.MultiPolygon(polygons)


@given(st.lists(st.tuples(st.floats(73, 136), st.floats(3, 54)), min_size=1, max_size=30))
def test_a_line_comes_back_within_half_a_step(points: list[tuple[float, float]]) -> None:
    degrees = np.array(points)
    read = decode(shapes.encode_line(degrees))
    steps = np.rint(degrees * shapes.STEPS_PER_DEGREE)
    kept = np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]
    assert read == pytest.approx(degrees[kept], abs=0.5 / shapes.STEPS_PER_DEGREE + 1e-9)


def test_holes_parts_and_none_survive() -> None:
    ring = shapely.box(123.5, 41.7, 123.6, 41.8).difference(shapely.box(123.53, 41.73, 123.57, 41.77))
    both = shapely.MultiPolygon([ring, shapely.box(123.7, 41.7, 123.8, 41.8)])
    encoded = shapes.simplify_units(np.array([both, None], dtype=object), METRIC, 5.0, 10_000)
    assert encoded[1] == []
    assert area_of(encoded[0]).symmetric_difference(both).area < 1e-6


def test_neighbours_keep_one_boundary_when_simplified() -> None:
    wave = [(123.6 + 0.004 * np.sin(step / 3), 41.7 + step / 1000) for step in range(101)]
    left = shapely.Polygon([(123.5, 41.7), *wave, (123.5, 41.8)])
    right = shapely.Polygon([(123.7, 41.7), *wave, (123.7, 41.8)])
    one, other = shapes.simplify_units(np.array([left, right], dtype=object), METRIC, 60.0, 10_000)
    assert sum(len(ring) for ring in one[0]) < 2 * 60
    assert area_of(one).intersection(area_of(other)).area == pytest.approx(0, abs=1e-12)
    assert area_of(one).union(area_of(other)).area == pytest.approx(left.union(right).area, rel=1e-5)


def test_the_tolerance_doubles_until_the_budget_holds() -> None:
    disc = np.array([shapely.Point(123.6, 41.75).buffer(0.05, quad_segs=2000)], dtype=object)
    coarse = shapes.simplify_units(disc, METRIC, 1.0, 100)[0]
    assert sum(len(ring) // 2 for ring in coarse[0]) <= 100
    assert area_of(coarse).area == pytest.approx(shapely.area(disc[0]), rel=0.01)


def test_a_bow_tie_is_repaired() -> None:
    tie = shapely.Polygon([(123.5, 41.7), (123.6, 41.8), (123.6, 41.7), (123.5, 41.8)])
    encoded = shapes.simplify_units(np.array([tie], dtype=object), METRIC, 1.0, 1000)[0]
    assert area_of(encoded).area == pytest.approx(0.005, rel=1e-3)


def test_overlapping_circles_become_one_shape() -> None:
    circles = [shapely.Point(123.6 + step / 100, 41.75).buffer(0.01) for step in range(5)]
    shape = shapes.dissolve(circles, METRIC, 5.0, 10_000)
    assert len(shape) == 1
    assert area_of(shape).area == pytest.approx(shapely.union_all(circles).area, rel=0.01)
    assert shapes.dissolve([], METRIC, 5.0, 10_000) == []


def test_a_name_stands_inside_its_unit() -> None:
    horseshoe = shapely.box(123.5, 41.7, 123.6, 41.8).difference(shapely.box(123.52, 41.72, 123.58, 41.8))
    lon, lat = np.array(shapes.label_point(horseshoe)) / shapes.STEPS_PER_DEGREE
    assert horseshoe.contains(shapely.Point(lon, lat))
    assert shapes.label_point(None) is None
