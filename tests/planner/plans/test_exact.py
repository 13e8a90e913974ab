"""Figures as they were written, added and divided without a slip."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from planner.plans.exact import LARGEST, exact, exact_sum, is_figure, least_whole, rounded, scale_of


def test_decimals_are_what_they_say():
    assert exact(0.1) == Fraction(1, 10)
    assert float(exact_sum([0.1, 0.2])) == 0.3 != 0.1 + 0.2
    assert float(exact_sum([1.1] * 10)) == 11.0 != sum([1.1] * 10)
    assert exact_sum([]) == 0
    assert exact(1e-7) == Fraction(1, 10**7)


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_a_share_equals_its_printed_percentage_exactly_where_it_does_on_paper(whole: int, part: int):
    percentage = Fraction(100 * part, whole)
    if percentage.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100):
        assert float(percentage) == float(f"{percentage.numerator / percentage.denominator:.2f}")


@pytest.mark.parametrize(
    ("number", "at_least", "above"),
    [(Fraction(12), 12, 13), (Fraction(59, 5), 12, 12), (Fraction(0), 0, 1), (Fraction(-1, 2), 0, 0)],
)
def test_least_whole(number: Fraction, at_least: int, above: int):
    assert least_whole(number, above=False) == at_least
    assert least_whole(number, above=True) == above


@pytest.mark.parametrize("number", ["abc", "", None, float("nan"), float("inf"), 10**400])
def test_what_is_no_number_is_a_matter_for_the_user(number):
    with pytest.raises(UserError, match="不是数"):
        exact(number)


def test_a_number_too_large_for_a_float_is_a_matter_for_the_user():
    assert rounded(Fraction(1, 3)) == 1 / 3
    with pytest.raises(UserError, match="大得不合理"):
        rounded(exact(1.7e308) * 100)


def test_figures():
    assert all(is_figure(number) for number in (0, -5, 2.5, LARGEST))
    assert not any(is_figure(thing) for thing in (float("nan"), float("inf"), 2 * LARGEST, True, "5", None, b"5"))


def test_scales():
    units = {"%": 100, "百分点": 100, "‰": 1000, "个": 1, "m²": 1, "": 1}
    assert {unit: scale_of(unit) for unit in units} == units
    assert scale_of("万人") == scale_of("万平方米") == Fraction(1, 10_000)
    assert scale_of("亿元") == Fraction(1, 10**8)
