"""Which unit a facility counts for."""

from dataclasses import replace

import numpy as np
import pytest

from layers.tables import Units
from planner.coverage.placement import Placement, place_facilities
from planner.coverage.placement_findings import placement_findings
from tests.planner.coverage.lattice import (
    COUNTY,
    PREFECTURE,
    chosen,
    community,
    facilities_of,
    facility,
    lattice_units,
    township,
    without_outline,
)

UNITS = lattice_units()
OUTSIDE = (120.0, 30.0)


def _place(*rows, units: Units = UNITS) -> Placement:
    return place_facilities(units, facilities_of(rows))


def _one(at, unit: str = "", units: Units = UNITS) -> Placement:
    return _place(facility("站", "social_work_station", at, unit=unit), units=units)


def _codes(placement: Placement, level: str) -> list[str]:
    codes = placement.hierarchy.units.code
    return [str(codes[row]) if row >= 0 else "" for row in placement.at(level)]


@pytest.mark.parametrize(
    ("at", "unit", "counts_for", "level"),
    [
        ("甲2-3", "", township("甲2"), "township"),  # by location
        ("甲2-3", "", COUNTY["甲"], "county"),
        (None, township("乙1"), township("乙1"), "township"),  # by code
        (None, community("乙1-4"), township("乙1"), "township"),  # by an ancestor of the code
        (None, community("乙1-4"), COUNTY["乙"], "county"),
        ("甲2-3", township("乙1"), township("乙1"), "township"),  # the code goes before the location
        ("甲2-3", COUNTY["甲"], township("甲2"), "township"),  # a coarse code is refined by a location inside it
        ("甲2-3", COUNTY["乙"], "", "township"),  # ... not by one elsewhere
        ("甲2-3", COUNTY["乙"], COUNTY["乙"], "county"),
        (None, COUNTY["甲"], "", "township"),
        ("甲2-3", "999999999999", township("甲2"), "township"),  # an unknown code falls back to the location
        (OUTSIDE, township("乙1"), township("乙1"), "township"),
        (OUTSIDE, "", "", "county"),
    ],
)
def test_where_a_facility_counts(at, unit, counts_for, level):
    assert _codes(_one(at, unit), level) == [counts_for]


def test_disagreement():
    placement = _place(
        facility("同", "columbarium", "甲2-3", unit=township("甲2")),
        facility("上级", "columbarium", "甲2-3", unit=COUNTY["甲"]),
        facility("下级", "columbarium", "甲2-3", unit=community("甲2-3")),
        facility("邻居", "columbarium", "甲2-3", unit=community("甲2-4")),
        facility("外县", "columbarium", "甲2-3", unit=COUNTY["乙"]),
        facility("外地", "columbarium", OUTSIDE, unit=COUNTY["乙"]),
        facility("无处", "columbarium", None, unit=COUNTY["乙"]),
        facility("坏码", "columbarium", "甲2-3", unit="999999999999"),
    )
    assert placement.disagrees.tolist() == [False, False, False, True, True, True, False, False]
    assert placement.unknown_code.tolist() == [False] * 7 + [True]


def test_a_location_coarser_than_the_code_agrees_where_the_code_lies_inside():
    units = without_outline(UNITS, ["甲2-3", "甲2街道"])
    placement = _place(
        facility("内", "columbarium", "甲2-3", unit=community("甲2-3")),
        facility("外", "columbarium", "甲2-3", unit=community("乙1-1")),
        units=units,
    )
    assert placement.disagrees.tolist() == [False, True]
    assert _codes(placement, "community") == [community("甲2-3"), community("乙1-1")]


def test_outside_only_where_outlines_cover_the_region():
    assert _one(OUTSIDE).outside.tolist() == [True]
    assert _one(None).outside.tolist() == [False]
    assert _one("甲1-1").outside.tolist() == [False]
    holed = without_outline(UNITS, ["丁市", "甲区", "甲4乡", "甲4-4"])
    assert _one(OUTSIDE, units=holed).outside.tolist() == [False]
    assert _one(OUTSIDE, township("乙1"), units=holed).disagrees.tolist() == [False]


def test_a_facility_of_which_nothing_is_known_counts_for_the_whole_region_only():
    placement = _one(None)
    assert placement.presumed.tolist() == [True]
    assert _codes(placement, "prefecture") == [PREFECTURE]
    assert _codes(placement, "county") == [""]
    counties = chosen(UNITS, UNITS.level != "prefecture")
    assert _one(None, units=counties).row.tolist() == [-1]


def test_a_unit_of_unknown_level_keeps_what_is_declared():
    level = np.where(UNITS.code == COUNTY["甲"], "县域", UNITS.level)
    units = replace(UNITS, level=level)
    assert _one("甲2-3", COUNTY["甲"], units=units).row.tolist() == [units.row_of[COUNTY["甲"]]]
    assert _codes(_one("甲2-3", units=units), "township") == [township("甲2")]


def test_a_point_on_a_shared_border_counts_once():
    border = (124.2, 40.1)  # between 甲1 and 甲2
    assert _codes(_one(border), "township") == [township("甲1")]


def test_no_units_at_all():
    nothing = chosen(UNITS, np.zeros(len(UNITS)))
    placement = _one("甲1-1", units=nothing)
    assert placement.row.tolist() == [-1]
    assert placement.at("county").tolist() == [-1]


def test_findings():
    table = facilities_of(
        [
            facility("好", "columbarium", "甲2-3", unit=township("甲2")),
            facility("坏码", "columbarium", "甲2-3", unit="999999999999"),
            facility("邻居", "columbarium", "甲2-3", unit=township("甲1")),
            facility("外地", "columbarium", OUTSIDE),
            facility("无处", "columbarium", None),
        ]
    )
    found = {finding.code: finding for finding in placement_findings(UNITS, table, place_facilities(UNITS, table))}
    assert {code: finding.rows for code, finding in found.items()} == {
        "unit_code_unknown": ("F2",),
        "unit_disagrees_with_location": ("F3",),
        "facility_outside_region": ("F4",),
        "facility_without_unit": ("F5",),
    }
    assert {finding.severity for finding in found.values()} == {"warning", "note"}
    assert "邻居写的是甲1街道，位于甲2-3" in found["unit_disagrees_with_location"].message
    assert all(finding.remedy for finding in found.values())


def test_no_findings_where_all_is_well():
    table = facilities_of([facility("好", "columbarium", "甲2-3", unit=township("甲2"))])
    assert placement_findings(UNITS, table, place_facilities(UNITS, table)) == ()


def test_findings_list_the_first_fifty():
    table = facilities_of([facility("外", "columbarium", OUTSIDE)] * 60)
    (finding,) = placement_findings(UNITS, table, place_facilities(UNITS, table))
    assert finding.message.startswith("60 处")
    assert len(finding.rows) == 50
