"""The workbook: the same tables as the page, with the exact numbers."""

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from layers.feedback import Feedback, Silent
from planner.briefing import figures, listings, plan_tables, scorecard_table
from planner.briefing.contents import INTERNAL, INVENTED, Contents
from planner.briefing.method import Line, method_lines
from planner.briefing.table import Cell, CellKind, Table
from planner.plans.scorecard import VERDICT_LABELS

COVER = "说明"

_MOST_LETTERS = 32_000  # Excel holds 32,767 in a cell; XlsxWriter would drop a longer text without a word
_CUT = "……(过长，已截断)"
_FONT = "微软雅黑"
_FORMATS: dict[CellKind, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "figure": {"num_format": "#,##0.##########"},
    "degrees": {"num_format": "0.000000"},
    "year": {"num_format": "0"},
}
_VERDICT_COLOURS = {"达标": "#1c7444", "未达标": "#bb3427", "待定": "#5a6878"}


def write_workbook(contents: Contents, path: Path, feedback: Feedback | None = None) -> None:
    """Write the workbook to `path`.

    Texts stay texts: nothing from the data becomes a formula or a link. Numbers have 16 significant digits;
    Excel itself keeps 15.
    """
    feedback = feedback or Silent()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    tables, finished = workbook_tables(contents), BytesIO()
    with xlsxwriter.Workbook(finished, options | {"in_memory": True}) as book:
        book.set_properties({"title": f"{figures.plain(contents.region_name)}覆盖简报", "comments": contents.software})
        _write_cover(book, contents)
        for number, table in enumerate(tables):
            feedback.progress(number / len(tables), f"工作簿：{table.title}")
            _write_table(book, table)
    path.write_bytes(finished.getvalue())


def workbook_tables(contents: Contents) -> list[Table]:
    """The sheets behind the cover: the usual ones always, those of the plan where they have rows."""
    usual = (
        scorecard_table.indicator_table,
        listings.reach_table,
        listings.uncovered_table,
        listings.facility_table,
        listings.source_table,
        listings.finding_table,
    )
    of_plan = (
        plan_tables.planned_table,
        plan_tables.unit_table,
        plan_tables.norm_table,
        plan_tables.project_table,
        plan_tables.baseline_table,
    )
    first, *rest = (table_of(contents) for table_of in usual)
    return [first, *(table for table_of in of_plan if (table := table_of(contents)).rows), *rest]


def cover_lines(contents: Contents) -> tuple[Line, ...]:
    """The first sheet: whose figures these are, how many are met, and how they came about."""
    counts = contents.scorecard.counts()
    verdicts = "，".join(f"{label} {counts[verdict]} 项" for verdict, label in VERDICT_LABELS.items())
    others = len(contents.scorecard.rows) - sum(counts.values())
    beside = f"；另有 {others} 条不计入判定(重申、另有说法、阶段目标、选址和建设要求、没有数字的要求)" if others else ""
    own = (
        Line("区域", f"{contents.region_name}（{contents.region_code}）"),
        Line("指标", f"计入判定 {sum(counts.values())} 项：{verdicts}{beside}"),
        Line("编制日期", contents.made_on),
        Line("审图号", contents.review_number or "（未填）"),
    )
    return tuple(Line(line.label, figures.plain(line.text)) for line in (*own, *method_lines(contents)))


def _write_cover(book: Any, contents: Contents) -> None:
    sheet = book.add_worksheet(COVER)
    title = book.add_format({"font_name": _FONT, "font_size": 16, "bold": True})
    warning = book.add_format({"font_name": _FONT, "bold": True, "font_color": "#8a4b08"})
    label = book.add_format({"font_name": _FONT, "font_color": "#5a6878", "valign": "top"})
    text = book.add_format({"font_name": _FONT, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"{figures.plain(contents.region_name)}民政设施覆盖简报", title)
    sheet.write_string(1, 0, INTERNAL, warning)
    if contents.invented:
        sheet.write_string(2, 0, f"{INVENTED}：乡镇、村、设施和人口都是编造的", warning)
    for row, line in enumerate(cover_lines(contents), 4):
        sheet.write_string(row, 0, line.label, label)
        sheet.write_string(row, 1, _fitting(line.text), text)


def _write_table(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(table.title)
    head = book.add_format({
        "font_name": _FONT, "bold": True, "bg_color": "#dcecf3", "bottom": 1, "text_wrap": True, "valign": "vcenter",
    })  # fmt: skip
    formats = {kind: book.add_format({"font_name": _FONT, "valign": "top"} | look) for kind, look in _FORMATS.items()}
    word = book.add_format({"font_name": _FONT, "valign": "top", "align": "right", "font_color": "#5a6878"})
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.label, head)
    for row, cells in enumerate(table.rows, 1):
        for index, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write_cell(sheet, row, index, cell, formats[column.kind], word)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    _colour_verdicts(book, sheet, table)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any, word: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, _fitting(figures.plain(cell)), look)
    elif cell is None or not math.isfinite(cell):
        sheet.write_string(row, column, figures.word_for(cell), word)
    else:
        sheet.write_number(row, column, cell, look)


def _colour_verdicts(book: Any, sheet: Any, table: Table) -> None:
    labels = [column.label for column in table.columns]
    places = [place for place, label in enumerate(labels) if label.endswith("判定") and label != "计入判定"]
    for place in places if table.rows else ():
        for verdict, colour in _VERDICT_COLOURS.items():
            look = book.add_format({"font_color": colour, "bold": True})
            rule = {"type": "cell", "criteria": "==", "value": f'"{verdict}"', "format": look}
            sheet.conditional_format(1, place, len(table.rows), place, rule)


def _fitting(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + _CUT
