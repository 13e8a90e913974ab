"""The cells of a filled template, read into rows; whatever cannot be understood is noted with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from layers.errors import UserError
from layers.feedback import Feedback
from layers.foreign.reading import Features, read_sheets, refuse_needless
from planner.plans.plan_text_words import fold
from planner.plans.template_columns import CHOICES, INDICATORS, MARK, MARKS, PLAN, Column, Sheet
from planner.plans.template_forms import Cell, text_of
from planner.plans.template_labels import CellError
from planner.plans.template_rows import Values
from planner.plans.template_toml import Row

LONGEST_TEXT = 5000

_ITEM, _CONTENT = "项目", "内容"
_SPOILT = {
    "error_cells": "请在 Excel 里改正公式",
    "digits_lost": "请把这一列改成文本后重新填写",
    "merged_cells": "请取消合并，每一格都填",
    "merged_numbers": "请取消合并，每一格都填",
    "uncounted_formulas": "请在 Excel 里打开，计算并保存后再读入",
}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a sheet.

    Attributes:
        row: from 1; 0 for the sheet as a whole.
        header: of the column, "" for the row as a whole.
    """

    sheet: str
    row: int
    header: str
    what: str
    remedy: str = ""

    @property
    def place(self) -> str:
        """Where it is, in words."""
        row = f"第 {self.row} 行" if self.row else ""
        return f"工作表“{self.sheet}”{row}{f'“{self.header}”' if self.header else ''}"


def read_rows(
    path: str, sheets: Mapping[str, Sheet], feedback: Feedback
) -> tuple[dict[str, list[Row]], list[Fault], dict[str, int]]:
    """The rows of every sheet, what is wrong in them, and the rows that the lines on the plan itself stand in.

    Raises:
        UserError: the file cannot be read, or is no template.
    """
    refuse_needless(path, sheet=PLAN)
    faults: list[Fault] = []
    pages = read_sheets(path, tuple(sheets), feedback=feedback).sheets
    if PLAN not in pages:
        raise UserError(
            f"里面没有填好的“{PLAN}”表", where=Path(path).name, remedy="请用 plans --template 写出的模板来填"
        )
    lines = dict(_plan_lines(pages[PLAN], sheets[PLAN], faults))
    values = {column.name: _value(column, cell, faults, PLAN, row) for column, (row, cell) in lines.items()}
    rows = {PLAN: [Row(PLAN, 1, _filled(values))]}
    for name, sheet in sheets.items():
        if name in pages:
            faults.extend(_spoilt(name, pages[name]))
        if name != PLAN:
            rows[name] = list(_rows(pages[name], sheet, faults)) if name in pages else []
    rows[INDICATORS] = _with_choices(rows[INDICATORS], rows.pop(CHOICES), sheets[CHOICES], faults)
    return rows, faults, {column.name: row for column, (row, _) in lines.items()}


def _spoilt(name: str, page: Features) -> Iterator[Fault]:
    """Cells that hold something which did not come through."""
    for note in page.notes:
        if note.code in _SPOILT:
            row = int(_NUMBER.findall(note.rows[0])[0]) if note.rows else 0
            yield Fault(name, row, "", note.message, note.remedy or _SPOILT[note.code])


def _plan_lines(page: Features, sheet: Sheet, faults: list[Fault]) -> Iterator[tuple[Column, tuple[int, Cell]]]:
    """The lines on the plan itself, with their rows and contents."""
    if not {_ITEM, _CONTENT} <= page.columns.keys():
        faults.append(Fault(sheet.name, 1, "", f"表头应有“{_ITEM}”和“{_CONTENT}”", "请用模板原来的表头"))
        return
    columns = {fold(column.header): column for column in sheet.columns}
    for row, name, cell in zip(page.rows, page.columns[_ITEM], page.columns[_CONTENT], strict=True):
        item = "" if name is None else text_of(name)
        column = columns.pop(fold(item), None)
        if column:
            yield column, (row, cell)
        elif cell is not None:
            what = f"不认识“{item[:40]}”，或写了两遍"
            faults.append(Fault(sheet.name, row, "", what, f"可填 {'、'.join(c.header for c in sheet.columns)}"))


