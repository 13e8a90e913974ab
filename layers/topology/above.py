"""Units against those below them: ground that only one of the two levels has."""

import numpy as np
import shapely

from layers.schema import LEVELS
from layers.tables import Geometries, Units
from layers.topology.defect import outlined, polygons_of
from layers.topology.gaps import joined as exactly


def families(units: Units, level: str) -> dict[int, np.ndarray]:
    """By row of an outlined unit above: rows of the units of a level right below it, all of them outlined.

    A unit of which one below has no outline is left out: what that one covers is not known.
    """
    below, there = units.rows_at(level), set(outlined(units, level).tolist())
    found: dict[int, list[int]] = {}
    for row in below.tolist():
        above = units.row_of.get(str(units.parent[row]), -1)
        if above >= 0 and units.level[above] in LEVELS[: LEVELS.index(level)]:
            found.setdefault(above, []).append(row)
    return {
        above: np.array(rows)
        for above, rows in found.items()
        if there.issuperset(rows) and units.geometry[above] is not None and not units.geometry[above].is_empty
    }


def misfits(
    above: Geometries, below: list[Geometries], clean: list[bool]
) -> tuple[Geometries, np.ndarray, Geometries, np.ndarray]:
    """Ground of units that those below do not cover, and ground of those below outside: each with numbers of `above`.

    Args:
        above: valid polygons in metres.
        below: of each, the outlines below it, in the same metres.
        clean: of each, whether those below share their borders exactly.
    """
    joined = np.empty(len(above), dtype=object)
    for i, outlines in enumerate(below):
        joined[i] = exactly(outlines) if clean[i] else shapely.union_all(outlines)
    apart = np.flatnonzero(
        ~shapely.equals_identical(shapely.normalize(_whole(above)), shapely.normalize(_whole(joined)))
    )
    uncovered, by = polygons_of(shapely.difference(above[apart], joined[apart]))
    outside, of = polygons_of(shapely.difference(joined[apart], above[apart]))
    return uncovered, apart[by], outside, apart[of]


def _whole(shapes: Geometries) -> Geometries:
    """Multipolygons, as outlines are kept."""
    return np.array(
        [shapely.MultiPolygon([one]) if one.geom_type == "Polygon" else one for one in shapes], dtype=object
    )
