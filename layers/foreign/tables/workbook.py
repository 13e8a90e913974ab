"""Excel and WPS workbooks, through calamine: .xlsx .xlsm .xlsb .xls .et .ods."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from layers.errors import UserError
from layers.foreign.answer import Cell, Features, Part, Sheets
from layers.foreign.contents import part_of
from layers.foreign.sniff import ENCRYPTED_STREAM, OLE_MAGIC
from layers.foreign.source import Source
from layers.foreign.tables import extent
from layers.foreign.tables.cells import Merge, Record, blanked
from layers.foreign.tables.table import tabulate

LARGEST_NUMBER_KEPT = 10**9  # whole numbers above this are codes
LOST = 10.0**15  # Excel itself keeps 15 digits
LEAST_ROWS = 2  # of a table: header and one more, with more than one cell each
FAULTS = (CalamineError, XmlError, ZipError, OSError, ValueError)


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it was written, its rows numbered from 1; `lost` are those with numbers longer than Excel keeps."""

    name: str
    rows: list[Record]
    merges: tuple[Merge, ...]
    lost: tuple[int, ...]

    def is_table(self) -> bool:
        """Whether there is more than a cover page or a page of explanations."""
        full = (number for number, cells in self.rows if len(cells) - cells.count(None) > 1)
        return len(list(islice(full, LEAST_ROWS))) == LEAST_ROWS


def read(source: Source) -> Features:
    """Read one sheet: the one asked for, else the first visible one that looks like a table.

    Raises:
        UserError: damaged, encrypted, too large, no such sheet, or no rows.
    """
    with _opened(source) as book:
        sheet = _choose_sheet(book, source)
        hidden = tuple(one.name for one in _worksheets(book) if one.visible is not SheetVisibleEnum.Visible)
    source.progress(0.6)
    return replace(_table(sheet, source), hidden=tuple(name for name in hidden if name != sheet.name))


def read_sheets(source: Source) -> Sheets:
    """Read the sheets asked for that are there and hold rows.

    Raises:
        UserError: damaged, encrypted or too large.
    """
    with _opened(source) as book:
        there = {sheet.name for sheet in _worksheets(book)}
        asked = [name for name in source.option("sheets").split("\n") if name in there]
        sheets = {}
        for place, name in enumerate(asked):
            source.progress(place / len(asked))
            told = len(source.notes)
            sheet = _sheet(book, name, source)
            with suppress(UserError):  # a header and nothing below it, or not even that
                sheets[name] = _table(sheet, source)
                sheets[name] = replace(sheets[name], notes=tuple(source.notes[told:]))
    return Sheets(sheets)


def contents(source: Source) -> tuple[Part, ...]:
    """Every worksheet with its columns and first rows, the hidden ones too; empty ones have no rows.

    Raises:
        UserError: damaged or encrypted.
    """
    with _opened(source) as book:
        return tuple(_part(book, one, source) for one in _worksheets(book))


def _part(book: CalamineWorkbook, one: SheetMetadata, source: Source) -> Part:
    hidden = one.visible is not SheetVisibleEnum.Visible
    aside = replace(source, notes=[])  # what is found in each sheet is told when it is read
    try:
        table = _table(_sheet(book, one.name, aside), aside)
    except UserError as error:
        source.note("note", "sheet_without_table", f"工作表“{one.name}”:{error.what}", [one.name], error.remedy)
        return Part(one.name, "sheet", 0, (), (), hidden)
    return replace(part_of(table, one.name, "sheet"), hidden=hidden)


def _worksheets(book: CalamineWorkbook) -> list[SheetMetadata]:
    return [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]


@contextmanager
def _opened(source: Source) -> Iterator[CalamineWorkbook]:
    """The workbook; what its reader complains of while it is open becomes the user's error."""
    extent.check_archive(source)
    try:
        with source.file.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            yield book
    except FAULTS as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise _damaged(source) from error


def _table(sheet: _Sheet, source: Source) -> Features:
    if sheet.lost:
        what = f"{len(sheet.lost)} 行有超过 15 位的数字,Excel 已丢掉末几位"
        source.note("warning", "digits_lost", what, sheet.lost, "请在 Excel 里把这一列改成文本后重新填写")
    return tabulate(sheet.rows, source, sheet=sheet.name, merges=sheet.merges)


