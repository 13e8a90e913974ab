"""The unit that a table states above itself, "单位:万人", said again in the names of the columns that it is for.

Only units of many are: what counts single persons, beds or yuan is read rightly without.
"""

import re
from collections.abc import Iterator, Sequence

from layers.foreign.source import Source
from layers.foreign.tables.cells import Record, at, is_numeric

STATED = re.compile(r"单位[:：]([^()（）:：]{1,30})")
PARTED = re.compile(r"[、,，;；和及]")
MANY = re.compile(r"(?:亿|千万|百万|十万|万|千|百)(人次|人|户|元|平方米|亩)")
COUNTED = {
    "人": ("人", "口", "岁", "男", "女", "老", "儿童", "合计", "总计", "小计", "总数", "年"),
    "人次": ("人次", "合计", "总计", "小计", "总数"),
    "户": ("户数", "家庭户", "总户"),
    "元": ("元", "金额", "经费", "资金", "费", "投资", "收入", "支出", "造价", "成本"),
    "平方米": ("面积",),
    "亩": ("面积",),
}
NEVER = ("人均", "率", "比", "密度", "号", "码", "年份", "年度", "年月", "床", "%", "‰", "(", "（")
ROWS_LOOKED_AT = 20


def with_stated_units(
    names: Sequence[str], above: Sequence[Sequence[str]], rows: Sequence[Record], source: Source
) -> list[str]:
    """The names, with the unit in brackets behind those of number columns that it goes with; noted.

    Args:
        above: the texts of the rows above the header.
    """
    told = list(names)
    for unit, what in _units(above):
        changed = [place for place, name in enumerate(told) if _is_counted(name, what) and _is_number(place, rows)]
        if changed:
            message = f"表上方写着“单位:{unit}”,{len(changed)} 列的数按“{unit}”理解"
            source.note("note", "unit_above", message, [f"“{told[place][:20]}”" for place in changed])
        for place in changed:
            told[place] += f"({unit})"
    return told


def _units(above: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The units of many that are stated, and what each counts."""
    for stated in STATED.findall(" ".join("".join(cells) for cells in above)):
        for unit in PARTED.split(stated.split(" ")[0]):
            if match := MANY.fullmatch(unit):
                yield unit, match[1]


def _is_counted(name: str, what: str) -> bool:
    return any(word in name for word in COUNTED[what]) and not any(word in name for word in NEVER)


def _is_number(column: int, rows: Sequence[Record]) -> bool:
    cells = [cell for _, cells in rows[:ROWS_LOOKED_AT] if (cell := at(cells, column)) is not None]
    return bool(cells) and all(map(is_numeric, cells))
