"""The stock of one unit: its own units and facilities, and those that perhaps are its own."""

from dataclasses import replace

import numpy as np

from planner.coverage.hierarchy import Hierarchy, Mask, Rows
from planner.coverage.placement import Placement
from planner.coverage.stock import Stock


def part_of(stock: Stock, row: int) -> Stock:
    """The stock of a unit, as if it were a region; nothing is placed again.

    A facility of which only a coarser unit around it is known, or none, may stand in the unit: it is taken along
    without a unit, see `Stock.doubtful`.

    Args:
        row: of the unit in the units of the stock.
    """
    tree, level = stock.hierarchy, str(stock.units.level[row])
    below = np.flatnonzero(tree.ancestors[level] == row)
    unit_of = stock.placement.row
    sure = tree.at(unit_of, level) == row
    perhaps = ~stock.placement.outside & ~sure & np.isin(unit_of, [-1, *tree.above(row)])
    chosen = sure | perhaps
    placement = _placement(stock, below, chosen)
    return replace(
        stock,
        units=placement.hierarchy.units,
        facilities=stock.facilities.take(np.flatnonzero(chosen)),
        placement=placement,
        within=str(stock.units.name[row]),
    )


def _placement(stock: Stock, below: Rows, chosen: Mask) -> Placement:
    """The same places, by the rows of the units that are left."""
    new_row = np.full(len(stock.units) + 1, -1, dtype=np.intp)  # the last for -1
    new_row[below] = np.arange(len(below))
    kept = stock.placement.take(chosen)
    return replace(
        kept,
        hierarchy=Hierarchy(stock.units.take(below)),
        row=new_row[kept.row],
        declared=new_row[kept.declared],
        located=new_row[kept.located],
    )
