"""People as points."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.tables import Units
from planner.coverage.demand_points import DemandPoints, demand_points
from planner.coverage.hierarchy import Hierarchy
from tests.planner.coverage.lattice import chosen, demand_of, lattice_units, no_demand, without_outline


def _from_units(units: Units, group: str = "aged_60") -> DemandPoints:
    return demand_points(no_demand(), Hierarchy(units), group)


def _without_people(units: Units, *names: str) -> Units:
    people = units.population["aged_60"].copy()
    people[np.isin(units.name, names)] = np.nan
    return replace(units, population={**units.population, "aged_60": people})


def _names(units: Units, points: DemandPoints) -> list[str]:
    return [str(units.name[units.row_of[str(code)]]) for code in points.unit_code]


def test_demand_points_are_taken_as_they_are():
    demand = demand_of(
        [("a", 124.1, 40.1, 5.0), ("b", 124.2, 40.1, np.nan), ("c", 124.2, 40.1, -3.0), ("d", 124.2, 40.1, 2e15)]
    )
    points = demand_points(demand, Hierarchy(lattice_units()), "aged_60")
    assert points.id.tolist() == ["a", "b", "c", "d"]
    assert points.weight[0] == 5.0
    assert np.isnan(points.weight[1:]).all()  # neither is a negative number of people, nor one beyond all reason
    assert points.notes == ()


def test_a_missing_group_names_those_there_are():
    demand = demand_of([("a", 124.1, 40.1, 5.0)], group="population")
    with pytest.raises(UserError, match=r"没有60岁及以上人口.*population\(常住人口\)"):
        demand_points(demand, Hierarchy(lattice_units()), "aged_60")
    with pytest.raises(UserError, match=r"没有80岁及以上人口.*aged_60\(60岁及以上\)"):
        _from_units(lattice_units(), "aged_80")
    with pytest.raises(UserError, match="需求点里没有常住人口的数据"):
        demand_points(demand_of([("a", 124.1, 40.1, 5.0)]), Hierarchy(lattice_units()), "population")
    with pytest.raises(UserError, match="没有人群“cats”"):
        _from_units(lattice_units(), "cats")
    with pytest.raises(UserError, match="请先导入人口点"):
        _from_units(chosen(lattice_units(), np.zeros(43)))


def test_without_points_the_finest_units_stand_for_their_people():
    units = lattice_units()
    points = _from_units(units)
    assert len(points.id) == 32
    assert points.weight.sum() == 1920
    assert "32 个行政单元内的代表点" in points.notes[0]
    for code, lon, lat in zip(points.unit_code, points.lon, points.lat, strict=True):
        assert units.geometry[units.row_of[str(code)]].contains(shapely.Point(lon, lat))


def test_a_unit_stands_for_those_below_where_one_of_them_cannot():
    for broken in (without_outline(lattice_units(), ["甲1-1"]), _without_people(lattice_units(), "甲1-1")):
        points = _from_units(broken)
        names = _names(broken, points)
        assert "甲1街道" in names
        assert not [name for name in names if name.startswith("甲1-")]
        assert (len(names), points.weight.sum(), points.left_out) == (29, 1920, ())


def test_people_that_no_point_can_stand_for_are_named():
    units = without_outline(lattice_units(), ["甲1-1", "甲1街道", "甲区", "丁市"])
    points = _from_units(units)
    assert points.left_out == ("甲1-1",)
    assert (len(points.id), points.weight.sum()) == (31, 1860)


def test_townships_only():
    units = chosen(lattice_units(), lattice_units().level != "community")
    assert sorted(_names(units, _from_units(units)))[0] == "乙1街道"
    assert len(_from_units(units).id) == 8
