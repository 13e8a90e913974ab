import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.travel.impedance import NO_FACILITY, NO_ROAD
from planner.travel.modes import load_modes
from planner.travel.straight import StraightLine
from tests.planner.travel.plane import PLANE

LINE = StraightLine(PLANE, load_modes()["straight"])


def to_nearest(points, facilities, **options):
    snapped = [LINE.snap(*np.array(place, float).reshape(-1, 2).T) for place in (points, facilities)]
    return LINE.minutes_to_nearest(*snapped, **options)


def test_minutes_are_metres_times_the_detour_factor_at_the_modes_speed():
    found = to_nearest([(0, 0)], [(300, 400)])
    assert found.impedance.tolist() == [pytest.approx(500 * 1.3 / 0.9 / 60, rel=1e-15)]


def test_metres_hold_the_detour_factor_too():
    assert to_nearest([(0, 0)], [(300, 400)], measured_in="metres").impedance.tolist() == [650.0]


def test_the_limit_belongs_to_the_disc():
    found = to_nearest([(0, 0)], [(300, 400)], limit=650.0, measured_in="metres")
    assert found.nearest.tolist() == [0]
    beyond = to_nearest([(0, 0)], [(300, 400)], limit=649.9, measured_in="metres")
    assert (beyond.impedance.tolist(), beyond.nearest.tolist(), beyond.reason.tolist()) == ([np.inf], [-1], [0])


def test_equally_near_facilities_give_the_smallest_row():
    places = [(np.nan, 0), (9, 9), (3, 4), (5, 0), (-3, 4), (5, 0)]
    assert to_nearest([(0, 0), (6, 0)], places).nearest.tolist() == [2, 3]


def test_reasons():
    assert to_nearest([(0, 0)], []).reason.tolist() == [NO_FACILITY]
    assert to_nearest([(0, 0), (np.nan, 0)], [(1, 1)]).reason.tolist() == [0, NO_ROAD]


def test_the_result_says_what_it_is():
    assert LINE.note == "按直线距离乘绕行系数 1.3 估算，不是沿路网的结果"


few_places = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=8)


@settings(max_examples=200)
@given(few_places, few_places)
def test_agrees_with_every_pair_measured(points, facilities):
    p, f = np.array(points, float), np.array(facilities, float)
    metres = np.hypot(*(p[:, None, :] - f[None, :, :]).transpose(2, 0, 1))
    found = to_nearest(points, facilities, measured_in="metres")
    assert found.nearest.tolist() == metres.argmin(axis=1).tolist()
    np.testing.assert_allclose(found.impedance, metres.min(axis=1) * 1.3, rtol=1e-15)
