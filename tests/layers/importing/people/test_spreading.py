"""People of units as points: every unit keeps its own total, every point stays in its unit."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.importing.people.ground import Ground, nowhere, of_polygons, of_roads
from layers.importing.people.spread_units import covered, finest
from layers.importing.people.spreading import spread
from layers.lattice import EVEN_POINTS, even_points
from layers.projection import Metric
from layers.schema import GROUPS
from layers.tables import DRIVE, WALK, Roads, Units
from tests.layers.importing.sources import make_units, understood

METRIC = Metric(123.0, 41.0)
DISTRICT, EAST, WEST = "210112000000", "210112001000", "210112002000"
SHAPES = {
    DISTRICT: shapely.box(123, 41, 123.2, 41.1),
    EAST: shapely.box(123, 41, 123.1, 41.1),
    WEST: shapely.box(123.1, 41, 123.2, 41.1),
    "210112001001": shapely.box(123, 41, 123.05, 41.1),
    "210112001002": shapely.box(123.05, 41, 123.1, 41.1),
}
ROWS = [(DISTRICT, "某区"), (EAST, "东街道"), (WEST, "西街道"), ("210112001001", "一社区"), ("210112001002", "二社区")]


def units(**people: dict[str, float]) -> Units:
    """The lattice with people by group and code."""
    table = make_units(ROWS, shapes=SHAPES)
    given = {group: np.array([own.get(code, np.nan) for code in table.code.tolist()]) for group, own in people.items()}
    return replace(table, population={**table.population, **given})


def ground(*places: tuple[float, float, float], method: str = "buildings") -> Ground:
    lon, lat, weight = np.array(places, dtype=float).reshape(-1, 3).T
    return Ground(method, lon, lat, weight)


def sums(table: Units, done, group: str) -> dict[str, float]:
    """People by the outline their points lie in, the finest that has the group."""
    found = {}
    for row in np.flatnonzero(np.isfinite(table.population[group])):
        inside = shapely.contains_xy(table.geometry[row], done.demand.lon, done.demand.lat)
        found[str(table.code[row])] = float(np.nansum(done.demand.weight[group][inside]))
    return found


PEOPLE = {"210112001001": 100.0, "210112001002": 300.0, WEST: 50.0}


def test_totals_follow_the_places_in_proportion():
    places = ground((123.01, 41.05, 1), (123.02, 41.05, 3), (123.07, 41.05, 9), (123.15, 41.05, 2))
    done = spread(units(population=PEOPLE), places, METRIC)
    assert done.demand.weight["population"].tolist() == [25, 75, 300, 50]
    assert done.demand.unit_code.tolist() == ["210112001001"] * 2 + ["210112001002", WEST]
    assert (len(done.even), len(done.homeless), len(done.outside)) == (0, 0, 0)


def test_places_outside_and_places_where_nobody_lives_are_left_out():
    places = ground((123.01, 41.05, 1), (123.01, 41.06, 0), (123.5, 41.05, 5), (123.07, 41.05, 9), (123.15, 41.05, 2))
    done = spread(units(population=PEOPLE), places, METRIC)
    assert done.demand.weight["population"].tolist() == [100, 300, 50]
    assert done.outside.tolist() == [2]


def test_a_unit_without_any_place_is_spread_evenly_and_named():
    table = units(population=PEOPLE)
    done = spread(table, ground((123.01, 41.05, 1)), METRIC)
    assert table.code[done.even].tolist() == ["210112001002", WEST]
    assert sums(table, done, "population") == pytest.approx(PEOPLE)
    assert (done.demand.unit_code == WEST).sum() > 10


def test_a_group_known_of_larger_units_only_follows_their_people():
    table = units(population=PEOPLE, left_behind_children={EAST: 40.0, WEST: 6.0})
    done = spread(table, ground((123.01, 41.05, 5), (123.07, 41.05, 5), (123.15, 41.05, 1)), METRIC)
    assert done.demand.weight["population"].tolist() == [100, 300, 50]
    assert done.demand.weight["left_behind_children"].tolist() == [10, 30, 6]


def test_a_group_unknown_of_a_unit_stays_unknown_there():
    table = units(population=PEOPLE, aged_60={WEST: 6.0})
    done = spread(table, ground((123.01, 41.05, 5), (123.07, 41.05, 5), (123.15, 41.05, 1)), METRIC)
    assert np.isnan(done.demand.weight["aged_60"][:2]).all()
    assert done.demand.weight["aged_60"][2] == 6


def test_people_of_a_unit_without_an_outline_are_named():
    table = units(population=PEOPLE)
    geometry = table.geometry.copy()
    geometry[table.row_of[WEST]] = None
    done = spread(replace(table, geometry=geometry), nowhere(), METRIC)
    assert table.code[done.homeless].tolist() == [WEST]
    assert done.demand.weight["population"].sum() == pytest.approx(400)


def test_a_unit_stands_for_those_below_it_where_one_of_them_is_unknown():
    table = units(population={"210112001001": 100.0, EAST: 400.0, WEST: 50.0})
    chosen = finest(table, np.isfinite(table.population["population"]))
    assert table.code[chosen].tolist() == [EAST, WEST]
    assert covered(table)
    assert not covered(make_units(ROWS))


def test_the_lattice_lies_inside_and_is_even():
    shapes = np.array([*SHAPES.values(), shapely.Point(123, 41).buffer(1e-5), None], dtype=object)
    lon, lat, number = even_points(shapes, METRIC)
    fewest, most = EVEN_POINTS
    counts = np.bincount(number, minlength=7)
    assert counts[6] == 0
    assert (counts[:5] <= 1.2 * most).all()
    assert counts[5] >= 1
    assert counts[:5].min() >= fewest
    assert shapely.contains_xy(shapes[number], lon, lat).all()


def test_buildings_weigh_by_area_and_storeys():
    shapes = [shapely.box(123.01, 41.01, 123.0101, 41.0101), shapely.box(123.02, 41.01, 123.0201, 41.0101)]
    source = understood({"层数": [6, "约"]}, shapes, role="demand")
    houses = of_polygons(source, METRIC, "")
    assert houses.method == "buildings"
    assert houses.weight[0] / houses.weight[1] == pytest.approx(6, rel=1e-3)
    land = of_polygons(understood({"用地": ["居住", "居住"]}, list(SHAPES.values())[1:3], role="demand"), METRIC, "")
    assert land.method == "residential"
    area = shapely.area(METRIC.geometry(np.array([SHAPES[EAST]], dtype=object)))[0]
    assert land.weight[land.lon < 123.1].sum() == pytest.approx(area, rel=1e-6)


def test_roads_weigh_by_the_length_that_people_walk_on():
    lon, lat = METRIC.inverse([0.0, 100.0, 400.0, 400.0], [0.0, 0.0, 0.0, 900.0])
    roads = Roads(
        lon,
        lat,
        tail=np.array([0, 1, 2], np.int32),
        head=np.array([1, 2, 3], np.int32),
        way=np.array([0, 0, 1], np.int32),
        access=np.array([WALK | DRIVE, WALK, DRIVE], np.uint8),
        oneway=np.zeros(3, np.int8),
        way_name=np.array(["", ""]),
        way_class=np.array(["residential", "motorway"]),
        way_maxspeed_kmh=np.full(2, np.nan),
    )
    places = of_roads(roads, METRIC)
    assert places.weight.tolist() == pytest.approx([50, 200, 150])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 40), method=st.sampled_from(["buildings", "grid"]))
def test_every_unit_keeps_its_totals_and_every_point_lies_in_its_unit(seed, count, method):
    rng = np.random.default_rng(seed)
    codes = [code for code, _ in ROWS]
    people = {
        group: {code: float(rng.integers(0, 5000)) for code in codes if rng.random() < 0.7}
        for group in rng.choice(list(GROUPS), 3, replace=False)
    }
    table = units(**people)
    if not any(people.values()):
        return
    lon, lat = rng.uniform(122.95, 123.25, count), rng.uniform(40.98, 41.12, count)
    done = spread(table, Ground(method, lon, lat, rng.uniform(0, 9, count) * (rng.random(count) < 0.8)), METRIC)
    at = np.array([table.row_of[code] for code in done.demand.unit_code.tolist()], dtype=int)
    assert shapely.intersects_xy(table.geometry[at], done.demand.lon, done.demand.lat).all()
    for group, own in people.items():
        usable = np.isfinite(table.population[group])
        chosen = finest(table, usable)
        assert np.nansum(done.demand.weight.get(group, [])) == pytest.approx(table.population[group][chosen].sum())
        for row in chosen:
            inside = shapely.contains_xy(table.geometry[row], done.demand.lon, done.demand.lat)
            found = float(np.nansum(done.demand.weight[group][inside]))
            assert found == pytest.approx(own[str(table.code[row])]), (group, table.code[row])
