"""What the page's blocks print, in order; every text still unescaped, for the template to escape."""

from collections import defaultdict

from layers.schema import LEVELS
from planner.briefing import figures
from planner.briefing.blocks import PageView, ParentView, ReachView, ShareView, TileView, UncoveredView
from planner.briefing.contents import INTERNAL, INVENTED, Contents, group_label, reach_label, standard_label, without
from planner.briefing.extras import next_level
from planner.briefing.extras_view import norms_view, projects_view, units_view
from planner.briefing.labels import listed_label
from planner.briefing.listings import finding_table, reach_rows, source_table
from planner.briefing.map_layers import LEVEL_NAMES
from planner.briefing.method import LEAFLET_LICENCE, method_lines
from planner.briefing.scorecard_table import evidence_table
from planner.briefing.scorecard_view import lacks_view, section_views
from planner.briefing.table import Column, Table, exact_text, table_view
from planner.coverage.reach import Reach
from planner.plans.scorecard import VERDICT_LABELS, EvidenceRow, ScorecardRow

MOST_LISTED = 120
"""Units without that the page names one by one; of more it says how many there are below each unit."""


def page_view(contents: Contents, data: str) -> PageView:
    """The page of a briefing; `data` is the finished data block."""
    counts = contents.scorecard.counts()
    level, group = reach_level(contents), _common_group(contents)
    return PageView(
        title=f"{figures.plain(contents.region_name)}民政设施覆盖简报",
        plan_name=figures.plain(contents.plan.name),
        plan_status=figures.plain(contents.plan.status),
        invented=INVENTED if contents.invented else "",
        internal=INTERNAL,
        review_number=figures.plain(contents.review_number),
        made_on=contents.made_on,
        software=contents.software,
        leaflet_licence=LEAFLET_LICENCE,
        tiles=tuple(TileView(verdict, label, counts[verdict]) for verdict, label in VERDICT_LABELS.items()),
        lacks=lacks_view(contents.scorecard),
        sections=section_views(contents.scorecard),
        notes=tuple(figures.plain(note) for note in contents.scorecard.notes),
        reaches=tuple(_share_view(contents, number, group) for number in range(len(contents.reaches))),
        reach_group=group,
        projects=projects_view(contents),
        units=units_view(contents),
        norms=norms_view(contents),
        reach_level=LEVEL_NAMES.get(level, ""),
        reach_tables=tuple(_reach_view(contents, number, level) for number in range(len(contents.reaches))),
        reach_lines=tuple(figures.plain(line) for line in _said_of_all(contents)),
        uncovered=tuple(_uncovered_view(contents, card) for card in contents.scorecard.rows if _lists_units(card)),
        evidence=table_view(evidence_table(contents)),
        method=method_lines(contents),
        sources=table_view(source_table(contents)),
        findings=table_view(finding_table(contents)),
        data=data,
    )


def reach_level(contents: Contents) -> str:
    """The level whose units the page lists by share: the next below, else the coarsest there is."""
    levels = {unit.level for reach in contents.reaches for unit in reach.units}
    below = next_level(contents.units)
    if below in levels or not levels:
        return below or "township"
    return min(levels, key=LEVELS.index)


def _common_group(contents: Contents) -> str:
    """The people that all reaches are about, "" where they differ."""
    groups = {reach.group for reach in contents.reaches}
    return group_label(groups.pop()) if len(groups) == 1 else ""


def _share_view(contents: Contents, number: int, group: str) -> ShareView:
    reach = contents.reaches[number]
    standard = standard_label(reach.standard)
    return ShareView(
        key=f"reach-{number}",
        label=figures.plain(contents.kind_label(reach.kind)),
        standard=standard if group else f"{standard}，{group_label(reach.group)}",
        share=figures.share(reach.share),
        exact=exact_text(reach.share),
        beyond=figures.count(reach.total - reach.reached),
    )


def _reach_view(contents: Contents, number: int, level: str) -> ReachView:
    reach = contents.reaches[number]
    columns = (
        Column(LEVEL_NAMES.get(level, "单元")),
        Column("总人数", "count"),
        Column("覆盖人数", "count"),
        Column("覆盖率(人口)", "share"),
        Column("未覆盖", "count"),
        Column("其中不可达", "count"),
    )
    table = Table("", columns, tuple(reach_rows(contents, reach, level)))
    return ReachView(
        title=f"{figures.plain(reach_label(contents, reach))}（{group_label(reach.group)}）",
        table=table_view(table, first_is_total=True),
        lines=tuple(figures.plain(line) for line in _said(reach) if line not in _said_of_all(contents)),
    )


def _said(reach: Reach) -> tuple[str, ...]:
    return *reach.reconciliation, *reach.notes


def _said_of_all(contents: Contents) -> tuple[str, ...]:
    """What every reach says, in the order of the first."""
    if not contents.reaches:
        return ()
    return tuple(line for line in _said(contents.reaches[0]) if all(line in _said(each) for each in contents.reaches))


def _lists_units(card: ScorecardRow) -> bool:
    return card.indicator.measure == "units_served" and card.indicator.decides and bool(without(card))


def _uncovered_view(contents: Contents, card: ScorecardRow) -> UncoveredView:
    missing = without(card)
    by_parent: dict[str, list[EvidenceRow]] = defaultdict(list)  # by code: names of townships repeat
    for evidence in missing:
        by_parent[_parent_of(contents, evidence.code)].append(evidence)
    named = [(contents.place_label(contents.units.row_of.get(code, -1)), rows) for code, rows in by_parent.items()]
    parents = [ParentView(name, "、".join(_names(rows))) for name, rows in named]
    if len(missing) > MOST_LISTED and len(named) > 1:
        counts = "、".join(f"{name} {len(rows)} 个" for name, rows in named)
        parents = [ParentView("", f"{counts}。名单见工作簿“未覆盖单元”。")]
    return UncoveredView(figures.plain(card.indicator.name), listed_label(card), tuple(parents))


def _parent_of(contents: Contents, code: str) -> str:
    """The township that a community lies in, "" for units that stand alone in a list."""
    units, row = contents.units, contents.units.row_of.get(code, -1)
    return str(units.parent[row]) if row >= 0 and units.level[row] == "community" else ""


def _names(rows: list[EvidenceRow]) -> list[str]:
    return [figures.plain(evidence.name) for evidence in rows]
