"""Codes and parents of units whose source gives none, or gives names instead."""

from collections import defaultdict

import numpy as np
import shapely

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.location import locate_at
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Geometries, Texts, Units

# Numbers for units without a code, in the order tried: of townships and villages GB/T 10114 uses none above 599;
# of counties the highest are the rarest.
_FREE_NUMBERS = {
    "county": tuple(range(99, 18, -1)),
    "township": (*range(900, 1000), *range(600, 900)),
    "community": (*range(900, 1000), *range(600, 900)),
}


def assign_codes(
    given: Texts,
    name: Texts,
    parent: Texts,
    level: str,
    existing: Units,
    region_code: str,
    findings: list[Finding],
) -> tuple[Texts, np.ndarray]:
    """A code for every unit, and which of them are made up.

    A unit without a code takes that of the same name and parent in the region; else a number that no official code
    uses, or hardly any. At the region's own level it is the region itself.

    Args:
        given: codes of this level, "" where the source gives none.
        parent: codes of the parents, as `resolve_parents` found them.

    Raises:
        UserError: several units without a code where only one can be, or of a level that has official codes only.
    """
    code = given.copy()
    open_rows = np.flatnonzero(code == "")
    _check_codes_needed(name[open_rows], level, region_code)
    known = {
        (str(existing.name[row]), str(existing.parent[row])): str(existing.code[row]) for row in existing.rows_at(level)
    }
    used = {str(existing.code[row]) for row in existing.rows_at(level)} | set(code.tolist())
    made_up = []
    provisional = np.array([bool(text) and _was_made_up(str(text), existing) for text in code], dtype=bool)
    for i in open_rows:
        same = known.get((str(name[i]), str(parent[i])))
        if same is None and level == codes.level_of(region_code):
            same = region_code
        if same is None:
            same = _next_free(str(parent[i]), level, used)
            made_up.append(str(name[i]))
            provisional[i] = True
        code[i] = same
        provisional[i] |= _was_made_up(same, existing)
        used.add(same)
    if made_up:
        message = f"{len(made_up)} 个{LEVEL_LABELS[level]}单元没有区划代码,已暂编代码"
        remedy = "有正式代码时,请指明代码列,重新导入到新的区域"
        findings.append(Finding("note", "provisional_codes", message, tuple(made_up[:50]), remedy))
    return code, provisional


def _check_codes_needed(names: Texts, level: str, region_code: str) -> None:
    if level == codes.level_of(region_code):
        if len(names) > 1:
            raise UserError(
                f"有 {len(names)} 个没有代码的{LEVEL_LABELS[level]}单元({'、'.join(names[:3])}……),而区域本身只有一个",
                remedy="请检查所选的级别,或指明代码列",
                option="--level、--column code=表头",
            )
    elif len(names) and level not in _FREE_NUMBERS:
        raise UserError(
            f"{len(names)} 个{LEVEL_LABELS[level]}单元没有区划代码({'、'.join(names[:3])})",
            remedy="地市级和省级单元请在原表加上代码,并指明代码列",
            option="--column code=表头",
        )


def _was_made_up(code: str, existing: Units) -> bool:
    row = existing.row_of.get(code, -1)
    return row >= 0 and bool(existing.provisional[row])


def _next_free(parent: str, level: str, used: set[str]) -> str:
    """The first free code below a parent."""
    above = codes.DIGITS[_level_above(level)]
    for number in _FREE_NUMBERS[level]:
        code = f"{parent[:above]}{number}".ljust(12, "0")
        if code not in used:
            return code
    raise UserError(
        f"上级 {parent} 之下没有代码的单元太多,暂编不下",
        remedy="请在原表加上区划代码列,并指明这一列",
        option="--column code=表头",
    )


def find_parents(
    code: Texts, provisional: np.ndarray, resolved: Texts, level: str, existing: Units, region_code: str
) -> Texts:
    """The code of each unit's parent: by its official code, else as `resolve_parents` found it."""
    if level == codes.level_of(region_code):
        return np.full(len(code), "", dtype="U12")
    by_code = np.array([codes.parent_of(str(c), level) for c in code], dtype="U12")
    upper = set(existing.code.tolist()) | {region_code}
    known = np.array([str(c) in upper for c in by_code], dtype=bool)
    return np.where(provisional | ~known, resolved, by_code)


def without_parent(parent: Texts, level: str, region_code: str) -> Finding | None:
    """What to say of units that hang on the region because the level between is not there yet."""
    loose = int(np.sum(parent == region_code)) if codes.level_of(region_code) != _level_above(level) else 0
    if not loose:
        return None
    above = LEVEL_LABELS[_level_above(level)]
    message = f"{loose} 个{LEVEL_LABELS[level]}单元找不到上级{above}单元,暂归区域本身"
    return Finding("note", "no_parent", message, (), f"导入{above}单元后会自动归入")


def resolve_parents(parent: Texts, geometry: Geometries, level: str, existing: Units, region_code: str) -> Texts:
    """Parents as codes: by the code or name given, else the unit that holds a point inside, else the region."""
    above = _level_above(level)
    by_name: dict[str, list[str]] = defaultdict(list)
    for row in existing.rows_at(above):
        by_name[str(existing.name[row])].append(str(existing.code[row]))
    inside = holding(geometry, above, existing)
    found = np.full(len(parent), region_code, dtype="U12")
    for i, text in enumerate(parent.tolist()):
        named = by_name.get(text, [])
        code = text.ljust(12, "0") if text.isdigit() else ""
        if code in existing.row_of:
            found[i] = code
        elif len(named) == 1:
            found[i] = named[0]
        elif inside[i]:
            found[i] = inside[i]
    return found


def adopted(units: Units, existing: Units, region_code: str) -> dict[str, str]:
    """New parents, by code, of units that were imported before their parents and hang on the region.

    Args:
        units: those that come in now.
    """
    parents: dict[str, str] = {}
    for level in LEVELS[LEVELS.index(codes.level_of(region_code)) + 2 :]:
        rows = existing.rows_at(level)
        rows = rows[existing.parent[rows] == region_code]
        inside = holding(existing.geometry[rows], _level_above(level), units)
        for row, place in zip(rows, inside, strict=True):
            code = str(existing.code[row])
            by_code = codes.parent_of(code, level)
            parent = by_code if by_code in units.row_of and not existing.provisional[row] else place
            if parent:
                parents[code] = parent
    return parents


def _level_above(level: str) -> str:
    return LEVELS[max(LEVELS.index(level) - 1, 0)]


def holding(geometry: Geometries, level: str, existing: Units) -> list[str]:
    """The code of the unit of a level that holds a point inside each outline, "" where none does."""
    points = shapely.point_on_surface(geometry)
    rows = locate_at(existing, level, shapely.get_x(points), shapely.get_y(points))
    return [str(existing.code[row]) if row >= 0 else "" for row in rows]
