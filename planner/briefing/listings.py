"""The tables of a briefing, with exact values."""

import re

from layers.finding import SEVERITY_LABELS
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, LEVEL_LABELS, ROLES, STATUSES
from planner.briefing.contents import Contents, group_label, standard_label, without
from planner.briefing.table import Cell, Column, Table
from planner.coverage.reach import Reach, UnitReach

_SEPARATORS = re.compile(r"[,;\s]+")
_REACH_COLUMNS = (
    Column("设施类型", "text", 26),
    Column("服务标准", "text", 24),
    Column("人群", "text", 14),
    Column("层级", "text", 10),
    Column("单元代码", "text", 15),
    Column("单元", "text", 20),
    Column("上级单元", "text", 20),
    Column("总人数", "count", 12),
    Column("覆盖人数", "count", 12),
    Column("覆盖率(人口)", "share", 13),
    Column("未覆盖人数", "count", 12),
    Column("其中不可达人数", "count", 15),
    Column("覆盖率最小可能", "share", 13),
    Column("覆盖率最大可能", "share", 13),
)
_UNCOVERED_COLUMNS = (
    Column("指标", "text", 44),
    Column("层级", "text", 10),
    Column("单元代码", "text", 15),
    Column("单元", "text", 22),
    Column("上级单元", "text", 22),
    Column("原因", "text", 60),
)
_FACILITY_COLUMNS = (
    Column("编号", "text", 16),
    Column("名称", "text", 32),
    Column("设施类型", "text", 36),
    Column("状态", "text", 8),
    Column("所属单元", "text", 26),
    Column("归属依据", "text", 12),
    *(Column(label, "figure", 13) for label in FACILITY_NUMBERS.values()),
    *(Column(label, "text", 30 if key == "address" else 13) for key, label in FACILITY_TEXTS.items()),
    Column("经度", "degrees", 12),
    Column("纬度", "degrees", 12),
)
_SOURCE_COLUMNS = (
    Column("用途", "text", 16),
    Column("层级或类型", "text", 20),
    Column("文件", "text", 36),
    Column("记录数", "count", 10),
    Column("数据日期", "text", 12),
    Column("导入时间", "text", 22),
    Column("许可", "text", 20),
    Column("指纹(SHA-256)", "text", 68),
    Column("导入选项", "text", 50),
)
_FINDING_COLUMNS = (
    Column("级别", "text", 8),
    Column("内容", "text", 60),
    Column("位置", "text", 50),
    Column("处理办法", "text", 50),
    Column("代号", "text", 24),
)


def reach_table(contents: Contents) -> Table:
    """People reached, by every unit of every level, the whole region first."""
    rows = [cells for reach in contents.reaches for cells in _reach_cells(contents, reach)]
    return Table("覆盖率_按乡镇", _REACH_COLUMNS, tuple(rows))


def reach_rows(contents: Contents, reach: Reach, level: str) -> list[tuple[Cell, ...]]:
    """Name, all, reached, share, not reached, unreachable: the whole region, then the units of one level."""
    rows: list[tuple[Cell, ...]] = [(contents.region_name, *_people(reach))]
    return rows + [(unit.name, *_people(unit)) for unit in reach.units if unit.level == level]


def uncovered_table(contents: Contents) -> Table:
    """The units without, by indicator that decides."""
    rows = tuple(
        (row.indicator.name, *_unit_cells(contents, evidence.code, evidence.name), evidence.reason)
        for row in contents.scorecard.rows
        if row.indicator.measure == "units_served" and row.indicator.decides
        for evidence in without(row)
    )
    return Table("未覆盖单元", _UNCOVERED_COLUMNS, rows)


def facility_table(contents: Contents) -> Table:
    """Every facility of every status."""
    rows = tuple(_facility_cells(contents, row) for row in range(len(contents.facilities)))
    return Table("设施清单", _FACILITY_COLUMNS, rows)


def source_table(contents: Contents) -> Table:
    """Where the data came from."""
    rows = tuple(
        (
            ROLES.get(source.role, source.role),
            _detail_label(contents, source.detail),
            source.file_name,
            source.rows,
            source.data_date,
            source.imported_at,
            source.licence,
            source.sha256,
            "；".join(f"{key}={value}" for key, value in source.options.items()),
        )
        for source in contents.sources
    )
    return Table("数据来源", _SOURCE_COLUMNS, rows)


def finding_table(contents: Contents) -> Table:
    """What checking the data found."""
    rows = tuple(
        (SEVERITY_LABELS[item.severity], item.message, "、".join(item.rows), item.remedy, item.code)
        for item in contents.findings
    )
    return Table("数据检查", _FINDING_COLUMNS, rows)


def _reach_cells(contents: Contents, reach: Reach) -> list[tuple[Cell, ...]]:
    about = (contents.kind_label(reach.kind), standard_label(reach.standard), group_label(reach.group))
    whole = (*about, "全区", contents.region_code, contents.region_name, "")
    units = ((*about, *_unit_cells(contents, unit.code, unit.name), *_people(unit), "", "") for unit in reach.units)
    return [(*whole, *_people(reach), *reach.bounds()), *units]


def _people(part: Reach | UnitReach) -> tuple[Cell, ...]:
    return part.total, part.reached, part.share, part.total - part.reached, part.unreachable


def _unit_cells(contents: Contents, code: str, name: str) -> tuple[str, str, str, str]:
    """Level, code, name and the unit above."""
    units = contents.units
    row = units.row_of.get(code, -1)
    if row < 0:
        return "", code, name, ""
    parent = units.row_of.get(str(units.parent[row]), -1)
    above = str(units.name[parent]) if parent >= 0 else ""
    return LEVEL_LABELS.get(str(units.level[row]), ""), code, name, above


def _facility_cells(contents: Contents, row: int) -> tuple[Cell, ...]:
    facilities = contents.facilities
    placement, declared = contents.placement, str(facilities.unit_code[row])
    unit = int(placement.row[row])
    by_place = "按坐标" if placement.located[row] >= 0 else "不明"
    basis = "登记代码" if placement.declared[row] >= 0 else by_place
    return (
        str(facilities.id[row]),
        str(facilities.name[row]),
        "、".join(contents.kind_label(kind) for kind in facilities.kinds[row]),
        STATUSES.get(str(facilities.status[row]), str(facilities.status[row])),
        contents.unit_label(unit) or declared,
        basis,
        *(_number(facilities.numbers, key, row) for key in FACILITY_NUMBERS),
        *(str(facilities.texts[key][row]) if key in facilities.texts else "" for key in FACILITY_TEXTS),
        float(facilities.lon[row]),
        float(facilities.lat[row]),
    )


def _number(numbers: object, key: str, row: int) -> float | None:
    return float(numbers[key][row]) if key in numbers else None  # type: ignore[index,operator]


def _detail_label(contents: Contents, detail: str) -> str:
    """What an import was for: a level, or kinds."""
    kinds = (contents.kind_label(kind) for kind in _SEPARATORS.split(detail) if kind)
    return LEVEL_LABELS.get(detail) or "、".join(kinds)
