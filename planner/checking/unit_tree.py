"""Units above and below each other: parents, levels, and what is missing."""

from collections.abc import Iterator

import numpy as np

from layers.codes import parent_of
from layers.finding import Finding
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Units
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings
from planner.coverage.hierarchy import Hierarchy, Mask, Rows

_WHY_SUMS = "上级单元的合计和覆盖率里会漏掉它们"


def tree_findings(checked: Checked) -> Iterator[Finding]:
    """What is wrong with the tree of units."""
    units, hierarchy = checked.units, checked.hierarchy
    if len(units) < 2:
        yield Finding("blocking", "no_units", "区域里没有下级行政单元,任何覆盖率都算不出", (), "请先导入行政单元")
    yield from _bare(units)
    yield from _parents(checked)
    yield from _levels(units, hierarchy)
    yield from _without_communities(units, hierarchy)


def _bare(units: Units) -> Iterator[Finding]:
    is_bottom = ~np.isin(units.code, units.parent)  # above, the parts have the outlines
    bare = np.array([shape is None for shape in units.geometry], dtype=bool) & is_bottom
    text, remedy = "个单元没有边界，位置落在其中的设施和人口无法归入", "请导入带边界的行政单元图层"
    yield from row_findings(units, bare, "warning", "no_outline", text, remedy)


def parents_by_code(checked: Checked) -> dict[str, str]:
    """For units whose parent is missing: the unit one level up that their official code names, where there is one."""
    units = checked.units
    found = {}
    for row in np.flatnonzero(_orphans(checked) & ~units.provisional):
        level = str(units.level[row])
        above = parent_of(str(units.code[row]), level) if level in LEVELS else ""
        at = units.row_of.get(above, -1)
        if at >= 0 and at != row and units.level[at] == LEVELS[LEVELS.index(level) - 1]:
            found[str(units.code[row])] = above
    return found


def _orphans(checked: Checked) -> Mask:
    """Units without a parent in the table, where there should be one: all but the region itself and what it spans."""
    units, hierarchy = checked.units, checked.hierarchy
    top = hierarchy.rank == hierarchy.rank[hierarchy.rank >= 0].min(initial=len(LEVELS))
    orphans: Mask = (hierarchy.parent < 0) & ~top & (units.parent != checked.region.code)
    orphans &= units.code != checked.region.code
    return orphans


def _parents(checked: Checked) -> Iterator[Finding]:
    units = checked.units
    orphans, known = _orphans(checked), np.isin(units.code, list(parents_by_code(checked)))
    text, remedy = "个单元没有上级单元", "请补导上级单元，或在表里写上上级代码"
    yield from row_findings(units, orphans & ~known, "warning", "no_parent", text, remedy, why=_WHY_SUMS)
    text, remedy = "个单元没有上级单元，从代码能看出是哪一个", "可以一键按代码归到上级单元"
    yield from row_findings(
        units, orphans & known, "warning", "parent_by_code", text, remedy, why=_WHY_SUMS, mend="parent_by_code"
    )


def _levels(units: Units, hierarchy: Hierarchy) -> Iterator[Finding]:
    rank, parent = hierarchy.rank, hierarchy.parent
    steps = np.where((parent >= 0) & (rank >= 0), rank - rank[parent], 1)
    text = "个单元的上级单元级别不比它高"
    yield from row_findings(
        units, steps < 1, "warning", "parent_not_above", text, "请核对级别和上级代码", why=_WHY_SUMS
    )
    there = {int(one) for one in rank}
    skipped = np.array([any(rank[row] - k in there for k in range(1, steps[row])) for row in range(len(units))])
    yield from row_findings(
        units,
        skipped.astype(bool),
        "note",
        "level_skipped",
        "个单元越过一级直接挂在更高的单元下面",
        "如果确实如此(例如县直管的村、农场)，不用处理",
        why="按中间一级统计的指标里没有它们",
    )


def _without_communities(units: Units, hierarchy: Hierarchy) -> Iterator[Finding]:
    """Townships without communities, where others have some."""
    townships = units.rows_at("township")
    has = np.isin(townships, hierarchy.parent[units.level == "community"])
    if not has.any() or has.all():
        return
    rows: Rows = townships[~has]
    text = f"个乡镇、街道没有{LEVEL_LABELS['community']}，其他乡镇都有"
    yield from row_findings(
        units,
        rows,
        "warning",
        "township_without_community",
        text,
        "请补导这些乡镇的社区和村",
        why="按社区(村)统计的指标会缺一块",
    )
