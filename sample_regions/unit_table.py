"""Units of a sample region as rows, and as the table that a region holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.schema import GROUPS
from layers.tables import Units


@dataclass(frozen=True)
class UnitRow:
    """A unit; its outline in degrees, of one part or several."""

    code: str
    name: str
    level: str
    parent: str
    klass: str
    outline: shapely.Geometry


def unit_table(rows: Sequence[UnitRow]) -> Units:
    """The table of the rows in their order; nobody is counted yet."""
    count = len(rows)
    geometry = np.empty(count, dtype=object)
    geometry[:] = [shapely.multipolygons(shapely.get_parts(row.outline)) for row in rows]
    return Units(
        code=np.array([row.code for row in rows]),
        name=np.array([row.name for row in rows]),
        level=np.array([row.level for row in rows]),
        parent=np.array([row.parent for row in rows]),
        klass=np.array([row.klass for row in rows]),
        provisional=np.zeros(count, dtype=bool),
        households=np.full(count, np.nan),
        population={group: np.full(count, np.nan) for group in GROUPS},
        geometry=geometry,
    )
