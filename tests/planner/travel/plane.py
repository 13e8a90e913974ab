"""Roads and a projection on paper: degrees are metres."""

from dataclasses import replace

import numpy as np

from layers.projection import Metric
from layers.tables import CYCLE, DRIVE, WALK, Roads
from planner.travel.modes import load_modes

EVERY = WALK | CYCLE | DRIVE
# 60 metres a minute, on the road and off it
WALKING = replace(load_modes()["walk"], metres_per_second=1.0, access_metres_per_second=1.0)
# 600 metres a minute on the road
DRIVING = replace(load_modes()["drive"], kmh_by_class={"road": 36.0}, access_metres_per_second=1.0)


class Plane(Metric):
    def forward(self, lon, lat):
        return np.array(lon, float), np.array(lat, float)

    inverse = forward


PLANE = Plane(0.0, 0.0)


def roads(nodes, segments, access=EVERY, oneway=0, way_class="road", maxspeed=np.nan):
    """A roads table from node coordinates and pairs of nodes, every segment a way of its own."""
    count = len(segments)
    places = np.array(nodes, float).reshape(-1, 2)
    ends = np.array(segments, np.int32).reshape(-1, 2)
    return Roads(
        lon=places[:, 0],
        lat=places[:, 1],
        tail=ends[:, 0],
        head=ends[:, 1],
        way=np.arange(count, dtype=np.int32),
        access=np.broadcast_to(np.array(access, np.uint8), count).copy(),
        oneway=np.broadcast_to(np.array(oneway, np.int8), count).copy(),
        way_name=np.full(count, ""),
        way_class=np.broadcast_to(np.array(way_class), count).copy(),
        way_maxspeed_kmh=np.broadcast_to(np.array(maxspeed, float), count).copy(),
    )
