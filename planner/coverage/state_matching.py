"""Which unit and which facility of one state of a region is which of another."""

from collections import Counter
from collections.abc import Hashable, Iterable

import numpy as np

from layers.schema import LEVELS
from layers.tables import Units
from planner.coverage.hierarchy import Hierarchy
from planner.coverage.stock import Stock
from planner.coverage.unit_names import folded

_SAME_PLACE_DEGREES = 1e-5


def match_units(old: Units, new: Units) -> dict[int, int]:
    """Row of now by row of then: the same code and name; the same name in the same unit; the same code; the same name.

    Codes that were made up for want of official ones say nothing.
    """
    pairs = {a: new.row_of[str(code)] for a, code in enumerate(old.code) if str(code) in new.row_of}
    found = {a: b for a, b in pairs.items() if _name(old, a) == _name(new, b)}
    trees = Hierarchy(old), Hierarchy(new)
    for level in LEVELS:
        # from above: the unit around is matched already
        found |= _by_key(
            {a: (_name(old, a), found.get(int(trees[0].parent[a]), -1)) for a in _rest(old, level, found)},
            {b: (_name(new, b), int(trees[1].parent[b])) for b in _rest(new, level, found.values())},
        )
        taken = set(found.values())
        for a in _rest(old, level, found):
            b = pairs.get(a, -1)
            if b >= 0 and b not in taken and new.level[b] == level and not (old.provisional[a] or new.provisional[b]):
                found[a] = b
        found |= _by_key(
            {a: _name(old, a) for a in _rest(old, level, found)},
            {b: _name(new, b) for b in _rest(new, level, found.values())},
        )
    return found


def match_facilities(old: Stock, new: Stock, units: dict[int, int]) -> dict[int, int]:
    """Row of now by row of then: the same id, where nothing speaks against it; the same name and unit; the name."""
    row_of = {key: row for row, key in enumerate(new.all_ids)}

    def unit_then(a: int) -> int:
        return units.get(int(old.placement.row[a]), -1)

    found = {}
    for a, key in enumerate(old.all_ids):
        b = row_of.get(key, -1)
        if b >= 0 and _alike(old, a, new, b, same_unit=unit_then(a) == int(new.placement.row[b])):
            found[a] = b
    rest, others = without(len(old.facilities), found), without(len(new.facilities), found.values())
    found |= _by_key(
        {a: (folded(old.all_names[a]), unit_then(a)) for a in rest},
        {b: (folded(new.all_names[b]), int(new.placement.row[b])) for b in others},
    )
    rest, others = without(len(old.facilities), found), without(len(new.facilities), found.values())
    above = new.hierarchy.above
    by_name = _by_key({a: folded(old.all_names[a]) for a in rest}, {b: folded(new.all_names[b]) for b in others})
    for a, b in by_name.items():
        one, other = unit_then(a), int(new.placement.row[b])
        if one < 0 or other < 0 or one in above(other) or other in above(one):
            found[a] = b
    return found


def _alike(old: Stock, a: int, new: Stock, b: int, *, same_unit: bool) -> bool:
    """Whether facilities of one id are one: lists are numbered 1, 2, 3 in every office."""
    if folded(old.all_names[a]) == folded(new.all_names[b]):
        return True
    if not set(old.facilities.kinds[a]) & set(new.facilities.kinds[b]):
        return False
    placed = np.isfinite(old.facilities.lon[a]) and np.isfinite(new.facilities.lon[b])
    return same_place(old, a, new, b) if placed else same_unit


def same_place(old: Stock, a: int, new: Stock, b: int) -> bool:
    """Whether two facilities stand within a metre of each other, or both nowhere."""
    here = np.array([old.facilities.lon[a], old.facilities.lat[a]])
    there = np.array([new.facilities.lon[b], new.facilities.lat[b]])
    if np.isnan(here).any() or np.isnan(there).any():
        return bool(np.isnan(here).any() and np.isnan(there).any())
    return bool(np.abs(here - there).max() <= _SAME_PLACE_DEGREES)


def _by_key(old: dict[int, Hashable], new: dict[int, Hashable]) -> dict[int, int]:
    """Pairs of the keys that each side has just once."""
    counts, others = Counter(old.values()), Counter(new.values())
    row_of = {key: row for row, key in new.items() if others[key] == 1}
    return {row: row_of[key] for row, key in old.items() if counts[key] == 1 and key in row_of}


def _rest(units: Units, level: str, taken: Iterable[int]) -> list[int]:
    done = set(taken)
    return [row for row in units.rows_at(level).tolist() if row not in done]


def without(count: int, taken: Iterable[int]) -> list[int]:
    """The rows that were not taken."""
    done = set(taken)
    return [row for row in range(count) if row not in done]


def _name(units: Units, row: int) -> str:
    return folded(str(units.name[row]))
