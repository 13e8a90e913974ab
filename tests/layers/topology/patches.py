"""Units for tests: patches of ground measured in metres, put near 124 E 40 N."""

from collections.abc import Mapping

import numpy as np
import shapely

from layers.projection import Metric
from layers.schema import GROUPS
from layers.tables import Units

METRIC = Metric(124.0, 40.0)
COUNTY = "210624000000"


def units_of(shapes: Mapping[str, shapely.Geometry], levels: Mapping[str, str] | None = None) -> Units:
    """Units by code, their outlines given in metres; townships of one county where nothing else is said."""
    codes = sorted(shapes)
    level = levels or {}
    metres = np.empty(len(codes), dtype=object)
    metres[:] = [shapes[code] for code in codes]
    parents = {"county": "", "township": COUNTY}
    return Units(
        code=np.array(codes),
        name=np.array([f"单元{code[-6:]}" for code in codes]),
        level=np.array([level.get(code, "township") for code in codes]),
        parent=np.array([parents.get(level.get(code, "township"), code[:9] + "000") for code in codes]),
        klass=np.full(len(codes), ""),
        provisional=np.zeros(len(codes), dtype=bool),
        households=np.full(len(codes), np.nan),
        population={group: np.full(len(codes), np.nan) for group in GROUPS},
        geometry=METRIC.geometry_degrees(metres),
    )


def township(number: int) -> str:
    """A township's code."""
    return f"210624{number:03}000"
