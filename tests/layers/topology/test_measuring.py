"""Overlaps and gaps, measured by hand and by every pair."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.errors import Cancelled
from layers.feedback import Silent
from layers.projection import Metric
from layers.topology.defect import SLIVER_METRES, widths
from layers.topology.findings import area_text, topology_findings, width_text
from layers.topology.measuring import measure_topology
from tests.layers.topology.patches import COUNTY, METRIC, township, units_of

REAL = Path(__file__).parents[4] / "shared" / "data" / "boundaries"
A, B, C, D = (township(number) for number in (1, 2, 3, 4))
BLOCK = {A: shapely.box(0, 0, 1000, 1000), B: shapely.box(1000, 0, 2000, 1000)}


def measured(shapes, levels=None):
    return measure_topology(units_of(shapes, levels), metric=METRIC)


def said(shapes, levels=None):
    units = units_of(shapes, levels)
    return {finding.code: finding for finding in topology_findings(measure_topology(units, metric=METRIC), units)}


def test_neighbours_that_share_their_border_have_no_defect():
    found = measured(BLOCK)
    assert (found.defects, found.unmatched, found.invalid) == ((), (), ())
    assert said(BLOCK) == {}


def test_an_overlap_has_its_square_metres_and_its_width():
    found = measured({A: shapely.box(0, 0, 1030, 1000), B: BLOCK[B]})
    (one,) = found.defects
    assert (one.kind, one.level, one.codes) == ("overlap", "township", (A, B))
    assert one.area_m2 == pytest.approx(30 * 1000, rel=1e-6)
    assert one.width_metres == pytest.approx(30, rel=0.02)
    assert not one.is_sliver
    x, y = METRIC.forward([one.lon], [one.lat])
    assert 1000 <= x[0] <= 1030
    assert 0 <= y[0] <= 1000


def test_overlaps_of_the_same_pair_are_one_defect():
    comb = shapely.union_all([BLOCK[A], shapely.box(1000, 100, 1002, 200), shapely.box(1000, 500, 1003, 600)])
    (one,) = measured({A: comb, B: BLOCK[B]}).defects
    assert one.area_m2 == pytest.approx(200 + 300, rel=1e-6)
    assert one.width_metres == pytest.approx(3, rel=0.02)
    assert one.is_sliver


def test_a_gap_names_its_neighbours_the_longest_border_first():
    hole = shapely.box(900, 400, 1100, 450)
    found = measured({A: BLOCK[A] - hole, B: BLOCK[B] - hole - shapely.box(1000, 400, 1300, 450)})
    (one,) = found.defects
    assert (one.kind, one.codes) == ("gap", (B, A))
    assert one.area_m2 == pytest.approx(400 * 50, rel=1e-6)
    assert one.width_metres == pytest.approx(50, rel=0.02)


def test_an_enclave_inside_one_unit_is_told_from_a_gap_between_two():
    pond = {A: BLOCK[A] - shapely.box(100, 100, 200, 200), B: BLOCK[B]}
    assert set(said(pond)) == {"units_enclave"}
    between = {A: BLOCK[A] - shapely.box(900, 100, 1000, 200), B: BLOCK[B]}
    assert set(said(between)) == {"units_gap", "borders_not_shared"}  # the other side has no vertex there


def test_an_island_in_a_hole_is_no_gap():
    island = {A: BLOCK[A] - shapely.box(100, 100, 400, 400), C: shapely.box(200, 200, 300, 300)}
    (one,) = measured(island).defects
    assert one.area_m2 == pytest.approx(300 * 300 - 100 * 100, rel=1e-6)


def test_an_exclave_in_the_middle_of_another_unit_is_neither_gap_nor_overlap():
    piece = shapely.box(300, 300, 500, 500)
    assert measured({A: BLOCK[A] - piece, B: shapely.union_all([BLOCK[B], piece])}).defects == ()


def test_a_slit_open_at_both_ends_is_found():
    slit = {A: BLOCK[A], B: shapely.box(1003, 0, 2000, 1000)}
    (one,) = measured(slit).defects
    assert (one.kind, one.codes) == ("gap", (A, B))
    assert one.area_m2 == pytest.approx(3 * 1000, rel=1e-3)
    assert one.width_metres == pytest.approx(3, rel=0.02)


def test_a_notch_in_one_border_is_no_slit():
    notch = shapely.Polygon([(500, 1000), (502, 1000), (501, 900)])
    assert measured({A: BLOCK[A] - notch, B: BLOCK[B]}).defects == ()


def test_a_bay_wider_than_a_sliver_is_no_gap():
    assert measured({A: BLOCK[A], B: shapely.box(1000 + 2 * SLIVER_METRES, 0, 2000, 1000)}).defects == ()


def test_vertices_on_one_side_only_are_said_and_are_no_area():
    jagged = shapely.Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 333)])
    found = measured({A: BLOCK[A], B: jagged})
    assert found.defects == ()
    assert set(found.unmatched) == {A, B}
    assert said({A: BLOCK[A], B: jagged})["borders_not_shared"].mend == "close_slivers"


def test_a_vertex_on_the_neighbours_long_edge_leaves_no_sliver_between_chords():
    """Both borders are the same parallel of 0.3 degrees, which in metres is no straight line."""
    whole = shapely.box(124.0, 40.0, 124.3, 40.1)
    halves = shapely.Polygon([(124.0, 40.1), (124.15, 40.1), (124.3, 40.1), (124.3, 40.2), (124.0, 40.2)])
    county = shapely.box(124.0, 40.0, 124.3, 40.2)
    units = units_of(
        {A: shapely.box(0, 0, 1, 1), B: shapely.box(1, 0, 2, 1), COUNTY: shapely.box(0, 0, 2, 1)}, {COUNTY: "county"}
    )
    geometry = np.array([{A: whole, B: halves, COUNTY: county}[code] for code in units.code.tolist()], dtype=object)
    found = measure_topology(replace(units, geometry=geometry))
    assert found.defects == ()
    assert set(found.unmatched) == {A, B}
    middle = np.array([shapely.Polygon([(124.0, 40.1), (124.15, 40.1), (124.3, 40.1)])], dtype=object)
    assert Metric(124.2, 40.1).geometry(middle)[0].area > 10_000  # what the chord alone would leave


def test_an_outline_that_crosses_itself_is_named_and_still_measured():
    bow = shapely.Polygon([(1000, 0), (2000, 1000), (2000, 0), (1000, 1000)])
    found = measured({A: BLOCK[A], B: bow})
    assert found.invalid == (B,)
    assert said({A: BLOCK[A], B: bow})["unit_invalid"].rows == (B,)


def test_a_unit_is_held_against_those_below_it():
    levels = {COUNTY: "county"}
    county = {COUNTY: shapely.box(0, 0, 2000, 1200)}
    uncovered = [one for one in measured(county | BLOCK, levels).defects if one.kind == "uncovered"]
    assert [(one.level, one.codes) for one in uncovered] == [("township", (COUNTY,))]
    assert uncovered[0].area_m2 == pytest.approx(2000 * 200, rel=1e-6)
    small = {COUNTY: shapely.box(0, 0, 2000, 900)}
    outside = [one for one in measured(small | BLOCK, levels).defects if one.kind == "outside"]
    assert [one.area_m2 for one in outside] == [pytest.approx(2000 * 100, rel=1e-6)]
    assert measured({COUNTY: shapely.box(0, 0, 2000, 1000)} | BLOCK, levels).defects == ()


def test_nothing_is_said_of_a_unit_when_one_below_has_no_outline():
    units = units_of({COUNTY: shapely.box(0, 0, 2000, 1200)} | BLOCK, {COUNTY: "county"})
    geometry = units.geometry.copy()
    geometry[units.row_of[B]] = None
    object.__setattr__(units, "geometry", geometry)
    assert measure_topology(units, metric=METRIC).defects == ()


def test_every_pair_of_random_patches_agrees_with_one_intersection_each():
    rng = np.random.default_rng(11)
    corner, size = rng.uniform(0, 3000, (40, 2)), rng.uniform(50, 900, (40, 2))
    shapes = {township(i): shapely.box(*corner[i], *(corner[i] + size[i])) for i in range(40)}
    units = units_of(shapes)
    metres = METRIC.geometry(units.geometry)
    expected = {}
    for i, j in combinations(range(40), 2):
        area = metres[i].intersection(metres[j]).area
        if area > 1:
            expected[str(units.code[i]), str(units.code[j])] = area
    found = {one.codes: one.area_m2 for one in measure_topology(units, metric=METRIC).of("overlap")}
    assert found == pytest.approx(expected, rel=1e-9)
    ground = shapely.union_all(metres)
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(ground)])
    gaps = sum(one.area_m2 for one in measure_topology(units, metric=METRIC).of("gap") if not one.is_sliver)
    assert gaps == pytest.approx(filled.area - ground.area, abs=1)


def test_widths_agree_with_the_inscribed_circle():
    rng = np.random.default_rng(5)
    shapes = []
    for _ in range(60):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        radius = rng.uniform(1, 20, 9)
        star = shapely.Polygon(np.column_stack([40 * radius * np.cos(angle), radius * np.sin(angle)]))
        shapes += [part for part in shapely.get_parts(shapely.make_valid(star)) if part.geom_type == "Polygon"]
    polygons = np.array(shapes, dtype=object)
    circle = 2 * shapely.length(shapely.maximum_inscribed_circle(polygons, 0.001))
    assert widths(polygons) == pytest.approx(circle, rel=0.03)
    assert len(widths(np.zeros(0, dtype=object))) == 0


def test_figures_as_people_say_them():
    assert [area_text(area) for area in (0.3, 450.4, 3.2e6)] == ["0.3 平方米", "450 平方米", "3.20 平方公里"]
    assert [width_text(width) for width in (0.001, 0.04, 1.25, 23.4)] == ["不到 1 厘米", "4 厘米", "1.2 米", "23 米"]


def test_the_user_may_stop():
    class Stop(Silent):
        def progress(self, share: float, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        measure_topology(units_of(BLOCK), Stop())


def test_a_region_without_outlines_has_no_defects():
    units = units_of(BLOCK)
    object.__setattr__(units, "geometry", np.full(2, None, dtype=object))
    assert measure_topology(units).defects == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real boundaries are not on this machine")
@pytest.mark.parametrize("name", ["松北社区", "松北网格"])
def test_real_overlaps_agree_with_every_pair(name):
    """3 of 250 communities cross themselves, as counted by GEOS' own test; overlaps by one intersection per pair."""
    told = json.loads((REAL / "harbin_songbei" / f"{name}.geojson").read_text("utf-8"))
    shapes = np.array([shapely.geometry.shape(one["geometry"]) for one in told["features"]], dtype=object)
    invalid = int((~shapely.is_valid(shapes)).sum())
    metric = Metric.of_extent(*shapely.total_bounds(shapes))
    codes = [f"230109{number:03}000" for number in range(len(shapes))]
    units = units_of(dict(zip(codes, METRIC.geometry(shapes), strict=True)))
    object.__setattr__(units, "geometry", shapes)
    drawn = metric.geometry(shapely.segmentize(shapes, 0.0002))  # straight in degrees, to a hundredth of a mm
    metres = shapely.make_valid(drawn, method="structure")
    first, second = shapely.STRtree(metres).query(metres, predicate="intersects")
    both = shapely.get_parts(shapely.intersection(metres[first], metres[second])[first < second])
    both = both[shapely.get_type_id(both) == 3]
    circle = 2 * shapely.length(shapely.maximum_inscribed_circle(both, 0.00001))
    found = measure_topology(units, metric=metric)
    assert len(found.invalid) == invalid
    expected = shapely.area(both[circle > 0.001]).sum()
    assert sum(one.area_m2 for one in found.of("overlap")) == pytest.approx(expected, rel=0.01)
