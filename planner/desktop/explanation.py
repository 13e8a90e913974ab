"""Why a figure is what it is, as a page to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QCoreApplication

from layers.tables import ManualValue
from planner.coverage.by_hand import TARGET_SUFFIX
from planner.desktop import wording
from planner.desktop.manual_form import entry_sentence
from planner.desktop.style import LINE, MUTED
from planner.plans.baseline import Baseline
from planner.plans.indicator import MEASURE_LABELS, RELATION_LABELS, Indicator
from planner.plans.plan_text import Entry, PlanText
from planner.plans.project import Project
from planner.plans.scorecard import VERDICT_LABELS, Scorecard, ScorecardRow

translate = QCoreApplication.translate

ROW_LINK, TEXT_LINK = "row:", "text:"


@dataclass(frozen=True)
class Context:
    """What stands around a row.

    Attributes:
        stored: figures entered by hand for the plan.
        texts: the plan's text and those of its superior plans by plan id, as far as they are at hand.
    """

    scorecard: Scorecard
    stored: Sequence[ManualValue] = ()
    texts: tuple[tuple[str, PlanText], ...] = ()

    def passage(self, entry: Entry) -> str:
        """The plan's own sentence, in quotes; "" where the text is not at hand or says nothing of it."""
        origin = entry.origin if isinstance(entry, Indicator) and entry.origin else self.scorecard.plan.id
        text = dict(self.texts).get(origin)
        found = text.passage(entry) if text else None
        if found is None or text is None:
            return ""
        moved = translate("Explanation", "(原文第 {line} 行)").format(line=found.line) if found.moved else ""
        return f"“{found.sentence}”{moved}"


def explanation(row: ScorecardRow, context: Context) -> str:
    """The figure's parts, method, place in the plan and what stands beside it, as simple HTML; all text escaped."""
    parts = (
        (translate("Explanation", "怎么算"), _lines(_calculation(row))),
        (translate("Explanation", "缺少什么"), _lines(row.measurement.missing)),
        (translate("Explanation", "人工填报"), _lines(_entries(row, context.stored))),
        (translate("Explanation", "规划怎么说"), _lines(_place(row.indicator, context))),
        (translate("Explanation", "规划在别处的说法"), _beside(row, context)),
        (translate("Explanation", "规划所载的现状"), _baselines(row, context)),
        (translate("Explanation", "为它安排的项目"), _projects(row, context)),
        (translate("Explanation", "备注"), _lines((row.indicator.note,))),
        (translate("Explanation", "数据来源"), _lines(row.measurement.sources)),
    )
    return "".join(_section(title, body) for title, body in parts)


def _section(title: str, body: str) -> str:
    if not body:
        return ""
    return f'<p style="margin:0 0 3px 0;color:{MUTED}">{escape(title)}</p><div style="margin:0 0 9px 0">{body}</div>'


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in lines if line)


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


def _entries(row: ScorecardRow, stored: Sequence[ManualValue]) -> list[str]:
    """Who entered what, of the row itself or else of the row that decides."""
    one = row.indicator
    own = [value for value in stored if value.indicator_id == one.id]
    shown = own or [value for value in stored if one.principal and value.indicator_id == one.principal]
    aims = [value for value in stored if value.indicator_id == one.id + TARGET_SUFFIX]
    told = translate("Explanation", "目标值：{entry}")
    return [
        *(entry_sentence(value, one.unit) for value in shown),
        *(told.format(entry=entry_sentence(value, one.unit)) for value in aims),
    ]


def _place(one: Indicator, context: Context) -> tuple[str, ...]:
    printed = translate("Explanation", "印作：{printed}").format(printed=one.printed) if one.printed else ""
    plan = context.scorecard.plan.superior
    while one.origin and plan is not None and plan.id != one.origin:
        plan = plan.superior
    source = f"《{plan.name}》" if one.origin and plan else ""
    return f"{source}{_at(one.section, one.line)}", printed, context.passage(one), _base(one)


