from dataclasses import replace

import pytest

from planner.desktop.workbench import best_plan
from planner.plans.reading import load_plans


@pytest.fixture(scope="module")
def plans():
    return load_plans()


@pytest.mark.parametrize(
    ("code", "plan_id"),
    [
        ("210112000000", "hunnan"),
        ("210112001000", "hunnan"),
        ("210600000000", "dandong"),
        ("210682000000", "dandong"),
        ("211302000000", "liaoning"),
        ("210100000000", "liaoning"),
        ("321302000000", "suqian"),
        ("620802000000", "pingliang"),
    ],
)
def test_the_plan_of_the_smallest_area_around_the_region(plans, code, plan_id):
    assert best_plan(plans, code).id == plan_id


def test_an_own_plan_goes_before_one_of_the_program_for_the_same_area(plans):
    own = replace(next(plan for plan in plans if plan.id == "hunnan"), id="own")
    assert best_plan((*plans, own), "210112000000") is own
    assert best_plan((own, *plans), "210112000000") is own


def test_without_plans_there_is_none():
    assert best_plan((), "210112000000") is None
