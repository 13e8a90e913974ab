"""The page's blocks beside the scorecard: projects, the units below, norms."""

from planner.briefing import figures, labels
from planner.briefing.contents import Contents
from planner.briefing.extras import Extras, by_lack, changed, missed, outdated
from planner.briefing.extras_blocks import (
    NormsView,
    NormView,
    ProjectsView,
    StateView,
    UnitFigureView,
    UnitRowView,
    UnitsView,
)
from planner.briefing.map_layers import LEVEL_NAMES
from planner.briefing.plan_tables import UNVERIFIED
from planner.briefing.table import Cell, Column, Table, exact_text, table_view
from planner.coverage.drill_down import UnitScorecard
from planner.coverage.norm_rows import NormRow
from planner.coverage.project_stock import Added
from planner.plans.project import Project
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

MOST_UNITS = 30
MOST_NORMS = 12


def projects_view(contents: Contents) -> ProjectsView | None:
    """What the plan's projects change, None where nothing new is built here."""
    then = contents.extras.planned
    if then is None:
        return None
    pairs, unknown = changed(contents.scorecard, then), outdated(contents.scorecard, then)
    rest = sum(contents.scorecard.counts().values()) - len(pairs) - unknown
    words = f"其余 {rest} 项指标不因这些项目改变。" if pairs else "由地图和设施表计算的指标都不因这些项目改变。"
    words += f"另有 {unknown} 项建成后是多少还不知道：项目没有印规模，或现状是人工填报的。" if unknown else ""
    return ProjectsView(
        states=tuple(_state_view(now, later) for now, later in pairs),
        rest=words,
        notes=tuple(figures.plain(note) for note in _general_notes(contents)),
        projects=table_view(_project_table(contents)),
    )


def _state_view(now: ScorecardRow, then: ScorecardRow) -> StateView:
    return StateView(
        name=figures.plain(now.indicator.name),
        now=labels.value_label(now),
        now_exact=exact_text(now.measurement.value),
        now_verdict=now.verdict,
        then=labels.value_label(then),
        then_exact=exact_text(then.measurement.value),
        then_verdict=then.verdict,
        then_label=VERDICT_LABELS[then.verdict],
        target=figures.plain(labels.target_label(now)),
        left=figures.plain(labels.shortfall_label(then)),
    )


def _project_table(contents: Contents) -> Table:
    """Every project of the plan; columns that no project fills are left out."""
    columns = (
        Column("项目"),
        Column("性质"),
        Column("地点"),
        Column("床位", "figure"),
        Column("建筑面积(m²)", "figure"),
        Column("用地(m²)", "figure"),
        Column("投资(万元)", "figure"),
        Column("起止年"),
        Column("怎样计入"),
    )
    rows = [(*_project_cells(project), _effect(contents.extras, project)) for project in contents.plan.projects]
    kept = [place for place in range(len(columns)) if place < 1 or any(row[place] != "" for row in rows)]
    return Table("", tuple(columns[place] for place in kept), tuple(tuple(row[at] for at in kept) for row in rows))


def _effect(extras: Extras, project: Project) -> str:
    """What a project adds, and what is said of it."""
    mark = f"“{project.name}”"
    added = [added for added in extras.added if added.project.id == project.id]
    said = [text for one in added for text in _added_words(one)]
    said += [note.removeprefix(mark) for note in extras.planned_notes if note.startswith(mark)]
    return "；".join(said)


def _added_words(added: Added) -> list[str]:
    words = [f"新增 {len(added.new)} 处"] if added.new else []
    words += [f"在建的 {len(added.finished)} 处算建成"] if added.finished else []
    return [*words, f"计入{added.unit_name or '全区域'}"] if words else []


def _general_notes(contents: Contents) -> list[str]:
    """What is said of no project alone."""
    marks = tuple(f"“{project.name}”" for project in contents.plan.projects)
    return [note for note in contents.extras.planned_notes if not note.startswith(marks)]


def _project_cells(project: Project) -> tuple[Cell, ...]:
    numbers = dict(project.numbers)
    years = [str(year) for year in (project.start_year, project.end_year) if year]
    return (
        f"{project.name}（{project.count} 处）" if project.count > 1 else project.name,
        project.action,
        "，".join(dict.fromkeys(part for part in (project.unit, project.place) if part)),
        numbers.get("beds", ""),
        numbers.get("floor_area_m2", ""),
        numbers.get("land_area_m2", ""),
        "" if project.investment is None else project.investment,
        "–".join(dict.fromkeys(years)),
    )


def units_view(contents: Contents) -> UnitsView | None:
    """The units below by what they lack, None where there is nothing to tell apart."""
    cards = contents.extras.units
    if not cards or not any(missed(card) for card in cards):
        return None
    shown = by_lack(cards)[:MOST_UNITS]
    rest = f"另有 {len(cards) - len(shown)} 个单元见工作簿。" if len(cards) > len(shown) else ""
    heads = tuple(figures.plain(f"{row.indicator.name}（{labels.target_label(row)}）") for row in cards[0].rows)
    level = LEVEL_NAMES.get(contents.extras.level, "单元")
    return UnitsView(f"各{level}的主要缺口", heads, tuple(_unit_row(contents, card) for card in shown), rest)


def _unit_row(contents: Contents, card: UnitScorecard) -> UnitRowView:
    above = (
        ""
        if contents.extras.level != "township" or len(contents.units.rows_at("county")) < 2
        else figures.plain(card.parent_name)
    )
    cells = tuple(
        UnitFigureView(
            labels.value_label(row),
            exact_text(row.measurement.value),
            f"缺 {shortfall}" if (shortfall := figures.plain(labels.shortfall_label(row))) else labels.ratio_label(row),
            row.verdict,
        )
        for row in card.rows
    )
    return UnitRowView(figures.plain(card.name), above, missed(card), cells)


def norms_view(contents: Contents) -> NormsView | None:
    """Norms that something is known of here, None where that is none."""
    cards = contents.extras.norms
    known = [card for card in cards if labels.value_label(card.row) != figures.NO_DATA]
    if not known:
        return None
    known.sort(key=lambda card: card.row.verdict != "not_met")
    others = len(cards) - len(known[:MOST_NORMS])
    rest = f"另有 {others} 条没有数据或未列出，见工作簿。" if others else ""
    return NormsView(tuple(_norm_view(card) for card in known[:MOST_NORMS]), rest)


def _norm_view(card: NormRow) -> NormView:
    row, norm, value = card.row, card.norm, labels.value_label(card.row)
    is_judged = row.indicator.is_judged
    return NormView(
        name=figures.plain(norm.name),
        place=figures.plain(" ".join(part for part in (norm.document, norm.clause) if part)),
        unverified=UNVERIFIED if norm.unverified else "",
        target=figures.plain(norm.requirement),
        value=f"符合的占 {value}" if norm.is_figure_of_each else value,
        exact=exact_text(row.measurement.value),
        ratio=labels.ratio_label(row),
        verdict=row.verdict if is_judged else "unjudged",
        verdict_label=VERDICT_LABELS[row.verdict] if is_judged else labels.UNJUDGED,
    )
