"""Scorecards as a person reads them on the terminal."""

from collections.abc import Callable, Sequence

from layers.schema import LEVEL_LABELS, STATUSES
from planner.briefing import figures, labels
from planner.command_line.output import figure, print_table, put
from planner.coverage.comparison import Comparison, IndicatorChange
from planner.coverage.drill_down import UnitScorecard, ranked
from planner.coverage.norm_rows import NormRow
from planner.coverage.project_stock import Added
from planner.coverage.scenarios import PROJECTS, SCENARIO_LABELS, TODAY, Scenarios
from planner.plans.indicator import GROUP_LABELS, RELATION_LABELS
from planner.plans.scorecard import VERDICT_LABELS, Measurement, Scorecard, ScorecardRow, Verdict

_INDENT = "  "
_MISSING_WIDTH = 40
_NOTHING = "—"


def print_scorecard(card: Scorecard) -> None:
    """Every indicator by group; what stands beside a deciding row is indented below it."""
    _print_groups(card, ("代号", "指标", "现值", "目标", "结论", "差额", "缺什么"), _line)
    put("")
    put(_summary(card.counts()))
    for note in card.notes:
        put(note)


def print_scenarios(scenarios: Scenarios) -> None:
    """Today beside the time when the projects are built."""
    today = {row.indicator.id: row for row in scenarios.today.rows}

    def line(row: ScorecardRow) -> tuple[str, ...]:
        before = today[row.indicator.id]
        return (*_named(row), value(before), value(row), row.indicator.target_text, _turned(before, row), _missing(row))

    header = ("代号", "指标", "今天", "项目建成后", "目标", "结论", "缺什么")
    _print_groups(scenarios.projects, header, line)
    put("")
    for name, card in ((TODAY, scenarios.today), (PROJECTS, scenarios.projects)):
        put(f"{SCENARIO_LABELS[name]}:{_summary(card.counts())}")
    put(f"计入的项目 {len(scenarios.added)} 个")
    for added in scenarios.added:
        put(_INDENT + _project(added))
    for note in (*scenarios.notes, *scenarios.projects.notes):
        put(note)


def print_units(cards: Sequence[UnitScorecard], indicators: Sequence[str], level: str) -> None:
    """The units by what they lack for the one indicator that was asked for, else how many are met by each."""
    put("")
    put(f"按{LEVEL_LABELS[level]}单元")
    if len(indicators) == 1:
        _print_ranking(cards, indicators[0])
        return
    rows = []
    for card in cards:
        counts = card.counts()
        rows.append((card.code, card.name, card.parent_name, *(str(counts[verdict]) for verdict in VERDICT_LABELS)))
    print_table(("代码", "单元", "上级", *VERDICT_LABELS.values()), rows)


def print_norms(rows: Sequence[NormRow]) -> None:
    """Norms beside the plan: for reference, counted nowhere."""
    put("")
    put(f"规范(只作参考) {len(rows)} 条")
    header = ("代号", "规范", "现值", "要求", "结论", "差额", "出处")
    lines = []
    for one in rows:
        name, row = f"{one.norm.name}{'(待核)' if one.norm.unverified else ''}", one.row
        place = f"{one.norm.document} {one.norm.clause}".strip()
        lines.append(
            (one.norm.id, name, value(row), row.indicator.printed, labels.verdict_label(row), _lacking(row), place)
        )
    print_table(header, lines)


def print_changes(comparison: Comparison) -> None:
    """What changed, in sentences."""
    old, new, facilities = comparison.old, comparison.new, comparison.facilities
    put("")
    put(f"与 {old.year} 年相比" if old.year != new.year else "与原来相比")
    for note in comparison.notes:
        put(note)
    for unit in comparison.units:
        put(_unit_sentence(unit.old_code, unit.old_name, unit.new_code, unit.new_name))
    added, gone, changed_ones = (len(some) for some in (facilities.added, facilities.gone, facilities.changed))
    put(f"设施:新增 {added} 处,不在清单里了 {gone} 处,有变化 {changed_ones} 处")
    for word, entries in (("新增", facilities.added), ("不在清单里了", facilities.gone)):
        for one in entries:
            put(f"{_INDENT}{word}:{one.name}({one.unit},{STATUSES.get(one.status, one.status)})")
    for changed in facilities.changed:
        put(f"{_INDENT}{changed.name}:{';'.join(change.text for change in changed.changes)}")
    moved = [change for change in comparison.indicators if change.is_changed or change.because]
    put(f"指标:{len(moved)} 项有变化" if moved else "指标:没有变化")
    for change in moved:
        _print_change(change)


