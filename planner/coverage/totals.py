"""People and households of a whole region."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from layers.schema import GROUPS
from layers.tables import Floats, Units
from planner.coverage.figures import only_given, total
from planner.coverage.hierarchy import Hierarchy, Rows
from planner.plans.quantity import HOUSEHOLDS


@dataclass(frozen=True, eq=False)
class Total:
    """A sum over a region.

    Attributes:
        known: the sum of what is known.
        rows: the units whose figures were added.
        missing: the units without a figure of their own or below; the sum is complete where there are none.
    """

    known: Fraction
    rows: Rows
    missing: Rows


def region_total(hierarchy: Hierarchy, column: str) -> Total:
    """Persons of a group, or households, each counted once.

    Of the highest unit that has the figure; where it has none, of the units right below it, and so on.

    Args:
        column: "households" or one of `schema.GROUPS`.
    """
    values = column_of(hierarchy.units, column)
    taken, missing, open_rows = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)], hierarchy.tops
    while len(open_rows):
        given = np.isfinite(values[open_rows])
        taken.append(open_rows[given])
        without = open_rows[~given]
        missing.append(without[~np.isin(without, hierarchy.parent)])
        open_rows = np.flatnonzero(np.isin(hierarchy.parent, without))
    rows = np.concatenate(taken)
    return Total(total(values[rows]), rows, np.concatenate(missing))


def column_of(units: Units, column: str) -> Floats:
    """A column of the units by name, NaN where no source gave a figure that can be true."""
    if column == HOUSEHOLDS:
        return only_given(units.households)
    return only_given(units.population.get(column, np.full(len(units), np.nan)))


def column_label(column: str) -> str:
    """What a column is called: 户数, 常住人口 ..."""
    return "户数" if column == HOUSEHOLDS else GROUPS[column]
