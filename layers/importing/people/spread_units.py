"""Which units' totals are spread: the finest that have them, each person once."""

import numpy as np
from numpy.typing import NDArray

from layers.tables import Units

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
_DEEPEST = 8


def parents(units: Units) -> Rows:
    """Row of each unit's parent, -1 where it is not in the table."""
    return np.array([units.row_of.get(code, -1) for code in units.parent.tolist()], dtype=np.intp)


def outlined(units: Units) -> Mask:
    """Which units have an outline."""
    return np.array([shape is not None and not shape.is_empty for shape in units.geometry], dtype=bool)


def finest(units: Units, usable: Mask) -> Rows:
    """The finest usable units that together hold each person once.

    A unit gives way to those below it only where all of them are usable or made up of usable ones: otherwise the
    people of the others would be lost.
    """
    parent = parents(units)
    gives_way = _all_below(parent, complete(parent, usable))
    chosen, open_rows = [np.zeros(0, np.intp)], np.flatnonzero(parent < 0)
    while len(open_rows):
        stands = usable[open_rows] & ~gives_way[open_rows]
        chosen.append(open_rows[stands])
        open_rows = np.flatnonzero(np.isin(parent, open_rows[~stands]))
    return np.sort(np.concatenate(chosen))


def covered(units: Units) -> bool:
    """Whether outlines cover the whole region, so that a point outside them is outside the region."""
    parent = parents(units)
    tops = parent < 0
    return bool(tops.any()) and bool(complete(parent, outlined(units))[tops].all())


def complete(parent: Rows, good: Mask) -> Mask:
    """Whether each unit is good itself or is made up of units that are."""
    done = good.copy()
    for _ in range(_DEEPEST):
        done |= _all_below(parent, done)
    return done


def _all_below(parent: Rows, good: Mask) -> Mask:
    below = np.flatnonzero(parent >= 0)
    count = len(parent)
    children = np.bincount(parent[below], minlength=count)
    fine = np.bincount(parent[below], weights=good[below], minlength=count)
    every: Mask = (children > 0) & (fine == children)
    return every