def _choose_sheet(book: CalamineWorkbook, source: Source) -> _Sheet:
    sheets = _worksheets(book)
    asked = source.option("sheet")
    names = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible or sheet.name == asked]
    if asked:
        if asked not in names:
            raise source.fault(f"没有名为“{asked}”的工作表", f"可选:{'、'.join(names[:10])}")
        return _sheet(book, asked, source)
    told, first = len(source.notes), None
    for name in names:
        del source.notes[told:]  # on the sheets that were looked at and left
        sheet = _sheet(book, name, source)
        if sheet.is_table():
            _note_others(name, names, sheets, source)
            return sheet
        first = first or (name if sheet.rows else None)
    if first is None:
        raise source.fault("工作簿里没有内容", _unhide(sheets))
    del source.notes[told:]
    _note_others(first, names, sheets, source)
    return _sheet(book, first, source)


def _unhide(sheets: list[SheetMetadata]) -> str:
    hidden = [sheet.name for sheet in sheets if sheet.visible is not SheetVisibleEnum.Visible]
    return f"隐藏的工作表没有读,需要的话请指定:{'、'.join(hidden[:5])}" if hidden else "请确认选对了文件"


def _note_others(chosen: str, visible: list[str], sheets: list[SheetMetadata], source: Source) -> None:
    others = [name for name in visible if name != chosen]
    hidden = [f"{one.name}(隐藏)" for one in sheets if one.name not in visible]
    if others or hidden:
        message = f"读取了工作表“{chosen}”,没有读:{'、'.join([*others, *hidden][:10])}"
        source.note("note", "sheets_ignored", message, [*others, *hidden], "需要的话请指定工作表")


def _sheet(book: CalamineWorkbook, name: str, source: Source) -> _Sheet:
    extent.check_sheet(name, source)
    sheet = book.get_sheet_by_name(name)
    grid, merges = sheet.to_python(), _merges(sheet)
    top, left = sheet.start or (0, 0)
    del sheet
    lost: set[int] = set()
    columns: list[Sequence[Cell]] = [(None,) * len(grid)] * left
    for place in range(len(grid[0]) if grid else 0):
        columns.append(_column([cells[place] for cells in grid], top + 1, lost))
    del grid
    rows: list[Record] = [
        (number, cells)
        for number, cells in enumerate(zip(*columns, strict=True), start=top + 1)
        if cells.count(None) < len(cells)
    ]
    return _Sheet(name, rows, merges, tuple(sorted(lost)))


def _column(cells: list[Any], first: int, lost: set[int]) -> list[Cell]:
    """The cells of a column, whose first one is in a row of the sheet; rows whose numbers are cut go to `lost`."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return blanked(cells)
    if not kinds <= {str, float}:
        lost.update(number for number, cell in enumerate(cells, start=first) if _is_cut(cell))
        return blanked([cell if type(cell) is str else _cell(cell) for cell in cells])
    whole = {cell: _cell(cell) for cell in set(cells) if type(cell) is float and cell.is_integer()}
    if any(map(_is_cut, whole)):
        lost.update(number for number, cell in enumerate(cells, start=first) if _is_cut(cell))
    plain = [whole.get(cell, cell) for cell in cells] if whole else cells
    return blanked(plain) if str in kinds else plain


def _is_cut(cell: Any) -> bool:
    return type(cell) is float and abs(cell) >= LOST and cell.is_integer()


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)


def _cell(value: Any) -> Cell:
    """A cell that is no text."""
    if type(value) is float:
        if not value.is_integer():
            return value
        if abs(value) < LARGEST_NUMBER_KEPT:
            return int(value)
        return str(int(value))  # codes come as floats: give their digits back
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value if value is None or isinstance(value, bool | int) else str(value)


def _damaged(source: Source) -> Exception:
    with source.file.open("rb") as stream:
        encrypted = stream.read(4) == OLE_MAGIC and ENCRYPTED_STREAM in stream.read()
    if encrypted:
        return source.fault("工作簿加了密码", "请在 Excel 或 WPS 里去掉密码后再试")
    return source.fault("不是有效的 Excel 工作簿,或内容不完整", "请在 Excel 或 WPS 里打开后另存为 .xlsx")
