"""The limit of a service standard."""

import numpy as np
from numpy.typing import NDArray

from planner.coverage.reach import Floats


def within(impedance: Floats, limit: float) -> NDArray[np.bool_]:
    """Whether each impedance is within the limit, the limit included (以内, 民法典 art. 1259).

    Nothing is rounded. What cannot be reached (inf) or is not known (NaN) is never within.
    """
    return np.isfinite(impedance) & (impedance <= limit)
