"""Each mend does what its finding asks for, the finding is gone afterwards, and all of it can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from layers.finding import Finding
from layers.region import Region
from layers.tables import UnitAlias, Units
from planner.checking.checking import check_region
from planner.checking.mending import MENDS, mend, mend_all_safe
from tests.layers.test_undo import contents
from tests.planner.checking.conftest import TODAY
from tests.planner.checking.region_files import UNITS, Files, demand_at, with_cells
from tests.planner.coverage.lattice import centre, community, facility

LON, LAT = centre("甲1-1")
AT = (LON + 0.00012345, LAT + 0.00054321)
STATION = "neighbourhood_centre"
MADE_UP, REAL = community("甲1-1"), "210602001277"


def with_outline(name: str, change: Callable[[tuple[float, float, float, float]], shapely.Geometry]) -> Units:
    shapes = UNITS.geometry.copy()
    row = int(np.flatnonzero(UNITS.name == name)[0])
    shapes[row] = change(shapes[row].bounds)
    return replace(UNITS, geometry=shapes)


def bow_tie(box: tuple[float, float, float, float]) -> shapely.Geometry:
    west, south, east, north = box
    middle = (north + south) / 2
    return shapely.Polygon(
        [(west, south), (east, south), (east, north), (west + 0.001, north), (west, middle), (west + 0.001, middle),
         (west, north), (west, south)]
    )  # fmt: skip


def narrower(box: tuple[float, float, float, float]) -> shapely.Geometry:
    west, south, east, north = box
    return shapely.box(west, south, east - 0.00001, north)  # a slit of 0.9 m


def hole(box: tuple[float, float, float, float]) -> shapely.Geometry:
    pond = shapely.box(box[0] + 0.05, box[1] + 0.05, box[0] + 0.0502, box[1] + 0.0502)  # 17 m by 22 m
    return shapely.box(*box).difference(pond)


CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "clean_names": (
        {"units": with_cells(UNITS, "name", {"甲1-1": "甲\u200b1-1 "}), "facilities": [facility("\t站", STATION, AT)]},
        {"name_invisible_characters"},
    ),
    "real_codes": (
        {
            "units": with_cells(UNITS, "provisional", {"甲1-1": True}),
            "facilities": [facility("站", STATION, AT, unit=MADE_UP)],
            "demand": demand_at(),
            "aliases": [UnitAlias(MADE_UP, REAL)],
        },
        {"unit_code_known"},
    ),
    "parent_by_code": (
        {"units": with_cells(UNITS, "parent", {"甲1-1": "", "甲3镇": "999999999999"})},
        {"parent_by_code"},
    ),
    "make_valid": ({"units": with_outline("甲1-1", bow_tie)}, {"unit_invalid"}),
    "close_slivers": ({"units": with_outline("甲1-1", narrower)}, {"unit_slivers"}),
    "fill_gaps": ({"units": with_outline("甲1-1", hole)}, {"units_enclave"}),
    "unit_from_place": ({"facilities": [facility("站", STATION, AT, unit="999999999999")]}, {"unit_code_unknown"}),
    "merge_duplicates": (
        {"facilities": [facility("站", STATION, AT), facility("站", "volunteer_station", AT)]},
        {"facility_twice"},
    ),
}


def found(region: Region) -> dict[str, Finding]:
    return {finding.code: finding for finding in check_region(region, today=TODAY)}


def test_every_mend_is_tried() -> None:
    assert set(CASES) == set(MENDS)


@pytest.mark.parametrize("code", CASES)
def test_a_mend_takes_its_finding_away_and_nothing_else_and_can_be_taken_back(made: Files, code: str) -> None:
    tables, gone = CASES[code]
    path = made(**tables)
    before = contents(path)
    with Region.open(path) as region:
        findings = found(region)
        assert gone <= set(findings)
        assert code in {findings[one].mend for one in gone}
        done = mend(region, code)
        assert done.changed > 0
        assert not gone & set(found(region))
        assert not {one.code for one in found(region).values() if one.severity == "blocking"}
        assert set(found(region)) <= set(findings)
        assert region.edits()[-1].text == done.text
        assert mend(region, code).changed == 0
        assert len(region.edits()) == 2
        assert region.undo() == done.text
        assert set(found(region)) == set(findings)
    assert contents(path) == before


def test_names_keep_what_can_be_seen(made: Files) -> None:
    with Region.open(made(**CASES["clean_names"][0])) as region:
        assert mend(region, "clean_names").changed == 2
        assert "甲1-1" in region.units().name.tolist()
        assert region.facilities().name.tolist() == ["站"]


def test_everything_follows_an_official_code(made: Files) -> None:
    with Region.open(made(**CASES["real_codes"][0])) as region:
        mend(region, "real_codes")
        units = region.units()
        assert units.name[units.row_of[REAL]] == "甲1-1"
        assert not units.provisional.any()
        assert region.facilities().unit_code.tolist() == [REAL]
        assert (region.demand().unit_code == REAL).sum() == 1
        assert MADE_UP not in region.demand().unit_code


def test_parents_are_those_of_the_code(made: Files) -> None:
    with Region.open(made(**CASES["parent_by_code"][0])) as region:
        mend(region, "parent_by_code")
        assert region.units().parent.tolist() == UNITS.parent.tolist()


def test_a_facility_takes_the_unit_it_lies_in(made: Files) -> None:
    rows = [facility("站", STATION, AT, unit="999999999999"), facility("乙站", STATION, unit="999999999999")]
    with Region.open(made(facilities=rows)) as region:
        assert mend(region, "unit_from_place").changed == 1
        assert region.facilities().unit_code.tolist() == [community("甲1-1"), "999999999999"]


def test_what_is_merged_keeps_its_kinds_and_the_first_id(made: Files) -> None:
    with Region.open(made(**CASES["merge_duplicates"][0])) as region:
        mend(region, "merge_duplicates")
        facilities = region.facilities()
        assert facilities.id.tolist() == ["F1"]
        assert facilities.kinds == ((STATION, "volunteer_station"),)


def test_outlines_change_no_more_than_they_must(made: Files) -> None:
    with Region.open(made(**CASES["close_slivers"][0])) as region:
        mend(region, "close_slivers")
        shapes = region.units().geometry
    assert shapely.area(shapely.symmetric_difference(shapes, UNITS.geometry)).max() < 1e-9


def test_only_the_rows_asked_for(made: Files) -> None:
    units = with_cells(UNITS, "name", {"甲1-1": " 甲", "甲1-2": " 乙"})
    with Region.open(made(units)) as region:
        assert mend(region, "clean_names", [community("甲1-2")]).changed == 1
        assert {" 甲", "乙"} <= set(region.units().name)


def test_all_that_is_safe_at_once(made: Files) -> None:
    units = with_cells(with_outline("甲1-1", hole), "name", {"甲2-1": " 甲2-1"})
    units = with_cells(units, "parent", {"乙1-1": ""})
    rows = [facility("站", STATION, AT, unit="999999999999")]
    path = made(units, rows)
    before = contents(path)
    with Region.open(path) as region:
        done = mend_all_safe(region)
        assert [one.changed for one in done] == [1, 1, 1]
        assert set(found(region)) == {"no_roads", "units_enclave", "parent_uncovered"}  # the pond is water
        for one in reversed(done):
            assert region.undo() == one.text
    assert contents(path) == before


def test_a_mend_whose_finding_is_shown_is_known(made: Files) -> None:
    offered = set()
    for tables, _ in CASES.values():
        with Region.open(made(**tables)) as region:
            offered |= {finding.mend for finding in found(region).values()} - {""}
    assert offered == set(MENDS)


@pytest.mark.parametrize("units", [None, UNITS])
def test_where_nothing_is_amiss_nothing_is_logged(made: Files, units: Units | None) -> None:
    with Region.open(made(units)) as region:
        assert mend_all_safe(region) == ()
        assert [mend(region, code).changed for code in MENDS] == [0] * len(MENDS)
        assert len(region.edits()) == 1
