"""The scorecard's columns: verdict, indicator, value, value when the projects are built, target, shortfall."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from planner.desktop import wording
from planner.desktop.rows_model import Column
from planner.desktop.scorecard_lines import Line, urgency
from planner.desktop.style import INK, VERDICT_INK
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.indicator import RELATION_LABELS
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

translate = QCoreApplication.translate

VERDICT, NAME, VALUE, AFTER, TARGET, SHORTFALL = range(6)


def scorecard_columns() -> list[Column]:
    """Columns over `Line`."""
    return [
        Column(
            "",
            lambda line: "",
            key=urgency,
            tip=_verdict_tip,
            icon=_mark,
            help=translate("Scorecard", "判定：达标、未达标，或资料不全而待定；再点一次按紧迫程度排列"),
        ),
        Column(
            translate("Scorecard", "指标"),
            lambda line: line.row.indicator.name,
            key=lambda line: line.place,
            tip=_name_tip,
            help=translate("Scorecard", "规划中的指标，点这里按印出的次序排列"),
        ),
        Column(
            translate("Scorecard", "现值"),
            lambda line: wording.measured(line.row),
            key=lambda line: _low(line.row.measurement.value),
            help=translate("Scorecard", "由本区域的数据算出的值；资料不全时给出可能的区间"),
            right=True,
        ),
        Column(
            translate("Scorecard", "建成后"),
            lambda line: wording.measured(line.after) if line.after else wording.NOTHING,
            key=lambda line: _low(line.after.measurement.value if line.after else None),
            tip=_after_tip,
            icon=_after_mark,
            help=translate("Scorecard", "规划所列项目全部建成以后的值"),
            right=True,
        ),
        Column(
            translate("Scorecard", "目标"),
            lambda line: wording.target(line.row),
            key=lambda line: _low(line.row.target),
            tip=lambda line: _target_tip(line.row),
            help=translate("Scorecard", "规划要求在目标年达到的值"),
            right=True,
        ),
        Column(
            translate("Scorecard", "缺口"),
            lambda line: wording.shortfall(line.row),
            key=lambda line: _low(line.row.shortfall),
            ink=lambda line: VERDICT_INK["not_met"] if line.row.verdict == "not_met" else INK,
            help=translate("Scorecard", "还要建多少才达标"),
            right=True,
        ),
    ]


def standing(line: Line) -> str:
    """The verdict in words, and for a row that does not decide that it is only by its own wording."""
    if line.inset:
        return _aside(line)
    if line.is_open:
        return translate("Scorecard", "不作判定")
    if not line.counts:
        return translate("Scorecard", "{verdict}，不计入").format(verdict=VERDICT_LABELS[line.row.verdict])
    return VERDICT_LABELS[line.row.verdict]


def _aside(line: Line) -> str:
    """How a statement stands to the one that decides, and what it would say by itself."""
    one = line.row.indicator
    relation = RELATION_LABELS.get(one.relation, "") if one.relation else ""
    if one.relation == "milestone_of":
        relation = f"{relation} {one.year}"
    if line.is_open:
        return " · ".join((relation, translate("Scorecard", "不作判定")))
    verdict = translate("Scorecard", "按此说法：{verdict}").format(verdict=VERDICT_LABELS[line.row.verdict])
    return f"{relation} · {verdict}"


def tags(line: Line) -> str:
    """The small line below the name, after the verdict: where from, nature, source of the value."""
    one = line.row.indicator
    if line.inset:
        return one.section
    elsewhere = translate("Scorecard", "另有说法") if line.disputed else ""
    origin = translate("Scorecard", "上级：《{name}》").format(name=line.origin) if one.origin else line.origin
    parts = (elsewhere, one.nature, wording.data_label(one.data), origin)
    return " · ".join(part for part in parts if part)


def _mark(line: Line) -> QIcon | None:
    """None for what is not judged, and for what stands beside a row that decides."""
    return None if line.inset or line.is_open else verdict_icon(line.row.verdict)


def _after_mark(line: Line) -> QIcon | None:
    if line.after is None or line.inset or line.is_open:
        return None
    return verdict_icon(line.after.verdict)


def _after_tip(line: Line) -> str:
    if line.after is None:
        return translate("Scorecard", "还没有计算")
    lacking = wording.lacking(line.after)
    return VERDICT_LABELS[line.after.verdict] + (f"\n{lacking}" if lacking else "")


def _verdict_tip(line: Line) -> str:
    if line.row.measurement.missing and not line.is_open:
        return translate("Scorecard", "缺少：") + "；".join(line.row.measurement.missing)
    return standing(line)


def _name_tip(line: Line) -> str:
    one = line.row.indicator
    return "\n".join((one.name, f"{standing(line)} · {tags(line)}", wording.data_tip(one.data)))


def _target_tip(row: ScorecardRow) -> str:
    return translate("Scorecard", "{year} 年达到；规划印作：{printed}").format(
        year=row.indicator.year, printed=row.indicator.printed
    )


def _low(value: float | None) -> float:
    """Nothing sorts below every number."""
    return float("-inf") if value is None else value
