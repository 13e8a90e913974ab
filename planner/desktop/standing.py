"""The chosen indicator in a few sentences: what lacks, how far it should be, what the superior plan asks."""

from PySide6.QtCore import QCoreApplication

from planner.desktop import wording
from planner.desktop.scorecard_columns import standing
from planner.desktop.scorecard_lines import Line
from planner.plans.scorecard import VERDICT_LABELS, Floor, Scorecard, ScorecardRow

translate = QCoreApplication.translate


def headline(line: Line) -> str:
    """The one thing to know: what lacks; else the verdict, and why there is none."""
    row = line.row
    lacking = wording.lacking(row)
    if lacking:
        return lacking
    if row.verdict == "unknown" and not line.is_open and row.measurement.missing:
        return f"{VERDICT_LABELS[row.verdict]}：{row.measurement.missing[0]}"
    return standing(line)


def figures(line: Line) -> str:
    """Value and target, and the value when the projects are built."""
    row = line.row
    parts = [
        translate("Detail", "现值 {value}").format(value=wording.measured(row)),
        translate("Detail", "{year} 年目标 {target}").format(year=row.indicator.year, target=wording.target(row)),
    ]
    if line.after is not None:
        parts.append(translate("Detail", "项目建成后 {value}").format(value=wording.measured(line.after)))
    return " · ".join(parts)


def sentences(line: Line, scorecard: Scorecard) -> list[str]:
    """What else decides how urgent it is, each a sentence."""
    row = line.row
    told = [row.remark if row.shortfall else "", _due(row), _floor(row), _beside(line, scorecard)]
    return [sentence for sentence in told if sentence]


def _due(row: ScorecardRow) -> str:
    due = row.due
    if due is None or row.verdict == "unknown":
        return ""
    words = {
        "met": translate("Detail", "按进度 {year} 年应达到 {due}，现为 {value}，进度已到"),
        "not_met": translate("Detail", "按进度 {year} 年应达到 {due}，现为 {value}，进度落后"),
        "unknown": translate("Detail", "按进度 {year} 年应达到 {due}，现为 {value}"),
    }[due.verdict]
    value = wording.quantity(due.value, row.indicator.unit)
    return words.format(year=due.year, due=value, value=wording.measured(row))


def _floor(row: ScorecardRow) -> str:
    floor = row.floor
    if floor is None:
        return ""
    other, how = floor.indicator, _how_strict(row, floor)
    verdict = "" if floor.verdict == "unknown" else f"({VERDICT_LABELS[floor.verdict]})"
    return translate("Detail", "上级《{plan}》要求 {target}{verdict}，{how}").format(
        plan=floor.plan_name, target=wording.aim(other), verdict=verdict, how=how
    )


def _how_strict(row: ScorecardRow, floor: Floor) -> str:
    own, other = row.indicator, floor.indicator
    if floor.stricter:
        return translate("Detail", "本规划更严")
    if floor.looser:
        return translate("Detail", "本规划更宽")
    if floor.stricter is None or (own.value, own.comparator) != (other.value, other.comparator):
        return translate("Detail", "口径或写法不同，不比宽严")
    return translate("Detail", "与本规划一致")


def _beside(line: Line, scorecard: Scorecard) -> str:
    """Which of several statements decides."""
    one = line.row.indicator
    if one.principal:
        try:
            decides = scorecard.row(one.principal).indicator
        except KeyError:
            return ""
        return translate("Detail", "判定以“{name}”({section})为准").format(name=decides.name, section=decides.section)
    if not line.disputed:
        return ""
    others = [row.indicator for row in scorecard.beside(line.row) if row.indicator.relation == "conflicts_with"]
    said = "；".join(f"{other.section} {other.target_text}" for other in others)
    return translate("Detail", "另有说法：{said}。判定以本条为准").format(said=said)
