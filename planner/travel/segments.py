"""From rows of the roads table to the segments of one mode."""

import numpy as np
from numpy.typing import NDArray

from layers.tables import Floats, Ints, Roads
from planner.travel.modes import Mode

FRAGMENT_SHARE = 0.01
FRAGMENT_METRES = 10_000.0


def measured(roads: Roads, row: NDArray[np.intp], x: Floats, y: Floats, mode: Mode) -> tuple[Floats, Floats, Floats]:
    """Minutes tail to head, minutes back, and planar metres of the chosen rows."""
    tail, head = roads.tail[row], roads.head[row]
    metres = np.hypot(x[head] - x[tail], y[head] - y[tail])
    minutes = metres / mode.way_metres_per_second(roads)[roads.way[row]] / 60
    if not mode.obeys_oneway:
        return minutes, minutes, metres
    oneway = roads.oneway[row]
    return np.where(oneway < 0, np.inf, minutes), np.where(oneway > 0, np.inf, minutes), metres


def parallel(low: Ints, high: Ints, nodes: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Segments between the same two nodes as one: position of the first of each, and each one's group."""
    _, first, group = np.unique(low.astype(np.int64) * nodes + high, return_index=True, return_inverse=True)
    by_first = np.argsort(first)
    rank = np.empty(len(first), np.intp)
    rank[by_first] = np.arange(len(first))
    return first[by_first], rank[group]


def components(tail: Ints, head: Ints, metres: Floats, nodes: int) -> tuple[Ints, NDArray[np.bool_]]:
    """The connected part of each segment, and whether that part is a fragment.

    A fragment is shorter than `FRAGMENT_SHARE` of all roads and than `FRAGMENT_METRES`, and not the longest part:
    a footway drawn without its junction, a court behind a gate. An island's roads are more than that.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    count, of_node = connected_components(links, directed=False)
    component = of_node[tail].astype(np.int32)
    total = np.bincount(component, metres, minlength=count)
    small = (total < FRAGMENT_SHARE * total.sum()) & (total < FRAGMENT_METRES)
    small[total == total.max(initial=0.0)] = False
    return component, small[component]
