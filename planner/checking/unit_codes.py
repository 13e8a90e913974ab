"""Codes and names of units: twice, made up, in the wrong place."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from layers.codes import DIGITS, level_of
from layers.finding import Finding
from layers.tables import Units
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings
from planner.coverage.hierarchy import Mask

_WHY_CODE = "别的表按代码对不上这些单元，只能按名称或位置去对"


def code_findings(checked: Checked) -> Iterator[Finding]:
    """What is wrong with the codes and names of units."""
    units = checked.units
    codes = Counter(units.code.tolist())
    twice = np.array([codes[code] > 1 for code in units.code.tolist()], dtype=bool)
    text = "个单元的代码与别的单元相同"
    yield from row_findings(
        units, twice, "blocking", "unit_code_twice", text, "请改正代码", why="设施和人口会记到其中任意一个"
    )
    broken = np.array([not _is_code(code) for code in units.code.tolist()], dtype=bool)
    yield from row_findings(
        units,
        broken,
        "warning",
        "unit_code_broken",
        "个单元的代码不是12位数字",
        "请改成12位统计用区划代码",
        why=_WHY_CODE,
    )
    yield from _made_up(checked)
    elsewhere = _elsewhere(checked) & ~broken
    yield from row_findings(
        units,
        elsewhere,
        "note",
        "unit_code_elsewhere",
        "个单元的代码与上级单元的代码不连续",
        "如果是开发区、飞地等代管单元，不用处理；否则请核对上级单元",
        why="上级可能挂错了",
    )
    yield from _same_names(units)


def _is_code(code: str) -> bool:
    return len(code) == 12 and code.isascii() and code.isdigit()


def real_codes(checked: Checked) -> dict[str, str]:
    """Official codes of units with made-up ones, where exactly one is known that no other unit has."""
    units = checked.units
    levels = dict(zip(units.code.tolist(), units.level.tolist(), strict=True))
    made_up = set(units.code[units.provisional].tolist())
    known: dict[str, set[str]] = {}
    for alias in checked.aliases:
        fits = _is_code(alias.alias) and level_of(alias.alias) == levels.get(alias.unit_code)
        if alias.unit_code in made_up and fits and alias.alias not in levels:
            known.setdefault(alias.unit_code, set()).add(alias.alias)
    single = {code: next(iter(found)) for code, found in known.items() if len(found) == 1}
    wanted = Counter(single.values())
    return {code: real for code, real in single.items() if wanted[real] == 1}


def _made_up(checked: Checked) -> Iterator[Finding]:
    units = checked.units
    known = np.isin(units.code, list(real_codes(checked)))
    text, remedy = "个单元用的是临时代码，正式代码已经知道", "可以一键换成正式代码"
    yield from row_findings(units, known, "warning", "unit_code_known", text, remedy, why=_WHY_CODE, mend="real_codes")
    text = "个单元的来源里没有代码，用的是临时代码"
    remedy = "有了正式代码，请连名称一起重新导入"
    yield from row_findings(
        units, units.provisional & ~known, "note", "unit_code_provisional", text, remedy, why=_WHY_CODE
    )


def _elsewhere(checked: Checked) -> Mask:
    """Whether an official code does not begin with the digits of the parent's."""
    units, parent = checked.units, checked.hierarchy.parent
    wrong = np.zeros(len(units), dtype=bool)
    for row in np.flatnonzero((parent >= 0) & ~units.provisional):
        above = parent[row]
        digits = DIGITS.get(str(units.level[above]), 0)
        if not units.provisional[above]:
            wrong[row] = units.code[row][:digits] != units.code[above][:digits]
    return wrong


def _same_names(units: Units) -> Iterator[Finding]:
    keys = list(zip(units.parent.tolist(), units.level.tolist(), units.name.tolist(), strict=True))
    count = Counter(keys)
    twice = np.array([count[key] > 1 and key[2] != "" for key in keys], dtype=bool)
    text, remedy = "个单元与同一上级下的另一个单元同名", "请核对是不是同一个单元导入了两次"
    yield from row_findings(
        units, twice, "warning", "unit_name_twice", text, remedy, why="按名称对单元的表会对错，人口可能算了两遍"
    )
