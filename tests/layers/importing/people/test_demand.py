"""Where people live, from points, tables of units, polygons and grids."""

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.foreign.answer import GridPoints
from layers.importing.options import ImportOptions
from layers.importing.people.demand import demand_of_grid, read_demand, spread_region
from tests.layers.importing.people.test_spreading import DISTRICT, EAST, PEOPLE, SHAPES, WEST, units
from tests.layers.importing.sources import Around, make_units, understood

EMPTY = make_units([(DISTRICT, "某区"), (EAST, "东街道"), (WEST, "西街道")], shapes=SHAPES)


def codes(read) -> set[str]:
    return {finding.code for finding in read.findings}


def read(columns, table=EMPTY, shapes=None, **options):
    return read_demand(understood(columns, shapes, role="demand", **options), Around(units=table))


def test_points_are_taken_as_they_stand():
    found = read(
        {"编号": ["a", "b", "c"], "经度": [123.01, 123.02, ""], "纬度": [41.01, 41.02, ""], "人口": [5, "", 7]}
    )
    assert found.demand.id.tolist() == ["a", "c"]
    assert found.demand.weight["population"].tolist() == [5, 7]
    assert np.isnan(found.demand.lon[1])
    assert (found.skipped, found.spread, codes(found)) == (1, "", {"demand_without_people"})
    assert found.preview.row == (2, 4)


def test_a_table_without_people_or_without_places_is_refused():
    with pytest.raises(UserError, match="不知道哪一列是人口"):
        read({"经度": [123.01], "纬度": [41.01]})
    with pytest.raises(UserError, match="没有一行同时有坐标和人口"):
        read({"经度": [123.01], "纬度": [41.01], "人口": [""]})


def test_people_by_unit_are_spread_in_their_units_and_the_method_is_told():
    found = read({"所属街道": ["东街道", "西街道", "北街道"], "人口": [100, 50, 9], "留守儿童": [4, "", 1]})
    assert found.spread == "even"
    east = found.demand.unit_code == EAST
    assert found.demand.weight["population"][east].sum() == pytest.approx(100)
    assert found.demand.weight["population"][~east].sum() == pytest.approx(50)
    assert found.demand.weight["left_behind_children"][east].sum() == pytest.approx(4)
    assert np.isnan(found.demand.weight["left_behind_children"][~east]).all()
    assert {"demand_spread", "unit_unmatched"} <= codes(found)
    assert found.skipped == 1
    (decision,) = found.decisions
    assert (decision.topic, decision.chosen.value, decision.given) == ("spread", "even", False)


def test_rows_of_one_unit_are_added_up_and_said():
    found = read({"所属街道": ["东街道", "东街道"], "人口": [100, 50]})
    assert found.demand.weight["population"].sum() == pytest.approx(150)
    assert "rows_added" in codes(found)


def test_what_cannot_be_spread_says_why():
    table = {"所属街道": ["东街道"], "人口": [100]}
    with pytest.raises(UserError, match="没有房屋或居住用地"):
        read(table, spread="buildings")
    with pytest.raises(UserError, match="还没有路网"):
        read(table, spread="roads")
    bare = make_units([(DISTRICT, "某区"), (EAST, "东街道")])
    with pytest.raises(UserError, match="没有行政单元的边界"):
        read(table, bare)


def test_polygons_without_people_are_what_the_units_totals_are_spread_over():
    houses = [shapely.box(123.01, 41.01, 123.0101, 41.0101), shapely.box(123.06, 41.01, 123.0601, 41.0101)]
    found = read({"层数": [1, 2]}, units(population=PEOPLE), houses)
    assert found.spread == "buildings"
    by_unit = {code: found.demand.weight["population"][found.demand.unit_code == code].sum() for code in PEOPLE}
    assert by_unit == pytest.approx(PEOPLE)
    (evenly,) = [f for f in found.findings if f.code == "spread_evenly"]
    assert evenly.rows == (WEST,)
    with pytest.raises(UserError, match="同时有边界和人口"):
        read({"层数": [1, 2]}, EMPTY, houses)


def test_the_regions_own_totals_can_be_spread_without_a_file():
    found = spread_region(Around(units=units(population=PEOPLE)), "even")
    assert found.demand.weight["population"].sum() == pytest.approx(450)


