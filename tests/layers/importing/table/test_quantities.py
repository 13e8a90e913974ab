"""Numbers as offices write them: every expectation is what a person would read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.importing.table.cells import number_of
from layers.importing.table.quantities import quantity_of

READ = {
    "120": 120,
    " 120 ": 120,
    "１２０张": 120,
    "1,200": 1200,
    "１，２００": 1200,
    "1 200": 1200,
    "1,234,567.5": 1234567.5,
    "1,200㎡": 1200,
    "1200平方米": 1200,
    "约300人": 300,
    "300余人": 300,
    "300多人": 300,
    "300人左右": 300,
    "超过200人": 200,
    "共50张": 50,
    "2.5亩": 2.5 * 2000 / 3,
    "3公顷": 30000,
    "0.5平方公里": 500_000,
    "1.2万人": 12000,
    "1.2万": 12000,
    "3千人": 3000,
    "50张(含护理型20张)": 50,
    "50张，护理型20张": 50,
    "1.5e3": 1500,
    "1.30102E+11": 1.30102e11,
    "1e-5": 1e-5,
    ".5": 0.5,
    "0": 0,
    "3万元": 3,
    "500000元": 50,
    "'12": None,
    "200—300": None,
    "200-300": None,
    "200～300人": None,
    "200至300张": None,
    "12,5": None,
    "1,2000": None,
    "12 13": None,
    "50/60": None,
    "3间20张": None,
    "12+8": None,
    "五十": None,
    "-5": None,
    "1e999": None,
    "inf": None,
    "2019-03-01": None,
    "12.5.3": None,
    "1_000": None,
    "50栋": None,
}


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_numbers_are_read_as_a_person_reads_them(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(ValueError, match=r".*"):
            number_of(text)
    else:
        assert number_of(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "remark"), [("约300人", "about"), ("300余人", "about"), ("50张(含20张)", "first"), ("50张", "")]
)
def test_what_is_not_a_plain_number_is_remarked(text: str, remark: str) -> None:
    assert quantity_of(text).remark == remark


@given(st.floats(0, 1e12, allow_nan=False))
def test_numbers_come_back_from_python(value: float) -> None:
    assert number_of(repr(value)) == value
    assert number_of(value) == value


@given(st.integers(0, 10**12), st.sampled_from(["", "人", "张", "户"]))
def test_numbers_come_back_with_commas_full_width_and_units(value: int, unit: str) -> None:
    full = f"{value:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    assert number_of(f"{full}{unit}") == value


@given(st.text(max_size=80))
def test_no_text_is_read_as_a_negative_or_endless_number(text: str) -> None:
    try:
        value = number_of(text)
    except ValueError:
        return
    assert math.isnan(value) or 0 <= value < math.inf


@pytest.mark.parametrize("cell", [True, False, math.inf, -1, -0.5])
def test_truth_values_and_negatives_are_no_numbers(cell) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number_of(cell)
