"""Codes of units whose source gives none."""

import numpy as np
from numpy.typing import NDArray

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Texts

# Numbers for units without a code, in the order tried: of townships and villages GB/T 10114 uses none above 599;
# of counties the highest are the rarest.
_FREE_NUMBERS = {
    "county": tuple(range(99, 18, -1)),
    "township": (*range(900, 1000), *range(600, 900)),
    "community": (*range(900, 1000), *range(600, 900)),
}


def assign_codes(
    given: Texts, name: Texts, parent: Texts, level: str, used: set[str], region_code: str, findings: list[Finding]
) -> tuple[Texts, NDArray[np.bool_]]:
    """A code for every unit, and which of them are made up now.

    A number that no official code uses, or hardly any. At the region's own level it is the region itself.

    Args:
        given: codes of this level, "" where none is known.
        parent: codes of the parents.
        used: codes of the level that are taken already.

    Raises:
        UserError: several units without a code where only one can be, or of a level that has official codes only.
    """
    code, made_up = given.copy(), np.zeros(len(given), dtype=bool)
    open_rows = np.flatnonzero(code == "")
    _check_codes_needed(name[open_rows], level, region_code)
    taken = used | set(code.tolist())
    for i in open_rows:
        if level == codes.level_of(region_code):
            code[i] = region_code
            continue
        code[i] = next_free(str(parent[i]), level, taken)
        made_up[i] = True
        taken.add(str(code[i]))
    if made_up.any():
        message = f"{int(made_up.sum())} 个{LEVEL_LABELS[level]}单元没有区划代码,已暂编代码"
        remedy = "有正式代码时,把代码列补进原表再导入一次,会按名称和边界换成正式代码"
        names = tuple(str(one) for one in name[made_up][:50])
        findings.append(Finding("note", "provisional_codes", message, names, remedy))
    return code, made_up


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


def next_free(parent: str, level: str, taken: set[str]) -> str:
    """The first code below a parent that no unit has.

    Raises:
        UserError: there is none left.
    """
    above = codes.DIGITS[level_above(level)]
    for number in _FREE_NUMBERS[level]:
        code = f"{parent[:above]}{number}".ljust(12, "0")
        if code not in taken:
            return code
    raise UserError(
        f"上级 {parent} 之下没有代码的单元太多,暂编不下",
        remedy="请在原表加上区划代码列,并指明这一列",
        option="--column code=表头",
    )


def level_above(level: str) -> str:
    """The level right above; of the highest, itself."""
    return LEVELS[max(LEVELS.index(level) - 1, 0)]
