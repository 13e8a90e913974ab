"""What one click mends: each mend is one edit of the region, in its log, and can be taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np

from layers.region import Region
from layers.region_writer import Writer
from layers.schema import LEVELS
from layers.tables import Units
from layers.topology.repair import close_slivers, fill_gaps, make_valid
from planner.checking.duplicates import exact_duplicates
from planner.checking.names import unclean_names
from planner.checking.tables import Checked
from planner.checking.unit_codes import real_codes
from planner.checking.unit_tree import parents_by_code


@dataclass(frozen=True)
class Mended:
    """What a mend did.

    Attributes:
        text: in plain Chinese, as it stands in the region's log.
        changed: how many units or facilities are others now; 0 where there was nothing to mend, and nothing is logged.
    """

    text: str
    changed: int


@dataclass(frozen=True)
class _Work:
    """What is to be written, and how many things it changes."""

    changed: int
    write: Callable[[Writer], None]


Rows = Collection[str]
"""Codes of units or ids of facilities that are meant; none for all."""


@dataclass(frozen=True)
class Mend:
    """A repair of the region's data.

    Attributes:
        code: what `Finding.mend` names.
        label: as it stands on a button.
        explain: what it does and what it leaves, in plain Chinese.
        safe: nothing a person would have to judge is decided; it may be done without looking at each case.
        prepare: works out what to write.
    """

    code: str
    label: str
    explain: str
    safe: bool
    prepare: Callable[[Checked, Rows], _Work]


def mend(region: Region, code: str, rows: Rows = ()) -> Mended:
    """Do a repair.

    Args:
        code: a key of `MENDS`.
        rows: codes of units or ids of facilities; all that need it where there are none. A finding names only the
            first fifty of its rows.

    Raises:
        UserError: the file cannot be written; nothing changed.
    """
    chosen = MENDS[code]
    work = chosen.prepare(Checked(region, datetime.now(UTC).date()), frozenset(rows))
    text = f"修复：{chosen.label}({work.changed} 处)"
    if work.changed:
        with region.writing(text) as writer:
            work.write(writer)
    return Mended(text, work.changed)


def mend_all_safe(region: Region) -> tuple[Mended, ...]:
    """Do every safe repair that has something to do, one edit each."""
    done = (mend(region, code) for code, one in MENDS.items() if one.safe)
    return tuple(mended for mended in done if mended.changed)


def _clean_names(checked: Checked, rows: Rows) -> _Work:
    names = {}
    for table, keys, column in (
        ("units", checked.units.code, checked.units.name),
        ("facilities", checked.facilities.id, checked.facilities.name),
    ):
        clean = {str(keys[row]): name for row, name in unclean_names(column).items()}
        names[table] = _wanted(clean, rows)

    def write(writer: Writer) -> None:
        for table, by_key in names.items():
            writer.set_names(table, by_key)

    return _Work(sum(map(len, names.values())), write)


def _parents(checked: Checked, rows: Rows) -> _Work:
    parents = _wanted(parents_by_code(checked), rows)
    return _Work(len(parents), lambda writer: writer.set_parents(parents))


def _codes(checked: Checked, rows: Rows) -> _Work:
    codes = _wanted(real_codes(checked), rows)
    return _Work(len(codes), lambda writer: writer.recode_units(codes))


def _units_from_places(checked: Checked, rows: Rows) -> _Work:
    placement = checked.facility_placement
    wrong = np.flatnonzero(placement.unknown_code & (placement.located >= 0))
    lies_in = {str(checked.facilities.id[row]): str(checked.units.code[placement.located[row]]) for row in wrong}
    codes = _wanted(lies_in, rows)

    def write(writer: Writer) -> None:
        for facility, code in codes.items():
            writer.set_facility_unit(facility, code)

    return _Work(len(codes), write)


def _duplicates(checked: Checked, rows: Rows) -> _Work:
    """The first of equal facilities stays, with the kinds and free attributes of all."""
    facilities = checked.facilities
    groups = [
        group
        for group in exact_duplicates(facilities)
        if not rows or any(one in rows for one in facilities.id[group].tolist())
    ]

    def write(writer: Writer) -> None:
        for first, *others in groups:
            kinds = dict.fromkeys(kind for row in (first, *others) for kind in facilities.kinds[row])
            attributes: dict[str, str] = {}
            for row in (*reversed(others), first):
                attributes |= facilities.attributes[row]
            writer.set_facility_kinds(str(facilities.id[first]), tuple(kinds), attributes)
            writer.remove_facilities(facilities.id[others].tolist())

    return _Work(sum(len(group) - 1 for group in groups), write)


def _valid_outlines(checked: Checked, rows: Rows) -> _Work:
    repaired = make_valid(checked.units, checked.metric)
    return _outlines(checked.units, repaired.units, [code for code in repaired.changed if not rows or code in rows])


def _no_slivers(checked: Checked, rows: Rows) -> _Work:
    units = checked.units
    for level in LEVELS:
        units = close_slivers(units, level, metric=checked.metric).units
    return _outlines(checked.units, units)


def _no_gaps(checked: Checked, rows: Rows) -> _Work:
    units = checked.units
    for level in LEVELS:
        units = fill_gaps(units, level, metric=checked.metric).units
    return _outlines(checked.units, units)


def _outlines(before: Units, after: Units, codes: Sequence[str] | None = None) -> _Work:
    """New outlines; those of all units that differ where no codes are given."""
    differ = [row for row in range(len(before)) if before.geometry[row] is not after.geometry[row]]
    rows = np.array(differ if codes is None else [before.row_of[code] for code in codes], dtype=np.intp)
    changed = before.code[rows].tolist()
    return _Work(len(changed), lambda writer: writer.replace_units_geometry(changed, after.geometry[rows]))


def _wanted(values: Mapping[str, str], rows: Rows) -> dict[str, str]:
    return {key: value for key, value in values.items() if not rows or key in rows}


_ALL = (
    Mend(
        "clean_names",
        "去掉名称里看不见的字符",
        "去掉名称里的控制字符、零宽字符和多余的空格，看得见的字一个不改。",
        True,
        _clean_names,
    ),
    Mend(
        "real_codes",
        "换成正式代码",
        "临时代码换成已经知道的正式代码，设施、人口和下级单元跟着换。",
        True,
        _codes,
    ),
    Mend(
        "parent_by_code",
        "按代码归到上级单元",
        "没有上级的单元，按12位代码归到表里已有的上级单元。",
        True,
        _parents,
    ),
    Mend("make_valid", "修复自相交的边界", "边界自己打结的单元改成正确的图形，范围基本不变。", True, _valid_outlines),
    Mend(
        "close_slivers",
        "合上边界间的细缝",
        "相邻单元之间的细缝和窄重叠归给其中一个单元，更宽的空隙和重叠不动。",
        True,
        _no_slivers,
    ),
    Mend(
        "unit_from_place",
        "按位置写上所属单元",
        "所写代码在区域里查不到的设施，改写成它所在的单元；位置不在任何单元里的不动。",
        True,
        _units_from_places,
    ),
    Mend(
        "merge_duplicates",
        "合并完全相同的设施",
        "名称、位置、单元、状态和数字都相同的设施留下一处，设施类型合在一起。",
        True,
        _duplicates,
    ),
    Mend(
        "fill_gaps",
        "补上单元之间的小空隙",
        "四面都是本区域单元、不到1000平方米的空地归给边界最长的邻居；池塘、飞地也可能这么小，请先看一看。",
        False,
        _no_gaps,
    ),
)
MENDS: Mapping[str, Mend] = MappingProxyType({one.code: one for one in _ALL})
"""By code, in the order in which they are best done."""
