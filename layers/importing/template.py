"""An empty workbook to fill in: the headers that import understands, lists to choose from, and an example row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from layers.importing.table.columns import known_headers
from layers.schema import CLASSES, FACILITY_NUMBERS, FILLABLE, GROUPS, LEVEL_LABELS, ROLES, STATUSES

EXAMPLE = "示例"
"""What the first cell of a row begins with that import leaves out."""
GUIDE, OPTIONS = "填写说明", "选项"

_ELSEWHERE = ("lonlat", "within")  # understood in strangers' tables; here other columns say it
_AS_TEXT = ("id", "code", "unit", "parent", "opened", "verified_on")
_DEGREES = {"lon": (73, 136), "lat": (3, 54)}
_NUMBERS = (*FACILITY_NUMBERS, *GROUPS, "households", "cost")
_LAST_ROW = 5000  # down to it cells offer their lists
_FONT = "微软雅黑"
_NOTES = {
    "id": "本单位自己的编号，没有可以不填；以后再导入时按它认出是同一处",
    "name": "必填",
    "kind": "从列表里选；一处有几种用途的，用顿号隔开",
    "unit": "填 12 位区划代码，或从列表里选名称；不填时按位置判断",
    "code": "12 位区划代码；没有可以不填",
    "parent": "上一级的代码或名称",
    "class": "从列表里选",
    "level": "从列表里选；不填时按代码判断",
    "status": "从列表里选；不填按运营算",
    "lon": "经度，如 123.456789，小数至少 5 位",
    "lat": "纬度，如 41.234567，小数至少 5 位",
    "address": "没有坐标时，可在地图上按地址点选位置",
    "beds": "张",
    "nursing_beds": "张，不大于床位",
    "floor_area_m2": "平方米",
    "land_area_m2": "平方米",
    "staff": "人",
    "capacity": "一次能服务的人数",
    "opened": "如 2019-03",
    "verified_on": "如 2026-05-01",
    "cost": "万元",
    "households": "户",
}
_PEOPLE = "人；不知道就空着，不要填 0"
_EXAMPLES: Mapping[str, str | float] = {
    "id": "示例 1",
    "class": "街道",
    "level": "乡级",
    "code": "000000000000",
    "parent": "上一级名称",
    "address": "××路 1 号",
    "lon": 123.456789,
    "lat": 41.234567,
    "beds": 120,
    "nursing_beds": 60,
    "floor_area_m2": 3200,
    "land_area_m2": 5000,
    "staff": 35,
    "capacity": 120,
    "opened": "2019-03",
    "verified_on": "2026-05-01",
    "cost": 800,
    "households": 1200,
    "population": 3600,
    "aged_60": 720,
    "aged_65": 540,
    "aged_80": 90,
    "under_18": 450,
}
_EXAMPLE_NAMES = {"facilities": "示例养老院", "units": "示例街道", "demand": "示例小区", "candidates": "示例地块"}
_GUIDE = (
    "1. 在第一张表里一行填一处，表头不要改，用不着的列可以空着。",
    "2. “示例”开头的那一行不会导入，可以留着，也可以删去。",
    "3. 有下拉箭头的格子从列表里选。",
    "4. 坐标要知道是哪里来的：卫星定位、天地图的可以直接用；高德、腾讯、百度地图上取的有偏移，导入时请选明来源。"
    "同一张表里不要混用。",
    "5. 代码、编号、日期的列已设为文本，粘贴时请选“只粘贴值”。",
    "6. 不要填身份证号、手机号和个人姓名。",
)


def write_template(
    path: Path,
    role: str,
    *,
    kinds: Mapping[str, str],
    units: Sequence[tuple[str, str]],
    replacing: bool = False,
) -> None:
    """Write the workbook to fill in for a role.

    Args:
        kinds: kind codes and their labels.
        units: codes and names of the region's units, offered where a unit is asked for.
        replacing: whether it may take the place of a file that is there.

    Raises:
        UserError: there is no template for the role, the name does not end in .xlsx, or it cannot be written.
    """
    if role not in FILLABLE:
        choices = "、".join(f"{one}({ROLES[one]})" for one in FILLABLE)
        raise UserError(f"“{ROLES.get(role, role)}”没有模板", remedy=f"可选：{choices}", option="--as")
    if path.suffix.lower() != ".xlsx":
        raise UserError("模板是 Excel 工作簿", where=path.name, remedy="文件名请以 .xlsx 结尾")
    if not replacing:
        refuse_existing(path)
    finished = BytesIO()
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(finished, texts | {"in_memory": True}) as book:
        _Writer(book, role, _lists(kinds, units)).write()
    with written_beside(path) as beside:
        beside.write_bytes(finished.getvalue())


def headers_of(role: str) -> dict[str, str]:
    """The fields of a role that its template asks for, and the header of each: its first Chinese name."""
    known = known_headers()[role]
    named = {field: next((name for name in names if not name.isascii()), names[0]) for field, names in known.items()}
    return {field: header for field, header in named.items() if field not in _ELSEWHERE}


def _lists(kinds: Mapping[str, str], units: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """What the fields offer to choose from; a unit whose name is not the only one of its kind by its code."""
    again = Counter(name for _, name in units)
    offered = {
        "kind": list(kinds.values()),
        "status": list(STATUSES.values()),
        "unit": [name if again[name] == 1 else code for code, name in units],
        "class": [word for words in CLASSES.values() for word in words],
        "level": list(LEVEL_LABELS.values()),
    }
    return {field: words for field, words in offered.items() if words}


class _Writer:
    """One workbook in the making."""

    def __init__(self, book: Any, role: str, lists: Mapping[str, Sequence[str]]) -> None:
        look = {"font_name": _FONT, "valign": "top"}
        self._book, self._role = book, role
        self._headers = headers_of(role)
        self._lists = {field: words for field, words in lists.items() if field in self._headers}
        self._plain = book.add_format(look)
        self._wrapped = book.add_format(look | {"text_wrap": True})
        self._text = book.add_format(look | {"num_format": "@"})
        self._head = book.add_format(look | {"bold": True, "bg_color": "#dcecf3", "bottom": 1})
        self._grey = book.add_format(look | {"font_color": "#5a6878", "bg_color": "#eef1f4", "num_format": "@"})
        self._grey_number = book.add_format(look | {"font_color": "#5a6878", "bg_color": "#eef1f4"})

    def write(self) -> None:
        """All sheets: the one to fill in first."""
        sheet = self._book.add_worksheet(ROLES[self._role])
        guide = self._book.add_worksheet(GUIDE)
        self._fill_in(sheet)
        self._guide(guide)
        self._options(self._book.add_worksheet(OPTIONS))

    def _fill_in(self, sheet: Any) -> None:
        sheet.freeze_panes(1, 0)
        for place, (field, header) in enumerate(self._headers.items()):
            width = max(10, 2 * len(header) + 4, 24 if field in ("name", "address", "kind", "unit") else 0)
            sheet.set_column(place, place, width, self._text if field in _AS_TEXT else self._plain)
            sheet.write_string(0, place, header, self._head)
            value = self._example(field, place)
            sheet.write(1, place, value, self._grey if isinstance(value, str) else self._grey_number)
            sheet.data_validation(1, place, _LAST_ROW, place, self._rule(field))

    def _example(self, field: str, place: int) -> str | float:
        if field == "name":
            return _EXAMPLE_NAMES[self._role]
        if place == 0:
            return _EXAMPLES[field]
        return _EXAMPLES.get(field) or next(iter(self._lists.get(field, ())), "")

    def _rule(self, field: str) -> dict[str, Any]:
        rule: dict[str, Any] = {"validate": "any", "error_type": "warning", "input_message": self._note(field)[:255]}
        if field in self._lists:
            column = chr(ord("A") + list(self._lists).index(field))
            source = f"={OPTIONS}!${column}$2:${column}${len(self._lists[field]) + 1}"
            return rule | {"validate": "list", "source": source, "error_message": "不在列表里，确定要这样填吗？"}
        if field in _DEGREES:
            low, high = _DEGREES[field]
            rule |= {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
            return rule | {"error_message": f"应在 {low} 到 {high} 之间，请检查经纬度是否填反"}
        if field in _NUMBERS:
            rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "应填不小于 0 的数字"}
        return rule

    def _note(self, field: str) -> str:
        return _NOTES.get(field, _PEOPLE if field in GROUPS else "")

    def _guide(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 24, self._wrapped)
        sheet.set_column(1, 1, 90, self._wrapped)
        for row, line in enumerate(_GUIDE):
            sheet.write_string(row, 1, line, self._wrapped)
        for row, (field, header) in enumerate(self._headers.items(), start=len(_GUIDE) + 2):
            sheet.write_string(row, 0, header, self._head)
            sheet.write_string(row, 1, self._note(field), self._wrapped)

    def _options(self, sheet: Any) -> None:
        for place, (field, words) in enumerate(self._lists.items()):
            sheet.set_column(place, place, 30)
            sheet.write_string(0, place, self._headers[field], self._head)
            for row, word in enumerate(words, start=1):
                sheet.write_string(row, place, word, self._text)
