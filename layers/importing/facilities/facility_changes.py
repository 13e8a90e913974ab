"""What an import will do to the facilities of a region: added, changed, the same, gone."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.decisions import Change, Choice, Decision
from layers.finding import Finding
from layers.importing.facilities.facility_identity import Identified
from layers.importing.facilities.facility_rows import named
from layers.matching.names import fold_text
from layers.matching.unit_index import UnitIndex
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, STATUSES
from layers.tables import Facilities, Floats, Source

_GONE = (Choice("keep", "仍然保留"), Choice("close", "改为停用"), Choice("remove", "从区域中删除"))
_NO_FIELDS: Mapping[str, str] = {}
Told = dict[str, Sequence[str]]
"""The fields of facilities by their Chinese labels, a text for each."""
_PLACE = 5  # decimals of a degree: a metre


@dataclass(frozen=True, eq=False)
class Update:
    """What an import does to the facilities of the region.

    Attributes:
        gone: rows of the region's facilities of the same list that the source no longer has.
        closed: those that will be closed, as they will stand in the region.
        removed: ids of those that will be taken out.
    """

    changes: tuple[Change, ...]
    gone: tuple[int, ...]
    closed: Facilities
    removed: tuple[str, ...]
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]


def compare(
    identified: Identified,
    of_list: Sequence[bool],
    existing: Facilities,
    after: Told,
    index: UnitIndex,
    labels: Mapping[str, str],
    choice: str,
) -> Update:
    """Compare the facilities of a source with those of the region.

    Args:
        of_list: whether each of the region's facilities came from an earlier edition of this list; others are
            never gone.
        after: the facilities of the source, as `told` tells them.
        labels: kind codes and their labels.
        choice: what becomes of those that are gone, "" for keeping them.
    """
    gone = _gone(identified, of_list, existing, index)
    kept = existing.take(gone if choice == "close" else [])
    changes = _changes(identified, existing, after, index, labels)
    changes += [_loss(existing, row, choice) for row in gone]
    found = [
        *_updated(identified, existing, changes),
        *_renamed(identified, existing),
        *_unsaid(identified),
        *_unfollowed(identified),
        *_left(existing, gone, choice),
        *_namesakes(identified, existing, gone),
    ]
    return Update(
        changes=tuple(changes),
        gone=tuple(gone),
        closed=replace(kept, status=np.full(len(kept), "closed")),
        removed=tuple(str(existing.id[row]) for row in gone) if choice == "remove" else (),
        findings=tuple(found),
        decisions=(_decision(len(gone), choice),) if gone else (),
    )


def same_list(
    existing: Facilities, sources: Mapping[str, Source], file_name: str, headers: str, kinds: frozenset[str]
) -> list[bool]:
    """Whether each facility of the region came from an earlier edition of a list.

    From a file of the same name; or from one with the same headers, or from nobody knows where, and of the list's
    kinds: one form is filled in for many lists.
    """

    def is_same(key: str, own: Sequence[str]) -> bool:
        source = sources.get(key)
        if source is None:
            return bool(kinds & set(own))
        alike = source.options.get("headers") == headers and bool(kinds & set(own))
        return source.file_name == file_name or alike

    return [is_same(key, own) for key, own in zip(existing.id.tolist(), existing.kinds, strict=True)]


def _gone(identified: Identified, of_list: Sequence[bool], existing: Facilities, index: UnitIndex) -> list[int]:
    """Facilities of the list, in the part of the region it is of, that are not in it and not closed already."""
    if not len(identified.facilities):
        return []
    matched = set(identified.match)
    part = _part(identified.facilities, index)
    return [
        row
        for row in range(len(existing))
        if row not in matched
        and of_list[row]
        and existing.status[row] != "closed"
        and (part < 0 or _lies_in(str(existing.unit_code[row]), part, index))
    ]


def _part(facilities: Facilities, index: UnitIndex) -> int:
    """Row of the smallest unit that all facilities lie in by their codes, -1 for the whole region."""
    rows = {index.units.row_of.get(str(code), -1) for code in facilities.unit_code}
    if not rows or -1 in rows:
        return -1
    first, *rest = ((row, *index.above(row)) for row in rows)
    shared = next((row for row in first if all(row in other for other in rest)), -1)
    return shared if shared >= 0 and index.above(shared) else -1


def _lies_in(code: str, part: int, index: UnitIndex) -> bool:
    row = index.units.row_of.get(code, -1)
    return row >= 0 and index.lies_in(row, str(index.units.code[part]))


def _changes(
    identified: Identified, existing: Facilities, after: Told, index: UnitIndex, labels: Mapping[str, str]
) -> list[Change]:
    """What happens to each facility of the source; only those that were there before are compared."""
    facilities, known = identified.facilities, [row for row, old in enumerate(identified.match) if old >= 0]
    keys, names = facilities.id.tolist(), facilities.name.tolist()
    if not known:
        return [Change("added", key, name, _NO_FIELDS, _NO_FIELDS) for key, name in zip(keys, names, strict=True)]
    before = told(existing.take([identified.match[row] for row in known]), index, labels)
    differing = _differing(before, after, known)
    acts = ["added" if old < 0 else "same" for old in identified.match]
    pairs: dict[int, tuple[dict[str, str], dict[str, str]]] = {}
    for label, place, old, now in differing:
        row = known[place]
        acts[row] = "changed"
        fields = pairs.setdefault(row, ({}, {}))
        fields[0][label], fields[1][label] = old, now
    nothing = (_NO_FIELDS, _NO_FIELDS)
    return [Change(acts[row], keys[row], names[row], *pairs.get(row, nothing)) for row in range(len(keys))]


def _differing(before: Told, after: Told, known: Sequence[int]) -> Iterator[tuple[str, int, str, str]]:
    """Label, place in `known`, what was and what is, label by label, where the two differ."""
    nothing = [""] * len(known)
    for label in {**before, **after}:
        cells = after.get(label)
        now = nothing if cells is None else cells if len(known) == len(cells) else [cells[row] for row in known]
        old = before.get(label, nothing)
        if old == now:
            continue
        yield from ((label, i, one, other) for i, (one, other) in enumerate(zip(old, now, strict=True)) if one != other)


def told(facilities: Facilities, index: UnitIndex, labels: Mapping[str, str]) -> Told:
    """The fields of facilities by their Chinese labels, as the screen shows them, "" where blank."""
    units = {code: index.units.row_of.get(code, -1) for code in set(facilities.unit_code.tolist())}
    unit = {code: index.label(row) if row >= 0 else code for code, row in units.items()}
    kinds = {own: "、".join(labels.get(kind, kind) for kind in own) for own in set(facilities.kinds)}
    columns: dict[str, Sequence[str]] = {
        "名称": facilities.name.tolist(),
        "类型": [kinds[own] for own in facilities.kinds],
        "所属单元": [unit[code] for code in facilities.unit_code.tolist()],
        "状态": [STATUSES.get(code, code) for code in facilities.status.tolist()],
        "位置": [_place(*one) for one in zip(facilities.lon.tolist(), facilities.lat.tolist(), strict=True)],
    }
    for field, label in FACILITY_NUMBERS.items():
        columns[label] = _numbers(facilities.numbers[field])
    columns |= {label: facilities.texts[field].tolist() for field, label in FACILITY_TEXTS.items()}
    distinct = {id(own): own for own in facilities.attributes}.values()
    others = dict.fromkeys(label for own in distinct for label in own if label not in columns)
    return columns | {label: [own.get(label, "") for own in facilities.attributes] for label in others}


def _numbers(values: Floats) -> list[str]:
    """Numbers as the screen shows them, "" where blank."""
    if np.isnan(values).all():
        return [""] * len(values)
    text = {value: f"{value:.10g}" for value in set(values[~np.isnan(values)].tolist())}
    return [text.get(value, "") for value in values.tolist()]


def _place(lon: float, lat: float) -> str:
    return f"{lon:.{_PLACE}f}, {lat:.{_PLACE}f}" if math.isfinite(lon + lat) else ""


def _loss(existing: Facilities, row: int, choice: str) -> Change:
    before = {"状态": STATUSES.get(str(existing.status[row]), "")} if choice == "close" else {}
    after = {"状态": STATUSES["closed"]} if choice == "close" else {}
    return Change("gone", str(existing.id[row]), str(existing.name[row]), before, after)


def _updated(identified: Identified, existing: Facilities, changes: Sequence[Change]) -> list[Finding]:
    known = [old for old in identified.match if old >= 0]
    if not known:
        return []
    ids = existing.id[known].tolist()
    changed = [change.name for change in changes if change.act == "changed"]
    told = f"({named(existing.name[known])})" if len(changed) in (0, len(known)) else ""
    which = f"{len(changed)} 处有变化{'' if told else f'({named(changed)})'}"
    text = f"{len(known)} 处设施{told}区域里已经有,按这个文件更新,其中 {which};文件里空着的项保留原值"
    return [Finding("note", "facilities_updated", text, tuple(ids[:50]), table="facilities")]


def _renamed(identified: Identified, existing: Facilities) -> list[Finding]:
    if not identified.renamed:
        return []
    pairs = tuple(
        f"“{existing.name[identified.match[row]]}”→“{identified.facilities.name[row]}”" for row in identified.renamed
    )
    text = f"{len(pairs)} 处设施位置和类型没变而名称变了,当作改了名,请确认"
    why = "如果其实是新设施,原来的设施会被它顶替"
    remedy = "不是同一处的,请指明它不是原有的设施(--same 新名称=),或把原来的设施也写进表里"
    return [Finding("warning", "facilities_renamed", text, pairs[:50], remedy, why)]


def only_by_name(
    identified: Identified, existing: Facilities, sources: Mapping[str, Source], file_name: str, sheet: str
) -> list[Finding]:
    """What is taken for a facility that another file brought in, though nothing but the name says so."""

    def is_other(key: str) -> bool:
        source = sources.get(key)
        return source is not None and (source.file_name, source.options.get("sheet", "")) != (file_name, sheet)

    doubtful = [row for row in identified.by_name if is_other(str(existing.id[identified.match[row]]))]
    if not doubtful:
        return []
    names = identified.facilities.name[doubtful]
    text = f"{len(doubtful)} 处设施({named(names)})只按名称和类型认作区域里已有的、由别的文件或工作表导入的设施,请确认"
    why = "各乡镇常有同名的设施;如果其实是另一处,原来的会被它顶替"
    remedy = "不是同一处的,请在表中写明乡镇,或指明它是新设施(--same 名称=)"
    return [Finding("warning", "facilities_by_name", text, tuple(names[:50].tolist()), remedy, why)]


def _unsaid(identified: Identified) -> list[Finding]:
    if not identified.unsaid:
        return []
    facilities = identified.facilities
    told = tuple(f"{facilities.name[i]}({STATUSES.get(str(facilities.status[i]), '')})" for i in identified.unsaid[:50])
    text = f"{len(identified.unsaid)} 处设施在区域里不是运营状态,文件没有写状态,保留原来的状态"
    return [Finding("note", "status_kept", text, told, "已经运营的,请在表中写明状态后重新导入")]


def _unfollowed(identified: Identified) -> list[Finding]:
    if not identified.unfollowed:
        return []
    names = tuple(str(identified.facilities.name[row]) for row in identified.unfollowed[:50])
    count = len(identified.unfollowed)
    text = f"{count} 行指明了是区域里的哪一处设施,但区域里没有这个编号或名称,或别的行已经是它;照常判断"
    return [Finding("warning", "same_unknown", text, names, "请核对编号或名称,一处设施只能有一行")]


def _left(existing: Facilities, gone: Sequence[int], choice: str) -> list[Finding]:
    if not gone:
        return []
    ids = tuple(str(existing.id[row]) for row in gone[:50])
    count = f"区域里原有的 {len(gone)} 处同类设施({named(existing.name[list(gone)])})不在这个文件里"
    if choice == "close":
        return [Finding("warning", "facilities_closed", f"{count},将改为停用", ids, "可以撤销", table="facilities")]
    if choice == "remove":
        return [
            Finding("warning", "facilities_removed", f"{count},将从区域中删除", ids, "可以撤销", table="facilities")
        ]
    remedy = "如已停用,请在导入时选“改为停用”,或在表中写明状态后重新导入"
    return [Finding("note", "facilities_kept", f"{count},仍然保留", ids, remedy, table="facilities")]


def _namesakes(identified: Identified, existing: Facilities, gone: Sequence[int]) -> list[Finding]:
    names = identified.facilities.name.tolist() if gone else []
    new = {fold_text(name) for name, old in zip(names, identified.match, strict=False) if old < 0}
    doubtful = sorted({str(existing.name[row]) for row in gone if fold_text(str(existing.name[row])) in new})
    if not doubtful:
        return []
    text = f"{len(doubtful)} 个名称在新导入的设施和原有设施里都有,分不清是不是同一处,都保留了"
    remedy = "请核对,以免重复计数;确是同一处的,请指明它是原有的哪一处(--same 名称=原名称)"
    return [Finding("warning", "facility_namesakes", text, tuple(doubtful[:50]), remedy)]


def _decision(count: int, choice: str) -> Decision:
    chosen = next((one for one in _GONE if one.value == choice), _GONE[0])
    others = tuple(one for one in _GONE if one is not chosen)
    reason = f"区域里有 {count} 处同类设施不在这个文件里"
    return Decision("gone", "文件里没有的设施", replace(chosen, reason=reason), True, bool(choice), others)
