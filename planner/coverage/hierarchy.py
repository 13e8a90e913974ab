"""Units above and below each other."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from layers.schema import LEVELS
from layers.tables import Units

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

_DEEPEST = 8
"""More steps than any hierarchy has; ends a loop of parents."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """The units of a region as a tree, in arrays."""

    units: Units

    @cached_property
    def parent(self) -> Rows:
        """Row of each unit's parent, -1 where the parent is not in the table."""
        row_of = self.units.row_of
        return np.array([row_of.get(str(code), -1) for code in self.units.parent], dtype=np.intp)

    @cached_property
    def rank(self) -> Rows:
        """Place of each unit's level in `LEVELS`, 0 for a province, -1 for a level that nobody knows."""
        rank_of = {level: rank for rank, level in enumerate(LEVELS)}
        return np.array([rank_of.get(str(level), -1) for level in self.units.level], dtype=np.intp)

    @cached_property
    def ancestors(self) -> dict[str, Rows]:
        """By level: row of the unit itself or its ancestor at that level, -1 where there is none."""
        found = {level: np.full(len(self.units), -1, dtype=np.intp) for level in LEVELS}
        above = np.arange(len(self.units), dtype=np.intp)
        for _ in range(_DEEPEST):
            for rank, level in enumerate(LEVELS):
                at = (above >= 0) & (self.rank[above] == rank) & (found[level] < 0)
                found[level][at] = above[at]
            above = np.where(above >= 0, self.parent[above], -1)
        return found

    def at(self, rows: Rows, level: str) -> Rows:
        """The ancestors of `rows` at a level; -1 stays -1."""
        if not len(self.units):
            return np.full(len(rows), -1, dtype=np.intp)
        return np.where(rows >= 0, self.ancestors[level][rows], -1)

    def above(self, row: int) -> list[int]:
        """Rows of the units around a unit, the nearest first."""
        found: list[int] = []
        over = int(self.parent[row])
        while over >= 0 and len(found) < _DEEPEST:
            found.append(over)
            over = int(self.parent[over])
        return found

    def complete(self, good: Mask) -> Mask:
        """Whether each unit is good itself or is made up of units that are.

        Args:
            good: per unit.
        """
        done = good.copy()
        for _ in range(_DEEPEST):
            done |= self.all_below(done)
        return done

    def all_below(self, good: Mask) -> Mask:
        """Whether each unit has units right below it, and all of those are good."""
        below = np.flatnonzero(self.parent >= 0)
        above, count = self.parent[below], len(self.units)
        children = np.bincount(above, minlength=count)
        fine = np.bincount(above, weights=good[below], minlength=count)
        every: Mask = (children > 0) & (fine == children)
        return every

    @cached_property
    def tops(self) -> Rows:
        """Rows of the units without a parent in the table."""
        return np.flatnonzero(self.parent < 0)

    def spans(self, good: Mask) -> bool:
        """Whether good units make up the whole region."""
        return bool(len(self.tops)) and bool(self.complete(good)[self.tops].all())

    @cached_property
    def outlined(self) -> bool:
        """Whether outlines cover the whole region, so that a point outside them is outside the region."""
        return self.spans(np.array([shape is not None for shape in self.units.geometry], dtype=bool))
