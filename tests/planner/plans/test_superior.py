"""A plan and the plan above it: what falls back, and which of the two asks for more."""

from dataclasses import replace

import pytest

from planner.plans.judging import evaluate
from planner.plans.scorecard import Measurement
from tests.planner.plans.written import indicator, plan_of


def under(own, above):
    return replace(plan_of(*own), superior=replace(plan_of(*above), id="province", name="省规划"))


def names(plan) -> list[tuple[str, str]]:
    return [(one.id, one.origin) for one in plan.inherited]


def test_silence_falls_back_and_says_so():
    plan = under([indicator(id="a")], [indicator(id="a"), indicator(id="b")])
    assert names(plan) == [("b", "province")]
    assert [one.group for one in plan.every] == ["text", "superior"]


def test_a_matter_under_another_id_is_not_silence():
    assert names(under([indicator(id="a", superior="b")], [indicator(id="b")])) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "count", "of": "facilities", "unit": "个"},
        {"measure": "area", "of": "floor_area_m2", "unit": "m²"},
        {"inherits": False},
        {"siting": True},
        {"relation": "same_as", "principal": "c"},
        {"comparator": "text", "value": None},
    ],
)
def test_what_asks_nothing_of_a_lower_plan_stays_above(changes):
    assert names(under([indicator(id="a")], [indicator(id="b", **changes)])) == []


def test_it_falls_through_a_plan_between():
    between = replace(under([indicator(id="m")], [indicator(id="top")]), id="city")
    lowest = replace(plan_of(indicator(id="a")), superior=between)
    assert names(lowest) == [("m", "city"), ("top", "province")]


def floor(own: dict, above: dict, value: float = 55.0):
    plan = under([indicator(id="a", **own)], [indicator(id="a", **above)])
    measured = Measurement(value, value, value, value, 100.0)
    return evaluate(plan, "丁市", "210600000000", 2025, lambda one: measured).rows[0].floor


@pytest.mark.parametrize(
    ("own", "above", "stricter", "looser"),
    [
        ({"value": 60}, {"value": 55}, True, False),
        ({"value": 55}, {"value": 60}, False, True),
        ({"value": 60}, {"value": 60}, False, False),
        ({"value": 60, "comparator": ">"}, {"value": 60}, True, False),
        ({"value": 60}, {"value": 60, "comparator": ">"}, False, True),
        ({"value": 1.2, "comparator": "<="}, {"value": 1.3, "comparator": "<="}, True, False),
        ({"value": 60}, {"value": 60, "comparator": "<="}, False, False),
    ],
)
def test_which_of_the_two_asks_for_more(own, above, stricter, looser):
    found = floor(own, above)
    assert (found.stricter, found.looser) == (stricter, looser)


@pytest.mark.parametrize(("value", "verdict"), [(55, "met"), (54.9, "not_met")])
def test_the_value_is_held_against_the_superiors_target_too(value, verdict):
    assert floor({"value": 60}, {"value": 55}, value).verdict == verdict


@pytest.mark.parametrize(
    "above", [{"unit_classes": ("街道",)}, {"kinds": ("children_home",)}, {"at_least": 2}, {"unit": "‰"}]
)
def test_what_is_counted_otherwise_is_shown_but_not_compared(above):
    found = floor({}, above)
    assert (found.stricter, found.looser, found.verdict) == (None, None, "unknown")


def test_a_whole_amount_is_no_floor():
    counts = {"measure": "count", "of": "facilities", "unit": "个"}
    assert floor(counts, counts) is None


def test_only_rows_that_decide_are_counted():
    rows = [
        indicator(id="a", row=1),
        indicator(id="b", relation="conflicts_with", principal="a", value=40.0),
        indicator(id="c", siting=True, comparator="text", value=None),
        indicator(id="d", comparator="text", value=None),
        indicator(id="e", comparator="text", value=None, entered_comparator=">="),
    ]
    measured = Measurement(55.0, 55.0, 55.0, 55.0, 100.0)
    card = evaluate(plan_of(*rows), "丁市", "210600000000", 2025, lambda one: measured)
    assert card.counts() == {"met": 0, "not_met": 1, "unknown": 1}
    assert [row.indicator.id for row in card.beside(card.row("a"))] == ["b"]
    assert card.row("b").verdict == "met"  # as the text reads; it does not decide
