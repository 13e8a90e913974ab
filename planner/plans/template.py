"""A plan as a spreadsheet that is filled in with Excel or WPS; `template_reading` makes a plan file of it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from planner.plans.kinds import load_kinds
from planner.plans.plan import Plan
from planner.plans.plan_files import bundled_files
from planner.plans.reading import read_plan
from planner.plans.template_columns import INDICATORS, MARK, MARKS, PLAN, Column, Sheet, template_sheets
from planner.plans.template_examples import EXAMPLES
from planner.plans.template_forms import Cell
from planner.plans.template_rows import Values, plan_rows

COVER, OPTIONS = "说明", "选项"
PLAN_HEADERS = ("项目", "内容", "说明")

_FONT = "微软雅黑"
_LAST_ROW = 3000  # down to it cells offer their lists
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255  # Excel's own limits for what a cell tells when it is entered
_GUIDE = (
    "1. 先填“规划”表，再在“指标”表里每条指标填一行；“基期数”“项目”“口径”有才填。",
    "2. 灰色的“说明”行和“示例”行不会读入，可以留着，也可以删去；自己填的行“标记”一栏空着。",
    "3. 有下拉箭头的格子从列表里选；设施类型、单元类别可以填几个，用顿号隔开，写法见“选项”表。",
    "4. 数字只填数字，与“单位”一致：80% 在目标值填 80，单位填 %。",
    "5. “照印的目标”和“行号”让每个数都能回到规划原文核对；规划里的整句话不用抄。",
    "6. 表名、表头不要改；用不着的列可以空着。",
    "7. 填好后生成规划文件：plans --from-template 本文件.xlsx --out 我的规划.toml；写错的地方会指出表、行和列。",
)


def write_template(path: Path, plan: Plan | None = None, *, replacing: bool = False) -> None:
    """Write the template: with two worked examples, or filled with a plan.

    Args:
        replacing: whether it may take the place of a file that is there.

    Raises:
        UserError: the name does not end in .xlsx, there is such a file, or it cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError("模板是 Excel 工作簿", where=path.name, remedy="文件名请以 .xlsx 结尾")
    if not replacing:
        refuse_existing(path)
    finished = BytesIO()
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(finished, texts | {"in_memory": True}) as book:
        _Writer(book).write(plan)
    with written_beside(path) as beside:
        beside.write_bytes(finished.getvalue())


