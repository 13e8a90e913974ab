"""How far points are from the nearest road."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.projection import Metric
from layers.tables import Floats, Roads

_FAR = 2000.0  # metres: beyond it a road says nothing
_MARGIN = 0.05  # degrees about the points


@dataclass(frozen=True, eq=False)
class RoadDistance:
    """Road segments about some points, in metres."""

    metric: Metric | None
    tree: shapely.STRtree | None

    @classmethod
    def of(cls, lon: Floats, lat: Floats, roads: Roads | None) -> "RoadDistance":
        """The segments about points in degrees, shape (n,)."""
        if roads is None or not len(roads) or not len(lon):
            return cls(None, None)
        box = lon.min() - _MARGIN, lat.min() - _MARGIN, lon.max() + _MARGIN, lat.max() + _MARGIN
        node = (roads.lon >= box[0]) & (roads.lat >= box[1]) & (roads.lon <= box[2]) & (roads.lat <= box[3])
        used = np.flatnonzero(node[roads.tail] & node[roads.head])
        if not len(used):
            return cls(None, None)
        metric = Metric.of_extent(*box)
        x, y = metric.forward(roads.lon, roads.lat)
        ends = np.stack([np.column_stack((x[at], y[at])) for at in (roads.tail[used], roads.head[used])], axis=1)
        return cls(metric, shapely.STRtree(shapely.linestrings(ends)))

    def metres(self, lon: Floats, lat: Floats) -> Floats:
        """Distance of each point to the nearest road, `_FAR` where there is none so near, NaN without roads."""
        if self.metric is None or self.tree is None:
            return np.full(len(lon), np.nan)
        points = shapely.points(*self.metric.forward(lon, lat))
        (row, _), metres = self.tree.query_nearest(points, max_distance=_FAR, return_distance=True, all_matches=False)
        found = np.full(len(lon), _FAR)
        found[row] = metres
        return found
