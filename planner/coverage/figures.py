"""Figures of the tables that can be true."""

import numpy as np

from layers.tables import Floats
from planner.coverage.hierarchy import Mask
from planner.plans.exact import LARGEST


def given(values: Floats) -> Mask:
    """Which figures are given: finite, not negative and not larger than anything there is."""
    mask: Mask = np.isfinite(values) & (values >= 0) & (values <= LARGEST)
    return mask


def only_given(values: Floats) -> Floats:
    """The figures, NaN where none is given."""
    return np.where(given(values), values, np.nan)
