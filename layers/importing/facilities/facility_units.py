"""Which unit each facility of a source belongs to, by its columns and its address."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers import codes
from layers.decisions import Match
from layers.finding import Finding
from layers.importing.table.cell_columns import texts
from layers.importing.table.headers import level_of_header
from layers.importing.understood import Understood
from layers.matching.addresses import units_in_addresses
from layers.matching.units import UnitIndex, UnitMatches, match_units
from layers.schema import LEVELS
from layers.tables import Texts

_WHY = "单元归错了,按单元统计的覆盖率就会错"


@dataclass(frozen=True, eq=False)
class UnitsOfRows:
    """The declared unit of each row, "" where none is known for sure; shape (n,).

    Attributes:
        unread: what the column says where it was not taken: it is kept as an attribute.
    """

    code: Texts
    unread: tuple[str, ...]
    matches: tuple[Match, ...]


def units_of_rows(understood: Understood, index: UnitIndex, findings: list[Finding]) -> UnitsOfRows:
    """Match the unit column; where it is of no use, what the unit lies in; for rows without a place, the address.

    Facilities whose unit is in doubt have none until somebody confirms it: they count by their place.
    """
    cells = texts(understood, "unit")
    above = texts(understood, "within")
    upper = _matched(understood, index, above, "", [])
    known = np.array([bool(cell) for cell in above], dtype=bool) & upper.sure & (upper.row >= 0)
    within = [""] * len(above)
    for i in np.flatnonzero(known).tolist():
        within[i] = str(index.units.code[upper.row[i]])
    found = _matched(understood, index, cells, level_of_header(understood.header.get("unit", "")), within)
    sure = np.where(found.sure, found.row, -1).tolist()
    told = list(zip(sure, cells, within, strict=True))
    codes_of = {one: _code(index, *one) for one in set(told)}
    code = np.array([codes_of[one] for one in told], dtype="U12")
    _tell(found, cells, understood.features.rows, findings)
    alone = ["" if cell else one for one, cell in zip(above, cells, strict=True)]
    _tell(upper, alone, understood.features.rows, findings)
    _by_address(understood, index, code, findings)
    unread = tuple("" if ok else cell for cell, ok in zip(cells, found.sure.tolist(), strict=True))
    return UnitsOfRows(code, unread, (*upper.matches, *found.matches))


def finer_of(new: Texts, old: Texts, index: UnitIndex) -> Texts:
    """Of two unit codes of each facility the old one where it lies in the new one; "" is none."""
    pairs = list(zip(new.tolist(), old.tolist(), strict=True))
    row_of = index.units.row_of
    told = {(one, other) for one, other in set(pairs) if one and other in row_of and one != other}
    finer = {(one, other) for one, other in told if index.lies_in(row_of[other], one)}
    return np.array([other if (one, other) in finer else one for one, other in pairs], dtype=np.str_)


def _matched(
    understood: Understood, index: UnitIndex, cells: Sequence[str], level: str, within: Sequence[str]
) -> UnitMatches:
    """Units of the header's level; of any level what is none of that."""
    rows, given = understood.features.rows, understood.options.units

    def match(which: Sequence[int], level: str) -> UnitMatches:
        place = np.asarray(which, dtype=np.intp)
        return match_units(
            [cells[i] for i in which],
            index,
            level=level,
            within=[within[i] for i in which] if within else (),
            confirmed=given,
            lon=understood.lon[place],
            lat=understood.lat[place],
            rows=[rows[i] for i in which],
        )

    first = match(range(len(cells)), level)
    again = [i for i, cell in enumerate(cells) if level and cell and not first.sure[i]]
    if not again:
        return first
    second = match(again, "")
    better = second.sure | ((first.row[again] < 0) & (second.row >= 0))
    row, sure = first.row.copy(), first.sure.copy()
    taken = np.asarray(again, dtype=np.intp)[better]
    row[taken], sure[taken] = second.row[better], second.sure[better]
    told = {one.text for one in second.matches if one.sure or one.target}
    kept = [one for one in first.matches if one.sure or one.text not in told]
    return UnitMatches(row, sure, (*kept, *(one for one in second.matches if one.text in told)))


def _code(index: UnitIndex, sure: int, cell: str, within: str) -> str:
    """The code to store: of the unit where it is sure, else the code as given, else of what it lies in.

    Args:
        sure: row of the unit, -1 where none is sure.
    """
    if not cell:
        return within
    if sure >= 0:
        return str(index.units.code[sure])
    try:
        return codes.normalise(cell)
    except ValueError:
        row = index.units.row_of.get(within, -1)
        return within if row >= 0 and index.above(row) else ""


def _tell(found: UnitMatches, cells: Sequence[str], rows: Sequence[int], findings: list[Finding]) -> None:
    """Say which of the texts in `cells` are in doubt, or mean no unit there is."""
    unsure = np.array([bool(cell) for cell in cells], dtype=bool) & ~found.sure
    doubtful = np.flatnonzero(unsure & (found.row >= 0)).tolist()
    unknown = np.flatnonzero(unsure & (found.row < 0)).tolist()
    for some, code_word, text, remedy in (
        (doubtful, "unit_doubtful", "所属单元的写法拿不准,确认之前按位置判断", "请在核对单元的列表里逐个确认"),
        (unknown, "unit_unknown", "所属单元在区域里没有找到,按位置或上级判断", "请核对写法,或先导入这一级行政单元"),
    ):
        if some:
            places = tuple(f"第{rows[i]}行“{cells[i][:20]}”" for i in some[:50])
            findings.append(Finding("warning", code_word, f"{len(some)} 行的{text}", places, remedy, _WHY))


def _by_address(understood: Understood, index: UnitIndex, code: Texts, findings: list[Finding]) -> None:
    """Fill, in the codes given, the township that address or name of a facility without a place tells."""
    coarse = {str(index.units.code[row]) for level in LEVELS[:3] for row in index.units.rows_at(level)} | {""}
    open_rows = [i for i in np.flatnonzero(~understood.placed).tolist() if str(code[i]) in coarse]
    found: list[tuple[int, int]] = []
    for field in ("address", "name"):
        told = texts(understood, field)
        done = {i for i, _ in found}
        left = [i for i in open_rows if i not in done]
        named = zip(left, units_in_addresses([told[i] for i in left], index), strict=True)
        found += [(i, row) for i, row in named if row >= 0 and (not code[i] or index.lies_in(row, str(code[i])))]
    for i, row in found:
        code[i] = index.units.code[row]
    if found:
        places = tuple(f"第{understood.features.rows[i]}行→{index.units.name[row]}" for i, row in found[:50])
        message = f"{len(found)} 行没有坐标也没有写明乡镇街道,按地址或名称里的乡镇街道归入单元"
        findings.append(Finding("note", "unit_by_address", message, places, "请核对", _WHY))
