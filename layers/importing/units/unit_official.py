"""Official codes that a table without outlines gives for units of the region."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from layers import codes
from layers.finding import Finding
from layers.importing.units.unit_identity import Rows
from layers.importing.units.unit_parts import Parts
from layers.matching.names import fold_name
from layers.matching.unit_index import UnitIndex
from layers.schema import LEVELS
from layers.tables import UnitAlias, Units


def parents_told(parts: Parts, index: UnitIndex) -> list[str]:
    """What each row says of the unit above; of a namesake that says nothing, the code above its own official one."""
    told = []
    for name, code, level, text in zip(
        parts.name.tolist(), parts.code.tolist(), parts.level.tolist(), parts.parent.tolist(), strict=True
    ):
        above = codes.parent_of(code, level) if code and not text and _is_repeated(name, index) else ""
        told.append(above if above in index.units.row_of else text)
    return told


def _is_repeated(name: str, index: UnitIndex) -> bool:
    return len(index.now.full.get(fold_name(name), ())) > 1


def official_codes(
    parts: Parts, row: Rows, known: Units, aliases: Sequence[UnitAlias], findings: list[Finding]
) -> dict[str, str]:
    """Official codes, by the made-up one, of units found by name; other codes that differ are listed, not taken.

    Args:
        row: in `known` of the unit that each row of the table means.
    """
    given: dict[str, set[str]] = {}
    for code, text in zip(known.code[row].tolist(), parts.code.tolist(), strict=True):
        if text:
            given.setdefault(code, set()).add(text)
    former = {(one.unit_code, one.alias) for one in aliases}
    wanted = Counter(text for texts in given.values() for text in texts)
    taken, left = {}, {}
    for code, texts in given.items():
        new = next(iter(texts))
        if texts == {code}:
            continue
        if len(texts) == 1 and wanted[new] == 1 and _may_have(known, code, new):
            taken[code] = new
        elif any((code, text) not in former for text in texts - {code}):
            left[code] = "、".join(sorted(texts - {code}))
    findings += _told(taken, left, known)
    return taken


def _may_have(known: Units, code: str, new: str) -> bool:
    """Whether a unit with a made-up code may have an official one: nobody has it, and it is of the unit above."""
    row = known.row_of[code]
    level, parent = str(known.level[row]), known.row_of.get(str(known.parent[row]), -1)
    above = known.row_of.get(codes.parent_of(new, level), -1)
    loose = parent < 0 or LEVELS.index(str(known.level[parent])) < LEVELS.index(level) - 1
    return bool(known.provisional[row]) and new not in known.row_of and (above < 0 or above == parent or loose)


def made_official(new_by_old: Mapping[str, str], known: Units) -> Finding:
    """What to say of units whose made-up codes give way to official ones."""
    places = tuple(f"{known.name[known.row_of[old]]}:{old} → {new}" for old, new in new_by_old.items())
    message = f"{len(places)} 个单元的暂编代码换成了正式代码,其中的设施、人口和下级单元跟着换"
    return Finding("note", "units_recoded", message, places[:50])


def _told(taken: Mapping[str, str], left: Mapping[str, str], known: Units) -> list[Finding]:
    found = [made_official(taken, known)] if taken else []
    if left:
        places = tuple(
            f"{known.name[known.row_of[code]]}:区域里是 {code},表里是 {texts}" for code, texts in left.items()
        )
        message = f"{len(left)} 个单元在表里的区划代码与区域里的不同,按名称对上,代码没有改"
        remedy = "请核对是不是同一个单元;代码确实变了的,请导入带新代码的边界"
        why = "代码写错,或表和边界不是同一年的,人口可能记到了别的单元"
        found.append(Finding("warning", "unit_code_differs", message, places[:50], remedy, why))
    return found


def with_official(units: Units, official: Mapping[str, str], known: Units, region_code: str) -> Units:
    """The units under their official codes, which also tell the class, and the parent of those below the region itself.

    Args:
        official: new codes, by the made-up one.
        known: all units, for the parents.
    """
    code, parent, klass = units.code.copy(), units.parent.copy(), units.klass.astype("U20")
    provisional = units.provisional.copy()
    for i, (old, level) in enumerate(zip(units.code.tolist(), units.level.tolist(), strict=True)):
        if old not in official:
            continue
        code[i], provisional[i] = official[old], False
        by_code = codes.class_of(official[old], level)
        klass[i] = by_code or klass[i] if level == "community" else klass[i] or by_code
        above = codes.parent_of(official[old], level)
        if parent[i] == region_code and above in known.row_of:
            parent[i] = above
    return replace(units, code=code, parent=parent, klass=klass, provisional=provisional)
