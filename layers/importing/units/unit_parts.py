"""The rows of a source of units, before those of one unit are put together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers import codes
from layers.finding import Finding, Severity
from layers.importing.surroundings import Surroundings
from layers.importing.table import columns
from layers.importing.table.cell_columns import texts
from layers.importing.table.cell_text import text_of
from layers.importing.table.cells import numbers
from layers.importing.table.rows import real_rows, unit_codes
from layers.importing.understood import Understood
from layers.importing.units.unit_codes import level_above
from layers.importing.units.unit_levels import levels_of
from layers.importing.units.unit_outlines import joined, read_outlines
from layers.matching.names import fold_name, split_name
from layers.schema import GROUPS
from layers.tables import Floats, Geometries, Texts

NUMBERS = ("households", *GROUPS)
_SEVERAL_ROWS: Mapping[str, tuple[Severity, str, str]] = {
    "parts_merged": ("note", "个单元由几块或几行组成,已各自合为一个,人口等数字只取一次", ""),
    "rows_repeated": (
        "warning",
        "个单元在表里各有几行,看不出是哪几部分,按重复处理,人口等数字只取一次",
        "如果各行是单元里不同的地方,请在表里用一列写明地方的名称,再导入一次,就会相加",
    ),
    "rows_added": (
        "warning",
        "个单元在表里各有几行,写的是单元里不同的地方,各行的人口等数字已相加",
        "如果几行是重复的,请在原表删去重复行;要按各行自己的位置算覆盖率,请作为人口(需求点)导入",
    ),
}
"""What to say of units that stand in several rows, by what was done with their numbers."""
_SUMS = ("合计", "小计", "总计", "总数")
_NO_PLACE = "0123456789０１２３４５６７８９.,:/-年月日季度第 "


@dataclass(frozen=True, eq=False)
class Parts:
    """Rows of a source, n of them.

    Attributes:
        code: 12 digits, "" where none is given.
        parent: name or code of the unit above as given.
        level: "" where nothing tells it.
        numbers: households and people by group, NaN where not given.
        others: texts of the columns that hold nothing of the unit itself, as of a place inside it.
        rows: their numbers in the source.
    """

    name: Texts
    code: Texts
    parent: Texts
    klass: Texts
    level: Texts
    numbers: dict[str, Floats]
    geometry: Geometries
    rows: tuple[int, ...]
    others: tuple[Texts, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, mask: NDArray[np.bool_]) -> "Parts":
        """Some of the rows."""
        return Parts(
            name=self.name[mask],
            code=self.code[mask],
            parent=self.parent[mask],
            klass=self.klass[mask],
            level=self.level[mask],
            numbers={field: values[mask] for field, values in self.numbers.items()},
            geometry=self.geometry[mask],
            rows=tuple(row for row, ok in zip(self.rows, mask, strict=True) if ok),
            others=tuple(own[mask] for own in self.others),
        )

    def places(self, mask: NDArray[np.bool_]) -> tuple[str, ...]:
        """How messages name the chosen rows: the first 50."""
        return tuple(f"第{row}行" for row, ok in zip(self.rows, mask, strict=True) if ok)[:50]


@dataclass(frozen=True, eq=False)
class Merged:
    """Units, m of them, each from one row or several.

    Attributes:
        above: what the source calls the unit above, "" where it says nothing.
        clashed: by number, where the rows of a unit gave different ones.
        row: the first row of each in the source.
    """

    name: Texts
    code: Texts
    parent: Texts
    above: Texts
    klass: Texts
    numbers: dict[str, Floats]
    clashed: dict[str, NDArray[np.bool_]]
    geometry: Geometries
    row: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.row)


def read_parts(understood: Understood, around: Surroundings, findings: list[Finding]) -> Parts:
    """The rows with a name, or with a code where no column holds names.

    Raises:
        UserError: neither column is known, or no row is a thing of its own.
    """
    header, rows, count = understood.header, understood.features.rows, len(understood)
    if "code" not in header:
        columns.require("name", "单元名称", header, understood.features.columns, understood.where)
    names = texts(understood, "name" if "name" in header else "code")
    code = unit_codes(texts(understood, "code"), rows, findings, otherwise="按没有代码处理")
    level, code, parent = levels_of(understood, names, code, texts(understood, "parent"), around, findings)
    parts = Parts(
        name=np.array(names, dtype=np.str_),
        code=code,
        parent=parent,
        klass=np.array(texts(understood, "class"), dtype=np.str_),
        level=level,
        numbers={field: numbers(understood, field, findings) for field in NUMBERS},
        geometry=read_outlines(understood, findings),
        rows=tuple(rows),
        others=_others(understood),
    )
    return parts.take(real_rows(names, rows, findings, understood.where)) if count else parts


def merged(parts: Parts, parent: Texts, findings: list[Finding]) -> Merged:
    """One unit per code, else per name and parent: outlines joined, repeated numbers taken once.

    Rows without outlines that name different places inside a unit are its parts: their numbers are added up.

    Args:
        parent: code of the unit above, per row.
    """
    code = _told_apart(parts, findings)
    told = np.where(_far_above(parts, parent), parts.parent, "")
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(code.tolist(), parts.name.tolist(), parent.tolist(), told.tolist(), strict=True)):
        groups.setdefault(key[:1] if key[0] else key[1:], []).append(i)
    members = list(groups.values())
    first = np.array([rows[0] for rows in members], dtype=np.intp)
    added = [_are_places(parts, rows) for rows in members]
    _note_parts(parts, members, added, findings)
    values, clashed = _numbers_once(parts, members, added, findings)
    return Merged(
        name=parts.name[first],
        code=code[first],
        parent=parent[first],
        above=parts.parent[first],
        klass=parts.klass[first],
        numbers=values,
        clashed=clashed,
        geometry=joined(parts.geometry, members),
        row=tuple(parts.rows[i] for i in first),
    )


def _told_apart(parts: Parts, findings: list[Finding]) -> Texts:
    """The codes, blank for rows whose code an earlier row has under another name."""
    holder: dict[str, str] = {}
    code = parts.code.copy()
    times = Counter(parts.code.tolist())
    twice = []
    for i, (text, name) in enumerate(zip(parts.code.tolist(), parts.name.tolist(), strict=True)):
        if not text or times[text] < 2:
            continue
        own = split_name(fold_name(name)).stem
        if holder.setdefault(text, own) != own:
            code[i] = ""
            twice.append(f"第{parts.rows[i]}行“{name}”({text})")
    if twice:
        message = f"{len(twice)} 行的区划代码与别的单元相同而名称不同,代码留给先出现的,这几行按没有代码处理"
        why = "同一个代码有两个单元,设施和人口会算错地方"
        findings.append(Finding("warning", "code_twice", message, tuple(twice[:50]), "请在原表改正代码后重新导入", why))
    return code


def _others(understood: Understood) -> tuple[Texts, ...]:
    """Columns of words of which nothing is known; numbers, times and sums tell no places."""
    known = set(understood.header.values())
    found = []
    for header, cells in understood.features.columns.items():
        words = [text_of(cell) for cell in cells]
        if header not in known and any(word.strip(_NO_PLACE) for word in words):
            places = [word if word.strip(_NO_PLACE) and not word.endswith(_SUMS) else "" for word in words]
            found.append(np.array(places, dtype=np.str_))
    return tuple(found)


def _far_above(parts: Parts, parent: Texts) -> NDArray[np.bool_]:
    """Where the unit right above is not there yet, so that namesakes hang on the same one."""
    pairs = zip(parent.tolist(), parts.level.tolist(), strict=True)
    return np.array([bool(code) and codes.level_of(code) != level_above(level) for code, level in pairs], dtype=bool)


def _are_places(parts: Parts, rows: Sequence[int]) -> bool:
    """Whether the rows of a unit have no outlines and each name another place inside it."""
    if len(rows) < 2 or any(parts.geometry[row] is not None for row in rows):
        return False
    named = (set(own[list(rows)].tolist()) for own in parts.others)
    return any("" not in names and len(names) == len(rows) for names in named)


def _note_parts(parts: Parts, members: Sequence[Sequence[int]], added: Sequence[bool], findings: list[Finding]) -> None:
    told: dict[str, list[str]] = {"parts_merged": [], "rows_repeated": [], "rows_added": []}
    for rows, places in zip(members, added, strict=True):
        drawn = any(parts.geometry[row] is not None for row in rows)
        counted = any(np.isfinite(values[list(rows)]).any() for values in parts.numbers.values())
        if len(rows) > 1:
            word = "parts_merged" if drawn or not counted else "rows_added" if places else "rows_repeated"
            told[word].append(f"{parts.name[rows[0]]}({len(rows)}{'块' if drawn else '行'})")
    for word, (severity, text, remedy) in _SEVERAL_ROWS.items():
        if told[word]:
            findings.append(Finding(severity, word, f"{len(told[word])} {text}", tuple(told[word][:50]), remedy))


def _numbers_once(
    parts: Parts, members: Sequence[Sequence[int]], added: Sequence[bool], findings: list[Finding]
) -> tuple[dict[str, Floats], dict[str, NDArray[np.bool_]]]:
    """A unit split into several rows repeats its numbers; adding them up would count people twice.

    Args:
        added: units whose rows are places inside them, whose numbers are added up.

    Returns:
        The numbers, and where the rows of a unit gave different ones.
    """
    first = np.array([rows[0] for rows in members], dtype=np.intp)
    values = {field: parts.numbers[field][first] for field in NUMBERS}
    clashed = {field: np.zeros(len(members), dtype=bool) for field in NUMBERS}
    clashes = []
    for unit, rows in enumerate(members):
        for field in NUMBERS if len(rows) > 1 else ():
            given = {value for value in parts.numbers[field][list(rows)].tolist() if value == value}
            if added[unit] and given:
                values[field][unit] = np.nansum(parts.numbers[field][list(rows)])
            elif len(given) == 1:
                values[field][unit] = given.pop()
            elif given:
                values[field][unit], clashed[field][unit] = np.nan, True
                clashes.append(f"{parts.name[rows[0]]}:" + "、".join(f"{value:g}" for value in sorted(given)))
    if clashes:
        message = f"{len(clashes)} 处同一单元的几行给出不同的数字"
        remedy = "请核对原表;接受后这些数字按“没有数据”处理"
        findings.append(Finding("blocking", "unit_numbers_differ", message, tuple(clashes[:50]), remedy))
    return values, clashed
