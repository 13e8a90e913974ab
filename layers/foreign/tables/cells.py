"""What a cell of a table looks like, before anybody knows what its column means."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from layers.foreign.answer import Cell

Record = tuple[int, Sequence[Cell]]
"""The row number of the sheet, from 1, and the cells of the row."""

BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff\u200b"
MEASURES = (
    "人 名 户 个 张 间 所 处 座 家 床 件 辆 次 台 套 册 份 片 天 日 月 年 岁 小时 分钟 元 万元 亿元 万人 千人 百人 "
    "人次 万户 万人次 元/月 元/年 元/人 元/人月 平方米 平米 万平方米 平方公里 公顷 万亩 亩 米 公里 千米 ㎡ m² m2 m km "
    "km² hm² 度 ° 度分秒 吨 千克 % ‰ 人/平方公里 张/千人 个/万人"
).split()
_LONGEST_NUMBER = 40
_NUMBER = re.compile(r"[约近超共]?[-+]?\d[\d,.\-]*(?:e[+-]?\d+)?[余多]?\s*(.*)", re.ASCII | re.DOTALL)
_DATE = re.compile(r"\d{4}(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?|年\d{1,2}月?(?:\d{1,2}日?)?)(?: \d{1,2}:.*)?", re.ASCII)
_UNIT_WORD = re.compile(r"(?:计量)?单位[:：]?")
_BRACKETS = "()（）[]【】"
_BARE_MEASURES = {*MEASURES, "m²"}


@dataclass(frozen=True)
class Merge:
    """Cells made one: row numbers of the sheet from 1, columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds something."""
    return cell is not None and (not isinstance(cell, str) or cell.strip(BLANKS) != "")


def blanked(cells: Sequence[Cell]) -> list[Cell]:
    """The cells, with None for those that hold nothing but blanks."""
    return [
        cell
        if type(cell) is not str or "!" <= cell < "\x7f" or "\u3001" < cell < "\ufe00"  # how all but a few begin
        else cell
        if cell.strip(BLANKS)
        else None
        for cell in cells
    ]


def filled(cells: Sequence[Cell]) -> list[int]:
    """The columns of the cells that hold something; the cells are `blanked`."""
    return [place for place, cell in enumerate(cells) if cell is not None]


def at(cells: Sequence[Cell], place: int) -> Cell:
    """The cell of a column, None beyond the end of the row."""
    return cells[place] if place < len(cells) else None


def squeezed(cell: Cell) -> str:
    """A cell as a name: its text without any blanks."""
    return "" if cell is None else "".join(str(cell).replace("\u200b", "").replace("\ufeff", "").split())


def is_numeric(cell: Cell) -> bool:
    """Whether a cell is a number or a date, or a text that says nothing else: "1,200㎡", "约300人", "2019年3月"."""
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, int | float):
        return True
    if len(cell) > _LONGEST_NUMBER:
        return False
    text = unicodedata.normalize("NFKC", cell).strip(BLANKS).lower()
    number = _NUMBER.fullmatch(text)
    return bool(number and (not number[1] or number[1] in _BARE_MEASURES)) or bool(_DATE.fullmatch(text))


def measure_of(cell: Cell) -> str:
    """The unit of measure that is all a cell holds, with or without brackets and the word for unit; "" for others."""
    if not isinstance(cell, str):
        return ""
    measure = _UNIT_WORD.sub("", squeezed(cell).strip(_BRACKETS)).strip(_BRACKETS)
    return measure if measure.lower() in _BARE_MEASURES else ""


def is_measure(cell: Cell) -> bool:
    """Whether a cell is nothing but a unit of measure."""
    return measure_of(cell) != ""
