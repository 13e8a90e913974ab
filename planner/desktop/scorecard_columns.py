"""The scorecard's columns: verdict, indicator, value, target, shortfall."""

from PySide6.QtCore import QCoreApplication

from planner.desktop import wording
from planner.desktop.rows_model import Column
from planner.desktop.style import INK, VERDICT_INK
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

translate = QCoreApplication.translate

VERDICT, NAME, VALUE, TARGET, SHORTFALL = range(5)
_URGENCY = {"not_met": 0, "unknown": 1, "met": 2}


def scorecard_columns() -> list[Column]:
    """Columns over `ScorecardRow`."""
    return [
        Column(
            "",
            lambda row: "",
            key=lambda row: _URGENCY[row.verdict],
            tip=_verdict_tip,
            icon=lambda row: verdict_icon(row.verdict),
            help=translate("Scorecard", "判定：达标、未达标，或资料不全而待定"),
        ),
        Column(
            translate("Scorecard", "指标"),
            lambda row: row.indicator.name,
            tip=lambda row: f"{row.indicator.name}\n{wording.data_tip(row.indicator.data)}",
            help=translate("Scorecard", "规划中的指标，按印出的次序"),
        ),
        Column(
            translate("Scorecard", "现值"),
            wording.measured,
            key=lambda row: _low(row.measurement.value),
            help=translate("Scorecard", "由本区域的数据算出的值；资料不全时给出可能的区间"),
            right=True,
        ),
        Column(
            translate("Scorecard", "目标"),
            wording.target,
            key=lambda row: _low(row.target),
            tip=_target_tip,
            help=translate("Scorecard", "规划要求在目标年达到的值"),
            right=True,
        ),
        Column(
            translate("Scorecard", "缺口"),
            wording.shortfall,
            key=lambda row: _low(row.shortfall),
            ink=lambda row: VERDICT_INK["not_met"] if row.verdict == "not_met" else INK,
            help=translate("Scorecard", "还要建多少才达标"),
            right=True,
        ),
    ]


def tags(row: ScorecardRow) -> str:
    """The small line below the name: nature, and where the value comes from."""
    parts = (row.indicator.nature, wording.data_label(row.indicator.data))
    return " · ".join(part for part in parts if part)


def _verdict_tip(row: ScorecardRow) -> str:
    if row.measurement.missing:
        return translate("Scorecard", "缺少：") + "；".join(row.measurement.missing)
    return VERDICT_LABELS[row.verdict]


def _target_tip(row: ScorecardRow) -> str:
    return translate("Scorecard", "{year} 年达到；规划印作：{printed}").format(
        year=row.indicator.year, printed=row.indicator.printed
    )


def _low(value: float | None) -> float:
    """Nothing sorts below every number."""
    return float("-inf") if value is None else value
