import numpy as np
import pytest
import shapely

from planner.drawing.chains import Chains, merged_edges
from planner.drawing.unit_layers import shape_of


def chains(*lines):
    points = np.array([place for line in lines for place in line], float).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, lines)])
    return Chains(points[:, 0], points[:, 1], starts)


def line_of(some, number):
    part = slice(some.starts[number], some.starts[number + 1])
    return shapely.LineString(np.column_stack([some.x[part], some.y[part]]))


def wavy(count=4000, seed=1):
    walk = np.random.default_rng(seed).normal(0, 3, (count, 2)).cumsum(axis=0)
    return np.column_stack([np.arange(count) * 2.0, 0 * walk[:, 0]]) + walk


def test_bounds_with_an_empty_chain():
    some = chains([(0, 5), (2, 1)], [], [(7, 7)])
    assert some.bounds[[0, 2]].tolist() == [[0, 1, 2, 5], [7, 7, 7, 7]]
    assert np.isnan(some.bounds[1]).all()
    assert some.within((6, 6, 9, 9)).tolist() == [False, False, True]


def test_vertices_of_some_chains():
    some = chains([(0, 0), (1, 0)], [(2, 0)], [(3, 0), (4, 0), (5, 0)])
    vertices, starts = some.vertices_of(np.array([2, 0]))
    assert some.x[vertices].tolist() == [3, 4, 5, 0, 1]
    assert starts.tolist() == [0, 3, 5]


def test_thinning_stays_within_the_detail_and_is_worth_it():
    whole = chains(wavy())
    for metres in (8.0, 30.0, 100.0):
        thin = whole.at_detail(metres)
        assert len(thin.x) < 0.7 * len(whole.x)
        assert shapely.hausdorff_distance(line_of(whole, 0), line_of(thin, 0)) <= 2 * metres


def test_thinning_is_kept_and_not_done_where_it_saves_nothing():
    whole = chains([(0, 0), (1000, 0), (1000, 1000)])
    assert whole.at_detail(10) is whole
    winding = chains(wavy())
    assert winding.at_detail(33) is winding.at_detail(60)


def test_ends_of_every_chain_stay():
    whole = chains(wavy(seed=1), wavy(seed=2) + 50)
    thin = whole.at_detail(64)
    step = 64
    for number in range(2):
        for end in (0, -1):
            before, after = (np.array(line_of(some, number).coords[end]) for some in (whole, thin))
            assert np.abs(before - after).max() <= step / 2


def test_a_shared_course_stays_shared_whichever_way_it_runs():
    course = wavy()
    thin = chains(course, course[::-1]).at_detail(50)
    there, back = line_of(thin, 0), line_of(thin, 1)
    assert list(there.coords) == list(back.coords)[::-1]


def test_shared_edges_are_drawn_once():
    squares = shape_of(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)]))
    merged = merged_edges(squares.rings)
    length = sum(line_of(merged, number).length for number in range(len(merged)))
    assert length == pytest.approx(4 + 4 + 4 - 1)
