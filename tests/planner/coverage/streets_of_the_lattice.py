"""A few streets in 乙3-1, in metres from a corner there.

A main street runs 3000 m east from (0, 0), a node every 300 m; a street of 600 m lies apart at y = 3000, not
connected to anything.
"""

import numpy as np

from layers.tables import CYCLE, DRIVE, WALK, Roads
from tests.planner.coverage.lattice import LatticeRegion

CORNER = 2000.0, 2000.0
METRIC = LatticeRegion().metric_crs()


def at(x: float, y: float) -> tuple[float, float]:
    """Degrees of a place in metres from the corner."""
    lon, lat = METRIC.inverse(CORNER[0] + x, CORNER[1] + y)
    return float(lon), float(lat)


def streets(access: int = WALK | CYCLE | DRIVE) -> Roads:
    """The two streets."""
    places = [at(300.0 * step, 0.0) for step in range(11)] + [at(300.0 * step, 3000.0) for step in range(3)]
    tail = np.array([*range(10), 11, 12], dtype=np.int32)
    return Roads(
        lon=np.array([lon for lon, _ in places]),
        lat=np.array([lat for _, lat in places]),
        tail=tail,
        head=(tail + 1).astype(np.int32),
        way=np.array([0] * 10 + [1] * 2, dtype=np.int32),
        access=np.full(12, access, dtype=np.uint8),
        oneway=np.zeros(12, dtype=np.int8),
        way_name=np.array(["大街", "断头路"]),
        way_class=np.array(["residential", "residential"]),
        way_maxspeed_kmh=np.full(2, np.nan),
    )
