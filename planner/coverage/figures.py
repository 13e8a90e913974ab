"""Figures of the tables that can be true."""

from fractions import Fraction

import numpy as np

from layers.tables import Floats
from planner.coverage.hierarchy import Mask
from planner.plans.exact import LARGEST, exact_sum

_WHOLE_IN_A_FLOAT = 2.0**53


def given(values: Floats) -> Mask:
    """Which figures are given: finite, not negative and not larger than anything there is."""
    mask: Mask = np.isfinite(values) & (values >= 0) & (values <= LARGEST)
    return mask


def only_given(values: Floats) -> Floats:
    """The figures, NaN where none is given."""
    return np.where(given(values), values, np.nan)


def total(values: Floats) -> Fraction:
    """The exact sum of figures that are given."""
    whole = float(values.sum())
    if whole < _WHOLE_IN_A_FLOAT and (values == np.floor(values)).all():
        return Fraction(int(whole))  # whole numbers add up without loss, and much faster
    return exact_sum(values.tolist())
