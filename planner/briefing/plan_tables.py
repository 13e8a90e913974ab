"""What a plan says beside its indicators, and what is held beside them, as tables."""

from layers.schema import FACILITY_NUMBERS
from planner.briefing.contents import Contents
from planner.briefing.extras import changed
from planner.briefing.labels import COMPARATORS, UNJUDGED, target_label, value_label
from planner.briefing.table import Cell, Column, Table
from planner.plans.baseline import Baseline
from planner.plans.project import Project
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

_UNIT_SHEETS = {"prefecture": "各市", "county": "各县(市、区)", "township": "各乡镇(街道)"}
UNVERIFIED = "待核"

_BASELINE_COLUMNS = (
    Column("名称", "text", 40),
    Column("代号", "text", 30),
    Column("数值", "figure", 12),
    Column("单位", "text", 8),
    Column("年份", "year", 8),
    Column("约数", "text", 8),
    Column("规划原文", "text", 18),
    Column("设施类型", "text", 26),
    Column("对应的指标", "text", 30),
    Column("当时的目标", "figure", 12),
    Column("当时的目标(原文)", "text", 16),
    Column("章节", "text", 20),
    Column("行号", "year", 8),
    Column("说明", "text", 50),
)
_PROJECT_COLUMNS = (
    Column("项目", "text", 40),
    Column("代号", "text", 30),
    Column("性质", "text", 8),
    Column("设施类型", "text", 26),
    Column("地点", "text", 30),
    Column("所在单元", "text", 16),
    Column("处数", "figure", 8),
    *(Column(label, "figure", 14) for label in FACILITY_NUMBERS.values()),
    Column("投资(万元)", "figure", 12),
    Column("开工年", "year", 8),
    Column("完工年", "year", 8),
    Column("对应的指标", "text", 30),
    Column("规划原文", "text", 26),
    Column("章节", "text", 20),
    Column("行号", "year", 8),
    Column("说明", "text", 50),
)
_PLANNED_COLUMNS = (
    Column("指标", "text", 44),
    Column("代号", "text", 26),
    Column("现值", "figure", 12),
    Column("建成后", "figure", 12),
    Column("单位", "text", 8),
    Column("目标(规划原文)", "text", 18),
    Column("目标值", "figure", 10),
    Column("现在判定", "text", 9),
    Column("建成后判定", "text", 10),
    Column("现在缺口", "figure", 10),
    Column("建成后缺口", "figure", 10),
    Column("缺口单位", "text", 14),
)
_UNIT_COLUMNS = (
    Column("单元", "text", 20),
    Column("单元代码", "text", 15),
    Column("上级单元", "text", 20),
    Column("指标", "text", 40),
    Column("现值", "figure", 12),
    Column("可能的最小值", "figure", 12),
    Column("可能的最大值", "figure", 12),
    Column("单位", "text", 8),
    Column("目标值", "figure", 10),
    Column("判定", "text", 9),
    Column("缺口", "figure", 10),
    Column("缺口单位", "text", 14),
    Column("分子", "figure", 12),
    Column("分母", "figure", 12),
    Column("缺少的资料", "text", 40),
)
_NORM_COLUMNS = (
    Column("规范的要求", "text", 40),
    Column("文件", "text", 40),
    Column("条款", "text", 14),
    Column("要求", "text", 24),
    Column("现值的意思", "text", 14),
    Column("现值", "figure", 12),
    Column("可能的最小值", "figure", 12),
    Column("可能的最大值", "figure", 12),
    Column("现值(文字)", "text", 16),
    Column("单位", "text", 8),
    Column("判定", "text", 9),
    Column("核对", "text", 8),
    Column("性质", "text", 12),
    Column("缺少的资料", "text", 40),
    Column("出处", "text", 40),
    Column("说明", "text", 50),
)


def baseline_table(contents: Contents) -> Table:
    """The plan's figures of what is."""
    rows = tuple(_baseline_cells(contents, baseline) for baseline in contents.plan.baselines)
    return Table("基期数", _BASELINE_COLUMNS, rows)


