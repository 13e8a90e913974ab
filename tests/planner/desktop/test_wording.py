from dataclasses import replace

import pytest

from planner.desktop import wording
from tests.planner.desktop.cards import GROWTH, MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (45.454, "%", "45.5%"),
        (None, "%", "—"),
        (float("nan"), "个", "—"),
        (1234.0, "张", "1,234 张"),
        (0.25, "m²", "0.25 m²"),
    ],
)
def test_quantity(value, unit, text):
    assert wording.quantity(value, unit) == text


def test_figure_beside_its_target_never_contradicts_the_verdict():
    row = replace(NOT_MET, measurement=replace(NOT_MET.measurement, value=59.99, low=59.99, high=59.99))
    assert wording.measured(row) == "59.99%"


def test_interval_where_the_value_is_not_known():
    row = replace(NOT_MET, measurement=replace(NOT_MET.measurement, value=None, low=40.0, high=62.5))
    assert wording.measured(row) == "40.0–62.5%"


def test_target_as_printed_or_as_entered():
    assert wording.target(NOT_MET) == "≥ 60%"
    assert wording.target(MET) == "≥ 350 张"
    assert wording.target(UNKNOWN) == "不低于省定"
    assert wording.target(replace(UNKNOWN, indicator=GROWTH, target=6.5)) == "≥ 6.5%"


def test_shortfall_is_only_told_where_something_is_lacking():
    assert wording.shortfall(NOT_MET) == "1 个乡镇(街道)"
    assert wording.shortfall(MET) == "—"
    assert wording.shortfall(UNKNOWN) == "—"


def test_people_from_ten_thousand_on_in_ten_thousands():
    assert wording.people(9999.0) == "9,999 人"
    assert wording.people(123456.0) == "12.35 万人"


def test_coordinates_name_their_hemisphere():
    assert wording.coordinates(123.456789, 41.7) == "东经 123.45679°  北纬 41.70000°"
    assert wording.coordinates(-46.6, -23.5).startswith("西经 46.60000°  南纬")
