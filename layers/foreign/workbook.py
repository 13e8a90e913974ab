"""Excel and WPS workbooks, through calamine."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, XmlError, ZipError

from layers.errors import UserError
from layers.foreign import extent
from layers.foreign.answer import Cell, Features, Sheets
from layers.foreign.sniff import ENCRYPTED_STREAM, OLE_MAGIC
from layers.foreign.source import Source
from layers.foreign.table import tabulate

LARGEST_NUMBER_KEPT = 10**9  # whole numbers above this are codes
LOST = 10.0**15  # Excel itself keeps 15 digits
FAULTS = (CalamineError, XmlError, ZipError, OSError, ValueError)


def read(source: Source) -> Features:
    """Read one sheet: the one asked for, else the first visible one that holds something.

    Raises:
        UserError: damaged, encrypted, too large, no such sheet, or no rows.
    """
    with _opened(source) as book:
        name, records = _choose_sheet(book, source)
    source.progress(0.6)
    return _table(name, records, source)


def read_sheets(source: Source) -> Sheets:
    """Read the sheets asked for that are there and hold rows.

    Raises:
        UserError: damaged, encrypted or too large.
    """
    with _opened(source) as book:
        there = {sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet}
        asked = [name for name in source.option("sheets").split("\n") if name in there]
        sheets = {}
        for place, name in enumerate(asked):
            source.progress(place / len(asked))
            told = len(source.notes)
            records = _records(book, name, source)
            with suppress(UserError):  # a header and nothing below it, or not even that
                sheets[name] = _table(name, records, source)
                sheets[name] = replace(sheets[name], notes=tuple(source.notes[told:]))
    return Sheets(sheets)


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


def _table(name: str, records: list[tuple[int, list[Any]]], source: Source) -> Features:
    rows = [(number, [_cell(value) for value in cells]) for number, cells in records]
    _note_lost_digits(records, source)
    return tabulate(rows, source, sheet=name)


def _choose_sheet(book: CalamineWorkbook, source: Source) -> tuple[str, list[tuple[int, list[Any]]]]:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    asked = source.option("sheet")
    names = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible or sheet.name == asked]
    if asked and asked not in names:
        raise source.fault(f"没有名为“{asked}”的工作表", f"可选:{'、'.join(names[:10])}")
    for place, name in enumerate([asked] if asked else names):
        records = _records(book, name, source)
        if records or asked:
            others = names[place + 1 :]
            if others and not asked:
                message = f"读取了工作表“{name}”,没有读:{'、'.join(others[:5])}"
                source.note("note", "sheets_ignored", message, remedy="需要的话请指定工作表")
            return name, records
    raise source.fault("工作簿里没有内容", "请确认选对了文件")


def _records(book: CalamineWorkbook, name: str, source: Source) -> list[tuple[int, list[Any]]]:
    extent.check_sheet(name, source)
    sheet = book.get_sheet_by_name(name)
    if sheet.merged_cell_ranges:
        count = len(sheet.merged_cell_ranges)
        rows = [first[0] + 1 for first, _ in sheet.merged_cell_ranges]
        source.note("note", "merged_cells", f"有 {count} 处合并单元格,只有左上角一格有内容", rows)
    numbered = enumerate(sheet.to_python(skip_empty_area=False), start=1)
    return [(number, cells) for number, cells in numbered if any(cell != "" for cell in cells)]


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and value.is_integer():  # codes come as floats: give their digits back
        return int(value) if abs(value) < LARGEST_NUMBER_KEPT else str(int(value))
    if value == "" or value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return value if isinstance(value, str | bool | int | float) else str(value)


def _note_lost_digits(records: list[tuple[int, list[Any]]], source: Source) -> None:
    rows = [number for number, cells in records if any(isinstance(cell, float) and abs(cell) >= LOST for cell in cells)]
    if rows:
        what = f"{len(rows)} 行有超过 15 位的数字,Excel 已丢掉末几位"
        source.note("warning", "digits_lost", what, rows, "请在 Excel 里把这一列改成文本后重新填写")


def _damaged(source: Source) -> Exception:
    with source.file.open("rb") as stream:
        encrypted = stream.read(4) == OLE_MAGIC and ENCRYPTED_STREAM in stream.read()
    if encrypted:
        return source.fault("工作簿加了密码", "请在 Excel 或 WPS 里去掉密码后再试")
    return source.fault("不是有效的 Excel 工作簿,或内容不完整", "请在 Excel 或 WPS 里打开后另存为 .xlsx")
