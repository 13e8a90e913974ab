"""Cells that were merged below the header: their text holds for every row and column they span, a number only once."""

import re
from collections.abc import Mapping, Sequence

from layers.foreign.answer import Cell
from layers.foreign.source import Source
from layers.foreign.tables.cells import Merge, Record, at, is_numeric

CODE_HEADER = re.compile(r"代码|编码|区划码|邮编|电话|code", re.IGNORECASE)
CODE_DIGITS = 9
WIDEST_FILLED = 2  # columns; what spans more is a heading


def fill_merged(body: Sequence[Record], merges: Sequence[Merge], names: Sequence[str], source: Source) -> list[Record]:
    """The rows with each merged text in all the cells it spans.

    A merged number stays in its first row, for it would be counted once for each row otherwise; codes are texts.
    """
    place_of = {number: place for place, (number, _) in enumerate(body)}
    inside = [merge for merge in merges if merge.top in place_of and merge.right - merge.left < WIDEST_FILLED]
    values = {merge: at(body[place_of[merge.top]][1], merge.left) for merge in inside}
    texts = {
        merge: value for merge, value in values.items() if value is not None and _holds_for_all(merge, value, names)
    }
    numbers = [merge for merge, value in values.items() if value is not None and merge not in texts]
    if texts:
        what = f"有 {len(texts)} 处合并单元格,文字已填到它跨过的每一行"
        source.note("note", "merged_cells", what, [merge.top for merge in texts])
    if numbers:
        what = f"有 {len(numbers)} 处合并单元格里是数字,只算在第一行,其余各行按空白处理"
        remedy = "如果每一行都是这个数,请在原表里取消合并并逐行填写"
        source.note("warning", "merged_numbers", what, [merge.top for merge in numbers], remedy)
    return _filled(body, place_of, texts)


def _holds_for_all(merge: Merge, value: Cell, names: Sequence[str]) -> bool:
    name = names[merge.left] if merge.left < len(names) else ""
    is_code = bool(CODE_HEADER.search(name)) or (
        isinstance(value, str) and value.isdecimal() and len(value) >= CODE_DIGITS
    )
    return is_code or not is_numeric(value)


def _filled(body: Sequence[Record], place_of: Mapping[int, int], texts: Mapping[Merge, Cell]) -> list[Record]:
    rows = list(body)
    for merge, value in texts.items():
        for number in range(merge.top, min(merge.bottom, body[-1][0]) + 1):
            if number not in place_of:
                continue
            cells = list(rows[place_of[number]][1])
            cells += [None] * (merge.right + 1 - len(cells))
            for column in range(merge.left, merge.right + 1):
                cells[column] = value if cells[column] is None else cells[column]
            rows[place_of[number]] = (number, cells)
    return rows
