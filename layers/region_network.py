"""The road network of a region file: one row per array."""

import sqlite3
from typing import Any

import numpy as np

from layers.errors import UserError
from layers.projection import check_degrees
from layers.region_values import WRONG_CELLS, text_list, texts
from layers.tables import Roads

ROAD_ARRAYS = {
    "lon": "<f8",
    "lat": "<f8",
    "tail": "<i4",
    "head": "<i4",
    "way": "<i4",
    "access": "|u1",
    "oneway": "|i1",
    "way_maxspeed_kmh": "<f8",
    "way_name": "json",
    "way_class": "json",
}
"""How the arrays of the network are stored."""


def roads(connection: sqlite3.Connection) -> Roads | None:
    """The network's arrays, None where there are none.

    Raises:
        UserError: the arrays do not fit each other.
    """
    rows = connection.execute("SELECT name, dtype, data FROM network").fetchall()
    if not rows:
        return None
    if {name: dtype for name, dtype, _ in rows} != ROAD_ARRAYS:
        raise _bad_network()
    try:
        network = Roads(**{name: _array(dtype, data) for name, dtype, data in rows})
    except WRONG_CELLS as error:
        raise _bad_network() from error
    if not (_fits(network) and _is_sound(network)):
        raise _bad_network()
    return network


def _array(dtype: str, data: Any) -> Any:
    if dtype == "json":
        return texts(text_list(data))
    return np.frombuffer(data, dtype=dtype)


def _fits(network: Roads) -> bool:
    """Whether the arrays are as long as each other and point into each other."""
    nodes, segments, ways = len(network.lon), len(network.tail), len(network.way_name)
    lengths = {len(network.head), len(network.way), len(network.access), len(network.oneway), segments}
    if lengths != {segments} or len(network.lat) != nodes:
        return False
    if {len(network.way_class), len(network.way_maxspeed_kmh)} != {ways}:
        return False
    if not segments:
        return True
    ends = np.concatenate([network.tail, network.head])
    in_range = ends.min() >= 0 and ends.max() < nodes
    return bool(in_range and network.way.min() >= 0 and network.way.max() < ways)


def _is_sound(network: Roads) -> bool:
    """Whether every node has a place, and every segment a direction."""
    placed = check_degrees(network.lon, network.lat).all()
    return bool(placed and (np.abs(network.oneway.astype(np.int16)) <= 1).all())


def _bad_network() -> UserError:
    return UserError("区域文件里的路网数据不完整", remedy="请重新导入路网")
