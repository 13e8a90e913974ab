"""Why a figure is what it is, as a page to read."""

from html import escape

from PySide6.QtCore import QCoreApplication

from planner.desktop import wording
from planner.desktop.style import MUTED
from planner.plans.indicator import MEASURE_LABELS
from planner.plans.scorecard import ScorecardRow

translate = QCoreApplication.translate


def explanation(row: ScorecardRow) -> str:
    """The figure's parts, method, gaps, place in the plan, note and sources as simple HTML; all text escaped."""
    parts = (
        (translate("Explanation", "怎么算"), _calculation(row)),
        (translate("Explanation", "缺少什么"), row.measurement.missing),
        (translate("Explanation", "规划出处"), _place(row)),
        (translate("Explanation", "备注"), (row.indicator.note,)),
        (translate("Explanation", "数据来源"), row.measurement.sources),
    )
    return "".join(_section(title, [line for line in lines if line]) for title, lines in parts)


def _section(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    body = "<br>".join(escape(line) for line in lines)
    return f'<p style="margin:0 0 9px 0"><span style="color:{MUTED}">{escape(title)}</span><br>{body}</p>'


def _calculation(row: ScorecardRow) -> tuple[str, ...]:
    return (
        translate("Explanation", "度量：{measure}").format(measure=MEASURE_LABELS[row.indicator.measure]),
        _ratio(row),
        _interval(row),
        row.remark,
        row.measurement.method,
    )


def _ratio(row: ScorecardRow) -> str:
    above, below = row.measurement.numerator, row.measurement.denominator
    if above is None or below is None:
        return ""
    ratio = translate("Explanation", "分子 {above} ÷ 分母 {below}").format(
        above=wording.quantity(above, ""), below=wording.quantity(below, "")
    )
    return ratio if row.measurement.value is None else f"{ratio} = {wording.measured(row)}"


def _interval(row: ScorecardRow) -> str:
    low, high = row.measurement.low, row.measurement.high
    if low is None or high is None or low == high:
        return ""
    return translate("Explanation", "资料不全，值在 {low} 与 {high} 之间").format(
        low=wording.quantity(low, row.indicator.unit), high=wording.quantity(high, row.indicator.unit)
    )


def _place(row: ScorecardRow) -> tuple[str, ...]:
    one = row.indicator
    line = translate("Explanation", "{section}，第 {line} 行").format(section=one.section, line=one.line)
    printed = translate("Explanation", "印作：{printed}").format(printed=one.printed) if one.printed else ""
    return line, printed, _base(row)


def _base(row: ScorecardRow) -> str:
    one = row.indicator
    if one.base_value is None or one.base_year is None:
        return ""
    return translate("Explanation", "规划所载 {year} 年基数：{value}").format(
        year=one.base_year, value=wording.quantity(one.base_value, one.unit)
    )