def project_table(contents: Contents) -> Table:
    """The plan's building projects."""
    return Table(
        "项目", _PROJECT_COLUMNS, tuple(_project_cells(contents, project) for project in contents.plan.projects)
    )


def planned_table(contents: Contents) -> Table:
    """The figures that the projects change: now, and once all are built."""
    then = contents.extras.planned
    pairs = changed(contents.scorecard, then) if then else []
    return Table("项目建成后", _PLANNED_COLUMNS, tuple(_planned_cells(now, later) for now, later in pairs))


def unit_table(contents: Contents) -> Table:
    """The main missed indicators by unit below."""
    rows = (
        (unit.name, unit.code, unit.parent_name, *_unit_cells(row))
        for unit in contents.extras.units
        for row in unit.rows
    )
    return Table(_UNIT_SHEETS.get(contents.extras.level, "各单元"), _UNIT_COLUMNS, tuple(rows))


def norm_table(contents: Contents) -> Table:
    """Norms beside the plan, for reference."""
    rows = (
        (
            card.norm.name,
            card.norm.document,
            card.norm.clause,
            card.norm.requirement,
            "符合要求的占比" if card.norm.is_figure_of_each else "",
            card.row.measurement.value,
            card.row.measurement.low,
            card.row.measurement.high,
            value_label(card.row),
            card.row.indicator.unit,
            VERDICT_LABELS[card.row.verdict] if card.row.indicator.is_judged else UNJUDGED,
            UNVERIFIED if card.norm.unverified else "",
            card.norm.status,
            "；".join(card.row.measurement.missing),
            card.norm.source,
            card.norm.note,
        )
        for card in contents.extras.norms
    )
    return Table("规范", _NORM_COLUMNS, tuple(rows))


def _baseline_cells(contents: Contents, baseline: Baseline) -> tuple[Cell, ...]:
    return (
        baseline.name,
        baseline.id,
        baseline.value,
        baseline.unit,
        baseline.year,
        "" if baseline.comparator == "==" else COMPARATORS.get(baseline.comparator, ""),
        baseline.printed,
        _kinds(contents, baseline.kinds),
        _indicator_name(contents, baseline.indicator),
        "" if baseline.target is None else baseline.target,
        baseline.target_printed,
        baseline.section,
        baseline.line,
        baseline.note,
    )


def _project_cells(contents: Contents, project: Project) -> tuple[Cell, ...]:
    numbers = dict(project.numbers)
    return (
        project.name,
        project.id,
        project.action,
        _kinds(contents, project.kinds),
        project.place,
        project.unit,
        project.count,
        *(numbers.get(column, "") for column in FACILITY_NUMBERS),
        "" if project.investment is None else project.investment,
        project.start_year or "",
        project.end_year or "",
        _indicator_name(contents, project.indicator),
        "、".join(project.printed),
        project.section,
        project.line,
        project.note,
    )


def _kinds(contents: Contents, kinds: tuple[str, ...]) -> str:
    return "、".join(contents.kind_label(kind) for kind in kinds)


def _indicator_name(contents: Contents, indicator_id: str) -> str:
    return contents.plan.indicator(indicator_id).name if indicator_id else ""


def _planned_cells(now: ScorecardRow, then: ScorecardRow) -> tuple[Cell, ...]:
    return (
        now.indicator.name,
        now.indicator.id,
        now.measurement.value,
        then.measurement.value,
        now.indicator.unit,
        target_label(now),
        "" if now.target is None else now.target,
        VERDICT_LABELS[now.verdict],
        VERDICT_LABELS[then.verdict],
        now.shortfall,
        then.shortfall,
        now.shortfall_unit or then.shortfall_unit,
    )


def _unit_cells(row: ScorecardRow) -> tuple[Cell, ...]:
    measured = row.measurement
    return (
        row.indicator.name,
        measured.value,
        measured.low,
        measured.high,
        row.indicator.unit,
        "" if row.target is None else row.target,
        VERDICT_LABELS[row.verdict],
        row.shortfall,
        row.shortfall_unit,
        measured.numerator,
        measured.denominator,
        "；".join(measured.missing),
    )
