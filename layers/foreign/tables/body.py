"""What stands below a header and is no row of the table: the header printed again, headings, notes, other tables."""

import re
from collections.abc import Callable, Sequence

from layers.foreign.answer import Cell
from layers.foreign.source import Source
from layers.foreign.tables.cells import BLANKS, Merge, Record, at, filled, is_numeric, squeezed
from layers.foreign.tables.header import LABEL, Header

NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填报说明|资料来源|数据来源)(?:\d{0,2}[:：.、]|$)|(?:填表|填报|制表|审核|复核|负责|统计)人?[:：]"
)
SECTION = re.compile(r"[(（第]?[一二三四五六七八九十\d]{1,3}[)）、.．部类批]")
ATTACHED = re.compile(r"附(?:表|件|录)")
LONG_NOTE = 30  # characters; no name of a place is that long
LEAST_COLUMNS = 2
ROWS_COMPARED = 10
MOST_TITLES = 5  # rows
UNKNOWN = ("不详", "未知", "暂无", "无", "待定", "未填", "-", "—", "/")


def table_rows(
    body: Sequence[Record],
    header: Header,
    header_cells: Sequence[Sequence[str]],
    merges: Sequence[Merge],
    source: Source,
) -> list[Record]:
    """The rows that belong to the table; what is left out is noted.

    Args:
        header_cells: the texts of the header's rows.
    """
    rows = _without_repeats(body, header, header_cells, source)
    if len([name for name in header.names if name]) < LEAST_COLUMNS:
        return rows
    rows = _first_table(rows, source)
    rows = _without_notes(rows, source)
    return _without_headings(rows, merges, header, source)


def _without_repeats(
    body: Sequence[Record], header: Header, header_cells: Sequence[Sequence[str]], source: Source
) -> list[Record]:
    """A header printed on every page, with the title above it."""
    known = {texts for cells in (*header_cells, *header.above) if (texts := _texts(cells))}
    begins = {texts[0][0] for texts in known}
    again = [number for number, cells in body if _first_letter(cells) in begins and _texts(cells) in known]
    if not again:
        return list(body)
    source.note("note", "header_repeated", f"{len(again)} 行是每页重复的表头或标题,不作为数据", again)
    left = set(again)
    return [row for row in body if row[0] not in left]


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text for cell in cells if (text := squeezed(cell)))


def _first_letter(cells: Sequence[Cell]) -> str:
    return str(next(cell for cell in cells if cell is not None)).lstrip(BLANKS)[:1]


def _first_text(cells: Sequence[Cell]) -> str:
    return squeezed(next(cell for cell in cells if cell is not None))


def _first_table(rows: list[Record], source: Source) -> list[Record]:
    """The rows above a second table: a gap or a title, and then texts that go with other columns or other numbers."""
    numbers = [number for number, _ in rows]
    alone = [len(cells) - cells.count(None) == 1 for _, cells in rows]
    for place in range(1, len(rows) - 1):
        if numbers[place] == numbers[place - 1] + 1 and not alone[place - 1]:
            continue
        start = place
        while start > max(1, place - MOST_TITLES) and alone[start - 1]:
            start -= 1
        if _is_second_header(rows, place) or (start < place and _is_other_table(rows, start, place)):
            what = f"第 {numbers[start]} 行起是另一张表,{len(rows) - start} 行没有读"
            source.note("warning", "tables_ignored", what, numbers[start:], "需要的话请把它移到单独的工作表")
            return rows[:start]
    return rows


def _is_other_table(rows: Sequence[Record], start: int, place: int) -> bool:
    """Whether a header follows the titles from `start` on: they say so, or most columns above are used no more."""
    own = filled(rows[place][1])
    if len(own) < LEAST_COLUMNS or any(is_numeric(rows[place][1][column]) for column in own):
        return False
    titles = [_first_text(cells) for _, cells in rows[start:place]]
    if any(map(ATTACHED.match, titles)):
        return True
    if any(map(SECTION.match, titles)):
        return False
    above = [set(filled(cells)) for _, cells in rows[max(start - ROWS_COMPARED, 0) : start]]
    always = set.intersection(*above)
    used = {column for _, cells in rows[place : place + ROWS_COMPARED] for column in filled(cells)}
    return rows[start][0] > rows[start - 1][0] + 1 and 2 * len(always - used) >= len(always) > 0


def _is_second_header(rows: Sequence[Record], place: int) -> bool:
    own = {column: rows[place][1][column] for column in filled(rows[place][1])}
    if len(own) < LEAST_COLUMNS or any(is_numeric(cell) or cell in UNKNOWN for cell in own.values()):
        return False
    if not any(is_numeric(at(rows[place + 1][1], column)) for column in own):
        return False
    above = _numeric_columns(rows[max(place - ROWS_COMPARED, 0) : place])
    return len(above & set(own)) >= min(len(above), LEAST_COLUMNS) > 0


def _numeric_columns(rows: Sequence[Record]) -> set[int]:
    """Columns whose cells are all numbers."""
    columns = range(max((len(cells) for _, cells in rows), default=0))
    held = {column: [cell for _, cells in rows if (cell := at(cells, column)) is not None] for column in columns}
    return {column for column, cells in held.items() if cells and all(map(is_numeric, cells))}


def _without_notes(rows: list[Record], source: Source) -> list[Record]:
    """The rows without what is written below the table: "注:…", who filled it in and when."""
    end = len(rows)
    while end > 1 and _may_be_note(rows[end - 1]):
        end -= 1
    first = next((place for place in range(end, len(rows)) if _is_note(rows[place])), len(rows))
    if first == len(rows):
        return rows
    numbers = [number for number, _ in rows[first:]]
    what = f"表下方有 {len(numbers)} 行说明或签名,不作为数据"  # not quoted: there are names of people in them
    source.note("note", "notes_below", what, numbers)
    return rows[:first]


def _may_be_note(row: Record) -> bool:
    return len(filled(row[1])) == 1 or _is_note(row)


def _is_note(row: Record) -> bool:
    texts = _texts(row[1])
    if len(texts) == 1:
        return bool(NOTE.match(texts[0]) or LABEL.match(texts[0])) or len(texts[0]) > LONG_NOTE
    return bool(NOTE.match(texts[0]) or LABEL.match(texts[0])) and sum(":" in t or "：" in t for t in texts) * 2 >= len(
        texts
    )


def _without_headings(rows: list[Record], merges: Sequence[Merge], header: Header, source: Source) -> list[Record]:
    """The rows without those that are one merged cell over most of the columns, such as "一、城区"."""
    width = len([name for name in header.names if name])
    wide = {merge.top for merge in merges if 2 * (merge.right - merge.left + 1) > max(width, LEAST_COLUMNS)}
    heading: Callable[[Record], bool] = lambda row: row[0] in wide and len(filled(row[1])) == 1  # noqa: E731
    numbers = [row[0] for row in rows if heading(row)]
    if not numbers:
        return rows
    source.note("note", "headings", f"表中间 {len(numbers)} 行是横跨各列的小标题,不作为数据", numbers)
    return [row for row in rows if not heading(row)]