def value(row: ScorecardRow) -> str:
    """The value, else the interval that the missing data allow, in the briefing's words."""
    text = labels.value_label(row)
    return _NOTHING if text == figures.NO_DATA else text


def _print_groups(card: Scorecard, header: Sequence[str], line: Callable[[ScorecardRow], tuple[str, ...]]) -> None:
    for group, label in GROUP_LABELS.items():
        rows = [row for row in card.rows if not row.indicator.principal and row.indicator.group == group]
        if rows:
            put("")
            put(f"{label} {len(rows)} 条")
            print_table(header, [line(one) for row in rows for one in (row, *_beside(card, row))])


def _beside(card: Scorecard, row: ScorecardRow) -> tuple[ScorecardRow, ...]:
    return () if row.indicator.origin else card.beside(row)


def _line(row: ScorecardRow) -> tuple[str, ...]:
    return (
        *_named(row),
        value(row),
        row.indicator.target_text,
        labels.verdict_label(row),
        _lacking(row),
        _missing(row),
    )


def _named(row: ScorecardRow) -> tuple[str, str]:
    indicator = row.indicator
    name = f"{_INDENT}{RELATION_LABELS[indicator.relation]}:{indicator.name}" if indicator.relation else indicator.name
    return indicator.id, name


def _turned(before: ScorecardRow, row: ScorecardRow) -> str:
    if before.verdict == row.verdict:
        return labels.verdict_label(row)
    return f"{VERDICT_LABELS[before.verdict]}→{VERDICT_LABELS[row.verdict]}"


def _lacking(row: ScorecardRow) -> str:
    return labels.shortfall_label(row) or _NOTHING


def _missing(row: ScorecardRow) -> str:
    remark = [row.remark] if row.verdict == "unknown" and row.remark else []
    return ";".join([*row.measurement.missing, *remark])[:_MISSING_WIDTH]


def _summary(counts: dict[Verdict, int]) -> str:
    return ",".join(f"{label} {counts[verdict]}" for verdict, label in VERDICT_LABELS.items())


def _project(added: Added) -> str:
    number = len(added.new) + len(added.finished)
    return f"{added.project.name}:{added.unit_name or '全区域'},{number} 处" + (
        f"。{added.project.note}" if added.project.note else ""
    )


def _print_ranking(cards: Sequence[UnitScorecard], indicator_id: str) -> None:
    rows = []
    for place, card in enumerate(ranked(cards, indicator_id), start=1):
        row = card.row(indicator_id)
        rows.append(
            (
                str(place),
                card.code,
                card.name,
                card.parent_name,
                value(row),
                _parts(row.measurement),
                VERDICT_LABELS[row.verdict],
                _lacking(row),
                _missing(row),
            )
        )
    print_table(("名次", "代码", "单元", "上级", "现值", "分子/分母", "结论", "差额", "缺什么"), rows)


def _parts(measured: Measurement) -> str:
    if measured.numerator is None:
        return _NOTHING
    return figure(measured.numerator) + (f"/{figure(measured.denominator)}" if measured.denominator is not None else "")


def _unit_sentence(old_code: str, old_name: str, new_code: str, new_name: str) -> str:
    if not new_code:
        return f"单元 {old_name}({old_code})没有了"
    if not old_code:
        return f"新的单元 {new_name}({new_code})"
    if old_name == new_name:
        return f"{new_name}的代码由 {old_code} 变为 {new_code}"
    renamed = f"{old_name}改名为{new_name}"
    return renamed if old_code == new_code else f"{renamed},代码由 {old_code} 变为 {new_code}"


def _print_change(change: IndicatorChange) -> None:
    new = change.new
    before = "原来没有这一项" if change.old is None else f"由{value(change.old)}变为{value(new)}"
    if change.old is not None and value(change.old) == value(new):
        before = f"仍为{value(new)}"
    turned = ""
    if change.old is not None and change.turned:
        turned = f",由{VERDICT_LABELS[change.old.verdict]}变为{VERDICT_LABELS[new.verdict]}"
    put(f"{_INDENT}{new.indicator.name}{before}{turned}")
    for cause in change.because:
        put(f"{_INDENT * 2}{cause.text}")
