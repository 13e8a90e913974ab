"""What is due in a year, worked out by hand."""

import pytest

from planner.plans.baseline import Baseline
from planner.plans.trajectory import due_in
from tests.planner.plans.written import indicator, plan_of

FROM_60_TO_100 = {"id": "a", "base_value": 60.0, "base_year": 2020, "value": 100.0, "year": 2025}


def due(in_year: int, *beside, baselines: tuple[Baseline, ...] = (), **changes: object) -> float | None:
    one = indicator(**(FROM_60_TO_100 | changes))
    found = due_in(plan_of(one, *beside, baselines=baselines), one, in_year)
    return None if found is None else found.value


@pytest.mark.parametrize(("year", "value"), [(2020, 60), (2021, 68), (2023, 84), (2025, 100), (2030, 100)])
def test_on_a_straight_line_from_base_to_target(year, value):
    assert due(year) == value


def test_nothing_is_due_before_the_base_year():
    assert due(2019) is None


def test_a_falling_target_falls():
    assert due(2022, comparator="<=", base_value=5.0, value=2.5) == 4.0


def test_thirds_are_exact():
    assert due(2021, base_value=0.0, value=0.3, year=2023) == 0.1


def test_a_milestone_bends_the_line():
    milestone = indicator(id="b", relation="milestone_of", principal="a", value=90.0, year=2022)
    assert [due(year, milestone) for year in (2021, 2022, 2023, 2024)] == [
        75,
        90,
        pytest.approx(93 + 1 / 3),
        pytest.approx(96 + 2 / 3),
    ]


@pytest.mark.parametrize(
    "changes", [{"unit": "个"}, {"comparator": ">"}, {"year": 2025}, {"relation": "conflicts_with"}, {"value": None}]
)
def test_another_matter_is_no_milestone(changes):
    other = {"id": "b", "relation": "milestone_of", "principal": "a", "value": 90.0, "year": 2022}
    assert due(2022, indicator(**(other | changes))) == 76


def test_percentage_points_start_from_nothing():
    assert due(2023, unit="百分点", base_value=60.0, value=10.0) == 6.0


@pytest.mark.parametrize(
    "changes",
    [
        {"base_value": None, "base_year": None},
        {"measure": "growth"},
        {"comparator": "=="},
        {"comparator": "text", "value": None},
        {"year": 2020},
    ],
)
def test_nothing_can_be_told(changes):
    assert due(2022, **changes) is None


def baseline(**changes: object) -> Baseline:
    given = {"id": "x", "name": "基数", "value": 50.0, "unit": "%", "year": 2020, "section": "一", "line": 3}
    return Baseline(**(given | {"printed": "50", "indicator": "a"} | changes))


WITHOUT = {"base_value": None, "base_year": None}


def test_the_newest_baseline_of_the_indicator_is_its_base():
    found = due(2022, baselines=(baseline(), baseline(id="y", value=30.0, year=2015)), **WITHOUT)
    assert found == 70


@pytest.mark.parametrize("changes", [{"unit": "个"}, {"indicator": "b"}, {"comparator": ">"}, {"year": 2025}])
def test_another_figure_is_no_base(changes):
    assert due(2022, baselines=(baseline(**changes),), **WITHOUT) is None
