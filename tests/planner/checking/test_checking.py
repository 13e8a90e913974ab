"""What checking a region finds."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.finding import Finding
from layers.region import Region
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Facilities, Units
from planner.checking.checking import check_region

NAN = float("nan")
TOWN = "210112101000"


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
def found(tmp_path: Path):
    names = (tmp_path / f"{number}.gpkg" for number in count())

    def check(put: Units | None, facilities: Facilities | None = None) -> tuple[Finding, ...]:
        with Region.create(next(names), name="某区", code="210112000000") as region:
            with region.writing("测试") as writer:
                if put is not None:
                    writer.put_units(put, None)
                if facilities is not None:
                    writer.put_facilities(facilities, None)
            return check_region(region)

    return check


@pytest.fixture
def codes(found):
    return lambda *tables: {finding.code: finding.severity for finding in found(*tables)}


def test_an_empty_region_is_blocked(codes) -> None:
    assert codes(None)["no_units"] == "blocking"


def test_a_sound_region_lacks_only_roads(codes) -> None:
    assert codes(units([30_000, 10_000, 20_000])) == {"no_roads": "warning"}


def test_parts_that_do_not_add_up(codes) -> None:
    assert codes(units([31, 10, 20]))["population_sum_differs"] == "warning"


@pytest.mark.parametrize("people", [[0.3, 0.1, 0.2], [1e6 / 3, 1e6 / 7, 1e6 / 3 - 1e6 / 7 + 1e-7]])
def test_parts_that_add_up_but_for_their_last_digits(codes, people: list[float]) -> None:
    assert "population_sum_differs" not in codes(units(people))


def test_a_difference_of_fractions_is_printed_with_its_digits(found) -> None:
    (finding,) = [f for f in found(units([0.4, 0.1, 0.2])) if f.code == "population_sum_differs"]
    assert finding.rows == ("210112000000",)
    assert finding.message.endswith("：某区:下级合计 0.3,本级 0.4")
    (finding,) = [f for f in found(units([1_234_567, 1_000_000, 234_566.5])) if f.code == "population_sum_differs"]
    assert finding.message.endswith("：某区:下级合计 1,234,566.5,本级 1,234,567")


def test_words_of_another_program_are_blocked_and_named(found) -> None:
    changed = replace(units([30, 10, 20]), level=np.array(["county", "township", "乡"]))
    unknown = {f.code: f for f in found(changed, replace(home(10, 10), status=np.array(["运营中"])))}
    status, level = unknown["facility_status_unknown"], unknown["unit_level_unknown"]
    assert (status.severity, status.rows, level.severity, level.rows) == ("blocking", ("a",), "blocking", (TOWN,))
    assert status.message == "1 处设施的状态不认识，不计入任何结果：某养老院(运营中)"
    assert level.message == "1 个单元的级别不认识，不计入任何一级：乙镇(乡)"
    assert "operating(运营)" in status.remedy
    assert "township(乡级)" in level.remedy


def test_figures_that_cannot_be_true_are_named_and_not_added(codes, found) -> None:
    assert codes(units([31, -10, 20]))["unit_figure_impossible"] == "warning"
    assert "population_sum_differs" not in codes(units([31, 1.7e308, 1.7e308]))
    (finding,) = [f for f in found(None, home(1.7e308, 1)) if f.code == "facility_figure_impossible"]
    assert finding.message == "1 处设施的床位为负数或大得不合理，按没有数处理：某养老院"


def test_a_severity_that_nobody_knows_is_a_warning(monkeypatch, codes) -> None:
    odd = Finding("fatal", "odd", "怪事")  # type: ignore[arg-type]
    monkeypatch.setattr(Region, "findings", lambda region: (odd,))
    assert codes(units([30_000, 10_000, 20_000])) == {"odd": "warning", "no_roads": "warning"}


def test_unknown_parts_are_not_added(codes) -> None:
    assert "population_sum_differs" not in codes(units([31, 10, NAN]))


def test_a_bottom_unit_without_outline(codes) -> None:
    assert codes(units([30, 10, 20], outlined=False))["no_outline"] == "warning"


@pytest.mark.parametrize(("nursing_beds", "wrong"), [(11, True), (10, False), (NAN, False)])
def test_more_nursing_beds_than_beds(codes, nursing_beds: float, wrong: bool) -> None:
    assert ("more_nursing_beds_than_beds" in codes(units([30, 10, 20]), home(10, nursing_beds))) is wrong


def test_a_facility_elsewhere_than_its_code_says(codes) -> None:
    assert codes(units([30, 10, 20]), home(10, 10))["unit_disagrees_with_location"] == "warning"


def test_units_that_were_not_there_when_people_came_are_measured_anew(monkeypatch, codes) -> None:
    early = Finding("warning", "unit_not_there", "259 行写的单元区域里还没有,改按位置判断")
    lost = Finding("warning", "unit_unmatched", "2 行写的单元在区域里找不到,改按位置判断")
    monkeypatch.setattr(Region, "findings", lambda region: (early, lost))
    assert codes(units([30_000, 10_000, 20_000])) == {"unit_unmatched": "warning", "no_roads": "warning"}
