"""What to say of outlines that do not fit together."""

from collections.abc import Iterable

from layers.finding import Finding, Severity
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Units
from layers.topology.defect import SLIVER_METRES, Defect, Topology

_SHOWN, _NAMED = 50, 3
_WHY_OVERLAP = "重叠处的人和设施会算到两个单元里的哪一个,只能按代码大小取一个"
_WHY_GAP = "落在空隙里的设施和居民点不属于任何一个单元"
_WHY_BORDER = "靠近边界的点会判错所属单元,地图上会看到细缝"


def topology_findings(topology: Topology, units: Units) -> list[Finding]:
    """The misfits as findings, by level: those that are meant or mistaken one by one, slivers together."""
    found = [_invalid(topology.invalid, units)] if topology.invalid else []
    for level in LEVELS:
        wide = [one for one in topology.defects if one.level == level and not one.is_sliver]
        slivers = [one for one in topology.defects if one.level == level and one.is_sliver]
        kinds = [
            _wide_overlaps([one for one in wide if one.kind == "overlap"], level, units),
            _wide_gaps([one for one in wide if one.kind == "gap" and len(one.codes) > 1], level, units),
            _enclaves([one for one in wide if one.kind == "gap" and len(one.codes) < 2], level, units),
            _against_above([one for one in wide if one.kind == "uncovered"], level, units),
            _against_above([one for one in wide if one.kind == "outside"], level, units),
            _slivers([one for one in slivers if one.kind in ("overlap", "gap")], level, units),
            _slivers_above([one for one in slivers if one.kind in ("uncovered", "outside")], level, units),
            _unmatched([code for code in topology.unmatched if units.level[units.row_of[code]] == level], level),
            _unmeasured(level) if level in topology.unmeasured else None,
        ]
        found += [one for one in kinds if one is not None]
    return found


def area_text(square_metres: float) -> str:
    """An area as people say it: 3.2 平方公里, 450 平方米, 0.3 平方米."""
    if square_metres >= 1e6:
        return f"{square_metres / 1e6:.2f} 平方公里"
    return f"{square_metres:,.0f} 平方米" if square_metres >= 10 else f"{square_metres:.2g} 平方米"


def width_text(metres: float) -> str:
    """A width as people say it: 23 米, 4 厘米, 不到 1 厘米."""
    if metres >= 1:
        return f"{metres:,.0f} 米" if metres >= 10 else f"{metres:.1f} 米"
    return f"{metres * 100:.0f} 厘米" if metres >= 0.01 else "不到 1 厘米"


def _sum(defects: Iterable[Defect]) -> str:
    some = list(defects)
    total, widest = sum(one.area_m2 for one in some), max(one.width_metres for one in some)
    return f"合计 {area_text(total)},最宽 {width_text(widest)}"


def _named(defects: list[Defect], units: Units) -> str:
    def place(one: Defect) -> str:
        names = "与".join(str(units.name[units.row_of[code]]) for code in one.codes[:2])
        return f"{names or '区域边缘'} {area_text(one.area_m2)}"

    more = "等" if len(defects) > _NAMED else ""
    return "、".join(place(one) for one in defects[:_NAMED]) + more


def _finding(
    severity: Severity, code: str, message: str, defects: list[Defect], remedy: str, why: str, mend: str = ""
) -> Finding:
    rows = tuple(dict.fromkeys(code for one in defects for code in one.codes))[:_SHOWN]
    spots = tuple((one.lon, one.lat) for one in defects[:_SHOWN])
    return Finding(severity, code, message, rows, remedy, why=why, table="units", mend=mend, spots=spots)


def _wide_overlaps(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    message = f"{LEVEL_LABELS[level]}单元有 {len(defects)} 处互相重叠,{_sum(defects)}:{_named(defects, units)}"
    remedy = "请核对哪个单元的边界是现行的,改正后重新导入"
    return _finding("warning", "units_overlap", message, defects, remedy, _WHY_OVERLAP)


def _wide_gaps(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    message = f"{LEVEL_LABELS[level]}单元之间有 {len(defects)} 处空隙,{_sum(defects)}:{_named(defects, units)}"
    remedy = "水面、飞地可以不管;漏画的请在原图补上,小块的可以一键并入相邻单元"
    return _finding("warning", "units_gap", message, defects, remedy, _WHY_GAP, "fill_gaps")


def _enclaves(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    message = f"{LEVEL_LABELS[level]}单元里面有 {len(defects)} 个空洞,{_sum(defects)}:{_named(defects, units)}"
    remedy = "湖泊和别处的飞地可以不管;误画的小洞可以一键填上"
    return _finding("note", "units_enclave", message, defects, remedy, _WHY_GAP, "fill_gaps")


def _against_above(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    below, what = LEVEL_LABELS[level], _sum(defects)
    if defects[0].kind == "uncovered":
        message = f"{len(defects)} 个上级单元没有被{below}单元盖满,{what}:{_named(defects, units)}"
        why = "盖不到的地方只知道属于上级单元,按下级单元统计时会少"
        return _finding("warning", "parent_uncovered", message, defects, "请检查是否缺下级单元", why)
    message = f"{len(defects)} 个上级单元的{below}单元伸出了它的边界,{what}:{_named(defects, units)}"
    why = "同一个地方按两级单元判断会得出不同的上级"
    return _finding("warning", "parent_outside", message, defects, "请检查两级边界是不是同一年的", why)


def _slivers(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    overlapping = sum(one.kind == "overlap" for one in defects)
    message = (
        f"{LEVEL_LABELS[level]}单元的边界没有对齐:{overlapping} 处细条重叠、{len(defects) - overlapping} 处细缝"
        f"(不宽于 {SLIVER_METRES:g} 米),{_sum(defects)}:{_named(defects, units)}"
    )
    remedy = "可以一键合拢:每条归入公共边界最长的单元"
    return _finding("warning", "unit_slivers", message, defects, remedy, _WHY_BORDER, "close_slivers")


def _slivers_above(defects: list[Defect], level: str, units: Units) -> Finding | None:
    if not defects:
        return None
    message = (
        f"{len(defects)} 处{LEVEL_LABELS[level]}单元与上级的边界相差不到 {SLIVER_METRES:g} 米,"
        f"{_sum(defects)}:{_named(defects, units)}"
    )
    return _finding("note", "parent_slivers", message, defects, "一般可以不管", _WHY_BORDER)


def _unmatched(codes: list[str], level: str) -> Finding | None:
    if not codes:
        return None
    message = f"{len(codes)} 个{LEVEL_LABELS[level]}单元与邻居的公共边界折点不同,但没有缝隙"
    why = "放大或简化边界时会露出细缝"
    remedy = "可以一键让相邻单元共用边界"
    return Finding(
        "note", "borders_not_shared", message, tuple(codes[:_SHOWN]), remedy, why, table="units", mend="close_slivers"
    )


def _unmeasured(level: str) -> Finding:
    message = f"{LEVEL_LABELS[level]}单元的外边界太碎,没有查找一端开口的细缝"
    return Finding("note", "slits_not_sought", message, remedy="可以先导入上级单元的边界再检查")


def _invalid(codes: tuple[str, ...], units: Units) -> Finding:
    names = "、".join(str(units.name[units.row_of[code]]) for code in codes[:_NAMED])
    message = f"{len(codes)} 个单元的边线自相交:{names}{'等' if len(codes) > _NAMED else ''}"
    why = "面积和所属单元可能算错"
    return Finding(
        "warning", "unit_invalid", message, codes[:_SHOWN], "可以一键修复", why, table="units", mend="make_valid"
    )
