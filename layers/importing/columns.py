"""From a table's headers and cells to the fields of a region."""

import math
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.resources import resource
from layers.tables import Floats, Texts

Cell = str | int | float | bool | None
_SUMS = ("合计", "总计", "小计", "总和", "汇总")
_UNITS_IN_CELLS = ("平方米", "㎡", "m²", "m2", "张", "人", "户", "个", "名")


@cache
def known_headers() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Headers understood without being told: role, field, headers."""
    with resource("columns.toml").open("rb") as file:
        return tomllib.load(file)


def require(field: str, label: str, header: Mapping[str, str], headers: Iterable[str], where: str) -> None:
    """Insist that some header holds a field.

    Raises:
        UserError: none does; lists the headers there are.
    """
    if field not in header:
        there = "、".join(headers) or "(没有列)"
        raise UserError(
            f"不知道哪一列是{label}",
            where=where,
            remedy=f"请指明这一列;文件里的表头:{there}",
            option=f"--column {field}=表头",
        )


def fold(text: str) -> str:
    """A header as it is compared: half-width, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def header_of_field(role: str, headers: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, str]:
    """Which header holds each field of a role; fields that no header holds are left out.

    Args:
        chosen: the user's own choice, field to header; it always wins.

    Raises:
        UserError: a chosen field or header does not exist.
    """
    fields = known_headers()[role]
    by_fold = {fold(header): header for header in reversed(headers)}
    found = {}
    for field, header in chosen.items():
        if field not in fields:
            raise UserError(f"没有“{field}”这个字段", where=where, remedy=f"可用的字段:{'、'.join(fields)}")
        if fold(header) not in by_fold:
            names = "、".join(headers[:20]) or "(没有列)"
            raise UserError(f"找不到表头“{header}”", where=where, remedy=f"文件里的表头:{names}")
        found[field] = by_fold[fold(header)]
    for field, known in fields.items():
        match = next((by_fold[fold(name)] for name in known if fold(name) in by_fold), None)
        if field not in found and match is not None and match not in found.values():
            found[field] = match
    return found


def real_rows(names: Sequence[str], rows: Sequence[int], findings: list[Finding], where: str) -> NDArray[np.bool_]:
    """Which rows are things of their own; those without a name, and sums of the others, are listed.

    Raises:
        UserError: no row is.
    """
    named = np.array([bool(name) for name in names], dtype=bool)
    sums = np.array([fold(name).rstrip(":") in _SUMS for name in names], dtype=bool)
    for which, code, text in ((~named, "no_name", "没有名称"), (sums, "sum_row", "是合计行")):
        if which.any():
            places = tuple(f"第{row}行" for row, bad in zip(rows, which, strict=True) if bad)[:50]
            remedy = "请在原表补上名称" if code == "no_name" else ""
            findings.append(Finding("warning", code, f"{int(which.sum())} 行{text},没有导入", places, remedy))
    real: NDArray[np.bool_] = named & ~sums
    if not real.any():
        raise UserError("没有一行有名称", where=where, remedy="请检查名称列", option="--column name=表头")
    return real


def text_of(cell: Cell) -> str:
    """A cell as text: integral numbers without ".0", blanks and control characters dropped."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    return "".join(c for c in str(cell) if unicodedata.category(c) != "Cc").strip()


def number_of(cell: Cell) -> float:
    """A cell as a number, NaN for a blank one.

    Raises:
        ValueError: the cell holds something else, or is negative or infinite.
    """
    if isinstance(cell, bool):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        value = float(cell)
    else:
        text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "").replace(" ", "")
        for unit in _UNITS_IN_CELLS:
            text = text.removesuffix(unicodedata.normalize("NFKC", unit))
        value = float(text) if text else math.nan
        if text and math.isnan(value):
            raise ValueError(text)
    if value < 0 or math.isinf(value):
        raise ValueError(cell)
    return value


def texts(columns: Mapping[str, Sequence[Cell]], header: str | None, count: int) -> list[str]:
    """A column as text, blanks where there is no such column."""
    return [""] * count if header is None else [text_of(cell) for cell in columns[header]]


def numbers(
    columns: Mapping[str, Sequence[Cell]], header: str | None, rows: Sequence[int], findings: list[Finding]
) -> Floats:
    """A column of counts as numbers, NaN where blank; what is no such number is listed in `findings`."""
    values = np.full(len(rows), np.nan)
    if header is None:
        return values
    bad = []
    for i, cell in enumerate(columns[header]):
        try:
            values[i] = number_of(cell)
        except ValueError:
            bad.append(f"第{rows[i]}行“{text_of(cell)[:20]}”")
    if bad:
        message = f"“{header}”列有 {len(bad)} 个单元格不是有效的数字,按“没有数据”处理"
        findings.append(Finding("warning", "not_a_number", message, tuple(bad[:50]), "请在原表中改正后重新导入"))
    return values


def coordinates(columns: Mapping[str, Sequence[Cell]], header: str | None, count: int) -> Floats:
    """A column of degrees; NaN where blank or not a number."""
    values: list[Any] = [None] * count if header is None else list(columns[header])
    return np.array([_degree(value) for value in values], dtype=np.float64)


def _degree(cell: Cell) -> float:
    if isinstance(cell, bool) or cell is None:
        return math.nan
    try:
        value = float(unicodedata.normalize("NFKC", text_of(cell)) if isinstance(cell, str) else cell)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def unit_codes(given: Sequence[str], rows: Sequence[int], findings: list[Finding], *, otherwise: str) -> Texts:
    """Codes as 12 digits, "" where blank; what is no code is listed, with what is done `otherwise`."""
    result, bad = [], []
    for text, row in zip(given, rows, strict=True):
        try:
            result.append(codes.normalise(text) if text else "")
        except ValueError:
            result.append("")
            bad.append(f"第{row}行“{text[:20]}”")
    if bad:
        message = f"{len(bad)} 个区划代码不是 2、4、6、9 或 12 位数字,{otherwise}"
        findings.append(Finding("warning", "bad_code", message, tuple(bad[:50]), "请把代码列设为文本格式后重新导入"))
    return np.array(result, dtype="U12")
