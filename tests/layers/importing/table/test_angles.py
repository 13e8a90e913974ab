"""Degrees as people write them; the arithmetic of degrees, minutes and seconds done by hand or by fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.importing.table.angles import angle_of, pair_of

EAST = 123 + 26 / 60 + 45 / 3600
NORTH = 41 + 48 / 60 + 3 / 3600

ANGLES = {
    "123°26′45″": EAST,
    "123°26'45\"": EAST,
    "123°26'45''": EAST,
    "123°26’45”": EAST,
    "123度26分45秒": EAST,
    "123-26-45": EAST,
    "123:26:45": EAST,
    "123 26 45": EAST,
    "123.26.45": EAST,
    "东经123°26′45″": EAST,
    "E123°26′45″": EAST,
    "123°26.75′": 123 + 26.75 / 60,
    "123.2645": 123.2645,  # decimal degrees, not degrees, minutes and seconds
    "123.45E": 123.45,
    "１２３.４５": 123.45,
    "46.6W": -46.6,
    "南纬23°30′": -23.5,
    "-46.6": -46.6,
    "41518000.5": 41518000.5,
    123.5: 123.5,
    "123°75′00″": None,
    "123-26-61": None,
    "E123N": None,
    "abc": None,
    "1,2": None,
}


@pytest.mark.parametrize(("cell", "degrees"), ANGLES.items())
def test_angles(cell, degrees: float | None) -> None:
    if degrees is None:
        with pytest.raises(ValueError, match=r".*"):
            angle_of(cell)
    else:
        assert angle_of(cell) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize("cell", [None, "", "无", "/", float("nan"), float("inf"), True])
def test_no_angle_is_nan(cell) -> None:
    assert math.isnan(angle_of(cell))


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999), st.sampled_from(["°′″", "度分秒", "°'\""]))
def test_sixtieths_come_back(degrees: int, minutes: int, hundredths: int, marks: str) -> None:
    text = f"{degrees}{marks[0]}{minutes}{marks[1]}{hundredths / 100:.2f}{marks[2]}"
    exact = Fraction(degrees) + Fraction(minutes, 60) + Fraction(hundredths, 360_000)
    assert angle_of(text) == pytest.approx(float(exact), abs=1e-12)


PAIRS = {
    "123.45,41.80": (123.45, 41.8, ""),
    "41.80 123.45": (41.8, 123.45, ""),
    "(123.45, 41.8)": (123.45, 41.8, ""),
    "[123.45,41.8]": (123.45, 41.8, ""),
    "123.45，41.80": (123.45, 41.8, ""),
    "123.45、41.80": (123.45, 41.8, ""),
    "123.45/41.8": (123.45, 41.8, ""),
    "POINT (123.4 41.8)": (123.4, 41.8, ""),
    '{"lng":123.4,"lat":41.8}': (123.4, 41.8, "xy"),
    '{"lat":41.8,"lng":123.4}': (41.8, 123.4, "yx"),
    "lng=123.4,lat=41.8": (123.4, 41.8, "xy"),
    "经度:123.4,纬度:41.8": (123.4, 41.8, "xy"),
    "N41.8,E123.4": (41.8, 123.4, "yx"),
    "41.8°N, 123.4°E": (41.8, 123.4, "yx"),
    "E123°26′45″ N41°48′03″": (EAST, NORTH, "xy"),
    "东经123°26′45″,北纬41°48′03″": (EAST, NORTH, "xy"),
    "北纬41°48′03″东经123°26′45″": (NORTH, EAST, "yx"),
    "123°26'45\"E 41°48'03\"N": (EAST, NORTH, "xy"),
    "123°26′45″41°48′03″": (EAST, NORTH, ""),
    "123.45": None,
    "1,2,3": None,
    "坐标:123": None,
    "某街1号": None,
    "": None,
}


@pytest.mark.parametrize(("cell", "pair"), PAIRS.items())
def test_two_coordinates_in_one_cell(cell: str, pair: tuple | None) -> None:
    if pair is None:
        with pytest.raises(ValueError, match=r".*"):
            pair_of(cell)
    else:
        assert pair_of(cell) == (pytest.approx(pair[0]), pytest.approx(pair[1]), pair[2])


@given(st.text(alphabet="0123456789.,°′″ EN东北-()", max_size=200))
def test_no_text_takes_long_or_gives_what_is_no_number(text: str) -> None:
    """Hostile repetition ends at once: a slow pattern would run into the test's time limit."""
    try:
        first, second, _ = pair_of(text)
    except ValueError:
        return
    assert math.isfinite(first)
    assert math.isfinite(second)
