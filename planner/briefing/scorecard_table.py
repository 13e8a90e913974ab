"""The scorecard as tables: every row with everything needed to answer for it."""

from planner.briefing.contents import Contents
from planner.briefing.labels import (
    UNJUDGED,
    floor_word,
    place_in_plan,
    relation_label,
    target_label,
    value_label,
)
from planner.briefing.table import Cell, Column, Table
from planner.plans.indicator import GROUP_LABELS, MEASURE_LABELS
from planner.plans.plan import Plan
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

_COLUMNS = (
    Column("序号", "figure", 6),
    Column("指标", "text", 44),
    Column("代号", "text", 26),
    Column("分组", "text", 16),
    Column("关系", "text", 10),
    Column("对应的指标", "text", 30),
    Column("计入判定", "text", 9),
    Column("算法", "text", 18),
    Column("现值", "figure", 12),
    Column("可能的最小值", "figure", 12),
    Column("可能的最大值", "figure", 12),
    Column("现值(文字)", "text", 16),
    Column("单位", "text", 8),
    Column("目标(规划原文)", "text", 18),
    Column("目标值", "figure", 10),
    Column("判定", "text", 9),
    Column("缺口", "figure", 10),
    Column("缺口单位", "text", 14),
    Column("缺口说明", "text", 24),
    Column("基期数", "figure", 10),
    Column("基期年", "year", 8),
    Column("应达年份", "year", 9),
    Column("应达值", "figure", 10),
    Column("应达判定", "text", 9),
    Column("上级规划", "text", 26),
    Column("上级目标(原文)", "text", 14),
    Column("上级目标值", "figure", 10),
    Column("与上级相比", "text", 10),
    Column("对照上级判定", "text", 12),
    Column("分子", "figure", 12),
    Column("分母", "figure", 12),
    Column("目标年", "year", 8),
    Column("指标属性", "text", 10),
    Column("章节", "text", 20),
    Column("行号", "year", 7),
    Column("数字行号", "year", 9),
    Column("缺少的资料", "text", 40),
    Column("计算方法", "text", 60),
    Column("数据来源", "text", 40),
    Column("说明", "text", 50),
)
_EVIDENCE_COLUMNS = (
    Column("指标"),
    Column("算法"),
    Column("分子", "figure"),
    Column("分母", "figure"),
    Column("计算方法与参数"),
    Column("缺少的资料"),
    Column("数据来源"),
    Column("说明"),
    Column("规划中的位置"),
)


def indicator_table(contents: Contents) -> Table:
    """Every row of the scorecard, in its order."""
    plan = contents.plan
    rows = tuple(_cells(plan, number, row) for number, row in enumerate(contents.scorecard.rows, 1))
    return Table("指标总表", _COLUMNS, rows)


def evidence_table(contents: Contents) -> Table:
    """What the figures rest on; nothing is said of rows that have none and rest on nothing."""
    rows = tuple(_evidence_cells(card) for card in contents.scorecard.rows if has_evidence(card))
    return Table("", _EVIDENCE_COLUMNS, rows)


def has_evidence(card: ScorecardRow) -> bool:
    """Whether there is more to say than that nobody entered a figure yet."""
    return bool(card.measurement.method or card.indicator.note) and not card.indicator.principal


def _cells(plan: Plan, number: int, row: ScorecardRow) -> tuple[Cell, ...]:
    indicator, measured = row.indicator, row.measurement
    return (
        number,
        indicator.name,
        indicator.id,
        GROUP_LABELS[indicator.group],
        relation_label(row),
        plan.indicator(indicator.principal).name if indicator.principal else "",
        "是" if indicator.decides else "否",
        MEASURE_LABELS[indicator.measure],
        measured.value,
        measured.low,
        measured.high,
        value_label(row),
        indicator.unit,
        target_label(row),
        _known(row.target),
        VERDICT_LABELS[row.verdict] if indicator.is_judged else UNJUDGED,
        row.shortfall if indicator.is_judged else "",
        row.shortfall_unit,
        row.remark,
        *(plan.base_of(indicator) or ("", "")),
        *_due_cells(row),
        *_floor_cells(row),
        measured.numerator,
        measured.denominator,
        indicator.year,
        indicator.nature,
        indicator.section,
        indicator.line,
        indicator.figure_line or "",
        "；".join(measured.missing),
        measured.method,
        "；".join(measured.sources),
        indicator.note,
    )


def _due_cells(row: ScorecardRow) -> tuple[Cell, ...]:
    due = row.due
    return (due.year, due.value, VERDICT_LABELS[due.verdict]) if due else ("", "", "")


def _floor_cells(row: ScorecardRow) -> tuple[Cell, ...]:
    floor = row.floor
    if floor is None:
        return "", "", "", "", ""
    other = floor.indicator
    verdict = VERDICT_LABELS[floor.verdict]
    return floor.plan_name, other.target_text, _known(other.value), floor_word(row) or "口径不同", verdict


def _known(value: float | None) -> Cell:
    """A figure, and an empty cell where there can be none."""
    return "" if value is None else value


def _evidence_cells(card: ScorecardRow) -> tuple[Cell, ...]:
    indicator, measured = card.indicator, card.measurement
    return (
        indicator.name,
        MEASURE_LABELS[indicator.measure],
        _known(measured.numerator),
        _known(measured.denominator),
        measured.method,
        "；".join(measured.missing),
        "；".join(measured.sources),
        indicator.note,
        place_in_plan(card),
    )
