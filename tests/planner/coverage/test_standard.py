"""Within T includes T."""

import math

import numpy as np

from planner.coverage.standard import within


def test_the_limit_itself_is_within_and_the_next_float_is_not():
    impedance = np.array([math.nextafter(15.0, 0), 15.0, math.nextafter(15.0, 16)])
    assert within(impedance, 15.0).tolist() == [True, True, False]


def test_nothing_is_rounded():
    assert within(np.array([15.0000001, 14.9999999]), 15.0).tolist() == [False, True]


def test_unreachable_and_unknown_are_never_within():
    assert within(np.array([np.inf, np.nan, 0.0]), np.inf).tolist() == [False, False, True]
