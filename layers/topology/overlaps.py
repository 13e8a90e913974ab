"""Ground that two units of one level both claim."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Geometries
from layers.topology.defect import polygons_of

Rows = NDArray[np.intp]


def suspects(outlines: Geometries) -> Rows:
    """Numbers of the valid outlines that interact with a neighbour otherwise than along a border equal in every vertex.

    One pass over all edges: among those left out no two overlap.
    """
    return np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(outlines)))


def overlaps(outlines: Geometries, suspected: Rows) -> tuple[Rows, Rows, Geometries]:
    """Pairs of outlines, the smaller number first, and the polygons both cover; a pair may stand several times.

    Args:
        outlines: valid polygons in metres.
        suspected: as `suspects` found them; of a pair that overlaps at least one is among them.
    """
    tree = shapely.STRtree(outlines)
    own, other = tree.query(outlines[suspected], predicate="intersects")
    own = suspected[own]
    pairs = np.unique(np.column_stack([np.minimum(own, other), np.maximum(own, other)])[own != other], axis=0)
    shared, owner = polygons_of(shapely.intersection(outlines[pairs[:, 0]], outlines[pairs[:, 1]]))
    return pairs[owner, 0], pairs[owner, 1], shared
