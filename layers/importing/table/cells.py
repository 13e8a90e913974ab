"""The fields of a source by row: text, numbers and dates, with what could not be read listed."""

import datetime
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from layers.finding import Finding
from layers.foreign.answer import Cell
from layers.importing.table.cell_text import half_width, is_blank
from layers.importing.table.cell_text import text_of as text_of
from layers.importing.table.headers import parse
from layers.importing.table.measures import NONE, Measure, allowed
from layers.importing.table.quantities import quantity_of
from layers.importing.understood import Understood
from layers.schema import GROUPS
from layers.tables import Floats

_LONGEST = 60
_WHOLE = frozenset((*GROUPS, "households", "beds", "nursing_beds", "staff"))
"""Fields that count people or things."""
_ROUNDING = 1e-6


def number_of(cell: Cell) -> float:
    """A cell as a number in the region's own unit (1.2万 is 12,000; 2.5亩 is 1,666.7), NaN for a blank one.

    Raises:
        ValueError: as `quantity_of`.
    """
    found = quantity_of(cell)
    return found.value * found.measure.factor


@dataclass(frozen=True)
class _Remarks:
    """Places to be listed, by what is to be said of them."""

    bad: list[str]
    blank: list[str]
    about: list[str]
    first: list[str]
    unit: list[str]
    broken: list[str]


def numbers(understood: Understood, field: str, findings: list[Finding]) -> Floats:
    """A field as numbers in the region's own unit, NaN where blank or where no column holds it; shape (n,).

    The header's unit counts unless the cell has its own. What is no number, rough, or contradicts, is listed.
    """
    values = np.full(len(understood), np.nan)
    header = understood.header.get(field)
    if header is None:
        return values
    told = parse(header).measure
    given = told if allowed(field, told) else NONE
    remarks = _Remarks([], [], [], [], [], [])
    for i, cell in enumerate(understood.features.columns[header]):
        if type(cell) in (int, float) and 0 <= cell < math.inf:  # type: ignore[operator]
            values[i] = cell * given.factor  # type: ignore[operator]
        elif cell is not None:
            values[i] = _number(cell, field, given, f"第{understood.features.rows[i]}行“{text_of(cell)[:20]}”", remarks)
    if field in _WHOLE and understood.options.role in ("units", "facilities"):
        parts = np.flatnonzero(np.abs(values - np.round(values)) > _ROUNDING)
        remarks.broken.extend(f"第{understood.features.rows[place]}行“{values[place]:g}”" for place in parts)
    _tell(header, remarks, findings)
    return values


def _number(cell: Cell, field: str, given: Measure, place: str, remarks: _Remarks) -> float:
    try:
        found = quantity_of(cell)
    except ValueError:
        remarks.bad.append(place)
        return math.nan
    if math.isnan(found.value):
        if text_of(cell):
            remarks.blank.append(place)
        return math.nan
    if not allowed(field, found.measure):
        remarks.bad.append(place)
        return math.nan
    if found.remark:
        (remarks.about if found.remark == "about" else remarks.first).append(place)
    if found.measure == NONE:
        return found.value * given.factor
    if given != NONE and given.factor != found.measure.factor:
        remarks.unit.append(place)
    return found.value * found.measure.factor


def _tell(header: str, remarks: _Remarks, findings: list[Finding]) -> None:
    def tell(severity: str, code: str, places: list[str], text: str, remedy: str = "") -> None:
        if places:
            message = f"“{header}”列有 {len(places)} 个单元格{text}"
            findings.append(Finding(severity, code, message, tuple(places[:50]), remedy))  # type: ignore[arg-type]

    mend = "请在原表中改正后重新导入"
    tell("warning", "not_a_number", remarks.bad, "不是有效的数字(文字、范围、负数或单位不符),按“没有数据”处理", mend)
    tell("warning", "unit_differs", remarks.unit, "写的单位与表头不同,按单元格自己的单位处理", "请核对这些数字的单位")
    told = "请核对单位;以“万”计的,请把单位写进表头,如“常住人口(万人)”"
    tell("warning", "fractions", remarks.broken, "不是整数,而人数、户数、床位数应是整数,单位可能不是个位", told)
    tell("note", "blank_words", remarks.blank, "写着“无”“不详”一类的字,按“没有数据”处理", "如果是 0,请在原表中填 0")
    tell("note", "rough_numbers", remarks.about, "是约数,取其中的数字")
    tell("note", "first_number", remarks.first, "除数字外还有说明,只取前面的数字", "请核对取到的数字")


_DATE = re.compile(r"^([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?)?)?[年月日]?(?:[ t][0-9:.]*z?)?$")
_COMPACT = re.compile(r"^((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])?$")
_EXCEL_ZERO = datetime.date(1899, 12, 30)
_EXCEL_FIRST, _EXCEL_LAST = 10_000, 73_050  # 1927 to 2099


def date_of(cell: Cell) -> str:
    """A cell as an ISO date, as exact as it is written: 2019, 2019-03 or 2019-03-01; "" for a blank one.

    Excel's own day numbers are understood from 1927 to 2099.

    Raises:
        ValueError: it holds no date.
    """
    if isinstance(cell, bool):
        raise ValueError(cell)
    return "" if is_blank(cell) else _date(half_width(text_of(cell)).lower(), isinstance(cell, float))


@lru_cache(maxsize=8192)
def _date(text: str, was_number: bool) -> str:
    if len(text) > _LONGEST:
        raise ValueError(text)
    if was_number and text.endswith(".1"):  # 2019.10 is 2019.1 to a program: only the year is certain
        text = text[:-2]
    dense = re.sub(r" *([-/.年月日]) *", r"\1", text)
    found = _COMPACT.match(dense) or _DATE.match(dense)
    if found:
        return _iso(*(int(part) if part else None for part in found.groups()))
    try:
        serial = float(text)
    except ValueError:
        raise ValueError(text) from None
    if not _EXCEL_FIRST <= serial <= _EXCEL_LAST:
        raise ValueError(text)
    return (_EXCEL_ZERO + datetime.timedelta(days=int(serial))).isoformat()


def _iso(year: int | None, month: int | None = None, day: int | None = None) -> str:
    if year is None or not 1850 <= year <= 2199:
        raise ValueError(year)
    datetime.date(year, month or 1, day or 1)
    return "-".join([f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part is not None])


def dates(understood: Understood, field: str, findings: list[Finding]) -> list[str]:
    """A field as ISO dates, "" where blank or where no column holds it; what is no date is listed."""
    header = understood.header.get(field)
    if header is None:
        return [""] * len(understood)
    result, bad = [], []
    for row, cell in zip(understood.features.rows, understood.features.columns[header], strict=True):
        try:
            result.append(date_of(cell))
        except ValueError:
            result.append("")
            bad.append(f"第{row}行“{text_of(cell)[:20]}”")
    if bad:
        message = f"“{header}”列有 {len(bad)} 个单元格不是日期,按“没有数据”处理"
        findings.append(Finding("warning", "not_a_date", message, tuple(bad[:50]), "请写成 2019-03-01 这样的日期"))
    return result


def places_of(understood: Understood, which: Sequence[int]) -> tuple[str, ...]:
    """How messages name rows: the first 50 as 第12行."""
    return tuple(f"第{understood.features.rows[i]}行" for i in which[:50])