def _rows(page: Features, sheet: Sheet, faults: list[Fault]) -> Iterator[Row]:
    columns = _columns(page, sheet, faults)
    marks = page.columns.get(MARK)
    if marks is None:
        faults.append(Fault(sheet.name, 1, MARK, "没有这一列", "请用模板原来的表头，第一列是“标记”"))
        return
    for place, number in enumerate(page.rows):
        mark = "" if marks[place] is None else text_of(marks[place])
        if mark in MARKS:
            continue
        if mark:
            faults.append(Fault(sheet.name, number, MARK, f"“{mark[:40]}”不认识", "读入的行这一栏空着"))
        cells = {column: page.columns[header][place] for header, column in columns.items()}
        values = {column.name: _value(column, cell, faults, sheet.name, number) for column, cell in cells.items()}
        if any(cell is not None for cell in cells.values()):
            row = Row(sheet.name, number, _filled(values))
            faults.extend(_pairs(row, sheet))
            yield row


def _columns(page: Features, sheet: Sheet, faults: list[Fault]) -> dict[str, Column]:
    """The columns that are there, by their headers; others that hold something would be lost."""
    known = {fold(column.header): column for column in sheet.columns}
    for header, cells in page.columns.items():
        if fold(header) not in known and header != MARK and any(cell is not None for cell in cells):
            faults.append(Fault(sheet.name, 1, header, "不认识这一列", "请用模板原来的表头，或删去这一列"))
    return {header: known[fold(header)] for header in page.columns if fold(header) in known}


def _value(column: Column, cell: Cell, faults: list[Fault], sheet: str, row: int) -> object:
    """The value of a cell; None where it is empty, or cannot be understood."""
    if cell is None:
        return None
    try:
        if len(text_of(cell)) > LONGEST_TEXT:
            raise CellError(f"文字超过 {LONGEST_TEXT} 字", "请写短一些")
        return column.form.value_of(cell)
    except CellError as error:
        faults.append(Fault(sheet, row, column.header, error.what, error.remedy))
        return None


def _filled(values: Mapping[str, object]) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _pairs(row: Row, sheet: Sheet) -> Iterator[Fault]:
    """What is wrong between the cells of a row before it is a plan's entry."""
    told = row.values
    for one, other in (("relation", "principal"), ("principal", "relation"), ("limit", "measured_in")):
        if one in told and other not in told:
            what = f"填了“{sheet.header_of(one)}”，这一栏没有填"
            header = sheet.header_of(other)
            yield Fault(row.sheet, row.number, header, what, sheet.note_on(header))
    value, printed = told.get("value"), _NUMBER.findall(str(told.get("printed", "")))
    if told.get("unit") == "%" and value is not None and 0 < value <= 1:
        hundredfold = f"{value * 100:.10g}"
        if hundredfold in printed and f"{value:.10g}" not in printed:
            what = f"是 {value:g}，照印的是 {hundredfold}%：单元格是百分比格式"
            yield Fault(row.sheet, row.number, sheet.header_of("value"), what, f"请把格式改为常规，填 {hundredfold}")
        elif not printed and "分之" not in str(told.get("printed", "")):  # 全覆盖, typed as 100% and kept as 1
            what = f"是 {value:g}，即 {value:g}%，照印的没有这个数：单元格可能是百分比格式"
            yield Fault(row.sheet, row.number, sheet.header_of("value"), what, f"请把格式改为常规，填 {hundredfold}")


def _with_choices(indicators: list[Row], choices: list[Row], sheet: Sheet, faults: list[Fault]) -> list[Row]:
    """The indicators with their other readings inside them."""
    by_id: dict[str, list[Row]] = {}
    for row in choices:
        by_id.setdefault(str(row.values.get("indicator", "")), []).append(
            replace(row, values={name: value for name, value in row.values.items() if name != "indicator"})
        )
    known, header = {row.values.get("id") for row in indicators}, sheet.header_of("indicator")
    for name, rows in by_id.items():
        what = f"没有指标“{name[:40]}”" if name else "没有写"
        if name not in known:
            faults.extend(Fault(CHOICES, row.number, header, what, "填“指标”表里的代号") for row in rows)
    return [replace(row, inner={"choice": by_id.get(str(row.values.get("id")), [])}) for row in indicators]
