"""Where the header of a sheet is: below titles, over one row or several, texts above numbers.

What people put above a table, in the order in which it is told from the header: a title in one cell; labels with a
colon ("填报单位:…", "单位:人"); rows that fill less than half of what the next rows fill. What they put between header
and data: a row of units of measure, a row that numbers the columns.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.foreign.answer import Cell
from layers.foreign.source import Source
from layers.foreign.tables.cells import Merge, Record, at, filled, is_measure, is_numeric, measure_of, squeezed

ROWS_LOOKED_AT = 40
MOST_HEADER_ROWS = 5
ROWS_AHEAD = 5
LABEL = re.compile(
    r"(?:填报|填表|制表|编制|统计|单位|日期|时间|联系|负责|审核|审批|截止|截至|数据|来源|年度|表号|制定|批准|有效期|上报|附件|附表|地区|区划)"
    r"[^()（）]{0,10}[:：]"
)
CHOICE = re.compile(r"(\d{1,7})(?:\s*[-—–~～]\s*(\d{1,7}))?", re.ASCII)
COUNTING = "甲乙丙丁戊己庚辛壬癸"
OF_ANGLES = ("分", "秒")  # which stand beside a 度 that is a name then
OF_WHICH = re.compile(r"^其中[:：]?")
DASHES = ("-", "—", "——", "/", "\\")


@dataclass(frozen=True)
class Header:
    """The header of a table.

    Attributes:
        rows: the row numbers of the sheet that make the names, () where the table has none.
        names: one per column, "" where nothing stands above it.
        start: how many of the rows that hold something come before the data.
        above: the rows above the header, as texts.
    """

    rows: tuple[int, ...]
    names: tuple[str, ...]
    start: int
    above: tuple[tuple[str, ...], ...] = ()


def find_header(rows: Sequence[Record], merges: Sequence[Merge], source: Source) -> Header:
    """The header of the rows that hold something, as the user chose it, else as found.

    Args:
        rows: not empty; their cells are `blanked`.

    Raises:
        UserError: the rows that the user chose are not there.
    """
    head = _Head.of(rows, merges)
    choice = source.option("header").strip()
    if choice == "0":
        return Header((), ("",) * head.width, 0)
    first, last = _chosen(head, choice, source) if choice else _found(head)
    if first:
        source.note("note", "title_rows", f"跳过了表头上方的 {first} 行标题", head.numbers(0, first - 1))
    if not choice and head.is_data(first):
        source.note("warning", "no_header", "第一行就像数据,没有表头,各列按“第几列”命名", [head.number(first)])
        return Header((), ("",) * head.width, first)
    if last > first:
        source.note(
            "note", "header_rows", f"表头有 {last - first + 1} 行,上下层名称已连成一个", head.numbers(first, last)
        )
    start, measures = _between(head, last, source)
    above = tuple(tuple(squeezed(cell) for cell in head.cells(place)) for place in range(first))
    return Header(tuple(head.numbers(first, last)), tuple(_names(head, first, last, measures)), start, above)


@dataclass(frozen=True)
class _Head:
    """The first rows of a sheet that hold something, and the merged cells among them."""

    rows: Sequence[Record]
    merges: Sequence[Merge]
    width: int

    @classmethod
    def of(cls, rows: Sequence[Record], merges: Sequence[Merge]) -> "_Head":
        end = rows[: ROWS_LOOKED_AT + ROWS_AHEAD]
        near = [merge for merge in merges if merge.top <= end[-1][0]]
        return cls(end, near, max(len(cells) for _, cells in rows))

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, place: int) -> int:
        return self.rows[place][0]

    def numbers(self, first: int, last: int) -> list[int]:
        return [self.number(place) for place in range(first, last + 1)]

    def cells(self, place: int) -> Sequence[Cell]:
        return self.rows[place][1]

    def filled(self, place: int) -> list[int]:
        return filled(self.cells(place))

    def ahead(self, place: int) -> int:
        """How many cells the fullest of the next rows fills."""
        after = range(place + 1, min(place + 1 + ROWS_AHEAD, len(self)))
        return max((self.covered(other) for other in after), default=0)

    def wide(self, place: int) -> list[Merge]:
        """The merged cells of a row that span several columns."""
        number = self.number(place)
        return [merge for merge in self.merges if merge.top == number and merge.right > merge.left]

    def covered(self, place: int) -> int:
        """How many columns a row fills, merged cells counted with all of theirs."""
        return len(self.filled(place)) + sum(merge.right - merge.left for merge in self.wide(place))

    def numeric_below(self, place: int, column: int) -> bool:
        after = range(place + 1, min(place + 1 + ROWS_AHEAD, len(self)))
        return any(is_numeric(at(self.cells(other), column)) for other in after)

    def is_data(self, place: int) -> bool:
        """Whether a row that should be the header has numbers, and no texts, where the rows below have numbers."""
        above = [at(self.cells(place), column) for column in range(self.width) if self.numeric_below(place, column)]
        held = [cell for cell in above if cell is not None]
        return bool(held) and all(map(is_numeric, held)) and not all(map(_is_year, held))


def _is_year(cell: Cell) -> bool:
    try:
        return 1949 <= float(str(cell)) <= 2100
    except ValueError:
        return False


def _chosen(head: _Head, choice: str, source: Source) -> tuple[int, int]:
    match = CHOICE.fullmatch(choice)
    if not match:
        raise source.fault(f"看不懂表头行“{choice[:20]}”", "请写行号,如 3 或 3-4;没有表头写 0")
    top, bottom = int(match[1]), int(match[2] or match[1])
    places = [place for place in range(len(head)) if top <= head.number(place) <= bottom]
    if not places or places[-1] - places[0] >= MOST_HEADER_ROWS:
        raise source.fault(
            f"第 {choice} 行不能作表头", f"请写前 {ROWS_LOOKED_AT} 行里有内容的行号,最多 {MOST_HEADER_ROWS} 行"
        )
    return places[0], places[-1]


def _found(head: _Head) -> tuple[int, int]:
    first = 0
    while first + 1 < min(len(head), ROWS_LOOKED_AT) and _is_above(head, first):
        first += 1
    last = first
    while last - first + 1 < MOST_HEADER_ROWS and last + 2 < len(head) and _goes_on(head, first, last):
        last += 1
    return first, last


def _is_above(head: _Head, place: int) -> bool:
    """Whether a row stands above the header."""
    own, ahead = head.filled(place), head.ahead(place)
    if len(own) == 1 < ahead:
        return True
    if len(own) < ahead and any(LABEL.match(squeezed(head.cells(place)[column])) for column in own):
        return True
    return head.covered(place) * 2 < ahead and not _is_topped(head, place)


def _is_topped(head: _Head, place: int) -> bool:
    """Whether the next row lacks what this one has: the two are one header then."""
    below = set(head.filled(place + 1))
    return head.covered(place + 1) * 2 >= head.ahead(place) and any(c not in below for c in head.filled(place))


def _goes_on(head: _Head, first: int, last: int) -> bool:
    """Whether the row after `last` belongs to the header too."""
    top, upper, lower = head.number(first), head.number(last), head.number(last + 1)
    if any(top <= merge.top <= upper and merge.bottom >= lower for merge in head.merges):
        return True
    below = head.filled(last + 1)
    cells = head.cells(last + 1)
    if any(map(is_numeric, cells)) or (any(map(is_measure, cells)) and not any(cell in OF_ANGLES for cell in cells)):
        return False
    numeric = [column for column in below if head.numeric_below(last + 1, column)]
    grouped = {column for merge in head.wide(last) for column in range(merge.left, merge.right + 1)}
    if grouped:
        return len(below) > 1 and (set(below) <= grouped or 2 * len(set(numeric) & grouped) >= len(grouped))
    own = set(head.filled(last))
    crossed = any(column not in own for column in below) and any(column not in below for column in own)
    return crossed and 2 * len(numeric) >= len(below)


def _between(head: _Head, last: int, source: Source) -> tuple[int, Mapping[int, str]]:
    """Where the data begin, and the units of measure that stand in a row of their own below the header."""
    start = last + 1
    measures: Mapping[int, str] = {}
    skipped: list[int] = []
    while start + 1 < len(head) and len(skipped) < 2:
        cells = head.cells(start)
        told = {column: measure_of(cells[column]) for column in head.filled(start)}
        if any(told.values()) and all(told[column] or cells[column] in DASHES for column in told):
            measures = {column: measure for column, measure in told.items() if measure}
        elif not _counts_columns(head, start):
            break
        skipped.append(head.number(start))
        start += 1
    if skipped:
        source.note("note", "rows_below_header", f"表头下面 {len(skipped)} 行是计量单位或栏次,不作为数据", skipped)
    return start, measures


def _counts_columns(head: _Head, place: int) -> bool:
    """Whether a row only numbers the columns: 甲 乙 1 2 3, above data that are not all numbers."""
    own = head.filled(place)
    words = [squeezed(head.cells(place)[column]) for column in own]
    letters = [word for word in words if word in COUNTING or word == "栏次"]
    rest = words[len(letters) :]
    counted = rest == [str(number) for number in range(1, len(rest) + 1)] and words[: len(letters)] == letters
    texts = any(not is_numeric(at(head.cells(place + 1), c)) and at(head.cells(place + 1), c) is not None for c in own)
    return len(words) > 2 and len(rest) > 1 and counted and (bool(letters) or texts)


def _names(head: _Head, first: int, last: int, measures: Mapping[int, str]) -> list[str]:
    levels = [_level(head, place, place < last) for place in range(first, last + 1)]
    names = []
    for column in range(head.width):
        parts: list[str] = []
        for level in levels:
            part = OF_WHICH.sub("", level[column], count=1) if parts else level[column]
            if part and part not in parts[-1:]:
                parts.append(part)
        name = "_".join(parts)
        names.append(f"{name}({measures[column]})" if name and column in measures else name)
    return names


def _level(head: _Head, place: int, grouping: bool) -> list[str]:
    """The texts of one row of the header, each over all the columns that it stands above."""
    cells = head.cells(place)
    texts = [squeezed(at(cells, column)) for column in range(head.width)]
    merged = set()
    for merge in head.wide(place):
        for column in range(merge.left, min(merge.right, head.width - 1) + 1):
            texts[column] = texts[merge.left]
            merged.add(column)
    if not grouping:
        return texts
    below = set(head.filled(place + 1))
    alone = {m.left for m in head.merges if m.top == head.number(place) and m.bottom > m.top and m.left == m.right}
    for column in range(1, head.width):  # centred over its columns without being merged
        free = not texts[column] and column not in merged and column - 1 not in merged | alone
        if free and column in below and column - 1 in below:
            texts[column] = texts[column - 1]
    return texts
