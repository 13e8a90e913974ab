"""Points that are one: within a distance of each other, also by way of a third."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats

Rows = NDArray[np.int64]
AROUND = ((0, 0), (1, 0), (0, 1), (1, 1), (1, -1))  # half of the cells around a cell; the others look back
CELLS = 2**32


def merged(x: Floats, y: Floats, distance: float) -> Rows:
    """A number per point, the same for points within the distance of each other, counted from 0."""
    places, place = np.unique(x + 1j * y, return_inverse=True)
    points, close = np.column_stack((places.real, places.imag)), _close(places, distance)
    tree = shapely.STRtree(shapely.points(points[close]))
    links = tree.query(tree.geometries, predicate="dwithin", distance=distance)
    return components(close[links].T, len(places))[place.reshape(-1)]


def components(links: Rows, count: int) -> Rows:
    """Which connected part each of `count` things is in, from 0; `links` are pairs of things, shape (n, 2)."""
    label = np.arange(count)
    while True:
        left, right = label[links[:, 0]], label[links[:, 1]]
        apart = left != right
        if not np.any(apart):
            return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64)
        np.minimum.at(label, np.maximum(left, right)[apart], np.minimum(left, right)[apart])
        while not np.array_equal(label, higher := label[label]):
            label = higher


def _close(places: NDArray[np.complex128], distance: float) -> Rows:
    """The points that may have another within the distance: those with company in their own or a neighbouring cell.

    Hardly a point has, so that the exact search after this costs nothing.
    """
    column = np.floor(places.real / distance).astype(np.int64)
    row = np.floor(places.imag / distance).astype(np.int64)
    cell = column * CELLS + row
    cells, count = np.unique(cell, return_counts=True)
    crowded = np.zeros(len(cells), bool)
    for right, up in AROUND:
        other = cells + right * CELLS + up
        found = np.minimum(np.searchsorted(cells, other), len(cells) - 1)
        has = cells[found] == other if (right, up) != (0, 0) else count > 1
        crowded[has] = True
        crowded[found[has]] = True
    return np.flatnonzero(crowded[np.searchsorted(cells, cell)])
