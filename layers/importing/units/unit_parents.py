"""The unit above each unit: by code, by name, by where most of its area lies."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from layers import codes
from layers.decisions import Match
from layers.finding import Finding
from layers.importing.units.unit_codes import level_above
from layers.importing.units.unit_identity import full_name, told_above
from layers.location import locate_area
from layers.matching.units import UnitIndex, match_units
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Geometries, Texts, UnitAlias, Units

_MOST = 0.5


def named_parents(
    texts: Texts, geometry: Geometries, level: str, known: Units, region_code: str, confirmed: Mapping[str, str]
) -> tuple[Texts, tuple[Match, ...]]:
    """Parents as codes: by the code or name given, else the unit most of the area lies in, else the region.

    Args:
        texts: codes or names of the units above, "" where none is given.
        confirmed: what a person said that a text means.
    """
    above = level_above(level)
    found = np.array(containing(geometry, level, known, region_code), dtype="U12")
    found[found == ""] = region_code
    if not (texts != "").any() or not len(known.rows_at(above)):
        return found, ()
    matched = match_units(texts.tolist(), UnitIndex.of(known), level=above, confirmed=confirmed)
    sure = (matched.row >= 0) & matched.sure
    found[sure] = known.code[matched.row[sure]]
    return found, tuple(one for one in matched.matches if not one.sure)


def official_parents(
    code: Texts, made_up: np.ndarray, found: Texts, level: str, known: Units, region_code: str
) -> Texts:
    """The code of each unit's parent: by its official code where that unit is known, else as found otherwise."""
    if level == codes.level_of(region_code):
        return np.full(len(code), "", dtype="U12")
    by_code = np.array([codes.parent_of(str(c), level) for c in code], dtype="U12")
    upper = set(known.code.tolist()) | {region_code}
    there = np.array([str(c) in upper for c in by_code], dtype=bool)
    return np.where(made_up | ~there, found, by_code)


def containing(geometry: Geometries, level: str, known: Units, region_code: str) -> list[str]:
    """The code of the unit that each outline lies in by more than half, "" where none does.

    Of the level right above; where that has none, of the next one up, below the region itself.
    """
    result = [""] * len(geometry)
    lowest, top = LEVELS.index(level_above(level)), LEVELS.index(codes.level_of(region_code))
    for upper in LEVELS[lowest : top - 1 if top else None : -1]:
        open_rows = [i for i, code in enumerate(result) if not code and geometry[i] is not None]
        rows, share = locate_area(known, upper, geometry[open_rows])
        for i, row, part in zip(open_rows, rows.tolist(), share.tolist(), strict=True):
            if row >= 0 and part > _MOST:
                result[i] = str(known.code[row])
    return result


def conflicts(units: Units, known: Units, region_code: str) -> list[Finding]:
    """What to say of units whose code names one unit above and whose area lies in another."""
    found = []
    for level in LEVELS:
        rows = units.rows_at(level)
        rows = rows[~units.provisional[rows]]
        inside = containing(units.geometry[rows], level, known, region_code)
        wrong = [
            (row, code)
            for row, code in zip(rows.tolist(), inside, strict=True)
            if code
            and str(units.parent[row]) in known.row_of
            and code != units.parent[row]
            and known.level[known.row_of[code]] == known.level[known.row_of[str(units.parent[row])]]
        ]
        if wrong:
            found.append(_conflict(units, known, level, wrong))
    return found


def _conflict(units: Units, known: Units, level: str, wrong: Sequence[tuple[int, str]]) -> Finding:
    def name(code: str) -> str:
        return str(known.name[known.row_of[code]])

    told = "、".join(
        f"{units.name[row]}按代码属于{name(str(units.parent[row]))},按位置在{name(code)}" for row, code in wrong[:3]
    )
    message = f"{len(wrong)} 个{LEVEL_LABELS[level]}单元的上级按代码和按位置不一致,以代码为准:{told}"
    why = "按上级汇总时,人口和设施会算到地图上看不出来的单元里"
    places = shapely.point_on_surface(units.geometry[[row for row, _ in wrong[:50]]])
    return Finding(
        "warning",
        "parent_conflict",
        message,
        tuple(str(units.code[row]) for row, _ in wrong[:50]),
        "请核对代码,或核对两级边界是不是同一年的",
        why,
        table="units",
        spots=tuple((float(x), float(y)) for x, y in shapely.get_coordinates(places)),
    )


def without_parent(parent: Texts, level: str, region_code: str) -> Finding | None:
    """What to say of units that hang on the region because the level between is not there yet."""
    loose = int(np.sum(parent == region_code)) if codes.level_of(region_code) != level_above(level) else 0
    if not loose:
        return None
    above = LEVEL_LABELS[level_above(level)]
    message = f"{loose} 个{LEVEL_LABELS[level]}单元找不到上级{above}单元,暂归区域本身"
    return Finding("note", "no_parent", message, (), f"导入{above}单元后会自动归入")


def adopted(units: Units, existing: Units, region_code: str, aliases: Sequence[UnitAlias] = ()) -> dict[str, str]:
    """New parents, by code, of units that were imported before their parents and hang on the region.

    Args:
        units: those that come in now.
        aliases: of the region's units: of one without a place, what its table called the unit above.
    """
    parents: dict[str, str] = {}
    told = told_above(aliases, existing, np.arange(len(existing)))
    for level in LEVELS[LEVELS.index(codes.level_of(region_code)) + 2 :]:
        rows = existing.rows_at(level)
        rows = rows[(existing.parent[rows] == region_code) & ~np.isin(existing.code[rows], units.code)]
        inside = containing(existing.geometry[rows], level, units, region_code)
        for row, place in zip(rows, inside, strict=True):
            code = str(existing.code[row])
            by_code = codes.parent_of(code, level)
            official = by_code in units.row_of and not existing.provisional[row]
            parent = by_code if official else place or _named_above(units, existing, int(row), level, told)
            if parent:
                parents[code] = parent
    return parents


def _named_above(units: Units, existing: Units, row: int, level: str, told: Mapping[int, set[str]]) -> str:
    """The code of the one new unit that the table of an older one named as its parent, "" where none is."""
    name = str(existing.name[row])
    fits = [
        str(units.code[i])
        for i in (units.rows_at(level_above(level)) if row in told else ())
        if full_name(str(units.name[i]), name) in told[row]
    ]
    return fits[0] if len(fits) == 1 else ""
