"""Where only totals of units are known: between the least and the most favourable spreading."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.region import Region
from layers.tables import Demand, Source
from planner.coverage.demand_points import demand_points
from planner.coverage.hierarchy import Hierarchy
from planner.coverage.reach import Reach, ServiceStandard, UnitReach
from planner.coverage.reaching import reach_region
from planner.coverage.spreading_bounds import PossiblePlaces, possible_places
from tests.planner.coverage.lattice import (
    COUNTY,
    LatticeRegion,
    centre,
    community,
    demand_of,
    facility,
    lattice_units,
    listed_source,
    no_demand,
    township,
)
from tests.planner.coverage.streets_of_the_lattice import at, streets

SAMPLE = Path(__file__).parents[3] / "sample_regions" / "hunnan.gpkg"
KIND = "community_elderly_station"
UNITS = lattice_units()


def metres(limit: float) -> ServiceStandard:
    return ServiceStandard(limit, "metres", "straight")


def reach(*facilities: dict[str, object], limit: float, **region: object) -> Reach:
    return reach_region(LatticeRegion(facilities, KIND, **region), KIND, metres(limit), "aged_60")  # type: ignore[arg-type]


def by_code(found: Reach, code: str) -> UnitReach:
    return next(unit for unit in found.units if unit.code == code)


def test_a_unit_wholly_within_reach_is_sure_and_so_is_one_wholly_beyond():
    """A community is 11.1 km high and 8.5 km wide: from its middle its corners are 7 km off, 9.1 km on the way."""
    found = reach(facility("站", KIND, "甲1-1"), limit=9_500)
    own, far = by_code(found, community("甲1-1")), by_code(found, community("乙4-4"))
    assert (own.low, own.reached, own.high) == (60, 60, 60)
    assert (far.low, far.reached, far.high) == (0, 0, 0)
    near = by_code(found, community("甲1-2"))
    assert (near.low, near.reached, near.high) == (0, 0, 60)


def test_the_region_and_every_unit_carry_the_sum_of_what_is_open():
    found = reach(facility("站", KIND, "甲1-1"), limit=9_500)
    assert (found.low, found.reached, found.high) == (60, 60, 240)
    assert found.bounds() == (60 / 1920, 240 / 1920)
    for code in (township("甲1"), COUNTY["甲"]):
        unit = by_code(found, code)
        assert (unit.low, unit.reached, unit.high) == (60, 60, 240)
    assert found.unknown.partly_reached == ("甲1-2", "甲1-3", "甲1-4")
    assert found.unknown.partly_reached_people == 180
    assert any("只有人口总数" in note for note in found.notes)


def test_a_facility_in_a_unit_reaches_its_neighbours_however_short_the_limit():
    found = reach(facility("站", KIND, (124.003, 40.003)), limit=50)
    own = by_code(found, community("甲1-1"))
    assert (own.low, own.reached, own.high) == (0, 0, 60)


def test_without_facilities_nothing_is_open():
    found = reach(limit=9_500)
    assert (found.low, found.high) == (0, 0)
    assert found.bounds() == (0, 0)
    assert found.unknown.partly_reached == ()


def test_roads_count_with_the_walk_to_them():
    station = facility("站", KIND, at(0, 0))
    region = LatticeRegion([station], KIND, road_table=streets())
    found = reach_region(region, KIND, ServiceStandard(15.0, "minutes", "elderly"), "aged_60")
    own = by_code(found, community("乙3-1"))
    assert (own.low, own.high) == (0, 60)
    assert found.high == 60


def test_demand_points_leave_nothing_open():
    where = centre("甲1-1")
    found = reach(facility("站", KIND, "甲1-1"), limit=100, demand_table=demand_of([("a", *where, 60.0)]))
    assert (found.low, found.reached, found.high) == (60, 60, 60)
    assert found.bounds() == (1, 1)
    assert found.unknown.lines() == ()


def test_points_made_from_totals_say_so():
    class Spread(LatticeRegion):
        def sources(self) -> tuple[Source, ...]:
            told = replace(listed_source(""), role="demand", options={"spread": "buildings"})
            return (listed_source(self.listed), told)

    region = Spread([facility("站", KIND, "甲1-1")], KIND, demand_table=demand_of([("a", *centre("甲1-1"), 60.0)]))
    found = reach_region(region, KIND, metres(100), "aged_60")
    assert "人口点由各单元的总数按房屋分摊得到，单元内部的分布是推算的" in found.notes


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 4), limit=st.sampled_from([300.0, 3000.0, 9000.0, 20_000.0]))
def test_every_spreading_lies_between_the_bounds(seed, count, limit):
    """People put at any of the places that are tried; and the two ends are reached."""
    rng = np.random.default_rng(seed)
    stations = [facility(f"站{i}", KIND, (rng.uniform(124, 124.8), rng.uniform(40, 40.4))) for i in range(count)]
    found = reach(*stations, limit=limit)
    assert found.low <= found.reached <= found.high
    low, high = found.bounds()
    assert low <= found.share <= high
    for unit in found.units:
        assert unit.low <= unit.reached <= unit.high <= unit.total
    points = demand_points(no_demand(), Hierarchy(UNITS), "aged_60")
    where = np.array([one["lon"] for one in stations], float), np.array([one["lat"] for one in stations], float)
    places = possible_places(UNITS, points.unit_code, None, where, LatticeRegion().metric_crs())
    chosen = [rng.choice(np.flatnonzero(places.point == i)) for i in range(len(points.id))]
    people = [(str(i), places.lon[one], places.lat[one], 60.0) for i, one in enumerate(chosen)]
    spread = reach(*stations, limit=limit, demand_table=demand_of(people))
    assert found.low <= spread.reached <= found.high


def test_all_and_any_of_the_places_of_each_point():
    places = PossiblePlaces(np.zeros(5), np.zeros(5), np.array([0, 0, 1, 1, 2]))
    everywhere, anywhere = places.bounds(np.array([True, True, True, False, False]), np.array([True, False, False]))
    assert everywhere.tolist() == [True, False, False]
    assert anywhere.tolist() == [True, True, False]
    disagreeing, some = places.bounds(np.ones(5, bool), np.zeros(3, bool))
    assert not disagreeing.any()
    assert some.all()


@pytest.mark.parametrize("level", ["county", "township"])
def test_the_scorecard_has_the_same_interval(level):
    from planner.coverage.reach_by_unit import ReachByUnit
    from planner.coverage.reaching import Reaches
    from planner.coverage.share_reached import measure_share_reached
    from planner.coverage.stock import Stock
    from tests.planner.coverage.test_drill_down import CIRCLE

    region = LatticeRegion([facility("院", CIRCLE.kinds[0], "甲1-1")], CIRCLE.kinds[0])
    reaches = Reaches(region, Stock.of(region))
    whole = measure_share_reached(reaches, CIRCLE)
    nearest = reaches.nearest(
        CIRCLE.kinds[0], ServiceStandard(CIRCLE.limit, CIRCLE.measured_in, CIRCLE.mode), "aged_60"
    )
    low, high = nearest.reach.bounds()
    assert (whole.low, whole.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert whole.value is None
    own = ReachByUnit(reaches, CIRCLE, level)
    for unit in nearest.reach.units:
        if unit.level == level:
            found = own.measurement(UNITS.row_of[unit.code])
            assert found.low == pytest.approx(100 * unit.low / unit.total)
            assert found.high == pytest.approx(100 * unit.high / unit.total)


@pytest.mark.parametrize("group", ["aged_60", "population"])
def test_a_sample_region_without_its_demand_points_still_holds_the_true_share(group, tmp_path):
    """What the points say lies in the interval that the totals of the communities allow."""

    class WithoutPoints:
        def __init__(self, region: Region) -> None:
            self._region = region

        def __getattr__(self, name: str) -> object:
            return getattr(self._region, name)

        def demand(self) -> Demand:
            return no_demand()

    file = tmp_path / "region.gpkg"
    shutil.copy(SAMPLE, file)
    standard = ServiceStandard(15.0, "minutes", "elderly")
    with Region.open(file) as region:
        known = reach_region(region, KIND, standard, group)
        found = reach_region(WithoutPoints(region), KIND, standard, group)  # type: ignore[arg-type]
    assert found.low < known.reached < found.high
    by = {unit.code: unit for unit in known.units}
    for unit in found.units:
        if unit.total == pytest.approx(by[unit.code].total):
            assert unit.low <= by[unit.code].reached + 1e-6
            assert by[unit.code].reached <= unit.high + 1e-6