class _Writer:
    """One workbook in the making."""

    def __init__(self, book: Any) -> None:
        look = {"font_name": _FONT, "valign": "top", "text_wrap": True}
        self._book = book
        self._plain = book.add_format(look)
        self._text = book.add_format(look | {"num_format": "@"})
        self._grey = book.add_format(look | {"font_color": "#5a6878", "bg_color": "#eef1f4", "num_format": "@"})
        self._grey_number = book.add_format(look | {"font_color": "#5a6878", "bg_color": "#eef1f4"})
        self._head = book.add_format(look | {"bold": True, "bg_color": "#dcecf3", "bottom": 1})
        self._title = book.add_format({"font_name": _FONT, "font_size": 16, "bold": True})
        self._sheets = template_sheets(load_kinds())

    def write(self, plan: Plan | None) -> None:
        """All sheets."""
        rows = plan_rows(plan) if plan else {}
        self._cover(plan)
        self._plan_sheet(self._sheets[PLAN], rows.get(PLAN, [{}])[0])
        for sheet in self._sheets.values():
            if sheet.name != PLAN:
                self._list(sheet, rows.get(sheet.name, []), [] if plan else EXAMPLES[sheet.name])
        self._options(plan)

    def _cover(self, plan: Plan | None) -> None:
        sheet = self._book.add_worksheet(COVER)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, f"规划录入模板{f'：{plan.name}' if plan else ''}", self._title)
        for row, line in enumerate(_GUIDE, start=2):
            sheet.write_string(row, 0, line, self._plain)

    def _plan_sheet(self, sheet: Sheet, values: Values) -> None:
        page = self._book.add_worksheet(sheet.name)
        for place, (header, width) in enumerate(zip(PLAN_HEADERS, (14, 50, 80), strict=True)):
            page.set_column(place, place, width)
            page.write_string(0, place, header, self._head)
        for row, column in enumerate(sheet.columns, start=1):
            page.write_string(row, 0, column.header, self._head)
            _write(page, row, 1, _cell(column, values), self._text if column.form.is_text else self._plain)
            page.write_string(row, 2, column.note, self._grey)
            self._offer(page, column, (row, 1, row, 1))
        page.freeze_panes(1, 1)

    def _list(self, sheet: Sheet, rows: list[Values], examples: list[Values]) -> None:
        page = self._book.add_worksheet(sheet.name)
        page.set_column(0, 0, 6, self._text)
        page.write_string(0, 0, MARK, self._head)
        page.write_string(1, 0, MARKS[0], self._grey)
        for place, column in enumerate(sheet.columns, start=1):
            page.set_column(place, place, column.width, self._text if column.form.is_text else self._plain)
            page.write_string(0, place, column.header, self._head)
            page.write_string(1, place, column.note, self._grey)
            self._offer(page, column, (2, place, _LAST_ROW, place))
        for row, values in enumerate((*examples, *rows), start=2):
            if row < 2 + len(examples):
                page.write_string(row, 0, MARKS[1], self._grey)
            self._row(page, row, sheet, values, example=row < 2 + len(examples))
        page.data_validation(2, 0, _LAST_ROW, 0, {"validate": "list", "source": list(MARKS)})
        page.set_row(0, 34)
        page.set_row(1, 84)
        page.freeze_panes(1, 4 if sheet.name == INDICATORS else 2)

    def _row(self, page: Any, row: int, sheet: Sheet, values: Values, *, example: bool) -> None:
        for place, column in enumerate(sheet.columns, start=1):
            plain, text = (self._grey_number, self._grey) if example else (self._plain, self._text)
            _write(page, row, place, _cell(column, values), text if column.form.is_text else plain)

    def _offer(self, page: Any, column: Column, area: tuple[int, int, int, int]) -> None:
        """The list below a cell, and what it tells when it is entered."""
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": column.header[:_LONGEST_TITLE],
            "input_message": column.note[:_LONGEST_MESSAGE],
        }
        if column.form.options:
            rule |= {"validate": "list", "source": self._source(column), "show_error": column.form.only}
            rule |= {"error_title": column.header[:_LONGEST_TITLE], "error_message": "请从列表里选"}
        page.data_validation(*area, rule)

    def _source(self, column: Column) -> str:
        """The cells of the sheet of options that hold those of a column."""
        place = list(self._lists()).index(tuple(column.form.options))
        letter = xlsxwriter.utility.xl_col_to_name(place)
        return f"={OPTIONS}!${letter}$2:${letter}${1 + len(column.form.options)}"

    def _lists(self) -> dict[tuple[str, ...], str]:
        """Every list of options, with the header of the first column that offers it."""
        lists: dict[tuple[str, ...], str] = {}
        for column in (column for sheet in self._sheets.values() for column in sheet.columns):
            if column.form.options:
                lists.setdefault(tuple(column.form.options), column.header)
        return lists

    def _options(self, plan: Plan | None) -> None:
        page = self._book.add_worksheet(OPTIONS)
        lists = {header: options for options, header in self._lists().items()}
        names = _shared_ids(plan)
        lists |= {
            "随程序带的规划": tuple(bundled_files()),
            "各规划共用的代号": tuple(names),
            "共用代号的意思": tuple(names.values()),
        }
        for place, (header, options) in enumerate(lists.items()):
            page.set_column(place, place, 26)
            page.write_string(0, place, header, self._head)
            for row, option in enumerate(options, start=1):
                page.write_string(row, place, option, self._text)
        page.freeze_panes(1, 0)


def _cell(column: Column, values: Values) -> Cell:
    return column.form.cell_of(values[column.name]) if column.name in values else None


def _write(page: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    if cell is None:
        page.write_blank(row, place, None, look)
    elif isinstance(cell, str):
        page.write_string(row, place, cell, look)
    else:
        page.write_number(row, place, cell, look)


def _shared_ids(plan: Plan | None) -> dict[str, str]:
    """Names by id of what the plan above asks for, or of the rows of the main tables of all the program's plans."""
    if plan and plan.superior:
        return {i.id: i.name for i in plan.superior.every if i.decides}
    names: dict[str, str] = {}
    for path in bundled_files().values():
        for indicator in read_plan(path).indicators:
            if indicator.row:
                names.setdefault(indicator.id, indicator.name)
    return names