def _at(section: str, line: int) -> str:
    """A place in the plan; a norm has no line."""
    if not line:
        return section
    return translate("Explanation", "{section}，第 {line} 行").format(section=section, line=line)


def _base(one: Indicator) -> str:
    if one.base_value is None or one.base_year is None:
        return ""
    return translate("Explanation", "规划所载 {year} 年基数：{value}").format(
        year=one.base_year, value=wording.quantity(one.base_value, one.unit)
    )


def _beside(row: ScorecardRow, context: Context) -> str:
    """The other statements of the same matter; which one decides is said first."""
    scorecard, one = context.scorecard, row.indicator
    principal = next((other for other in scorecard.rows if other.indicator.id == (one.principal or one.id)), row)
    others = scorecard.beside(principal)
    if not others:
        return ""
    rows = [_statement(principal, translate("Explanation", "为准"), context)]
    rows += [_statement(other, RELATION_LABELS[_relation(other)], context) for other in others]
    return _table(rows)


def _relation(row: ScorecardRow):
    relation = row.indicator.relation
    return relation if relation else "same_as"


def _statement(row: ScorecardRow, role: str, context: Context) -> tuple[str, ...]:
    one = row.indicator
    place = translate("Explanation", "{section}，第 {line} 行").format(
        section=one.section, line=one.figure_line or one.line
    )
    name = f'<a href="{ROW_LINK}{escape(one.id)}">{escape(one.name)}</a>'
    verdict = VERDICT_LABELS[row.verdict]
    said = context.passage(one)
    return (
        escape(role),
        name,
        escape(f"{one.year} 年 {wording.target(row)}"),
        escape(verdict),
        escape(place),
        escape(said),
    )


def _in_year(year: int, figure: str) -> str:
    return translate("Explanation", "{year} 年 {figure}").format(year=year, figure=figure)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    """A plain table; a last cell that is not empty takes a line of its own."""
    lines = []
    for *cells, said in rows:
        body = "".join(f'<td style="padding:1px 10px 1px 0">{cell}</td>' for cell in cells)
        lines.append(f"<tr>{body}</tr>")
        if said:
            lines.append(f'<tr><td></td><td colspan="{len(cells) - 1}" style="color:{MUTED}">{said}</td></tr>')
    return f'<table cellspacing="0" style="border-color:{LINE}">{"".join(lines)}</table>'


def _baselines(row: ScorecardRow, context: Context) -> str:
    one = row.indicator
    own = [base for base in context.scorecard.plan.baselines if base.indicator in (one.id, one.principal or one.id)]
    return _table([_state(base, context) for base in own if not one.origin]) if own and not one.origin else ""


def _state(base: Baseline, context: Context) -> tuple[str, ...]:
    sign = "" if base.comparator == "==" else wording.COMPARATORS[base.comparator] + " "
    figure = _in_year(base.year, f"{sign}{wording.quantity(base.value, base.unit)}")
    return escape(base.name), escape(figure), escape(_at(base.section, base.line)), escape(context.passage(base))


def _projects(row: ScorecardRow, context: Context) -> str:
    one = row.indicator
    own = [
        project
        for project in context.scorecard.plan.projects
        if project.indicator and project.indicator in (one.id, one.principal)
    ]
    return _table([_project(project, context) for project in own]) if own else ""


def _project(project: Project, context: Context) -> tuple[str, ...]:
    where = project.place or project.unit
    years = "–".join(str(year) for year in (project.start_year, project.end_year) if year)
    money = "" if project.investment is None else wording.quantity(project.investment, translate("Explanation", "万元"))
    details = "，".join(part for part in (project.action, where, years, "、".join(project.printed), money) if part)
    place = _at(project.section, project.line)
    return escape(project.name), escape(details), escape(place), escape(context.passage(project))
