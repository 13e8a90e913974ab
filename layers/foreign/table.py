"""Rows of cells made into named columns: title rows, blank rows and doubtful headers dealt with and noted."""

from collections.abc import Iterable, Sequence

from layers.foreign.answer import Cell, Features
from layers.foreign.source import Source

Record = tuple[int, Sequence[Cell]]
BLANKS = " \t\r\n\u3000\u00a0\ufeff"


def tabulate(records: Iterable[Record], source: Source, sheet: str = "", encoding: str = "") -> Features:
    """The columns below a header row.

    Args:
        records: row numbers of the sheet and the cells of each row.

    Raises:
        UserError: no rows, or a header and nothing below it.
    """
    rows = [(number, cells) for number, cells in records if any(is_filled(cell) for cell in cells)]
    rows = rows[_titles(rows, source) :]
    if not rows:
        raise source.fault("表里没有内容", "请确认选对了文件和工作表")
    if len(rows) == 1:
        raise source.fault("表里只有表头,没有数据", "请确认选对了文件和工作表")
    _, header = rows[0]
    width = max(len(cells) for _, cells in rows)
    names = _names(header, width, source)
    columns = {name: tuple(_at(cells, place) for _, cells in rows[1:]) for place, name in enumerate(names) if name}
    _drop_blank(columns, header, names)
    return Features(columns, None, "", tuple(number for number, _ in rows[1:]), sheet=sheet, encoding=encoding)


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds something."""
    return cell is not None and (not isinstance(cell, str) or cell.strip(BLANKS) != "")


def _titles(rows: list[Record], source: Source) -> int:
    """How many rows above the header hold a single cell: the table's title, a unit, a date."""
    count = 0
    while count + 1 < len(rows) and _filled(rows[count]) == 1 < _most_filled(rows[count + 1 :]):
        count += 1
    if count:
        source.note("note", "title_rows", f"跳过了表头上方的 {count} 行标题", [number for number, _ in rows[:count]])
    return count


def _most_filled(rows: list[Record]) -> int:
    return max(_filled(row) for row in rows[:5])


def _filled(row: Record) -> int:
    return sum(is_filled(cell) for cell in row[1])


def _names(header: Sequence[Cell], width: int, source: Source) -> list[str]:
    names: list[str] = []
    renamed: list[str] = []
    for place in range(width):
        name = wanted = "".join(str(_at(header, place) or "").split()) or f"第{place + 1}列"
        again = 1
        while name in names:
            again += 1
            name = f"{wanted}_{again}"
        names.append(name)
        if again > 1:
            renamed.append(name)
    if renamed:
        source.note("warning", "columns_renamed", f"表头有重名,已改为:{'、'.join(renamed[:10])}")
    return names


def _drop_blank(columns: dict[str, tuple[Cell, ...]], header: Sequence[Cell], names: list[str]) -> None:
    """Columns without a name are kept only if they hold something."""
    for place, name in enumerate(names):
        if not is_filled(_at(header, place)) and not any(cell is not None for cell in columns[name]):
            del columns[name]


def _at(cells: Sequence[Cell], place: int) -> Cell:
    cell = cells[place] if place < len(cells) else None
    return cell if is_filled(cell) else None
