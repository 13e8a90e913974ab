"""Rows of a source that are things of their own, and the codes they carry."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.table.cell_text import half_width
from layers.importing.table.headers import fold
from layers.tables import Texts

_SUMS = ("总和", "共计", "累计", "计")
_SUM_ENDINGS = ("小计", "合计", "总计", "汇总", "小计数", "合计数", "总计数", "汇总数")


def real_rows(names: Sequence[str], rows: Sequence[int], findings: list[Finding], where: str) -> NDArray[np.bool_]:
    """Which rows are things of their own; those without a name, and sums of the others, are listed.

    Raises:
        UserError: no row is.
    """
    named = np.array([bool(name) for name in names], dtype=bool)
    sums = np.array([_is_sum(name) for name in names], dtype=bool)
    for which, code, text in ((~named, "no_name", "没有名称"), (sums, "sum_row", "是合计行")):
        if which.any():
            places = tuple(f"第{row}行" for row, bad in zip(rows, which, strict=True) if bad)[:50]
            remedy = "请在原表补上名称" if code == "no_name" else ""
            findings.append(Finding("warning", code, f"{int(which.sum())} 行{text},没有导入", places, remedy))
    real: NDArray[np.bool_] = named & ~sums
    if not real.any():
        raise UserError("没有一行有名称", where=where, remedy="请检查名称列", option="--column name=表头")
    return real


def _is_sum(name: str) -> bool:
    """合计, 全区总计(人), 东陵街道小计: no place is called so."""
    plain = fold(name).partition("(")[0].rstrip(":")
    return plain in _SUMS or plain.endswith(_SUM_ENDINGS)


def unit_codes(given: Sequence[str], rows: Sequence[int], findings: list[Finding], *, otherwise: str) -> Texts:
    """Codes as 12 digits, "" where blank; what is no code is listed, with what is done `otherwise`."""
    result, bad = [], []
    for text, row in zip(given, rows, strict=True):
        try:
            result.append(codes.normalise(half_width(text)) if text else "")
        except ValueError:
            result.append("")
            bad.append(f"第{row}行“{text[:20]}”")
    if bad:
        message = f"{len(bad)} 个区划代码不是 2、4、6、9 或 12 位数字,{otherwise}"
        findings.append(Finding("warning", "bad_code", message, tuple(bad[:50]), "请把代码列设为文本格式后重新导入"))
    return np.array(result, dtype="U12")
