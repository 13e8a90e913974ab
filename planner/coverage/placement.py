"""Which unit a facility or a demand point counts for (DESIGN 3.4).

By its declared unit code; without one, by location. If the two disagree it still counts by the code. A
declared unit that is coarse (a county) is refined by a location inside it. An unknown code counts as none.
"""

from dataclasses import dataclass, replace

import numpy as np

from layers.location import locate
from layers.schema import LEVELS
from layers.tables import Facilities, Floats, Texts, Units
from planner.coverage.hierarchy import Hierarchy, Mask, Rows


@dataclass(frozen=True, eq=False)
class Placement:
    """Where things count, one entry per thing.

    Attributes:
        row: row of the finest unit that is known, -1 where none is.
        declared: row of the declared unit, -1 where none is declared or the code is unknown.
        located: row of the finest unit around the location, -1 where there is none.
        unknown_code: a code is declared that no unit has.
        disagrees: the location lies elsewhere than the declared unit.
        outside: without a valid code, and located outside the region.
        presumed: nothing tells its unit; taken to be in the one unit that is the whole region.
    """

    hierarchy: Hierarchy
    row: Rows
    declared: Rows
    located: Rows
    unknown_code: Mask
    disagrees: Mask
    outside: Mask
    presumed: Mask

    def at(self, level: str) -> Rows:
        """Row of the unit of a level each thing counts for, -1 where that is not known."""
        return self.hierarchy.at(self.row, level)

    def take(self, which: Mask) -> "Placement":
        """The chosen things only."""
        return Placement(
            self.hierarchy,
            row=self.row[which],
            declared=self.declared[which],
            located=self.located[which],
            unknown_code=self.unknown_code[which],
            disagrees=self.disagrees[which],
            outside=self.outside[which],
            presumed=self.presumed[which],
        )


def place(units: Units, codes: Texts, lon: Floats, lat: Floats) -> Placement:
    """Find the units of things by declared code and location.

    Args:
        codes: declared unit codes, "" for none; shape (n,).
        lon, lat: degrees, NaN for no place; shape (n,).
    """
    hierarchy = Hierarchy(units)
    declared = np.array([units.row_of.get(str(code), -1) for code in codes], dtype=np.intp)
    located = locate(units, lon, lat)
    placed = np.isfinite(lon) & np.isfinite(lat)
    disagrees = _disagrees(hierarchy, declared, located, placed)
    finer = (located >= 0) & ~disagrees & _is_finer(hierarchy, located, declared)
    return Placement(
        hierarchy=hierarchy,
        row=np.where((declared < 0) | finer, located, declared),
        declared=declared,
        located=located,
        unknown_code=(codes != "") & (declared < 0),
        disagrees=disagrees,
        outside=(declared < 0) & placed & (located < 0) & hierarchy.outlined,
        presumed=np.zeros(len(codes), dtype=bool),
    )


def place_facilities(units: Units, facilities: Facilities) -> Placement:
    """Where facilities of every status count.

    A facility of which nothing is known stands in the region's own list, so it counts for the region as a whole,
    but for no unit below.
    """
    return place_listed(units, facilities.unit_code, facilities.lon, facilities.lat)


def place_listed(units: Units, codes: Texts, lon: Floats, lat: Floats) -> Placement:
    """As `place`, for things of the region's own lists: what is not outside counts for the region as a whole.

    Only where one unit is the whole region.
    """
    placement = place(units, codes, lon, lat)
    tops = placement.hierarchy.tops
    if len(tops) != 1:
        return placement
    presumed = (placement.row < 0) & ~placement.outside
    return replace(placement, row=np.where(presumed, tops[0], placement.row), presumed=presumed)


def _disagrees(hierarchy: Hierarchy, declared: Rows, located: Rows, placed: Mask) -> Mask:
    """Whether code and location are known to name different units, at the coarser level of the two."""
    away = (declared >= 0) & placed & (located < 0) & hierarchy.outlined
    for level in LEVELS:
        by_code, by_place = hierarchy.at(declared, level), hierarchy.at(located, level)
        away |= (by_code >= 0) & (by_place >= 0) & (by_code != by_place)
    return away


def _is_finer(hierarchy: Hierarchy, rows: Rows, others: Rows) -> Mask:
    if not len(hierarchy.units):
        return np.zeros(len(rows), dtype=bool)
    rank = hierarchy.rank
    return (others >= 0) & (rank[others] >= 0) & (rank[rows] > rank[others])
