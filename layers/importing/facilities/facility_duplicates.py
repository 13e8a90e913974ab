"""Two rows for one facility: kept and listed, or merged, as the user chose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.decisions import Change, Choice, Decision
from layers.finding import Finding
from layers.importing.facilities.facility_rows import joined, merged
from layers.matching.duplicates import Duplicate, Listed, find_duplicates
from layers.matching.unit_index import UnitIndex
from layers.tables import Facilities

_WHY = "同一处设施算两次,座数和床位都会偏多"
_CHOICES = (Choice("keep", "都保留"), Choice("merge", "合并成一处"))


@dataclass(frozen=True, eq=False)
class Settled:
    """The facilities of a source after its duplicates were dealt with.

    Attributes:
        rows: of the source, one for each facility: where it stands, the fullest of those merged.
        merged: rows of the source that went into another one.
    """

    facilities: Facilities
    rows: tuple[int, ...]
    merged: int
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    changes: tuple[Change, ...]


def settle_duplicates(
    facilities: Facilities, rows: Sequence[int], listed: Listed, file_rows: Sequence[int], choice: str
) -> Settled:
    """Merge what is one facility for sure where the user chose so; list what is kept.

    Args:
        rows: of the source, one for each facility.
        file_rows: where each facility stands in the file.
        choice: "merge", or "" or "keep".
    """
    found = find_duplicates(listed)
    sure = [one for one in found if one.sure]
    names = facilities.name
    kept = [one for one in found if not (one.sure and choice == "merge")]
    findings = _listed(
        kept, [f"第{file_rows[one.first]}行与第{file_rows[one.second]}行“{names[one.first]}”" for one in kept]
    )
    decisions = (_decision(len(sure), choice),) if sure else ()
    if choice != "merge" or not sure:
        return Settled(facilities, tuple(rows), 0, findings, decisions, ())
    groups = _groups(len(facilities), sure)
    lost = [group for group in groups if len(group) > 1]
    count = len(facilities) - len(groups)
    places = tuple("、".join(f"第{file_rows[row]}行" for row in group) + f"“{names[group[0]]}”" for group in lost)
    message = f"{count} 行与别的行是同一处设施,已合并:以较全的一行为准,空缺用别的行补上,类型合在一起"
    note = Finding("note", "duplicates_merged", message, places[:50], "不应合并时,请选“都保留”", _WHY)
    changes = tuple(Change("merged", "", str(names[row])) for group in lost for row in group[1:])
    first = tuple(rows[group[0]] for group in groups)
    return Settled(merged(facilities, groups), first, count, (*findings, note), decisions, changes)


def _decision(count: int, choice: str) -> Decision:
    chosen, other = (_CHOICES[1], _CHOICES[0]) if choice == "merge" else _CHOICES
    reason = f"有 {count} 对行是同一处设施"
    return Decision("duplicates", "重复的设施", replace(chosen, reason=reason), bool(choice), bool(choice), (other,))


def _listed(kept: Sequence[Duplicate], places: Sequence[str]) -> tuple[Finding, ...]:
    found = []
    for sure, code, text in ((True, "duplicates", "是同一处设施"), (False, "duplicates_likely", "可能是同一处设施")):
        told = [f"{place}({one.reason})" for one, place in zip(kept, places, strict=True) if one.sure == sure]
        if told:
            remedy = "选“合并成一处”即可合并" if sure else "请核对;确是一处的,请在原表中删去一行"
            found.append(
                Finding("warning", code, f"有 {len(told)} 对行{text},都保留了", tuple(told[:50]), remedy, _WHY)
            )
    return tuple(found)


def _groups(count: int, pairs: Sequence[Duplicate]) -> list[list[int]]:
    """Rows by the facility they are, in the order of the first row of each."""
    root = list(range(count))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for pair in pairs:
        a, b = sorted((find(pair.first), find(pair.second)))
        root[b] = a
    groups: dict[int, list[int]] = {}
    for row in range(count):
        groups.setdefault(find(row), []).append(row)
    return list(groups.values())


def like_existing(
    new: Facilities, phones: Sequence[str], existing: Facilities, left: Sequence[int], index: UnitIndex
) -> tuple[Finding, ...]:
    """What to say of facilities that come in as new and may be in the region under another name or place.

    Args:
        left: rows of the region's facilities that nothing of the source is.
    """
    if not len(new) or not left:
        return ()
    both = joined(new, existing.take(left))
    found = find_duplicates(Listed.of(both, index, [*(phones or [""] * len(new)), *[""] * len(left)]))
    across = [one for one in found if one.first < len(new) <= one.second]
    if not across:
        return ()
    pairs = tuple(f"“{both.name[one.first]}”与区域里的“{both.name[one.second]}”({one.reason})" for one in across)
    spots = tuple(
        (float(both.lon[one.first]), float(both.lat[one.first])) for one in across if np.isfinite(both.lon[one.first])
    )
    message = f"{len(across)} 处新设施可能是区域里已有的设施,都保留了"
    remedy = "确是一处的,请指明它是原有的哪一处(--same 名称=原名称)后重新导入"
    return (Finding("warning", "duplicates_of_region", message, pairs[:50], remedy, _WHY, spots=spots[:50]),)
