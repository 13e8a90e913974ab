"""What checking a region finds."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.region import Region
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Facilities, Units
from planner.coverage.checking import check_region

NAN = float("nan")


def units(people: list[float], *, outlined: bool = True) -> Units:
    """A county and two townships side by side, with these people."""
    shapes = [None, shapely.box(123, 41, 124, 42), shapely.box(124, 41, 125, 42) if outlined else None]
    none = np.full(3, NAN)
    return Units(
        code=np.array(["210112000000", "210112001000", "210112101000"]),
        name=np.array(["某区", "甲街道", "乙镇"]),
        level=np.array(["county", "township", "township"]),
        parent=np.array(["", "210112000000", "210112000000"]),
        klass=np.array(["市辖区", "街道", "镇"]),
        provisional=np.zeros(3, dtype=bool),
        households=none,
        population={g: np.array(people) if g == "population" else none for g in GROUPS},
        geometry=np.array(shapes, dtype=object),
    )


def home(beds: float, nursing_beds: float) -> Facilities:
    numbers = {name: np.array([NAN]) for name in FACILITY_NUMBERS}
    return Facilities(
        id=np.array(["a"]),
        name=np.array(["某养老院"]),
        kinds=(("elderly_care_institution",),),
        unit_code=np.array(["210112101000"]),
        status=np.array(["operating"]),
        lon=np.array([123.5]),
        lat=np.array([41.5]),
        numbers=numbers | {"beds": np.array([beds]), "nursing_beds": np.array([nursing_beds])},
        texts={name: np.array([""]) for name in FACILITY_TEXTS},
        attributes=({},),
    )


@pytest.fixture
def codes(tmp_path: Path):
    def check(put: Units | None, facilities: Facilities | None = None) -> dict[str, str]:
        with Region.create(tmp_path / "r.gpkg", name="某区", code="210112000000") as region:
            with region.writing("测试") as writer:
                if put is not None:
                    writer.put_units(put, None)
                if facilities is not None:
                    writer.put_facilities(facilities, None)
            return {finding.code: finding.severity for finding in check_region(region)}

    return check


def test_an_empty_region_is_blocked(codes) -> None:
    assert codes(None)["no_units"] == "blocking"


def test_a_sound_region_lacks_only_roads(codes) -> None:
    assert codes(units([30, 10, 20])) == {"no_roads": "warning"}


def test_parts_that_do_not_add_up(codes) -> None:
    assert codes(units([31, 10, 20]))["population_sum_differs"] == "warning"


def test_unknown_parts_are_not_added(codes) -> None:
    assert "population_sum_differs" not in codes(units([31, 10, NAN]))


def test_a_bottom_unit_without_outline(codes) -> None:
    assert codes(units([30, 10, 20], outlined=False))["no_outline"] == "warning"


@pytest.mark.parametrize(("nursing_beds", "wrong"), [(11, True), (10, False), (NAN, False)])
def test_more_nursing_beds_than_beds(codes, nursing_beds: float, wrong: bool) -> None:
    assert ("more_nursing_beds_than_beds" in codes(units([30, 10, 20]), home(10, nursing_beds))) is wrong


def test_a_facility_elsewhere_than_its_code_says(codes) -> None:
    assert codes(units([30, 10, 20]), home(10, 10))["unit_disagrees_with_location"] == "warning"
