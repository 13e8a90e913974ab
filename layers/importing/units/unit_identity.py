"""Which unit of the region a unit of a newer source is: by its outline, its code, its name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.importing.units.unit_codes import level_above
from layers.importing.units.unit_parts import Merged
from layers.matching.names import Name, fold_name, split_name
from layers.tables import Geometries, Texts, UnitAlias, Units

SAME_OUTLINE = 0.9
"""Share of common ground in the ground of both from which two outlines are one unit's."""
_ELSEWHERE = 0.1
TOLD_ABOVE = "连同上级的名称"
"""Note of the alias that keeps what a table called the unit above, while the region has no such unit."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Identity:
    """For each unit of a source, m of them: the unit of the region that it is.

    Attributes:
        row: in the region's units, -1 for a new one.
        by_outline: the outlines are the same, while code or name is not.
        reused: same code, but neither name nor ground is the same.
    """

    row: Rows
    by_outline: NDArray[np.bool_]
    reused: NDArray[np.bool_]


def identify_units(units: Merged, rows: Rows, known: Units, aliases: Sequence[UnitAlias] = ()) -> Identity:
    """Who is who. Code and name together go first, then the outline, then the code, then the name under one parent.

    Last come units with made-up codes that had no parent of their own yet: by the name of the parent that their table
    told, else by a name that nobody else has.

    Args:
        units: their parents by name in `above`, as their source calls them.
        rows: of the region's units of the same level.
        aliases: of the region's units.
    """
    found = np.full(len(units), -1, dtype=np.intp)
    old = {str(known.code[row]): int(row) for row in rows}
    names, known_names = _stems(units.name), dict(zip(rows.tolist(), _stems(known.name[rows]), strict=True))
    by_code = np.array([old.get(code, -1) for code in units.code.tolist()], dtype=np.intp)
    twin = rows_of(same_outlines(units.geometry, known.geometry[rows]), rows)
    agree = np.array([row >= 0 and names[i] == known_names[row] for i, row in enumerate(by_code.tolist())], dtype=bool)
    _take(found, np.where(agree, by_code, -1))
    before = found.copy()
    _take(found, twin)
    by_outline = (found >= 0) & (before < 0) & (found != by_code) & ~_unchanged(units, names, found, known, known_names)
    before = found.copy()
    _take(found, by_code)
    reused = _elsewhere(units.geometry, known.geometry, np.where(before < 0, found, -1))
    _take(found, _by_name(units, names, rows, known, known_names))
    loose = np.setdiff1d(rows[known.provisional[rows] & _hang_far_up(known, rows)], found)
    _take(found, _by_full_name(units, loose, aliases, known))
    _take(found, _by_lone_name(names, np.setdiff1d(loose, found), known_names))
    return Identity(found, by_outline, reused)


def full_name(above: str, name: str) -> str:
    """A name behind that of the unit above, as namesakes are told apart."""
    return fold_name(above) + fold_name(name)


def told_above(aliases: Sequence[UnitAlias], known: Units, rows: Rows) -> dict[int, set[str]]:
    """By row: full names of the unit, folded, with what its table called the unit above."""
    told: dict[int, set[str]] = {}
    wanted = set(rows.tolist())
    for one in aliases:
        row = known.row_of.get(one.unit_code, -1)
        if one.note == TOLD_ABOVE and row in wanted:
            told.setdefault(row, set()).add(fold_name(one.alias))
    return told


def _hang_far_up(known: Units, rows: Rows) -> NDArray[np.bool_]:
    """Which units hang on one that is not right above."""
    level = {code: str(known.level[row]) for code, row in known.row_of.items()}
    pairs = zip(known.parent[rows].tolist(), known.level[rows].tolist(), strict=True)
    return np.array([level.get(parent, "") != level_above(own) for parent, own in pairs], dtype=bool)


def _by_full_name(units: Merged, loose: Rows, aliases: Sequence[UnitAlias], known: Units) -> Rows:
    """The one unit whose table named it behind the same unit above."""
    named: dict[str, list[int]] = {}
    for row, texts in told_above(aliases, known, loose).items():
        for text in texts:
            named.setdefault(text, []).append(row)
    found = [
        named.get(full_name(above, name), [])
        for above, name in zip(units.above.tolist(), units.name.tolist(), strict=True)
    ]
    return np.array([one[0] if len(one) == 1 else -1 for one in found], dtype=np.intp)


def _by_lone_name(names: list[tuple[str, str]], loose: Rows, known_names: dict[int, tuple[str, str]]) -> Rows:
    """The one unit of that name, where the source has the name once."""
    here = Counter(names)
    there: dict[tuple[str, str], list[int]] = {}
    for row in loose.tolist():
        there.setdefault(known_names[row], []).append(row)
    found = [there.get(name, []) if here[name] == 1 else [] for name in names]
    return np.array([one[0] if len(one) == 1 else -1 for one in found], dtype=np.intp)


def same_outlines(new: Geometries, old: Geometries) -> Rows:
    """For each outline the number of the old one that is the same but for redrawing, -1 where none is.

    Same means: the common ground is at least `SAME_OUTLINE` of the ground of both together.
    """
    found = np.full(len(new), -1, dtype=np.intp)
    here, there = _usable(new), _usable(old)
    if not len(here) or not len(there):
        return found
    area, old_area = shapely.area(new[here]), shapely.area(old[there])
    own, other = shapely.STRtree(old[there]).query(new[here])
    alike = np.minimum(area[own], old_area[other]) >= SAME_OUTLINE * np.maximum(area[own], old_area[other])
    alike &= _boxes_meet(new[here[own]], old[there[other]])
    own, other = own[alike], other[alike]
    same = shapely.equals_identical(shapely.normalize(new[here[own]]), shapely.normalize(old[there[other]]))
    open_ = np.flatnonzero(~same)
    mine, theirs = (shapely.make_valid(shapes) for shapes in (new[here[own[open_]]], old[there[other[open_]]]))
    common = shapely.area(shapely.intersection(mine, theirs))
    same[open_] = common >= SAME_OUTLINE * (area[own[open_]] + old_area[other[open_]] - common)
    found[here[own[same]]] = there[other[same]]
    return found


def _boxes_meet(one: Geometries, other: Geometries) -> NDArray[np.bool_]:
    """Whether pairs of outlines lie in boxes that share half of their ground, as the same outline redrawn does."""
    first, second = shapely.bounds(one), shapely.bounds(other)
    low, high = np.maximum(first[:, :2], second[:, :2]), np.minimum(first[:, 2:], second[:, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=1)
    both = np.prod(first[:, 2:] - first[:, :2], axis=1) + np.prod(second[:, 2:] - second[:, :2], axis=1) - common
    meet: NDArray[np.bool_] = common >= both / 2
    return meet


def rows_of(numbers: Rows, rows: Rows) -> Rows:
    """Numbers in a list of rows as the rows themselves; -1 stays -1."""
    return np.where(numbers >= 0, rows[numbers], -1) if len(rows) else numbers


def _usable(shapes: Geometries) -> Rows:
    """Numbers of the outlines that have area; others cannot be compared."""
    return np.flatnonzero(shapely.area(shapes) > 0)


def _elsewhere(new: Geometries, old: Geometries, row: Rows) -> NDArray[np.bool_]:
    """Whether two outlines hardly meet; False where one is missing."""
    apart = np.zeros(len(new), dtype=bool)
    both = np.intersect1d(_usable(new), np.flatnonzero(row >= 0))
    both = both[np.isin(row[both], _usable(old))]
    mine, theirs = shapely.make_valid(new[both]), shapely.make_valid(old[row[both]])
    common = shapely.area(shapely.intersection(mine, theirs))
    apart[both] = common < _ELSEWHERE * np.minimum(shapely.area(mine), shapely.area(theirs))
    return apart


def _by_name(
    units: Merged, names: list[tuple[str, str]], rows: Rows, known: Units, known_names: dict[int, tuple[str, str]]
) -> Rows:
    """The one unit of the same name and class under the same parent."""
    named: dict[tuple[str, tuple[str, str]], list[int]] = {}
    for row in rows.tolist():
        named.setdefault((str(known.parent[row]), known_names[row]), []).append(row)
    found = [named.get((parent, name), []) for parent, name in zip(units.parent.tolist(), names, strict=True)]
    return np.array([one[0] if len(one) == 1 else -1 for one in found], dtype=np.intp)


def _unchanged(
    units: Merged, names: list[tuple[str, str]], found: Rows, known: Units, known_names: dict[int, tuple[str, str]]
) -> NDArray[np.bool_]:
    """Whether the unit that each is has the same name, and the code is the same or not given."""
    pairs = zip(units.code.tolist(), names, found.tolist(), strict=True)
    same = [row >= 0 and code in ("", str(known.code[row])) and name == known_names[row] for code, name, row in pairs]
    return np.array(same, dtype=bool)


def _take(found: Rows, offered: Rows) -> None:
    """Fill the open places, each row of the region once; of several that ask for one the first has it."""
    taken = set(found[found >= 0].tolist())
    for i, row in enumerate(offered.tolist()):
        if row >= 0 and found[i] < 0 and row not in taken:
            found[i] = row
            taken.add(row)


def _stems(names: Texts | Iterable[str]) -> list[tuple[str, str]]:
    apart: list[Name] = [split_name(fold_name(str(name))) for name in names]
    return [(name.stem, name.klass) for name in apart]
