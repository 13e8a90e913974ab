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


def assign_codes(
    given: Texts,
    name: Texts,
    parent: Texts,
    geometry: Geometries,
    level: str,
    existing: Units,
    region_code: str,
    findings: list[Finding],
) -> tuple[Texts, np.ndarray]:
    """A code for every unit, and which of them are made up.

    A unit without a code takes that of the same name and parent in the region; else a number
    from 900 up, which no official code uses.
    """
    code = np.array([text if codes.level_of(text or "0" * 12) == level else "" for text in given], dtype="U12")
    _note_wrong_level(given, code, name, level, findings)
    parent_code = _parent_by_name_or_place(parent, geometry, level, existing, region_code)
    known = {
        (str(existing.name[row]), str(existing.parent[row])): str(existing.code[row]) for row in existing.rows_at(level)
    }
    used = {str(existing.code[row]) for row in existing.rows_at(level)} | set(code.tolist())
    made_up = []
    provisional = np.zeros(len(code), dtype=bool)
    for i in np.flatnonzero(code == ""):
        same = known.get((str(name[i]), str(parent_code[i])))
        if same is None and level == codes.level_of(region_code):
            same = region_code
        code[i] = same or _next_free(str(parent_code[i]), level, used)
        used.add(str(code[i]))
        provisional[i] = _is_provisional(str(code[i]), level)
        if same is None:
            made_up.append(str(name[i]))
    if made_up:
        message = f"{len(made_up)} 个{LEVEL_LABELS[level]}单元没有区划代码,已暂编代码(编号 900 以上)"
        remedy = "有正式代码时,用 --column code=表头 重新导入到新的区域"
        findings.append(Finding("note", "provisional_codes", message, tuple(made_up[:50]), remedy))
    return code, provisional


def _is_provisional(code: str, level: str) -> bool:
    start = codes.DIGITS[LEVELS[LEVELS.index(level) - 1]] if LEVELS.index(level) else 0
    return level in ("township", "community") and code[start] >= "6"


def _note_wrong_level(given: Texts, code: Texts, name: Texts, level: str, findings: list[Finding]) -> None:
    wrong = np.flatnonzero((given != "") & (code == ""))
    if len(wrong):
        places = tuple(f"{name[i]} {given[i]}" for i in wrong[:50])
        message = f"{len(wrong)} 个区划代码不是{LEVEL_LABELS[level]}代码,按没有代码处理"
        findings.append(Finding("warning", "code_of_other_level", message, places, "请检查 --level 和代码列"))


def _next_free(parent: str, level: str, used: set[str]) -> str:
    """The first free code below a parent whose number no official code uses: 900-999, then 600-899."""
    above = codes.DIGITS[LEVELS[LEVELS.index(level) - 1]]
    width = codes.DIGITS[level] - above
    numbers = (*range(900, 1000), *range(600, 900)) if width == 3 else range(99, 0, -1)
    for number in numbers:
        code = (parent[:above] + str(number).zfill(width)).ljust(12, "0")
        if code not in used:
            return code
    raise UserError(
        f"上级 {parent} 之下没有代码的单元太多,暂编不下", remedy="请在原表加上区划代码列,用 --column code=表头 指明"
    )


def find_parents(
    code: Texts,
    provisional: np.ndarray,
    parent: Texts,
    geometry: Geometries,
    level: str,
    existing: Units,
    region_code: str,
    findings: list[Finding],
) -> Texts:
    """The code of each unit's parent: by official code, by the parent column, else by location."""
    if level == codes.level_of(region_code):
        return np.full(len(code), "", dtype="U12")
    by_source = _parent_by_name_or_place(parent, geometry, level, existing, region_code)
    by_code = np.array([codes.parent_of(str(c), level) for c in code], dtype="U12")
    result = np.where(provisional, by_source, by_code)
    upper = set(existing.code.tolist()) | {region_code}
    orphans = [i for i in range(len(result)) if str(result[i]) not in upper]
    for i in orphans:
        result[i] = by_source[i] if str(by_source[i]) in upper else region_code
    loose = int(np.sum(result == region_code)) if codes.level_of(region_code) != _level_above(level) else 0
    if loose:
        message = f"{loose} 个{LEVEL_LABELS[level]}单元找不到上级{LEVEL_LABELS[_level_above(level)]}单元,暂归区域本身"
        findings.append(
            Finding(
                "warning", "no_parent", message, (), f"请先导入{LEVEL_LABELS[_level_above(level)]}单元,再导入这一级"
            )
        )
    return result


def _level_above(level: str) -> str:
    return LEVELS[max(LEVELS.index(level) - 1, 0)]


def _parent_by_name_or_place(
    parent: Texts, geometry: Geometries, level: str, existing: Units, region_code: str
) -> Texts:
    """By the code or name in the parent column, else the unit that holds a point inside, else the region."""
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


def holding(geometry: Geometries, level: str, existing: Units) -> list[str]:
    """The code of the unit of a level that holds a point inside each outline, "" where none does."""
    points = shapely.point_on_surface(geometry)
    rows = locate_at(existing, level, shapely.get_x(points), shapely.get_y(points))
    return [str(existing.code[row]) if row >= 0 else "" for row in rows]
