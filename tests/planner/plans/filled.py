"""The template of a plan filled in by hand, as with Excel."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from planner.plans.template import write_template

Rows = dict[str, list[dict[str, Any]]]
"""By sheet, what stands in the columns of each new row."""

HEAD = {"代号": "wo_xian", "名称": "我县规划", "状态": "自拟", "区划代码": "210624000000", "目标年": 2025}
STATION = {
    "序号": 1,
    "名称": "工作站覆盖率",
    "代号": "stations",
    "设施类型": "社会工作(和社会救助)服务站",
    "算法": "覆盖率(行政单元)",
    "数据来源": "地图",
    "行政级别": "乡级",
    "比较": "不低于",
    "目标值": 80,
    "单位": "%",
    "照印的目标": "80",
    "章节": "专栏1",
    "行号": 3,
}


def fill(path: Path, rows: Rows, head: dict[str, Any] | None = None) -> Path:
    """The template at a path, which is made empty where there is none, with these rows below the marked ones."""
    if not path.exists():
        path.write_bytes(_empty())
    book = openpyxl.load_workbook(path)
    for line in book["规划"].iter_rows(min_row=2):
        line[1].value = (HEAD if head is None else head).get(line[0].value)
    for name, entries in rows.items():
        sheet = book[name]
        headers = {cell.value: cell.column for cell in sheet[1]}
        for entry in entries:
            row = _first_free(sheet)
            for header, value in entry.items():
                sheet.cell(row, headers[header]).value = value
    book.save(path)
    return path


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_template(Path(folder) / "空.xlsx")
        return (Path(folder) / "空.xlsx").read_bytes()


def _first_free(sheet: Any) -> int:
    return next(r for r in range(2, 99) if all(cell.value is None for cell in sheet[r]))