def grid(*cells: tuple[float, float, float]) -> GridPoints:
    lon, lat, value = np.array(cells, dtype=float).T
    return GridPoints(lon, lat, value, float(value.sum()))


CELLS = grid((123.01, 41.05, 10), (123.06, 41.05, 30), (123.15, 41.05, 5), (125, 41, 7))


def test_cells_outside_the_region_are_left_out_and_their_people_told():
    found = demand_of_grid(CELLS, ImportOptions(), Around(units=EMPTY))
    assert found.demand.weight["population"].tolist() == [10, 30, 5]
    assert found.skipped == 1
    (outside,) = [f for f in found.findings if f.code == "grid_outside"]
    assert "1 格(7 人)" in outside.message
    with pytest.raises(UserError, match="没有一格在本区域内"):
        demand_of_grid(grid((100, 30, 1)), ImportOptions(), Around(units=EMPTY))


def test_without_outlines_no_cell_is_left_out():
    found = demand_of_grid(CELLS, ImportOptions(), Around(units=make_units([(DISTRICT, "某区")])))
    assert len(found.demand) == 4


def test_cells_are_scaled_to_the_units_own_totals_and_the_factors_told():
    found = demand_of_grid(CELLS, ImportOptions(), Around(units=units(population=PEOPLE, aged_60={EAST: 80, WEST: 6})))
    assert found.spread == "grid"
    assert found.demand.weight["population"].tolist() == pytest.approx([100, 300, 50])
    assert found.demand.weight["aged_60"].tolist() == pytest.approx([20, 60, 6])
    (scaled,) = [f for f in found.findings if f.code == "grid_scaled"]
    assert set(scaled.rows) == {"一社区 ×10.00", "二社区 ×10.00", "西街道 ×10.00"}
    assert "grid_disagrees" in codes(found)
    near = {code: value / 10 for code, value in PEOPLE.items()}
    assert "grid_disagrees" not in codes(demand_of_grid(CELLS, ImportOptions(), Around(units=units(population=near))))


def test_units_that_only_know_other_groups_take_the_population_from_the_grid():
    found = demand_of_grid(CELLS, ImportOptions(), Around(units=units(aged_60={EAST: 80, WEST: 6})))
    assert found.demand.weight["population"].tolist() == pytest.approx([10, 30, 5])
    assert found.demand.weight["aged_60"].tolist() == pytest.approx([20, 60, 6])


def test_units_of_points_are_found_by_name_and_by_code():
    table = {"经度": [123.01] * 5, "纬度": [41.01] * 5, "人口": [1] * 5}
    found = read(table | {"所属街道": ["东街道办事处", "210112002", "999999999", "月亮街道", ""]})
    assert found.demand.unit_code.tolist() == [EAST, WEST, "999999999000", "", ""]
    (lost,) = [f for f in found.findings if f.code == "unit_unmatched"]
    assert lost.rows == ("第5行“月亮街道”",)


def test_pieces_of_one_polygon_count_once():
    """As in a layer of grids whose pieces repeat their people: 1,280 of 205,645 in one real district."""
    boxes = [shapely.box(123.01 + 0.01 * i, 41.01, 123.015 + 0.01 * i, 41.015) for i in range(4)]
    table = {"名称": ["甲网格", "甲网格", "甲网格", "乙网格"], "人口": [180, 180, 70, 180]}
    found = read(table, shapes=boxes, header={"name": "名称"})
    assert found.demand.weight["population"].tolist() == [180, 70, 180]
    (merged,) = [f for f in found.findings if f.code == "parts_merged"]
    assert merged.rows == ("第3行“甲网格”",)


def test_units_that_are_not_there_yet_are_told_apart_from_those_not_found():
    """The first come with another import, and the place decides; checking does not repeat it for ever."""
    table = {"经度": [123.01] * 2, "纬度": [41.01] * 2, "人口": [1] * 2}
    found = read(table | {"所属街道": ["月亮街道", "月亮社区"]})
    rows = {f.code: f.rows for f in found.findings if f.code in ("unit_unmatched", "unit_not_there")}
    assert rows == {"unit_unmatched": ("第2行“月亮街道”",), "unit_not_there": ("第3行“月亮社区”",)}
