"""Lines joined where they meet, beside shapely's own noding and a plain comparison of all pairs."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from layers.foreign.roads.joints import JOIN, KEEP, joints
from layers.foreign.roads.loose_ends import snapped
from layers.foreign.roads.merging import components, merged
from layers.foreign.roads.noding import TOUCH_METRES, crossings, join
from layers.foreign.roads.strands import Strands

KILOMETRE = 1000  # far apart, so that no two crossings are within the centimetre that counts as touching
PLACES = st.tuples(st.integers(0, 6), st.integers(0, 6))
PATHS = st.lists(st.lists(PLACES, min_size=2, max_size=5), min_size=1, max_size=8)


def strands(paths, level=None, apart=None) -> Strands:
    """Lines with the given vertices; vertices at one place are joined."""
    points = np.array([place for path in paths for place in path], dtype=float)
    line = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    key = merged(points[:, 0], points[:, 1], TOUCH_METRES)
    level = np.zeros(len(paths), np.int8) if level is None else np.array(level, np.int8)
    apart = np.zeros(len(paths), bool) if apart is None else np.array(apart, bool)
    return Strands.of(points[:, 0], points[:, 1], key, line, level, apart)


def edges(made: Strands, digits: int = 3) -> set:
    """The segments that have a length, as pairs of places."""
    first = made.first()
    at = [
        (round(x, digits) + 0.0, round(y, digits) + 0.0) for x, y in zip(made.x.tolist(), made.y.tolist(), strict=True)
    ]
    return {tuple(sorted((at[vertex], at[vertex + 1]))) for vertex in first.tolist()}


def paths_of(made: Strands) -> list:
    lines = np.split(np.column_stack((made.x, made.y)), np.flatnonzero(np.diff(made.line)) + 1)
    return [line.tolist() for line in lines]


def noded_by_shapely(paths) -> set:
    union = shapely.node(shapely.MultiLineString([path for path in paths if len(set(path)) > 1]))
    at = [[(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in line.coords] for line in shapely.get_parts(union)]
    return {tuple(sorted(pair)) for line in at for pair in pairwise(line) if pair[0] != pair[1]}


def crossing_pairs(paths) -> int:
    """How many pairs of single segments cross within both, by exact sides."""

    def side(a, b, c):
        value = (Fraction(b[0]) - Fraction(a[0])) * (Fraction(c[1]) - Fraction(a[1])) - (
            Fraction(b[1]) - Fraction(a[1])
        ) * (Fraction(c[0]) - Fraction(a[0]))
        return (value > 0) - (value < 0)

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for (a, b), (c, d) in combinations(paths, 2)
    )


@given(PATHS)
def test_joined_lines_are_those_that_shapely_nodes(paths):
    paths = [[(x * KILOMETRE, y * KILOMETRE) for x, y in path] for path in paths]
    assume(any(len(set(path)) > 1 for path in paths))
    made = strands(paths)
    joined, place = join(made, crossings(made))
    assert edges(joined) == noded_by_shapely(paths)
    assert not len(crossings(joined))
    assert np.array_equal(joined.x[place], made.x)
    assert np.array_equal(joined.origin[place], made.origin)


@given(PATHS)
def test_vertices_at_one_place_have_one_key_once_joined(paths):
    paths = [[(x * KILOMETRE, y * KILOMETRE) for x, y in path] for path in paths]
    made = strands(paths)
    joined, _ = join(made, crossings(made))
    places = merged(joined.x, joined.y, 2 * TOUCH_METRES)
    assert len(set(zip(joined.key.tolist(), places.tolist(), strict=True))) == len(set(places.tolist()))


@given(st.integers(0, 2**32 - 1), st.integers(2, 60))
def test_random_segments_cross_as_all_pairs_do(seed, count):
    random = np.random.default_rng(seed)
    ends = random.uniform(0, 1000, (count, 2, 2)).tolist()
    level, apart = random.integers(-1, 2, count), random.random(count) < 0.2
    met = crossings(strands(ends, level, apart))
    clear = np.all(met.vertex < 0, axis=1)  # without those that happen to end on another
    assume(np.all(clear))
    assert len(met) == crossing_pairs(ends)
    may = sum(
        crossing_pairs([ends[a], ends[b]])
        for a, b in combinations(range(count), 2)
        if level[a] == level[b] and not apart[a] and not apart[b]
    )
    assert np.count_nonzero(met.allowed) == may


@given(st.integers(0, 2**32 - 1), st.integers(2, 25))
def test_joining_up_twice_changes_nothing(seed, count):
    random = np.random.default_rng(seed)
    paths = [np.cumsum(random.normal(0, 6, (random.integers(2, 6), 2)), axis=0) for _ in range(count)]
    paths = [(path + random.uniform(0, 30, 2)).tolist() for path in paths]
    level = random.integers(0, 2, count)
    once = joints(strands(paths, level), 2.0, JOIN, by_osm=False).strands
    assume(len(set(merged(once.x, once.y, 0.05).tolist())) == len(set(merged(once.x, once.y, 1e-6).tolist())))
    again = joints(strands(paths_of(once), level), 2.0, JOIN, by_osm=False)
    assert not len(again.ends)
    assert not len(again.joined)
    assert edges(again.strands, 1) == edges(once, 1)


@given(st.integers(0, 2**32 - 1), st.integers(2, 25))
def test_no_loose_end_is_left_within_reach_of_a_line(seed, count):
    random = np.random.default_rng(seed)
    ends = random.uniform(0, 60, (count, 2, 2))
    assume(np.all(np.hypot(*(ends[:, 0] - ends[:, 1]).T) > 10))  # no stubs, whose other end is near
    made, moved = snapped(strands(ends.tolist()), 2.0)
    loose = np.flatnonzero(made.terminal() & (made.degree() == 1))
    lines = [shapely.LineString(path) for path in paths_of(made)]
    for vertex in loose.tolist():
        place = shapely.Point(made.x[vertex], made.y[vertex])
        others = [line for number, line in enumerate(lines) if number != made.line[vertex]]
        assert all(line.distance(place) > 2.0 for line in others)
    origin = strands(ends.tolist())
    kept = made.origin >= 0
    assert np.count_nonzero(kept & made.terminal()) <= 2 * count
    assert len(moved) <= 2 * count
    assert set(np.round(origin.x[made.origin[kept]], 6)) <= set(np.round(ends[:, :, 0].ravel(), 6))


def test_an_end_goes_to_the_junction_within_reach_rather_than_beside_it():
    made, ends = snapped(strands([[(-50, 0), (0, 0)], [(0, 0), (50, 0)], [(0, 0), (0, -50)], [(1, 50), (1, 1)]]), 2.0)
    assert len(ends) == 1
    assert len(made.x) == 8  # nothing was put in
    assert (made.x[-1], made.y[-1]) == (0, 0)
    assert made.key[-1] == made.key[1]


def test_an_end_goes_straight_to_the_line_where_no_junction_is_near():
    made, ends = snapped(strands([[(-50, 0), (50, 0)], [(3, 50), (3, 1.5)], [(7, 50), (7, 2.5)]]), 2.0)
    assert [(float(x), float(y)) for x, y in zip(ends.x, ends.y, strict=True)] == [(3, 0)]
    assert edges(made) == {
        ((-50.0, 0.0), (3.0, 0.0)),
        ((3.0, 0.0), (50.0, 0.0)),
        ((3.0, 0.0), (3.0, 50.0)),
        ((7.0, 2.5), (7.0, 50.0)),
    }


def test_an_end_that_runs_over_is_taken_back():
    made, _ = snapped(strands([[(-50, 0), (50, 0)], [(3, 50), (3, -1)]]), 2.0)
    assert ((3.0, 0.0), (3.0, 50.0)) in edges(made)
    assert len(edges(made)) == 3


def test_two_ends_that_face_each_other_become_one():
    made, _ = snapped(strands([[(-50, 0), (0, 0)], [(1, 0), (50, 0)]]), 2.0)
    assert edges(made) == {((-50.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (50.0, 0.0))}


def test_a_stub_and_a_dense_line_are_not_folded_back():
    stub = [[(-50, 0), (0, 0)], [(0, 0), (50, 0)], [(0, 0), (0, 1.5)]]
    dense = [[(0, 0.5 * step) for step in range(40)]]
    for paths in (stub, dense):
        made, ends = snapped(strands(paths), 2.0)
        assert not len(ends)
        assert edges(made) == edges(strands(paths))


@pytest.mark.parametrize(
    ("level", "apart", "joined"),
    [((0, 0), (0, 0), 1), ((1, 0), (0, 0), 0), ((0, -1), (0, 0), 0), ((1, 1), (0, 0), 1), ((0, 0), (1, 0), 0)],
)
def test_only_one_level_is_joined(level, apart, joined):
    made = joints(strands([[(-9, 0), (9, 0)], [(0, -9), (0, 9)]], level, apart), 2.0, "", by_osm=False)
    assert (len(made.joined), len(made.apart)) == (joined, 1 - joined)


@pytest.mark.parametrize(
    ("level", "apart", "snaps"),
    [
        ((0, 0), (0, 0), True),
        ((1, 0), (0, 0), False),  # beneath a bridge
        ((0, 1), (0, 0), True),  # where a bridge ends
        ((0, 0), (1, 0), False),  # beside an expressway
        ((0, 0), (1, 1), True),
        ((0, 0), (0, 1), True),  # where a ramp ends
    ],
)
def test_ends_keep_to_their_level(level, apart, snaps):
    _, ends = snapped(strands([[(-50, 0), (50, 0)], [(3, 50), (3, 1.5)]], level, apart), 2.0)
    assert len(ends) == int(snaps)


def lattice(size: int) -> list:
    """Streets from edge to edge, 100 m apart, without vertices where they cross."""
    length = 100 * size
    return [
        line
        for step in range(0, length + 1, 100)
        for line in ([(0, step), (length, step)], [(step, 0), (step, length)])
    ]


def test_a_lattice_is_joined_at_all_its_crossings():
    made = joints(strands(lattice(4)), 2.0, "", by_osm=False)
    assert len(edges(made.strands)) == 2 * 4 * 5
    assert len(np.unique(made.strands.key)) == 25
    assert not len(made.apart)


def test_a_lattice_whose_joints_are_good_is_left_alone_but_for_what_was_asked():
    noded = paths_of(joints(strands(lattice(4)), 0.0, JOIN, by_osm=False).strands)
    diagonal = [[(30, 50), (370, 60)]]  # crosses three streets
    for choice, joined, left in (("", 0, 3), (KEEP, 0, 3), (JOIN, 3, 0)):
        made = joints(strands(noded + diagonal), 2.0, choice, by_osm=True)
        assert (len(made.joined), len(made.left)) == (joined, left)
        assert len(edges(made.strands)) == 41 + 2 * joined


def test_loose_ends_of_openstreetmap_are_left():
    noded = paths_of(joints(strands(lattice(4)), 0.0, JOIN, by_osm=False).strands)
    end = [[(50, 50), (50, 1)]]
    assert len(joints(strands(noded + end), 2.0, "", by_osm=False).ends) == 1
    assert len(joints(strands(noded + end), 2.0, "", by_osm=True).ends) == 0
    assert len(joints(strands(noded + end), 0.0, "", by_osm=False).ends) == 0


@pytest.mark.parametrize("choice", ["", KEEP])
def test_a_reach_that_the_user_asked_for_is_obeyed_whatever_the_layer_is(choice):
    noded = paths_of(joints(strands(lattice(4)), 0.0, JOIN, by_osm=False).strands)
    lines = [*noded, [(50, 40), (50, 1)], [(30, 50), (370, 60)]]
    made = joints(strands(lines), 2.0, choice, by_osm=True, asked=True)
    assert (len(made.ends), len(made.joined), len(made.left)) == (1, 0, 3)


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_components_are_those_of_a_plain_walk(count, links):
    links = [(a, b) for a, b in links if a < count and b < count]
    label = list(range(count))
    for _ in range(count):
        for a, b in links:
            label[a] = label[b] = min(label[a], label[b])
    found = components(np.array(links, np.int64).reshape(-1, 2), count)
    assert len(set(zip(label, found.tolist(), strict=True))) == len(set(label)) == len(set(found.tolist()))


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.05, 0.2]))
def test_merged_points_are_those_that_all_pairs_link(seed, distance):
    points = np.random.default_rng(seed).uniform(-1, 1, (60, 2))
    gaps = np.hypot(*(points[:, None] - points[None]).T)
    pairs = np.argwhere(gaps <= distance)
    found, told = merged(*points.T, distance).tolist(), components(pairs, 60).tolist()
    assert len(set(zip(found, told, strict=True))) == len(set(found)) == len(set(told))
