"""Corrections of what is in a region: everything that names a thing follows it."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.region import Region
from layers.tables import UnitAlias
from tests.layers.test_undo import CODES, demand_of, facilities_of, units_of


@pytest.fixture
def region(tmp_path: Path):
    with Region.create(tmp_path / "x.gpkg", name="浑南区", code="210112000000") as made:
        with made.writing("测试") as writer:
            writer.put_units(units_of([0, 1, 2, 3], 10), None)
            writer.put_facilities(facilities_of([0, 1, 3], 5), None)
            writer.replace_demand(demand_of(2), None)
            writer.set_parents({CODES[3]: CODES[2]})
            writer.add_aliases([UnitAlias(CODES[0], "旧名")])
        yield made


def names(region: Region) -> dict[str, str]:
    units = region.units()
    return dict(zip(units.code.tolist(), units.name.tolist(), strict=True))


def test_two_units_change_their_codes_and_everything_follows(region: Region) -> None:
    with region.writing("换码") as writer:
        writer.recode_units({CODES[0]: CODES[1], CODES[1]: CODES[0], CODES[2]: "210112999000"})
    assert names(region) == {CODES[1]: "第0镇", CODES[0]: "第1镇", "210112999000": "第2镇", CODES[3]: "第3镇"}
    assert region.units().parent[region.units().row_of[CODES[3]]] == "210112999000"
    assert region.facilities().unit_code.tolist() == [CODES[1], CODES[0], CODES[3]]
    assert region.demand().unit_code.tolist() == [CODES[1]] * 2
    assert region.aliases() == (UnitAlias(CODES[1], "旧名"), UnitAlias("210112999000", CODES[2], "原代码"))


def test_a_code_that_is_taken_is_refused(region: Region) -> None:
    with pytest.raises(UserError, match="已属于另一个单元"), region.writing("换码") as writer:
        writer.recode_units({CODES[0]: CODES[1]})
    assert names(region)[CODES[0]] == "第0镇"


def test_the_code_of_the_region_follows_its_unit(region: Region) -> None:
    with region.writing("换码") as writer:
        writer.recode_units({"210112000000": "210115000000"})
    assert region.code == "210115000000"
    assert set(region.units().parent) == {"210115000000", CODES[2]}


def test_what_lay_below_a_removed_unit_hangs_on_the_one_above(region: Region) -> None:
    with region.writing("撤并") as writer:
        writer.remove_units([CODES[2], CODES[0]])
    assert names(region) == {CODES[1]: "第1镇", CODES[3]: "第3镇"}
    assert set(region.units().parent) == {"210112000000"}
    assert region.aliases() == ()
    assert region.facilities().unit_code.tolist() == [CODES[0], CODES[1], CODES[3]]


def test_outlines_and_places_move_the_box(region: Region) -> None:
    before = region.metric_crs()
    shapes = np.array([shapely.MultiPolygon([shapely.box(100, 41, 101, 42)])], dtype=object)
    with region.writing("改边界") as writer:
        writer.replace_units_geometry([CODES[0]], shapes)
        writer.set_facility_place("f0", 100.5, 41.5)
        writer.set_facility_unit("f1", CODES[0])
        writer.set_facility_cells("f3", {"beds": None, "name": "新名"})
    facilities = region.facilities()
    assert region.units().geometry[0].equals(shapes[0])
    assert region.metric_crs() != before
    assert (facilities.lon[0], facilities.lat[0], facilities.unit_code[1]) == (100.5, 41.5, CODES[0])
    assert np.isnan(facilities.numbers["beds"][2])
    assert facilities.name[2] == "新名"


def test_facilities_go(region: Region) -> None:
    with region.writing("删") as writer:
        writer.remove_facilities(["f0", "没有"])
    assert region.facilities().id.tolist() == ["f1", "f3"]
