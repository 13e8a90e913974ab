"""Repairs: what changes, what must not, and that doing it again does nothing."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tables import Units
from layers.topology.defect import SLIVER_METRES
from layers.topology.measuring import measure_topology
from layers.topology.repair import close_slivers, fill_gaps, make_valid
from tests.layers.topology.patches import METRIC, township, units_of

A, B, C, D = (township(number) for number in (1, 2, 3, 4))
BLOCK = {A: shapely.box(0, 0, 1000, 1000), B: shapely.box(1000, 0, 2000, 1000)}
SIDE = 4
RING = [(0.0, 0.0), (250, 0), (500, 0), (500, 250), (500, 500), (250, 500), (0, 500), (0, 250)]


def areas(units: Units) -> dict[str, float]:
    return dict(zip(units.code.tolist(), shapely.area(METRIC.geometry(units.geometry)).tolist(), strict=True))


def closed(shapes, **options):
    return close_slivers(units_of(shapes), "township", metric=METRIC, **options)


def test_where_nothing_is_amiss_nothing_changes():
    units = units_of(BLOCK)
    for repaired in (make_valid(units), close_slivers(units, "township"), fill_gaps(units, "township")):
        assert repaired.changed == repaired.left == ()
        assert all(new is old for new, old in zip(repaired.units.geometry, units.geometry, strict=True))


def test_an_outline_that_crosses_itself_is_made_valid_and_its_area_told():
    bow = shapely.Polygon([(1000, 0), (2000, 1000), (2000, 0), (1000, 1000)])
    repaired = make_valid(units_of({A: BLOCK[A], B: bow}), METRIC)
    assert repaired.changed == (B,)
    assert shapely.is_valid(repaired.units.geometry).all()
    assert repaired.after.tolist() == pytest.approx([500_000], rel=1e-6)  # two triangles, 500 m high on 1000 m each
    assert len(repaired.before) == 1


def test_a_unit_without_area_is_left_as_it_is():
    units = units_of(BLOCK)
    units.geometry[1] = shapely.Polygon([(124, 40), (124.5, 40), (125, 40)])
    repaired = make_valid(units)
    assert (repaired.changed, repaired.left) == ((), (B,))


def test_a_narrow_overlap_goes_to_one_of_the_two():
    repaired = closed({A: shapely.box(0, 0, 1003, 1000), B: BLOCK[B]})
    now = areas(repaired.units)
    assert now[A] + now[B] == pytest.approx(2_000_000, rel=1e-6)
    assert min(abs(now[A] - 1_000_000), abs(now[A] - 1_003_000)) < 10
    assert measure_topology(repaired.units, metric=METRIC).defects == ()


def test_a_wide_overlap_stays_with_both():
    shapes = {A: shapely.box(0, 0, 1030, 1000), B: BLOCK[B], C: shapely.box(0, 1000, 2000, 2000)}
    repaired = closed(shapes)
    (one,) = measure_topology(repaired.units, metric=METRIC).defects
    assert (one.kind, one.codes) == ("overlap", (A, B))
    assert one.area_m2 == pytest.approx(30_000, rel=1e-6)
    assert areas(repaired.units) == pytest.approx({A: 1_030_000, B: 1_000_000, C: 2_000_000}, rel=1e-6)


def test_ground_that_three_units_claim_stays_with_all_three():
    shapes = {
        A: shapely.box(0, 0, 1000, 1000),
        B: shapely.box(500, 0, 1500, 1000),
        C: shapely.box(0, 400, 1500, 600),
    }
    repaired = closed(shapes)
    assert areas(repaired.units) == pytest.approx({A: 1e6, B: 1e6, C: 300_000}, rel=1e-6)


def test_a_unit_drawn_twice_is_not_lost():
    repaired = closed({A: BLOCK[A], B: BLOCK[A], C: shapely.box(1002, 0, 2000, 1000)})
    assert min(areas(repaired.units).values()) > 990_000


def test_a_thin_unit_inside_another_is_not_lost():
    thin = shapely.box(100, 100, 900, 103)
    now = areas(closed({A: BLOCK[A], B: BLOCK[B], C: thin}).units)
    assert now[C] == pytest.approx(thin.area, rel=1e-4)


def test_narrow_gaps_are_closed_and_wide_ones_stay():
    narrow, wide = shapely.box(998, 100, 1000, 300), shapely.box(950, 500, 1000, 700)
    repaired = closed({A: BLOCK[A] - narrow - wide, B: BLOCK[B]})
    (one,) = measure_topology(repaired.units, metric=METRIC).defects
    assert (one.kind, one.area_m2) == ("gap", pytest.approx(wide.area, rel=1e-6))
    assert sum(areas(repaired.units).values()) == pytest.approx(2_000_000 - wide.area, rel=1e-6)


def test_a_slit_open_at_both_ends_is_closed():
    repaired = closed({A: BLOCK[A], B: shapely.box(1003, 0, 2000, 1000)})
    assert measure_topology(repaired.units, metric=METRIC).defects == ()
    assert sum(areas(repaired.units).values()) == pytest.approx(2_000_000, rel=1e-6)


def test_vertices_that_need_not_move_keep_their_degrees():
    shapes = {A: shapely.box(0, 0, 1003, 1000), B: BLOCK[B], C: shapely.box(2000, 0, 3000, 1000)}
    units = units_of(shapes)
    repaired = close_slivers(units, "township", metric=METRIC)
    assert repaired.units.geometry[2] is units.geometry[2]
    before = {tuple(point) for point in shapely.get_coordinates(units.geometry).tolist()}
    after = [tuple(point) for point in shapely.get_coordinates(repaired.units.geometry).tolist()]
    assert set(after) <= before


def test_only_small_gaps_are_filled():
    pond, slip = shapely.box(100, 100, 200, 200), shapely.box(980, 400, 1000, 420)
    units = units_of({A: BLOCK[A] - pond - slip, B: BLOCK[B]})
    repaired = fill_gaps(units, "township", 1000, METRIC)
    assert repaired.changed == (A,)  # three sides of four
    assert repaired.moved_m2 == pytest.approx(400, rel=1e-6)
    (left,) = measure_topology(repaired.units, metric=METRIC).defects
    assert left.area_m2 == pytest.approx(pond.area, rel=1e-6)
    assert fill_gaps(repaired.units, "township", 1000, METRIC).changed == ()


def shaken(seed: int, metres: float) -> dict[str, shapely.Geometry]:
    """A checkerboard of 500 m whose every field has corners and middles of its own, a few metres off."""
    rng = np.random.default_rng(seed)
    fields = {}
    for number in range(SIDE * SIDE):
        x, y = 500.0 * (number % SIDE), 500.0 * (number // SIDE)
        ring = np.array(RING) + np.array([x, y])
        fields[township(number)] = shapely.Polygon(ring + rng.uniform(-metres, metres, (8, 2)))
    return fields


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), metres=st.floats(0.001, SLIVER_METRES / 3))
def test_slivers_of_any_shape_are_closed_and_nothing_else_moves(seed, metres):
    units = units_of(shaken(seed, metres))
    found = measure_topology(units, metric=METRIC)
    assert all(one.is_sliver for one in found.defects)
    repaired = close_slivers(units, "township", metric=METRIC)
    assert shapely.is_valid(repaired.units.geometry).all()
    assert repaired.units.code.tolist() == units.code.tolist()
    assert shapely.coverage_is_valid(repaired.units.geometry)  # in degrees: every vertex shared to the last bit
    assert measure_topology(repaired.units, metric=METRIC).of("overlap") == ()
    slivers = sum(one.area_m2 for one in found.defects)
    before, after = areas(units), areas(repaired.units)
    for code in before:
        assert abs(after[code] - before[code]) <= slivers + 0.01
    overlapping = sum(one.area_m2 for one in found.of("overlap"))
    gaping = sum(one.area_m2 for one in found.of("gap"))
    gained = sum(after.values()) - sum(before.values())
    assert -overlapping - 0.01 <= gained <= gaping + 0.01
    assert close_slivers(repaired.units, "township", metric=METRIC).changed == ()
    lon, lat = METRIC.inverse(
        [500.0 * (i % SIDE) + 250 for i in range(16)], [500.0 * (i // SIDE) + 250 for i in range(16)]
    )
    assert shapely.contains_xy(repaired.units.geometry, lon, lat).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 25), round_=st.booleans())
def test_patches_thrown_at_random_are_mended_or_left_and_never_lost(seed, count, round_):
    """Far worse than any map: boxes and discs from 3 to 1000 m on top of each other."""
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(0, 3000, (count, 2)), rng.choice([3.0, 20, 300, 900], (count, 2))
    shapes = [
        shapely.Point(*corner[i]).buffer(size[i, 0], quad_segs=3)
        if round_
        else shapely.box(*corner[i], *(corner[i] + size[i]))
        for i in range(count)
    ]
    units = units_of({township(i): shape for i, shape in enumerate(shapes)})
    slivers = sum(one.area_m2 for one in measure_topology(units, metric=METRIC).defects if one.is_sliver)
    repaired = close_slivers(units, "township", metric=METRIC)
    before, after = areas(units), areas(repaired.units)
    assert shapely.is_valid(repaired.units.geometry).all()
    assert all(abs(after[code] - before[code]) <= slivers + 4 for code in before)
    assert min(after.values()) > 0
    assert set(repaired.changed) <= set(units.code.tolist())
