"""Units of measure."""

import pytest

from layers.importing.table.measures import NONE, allowed, measure_of


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("人", "people", 1),
        ("万人", "people", 10_000),
        ("户", "households", 1),
        ("张", "beds", 1),
        ("m2", "area", 1),
        ("万平方米", "area", 10_000),
        ("亩", "area", 2000 / 3),  # fifteen to the hectare
        ("公顷", "area", 15 * 2000 / 3),
        ("平方公里", "area", 100 * 15 * 2000 / 3),
        ("万元", "money", 1),
        ("亿元", "money", 10_000),
        ("%", "share", 1),
        ("万", "", 10_000),
    ],
)
def test_units(unit: str, dimension: str, factor: float) -> None:
    got = measure_of(unit)
    assert got is not None
    assert (got.dimension, got.factor) == (dimension, pytest.approx(factor))


def test_no_unit_and_unknown_units() -> None:
    assert measure_of("") == NONE
    assert measure_of("光年") is None


def test_what_a_field_can_be_counted_in() -> None:
    area, people = measure_of("亩"), measure_of("人")
    assert area is not None
    assert people is not None
    assert allowed("land_area_m2", area)
    assert not allowed("beds", area)
    assert allowed("aged_60", people)
    assert not allowed("households", people)
    assert all(allowed(field, NONE) for field in ("beds", "cost", "population"))
