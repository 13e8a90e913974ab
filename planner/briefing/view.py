"""What the page's blocks print, in order; every text still unescaped, for the template to escape."""

from collections import defaultdict

from layers.schema import LEVELS
from planner.briefing import figures
from planner.briefing.blocks import (
    CellView,
    HeadView,
    PageView,
    ParentView,
    ReachView,
    RowView,
    ShareView,
    TableView,
    TileView,
    UncoveredView,
)
from planner.briefing.contents import INTERNAL, INVENTED, Contents, group_label, reach_label, without
from planner.briefing.labels import (
    listed_label,
    place_in_plan,
    ratio_label,
    shortfall_label,
    target_label,
    value_label,
)
from planner.briefing.listings import finding_table, reach_rows, source_table
from planner.briefing.map_layers import LEVEL_NAMES
from planner.briefing.method import LEAFLET_LICENCE, method_lines
from planner.briefing.table import Cell, Column, Table, printed
from planner.plans.indicator import MEASURE_LABELS
from planner.plans.scorecard import VERDICT_LABELS, EvidenceRow, ScorecardRow

_NUMBERS = ("count", "share", "figure", "degrees")


def page_view(contents: Contents, data: str) -> PageView:
    """The page of a briefing; `data` is the finished data block."""
    counts = contents.scorecard.counts()
    level = reach_level(contents)
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
        rows=tuple(_row_view(number, card) for number, card in enumerate(contents.scorecard.rows)),
        notes=tuple(figures.plain(note) for note in contents.scorecard.notes),
        reaches=tuple(_share_view(contents, number) for number in range(len(contents.reaches))),
        reach_level=LEVEL_NAMES.get(level, ""),
        reach_tables=tuple(_reach_view(contents, number, level) for number in range(len(contents.reaches))),
        uncovered=tuple(_uncovered_view(contents, card) for card in contents.scorecard.rows if _lists_units(card)),
        evidence=_table_view(_evidence_table(contents)),
        method=method_lines(contents),
        sources=_table_view(source_table(contents)),
        findings=_table_view(finding_table(contents)),
        data=data,
    )


def reach_level(contents: Contents) -> str:
    """The level whose units the page lists by share: townships, else the coarsest there is."""
    levels = {unit.level for reach in contents.reaches for unit in reach.units}
    if "township" in levels or not levels:
        return "township"
    return min(levels, key=LEVELS.index)


def _row_view(number: int, card: ScorecardRow) -> RowView:
    measured = card.measurement
    return RowView(
        key=f"indicator-{number}",
        id=f"row-{number}",
        verdict=card.verdict,
        verdict_label=VERDICT_LABELS[card.verdict],
        name=figures.plain(card.indicator.name),
        place=figures.plain(place_in_plan(card)),
        nature=figures.plain(card.indicator.nature),
        missing=len(measured.missing),
        value=value_label(card),
        exact=_exact(measured.value),
        ratio=ratio_label(card),
        target=figures.plain(target_label(card)),
        shortfall=figures.plain(shortfall_label(card)),
        shortfall_exact=_exact(card.shortfall) if shortfall_label(card) else "",
    )


def _share_view(contents: Contents, number: int) -> ShareView:
    reach = contents.reaches[number]
    return ShareView(
        key=f"reach-{number}",
        label=figures.plain(reach_label(contents, reach)),
        group=group_label(reach.group),
        share=figures.share(reach.share),
        exact=_exact(reach.share),
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
        table=_table_view(table, first_is_total=True),
        lines=tuple(figures.plain(line) for line in (*reach.reconciliation, *reach.notes)),
    )


def _lists_units(card: ScorecardRow) -> bool:
    return card.indicator.measure == "units_served" and bool(without(card))


def _uncovered_view(contents: Contents, card: ScorecardRow) -> UncoveredView:
    missing = without(card)
    by_parent: dict[str, list[EvidenceRow]] = defaultdict(list)
    for evidence in missing:
        by_parent[contents.township_name(contents.units.row_of.get(evidence.code, -1))].append(evidence)
    parents = (
        ParentView(name, "、".join(figures.plain(evidence.name) for evidence in rows))
        for name, rows in by_parent.items()
    )
    return UncoveredView(figures.plain(card.indicator.name), listed_label(card), tuple(parents))


def _evidence_table(contents: Contents) -> Table:
    columns = (
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
    return Table("", columns, tuple(_evidence_cells(card) for card in contents.scorecard.rows))


def _evidence_cells(card: ScorecardRow) -> tuple[Cell, ...]:
    indicator, measured = card.indicator, card.measurement
    return (
        indicator.name,
        MEASURE_LABELS[indicator.measure],
        "" if measured.numerator is None else measured.numerator,
        "" if measured.denominator is None else measured.denominator,
        measured.method,
        "；".join(measured.missing),
        "；".join(measured.sources),
        indicator.note,
        place_in_plan(card),
    )


def _table_view(table: Table, *, first_is_total: bool = False) -> TableView:
    heads = tuple(HeadView(column.label, column.kind in _NUMBERS) for column in table.columns)
    rows = tuple(
        tuple(_cell_view(cell, column) for cell, column in zip(row, table.columns, strict=True)) for row in table.rows
    )
    return TableView(heads, rows, first_is_total)


def _cell_view(cell: Cell, column: Column) -> CellView:
    exact = _exact(cell) if isinstance(cell, int | float) else ""
    return CellView(printed(cell, column.kind), exact, column.kind in _NUMBERS, "SHA" in column.label)


def _exact(value: float | int | None) -> str:
    return "" if value is None else repr(value + 0.0) if isinstance(value, float) else str(value)
