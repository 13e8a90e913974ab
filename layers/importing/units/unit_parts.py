"""The rows of a source of units, before those of one unit are put together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.finding import Finding
from layers.importing.surroundings import Surroundings
from layers.importing.table import columns
from layers.importing.table.cell_columns import texts
from layers.importing.table.cells import numbers
from layers.importing.table.rows import real_rows, unit_codes
from layers.importing.understood import Understood
from layers.importing.units.unit_levels import levels_of
from layers.importing.units.unit_outlines import joined, read_outlines
from layers.matching.names import fold_name, split_name
from layers.schema import GROUPS
from layers.tables import Floats, Geometries, Texts

NUMBERS = ("households", *GROUPS)


@dataclass(frozen=True, eq=False)
class Parts:
    """Rows of a source, n of them.

    Attributes:
        code: 12 digits, "" where none is given.
        parent: name or code of the unit above as given.
        level: "" where nothing tells it.
        numbers: households and people by group, NaN where not given.
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
        )

    def places(self, mask: NDArray[np.bool_]) -> tuple[str, ...]:
        """How messages name the chosen rows: the first 50."""
        return tuple(f"第{row}行" for row, ok in zip(self.rows, mask, strict=True) if ok)[:50]


@dataclass(frozen=True, eq=False)
class Merged:
    """Units, m of them, each from one row or several.

    Attributes:
        clashed: by number, where the rows of a unit gave different ones.
        row: the first row of each in the source.
    """

    name: Texts
    code: Texts
    parent: Texts
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
    )
    return parts.take(real_rows(names, rows, findings, understood.where)) if count else parts


def merged(parts: Parts, parent: Texts, findings: list[Finding]) -> Merged:
    """One unit per code, else per name and parent: outlines joined, repeated numbers taken once.

    Args:
        parent: code of the unit above, per row.
    """
    code = _told_apart(parts, findings)
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(code.tolist(), parts.name.tolist(), parent.tolist(), strict=True)):
        groups.setdefault(key[:1] if key[0] else key[1:], []).append(i)
    members = list(groups.values())
    first = np.array([rows[0] for rows in members], dtype=np.intp)
    _note_parts(parts, members, findings)
    values, clashed = _numbers_once(parts, members, findings)
    return Merged(
        name=parts.name[first],
        code=code[first],
        parent=parent[first],
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


def _note_parts(parts: Parts, members: Sequence[Sequence[int]], findings: list[Finding]) -> None:
    several = [f"{parts.name[rows[0]]}({len(rows)}块)" for rows in members if len(rows) > 1]
    if several:
        message = f"{len(several)} 个单元由几块组成,已各自合为一个,人口等数字只取一次"
        findings.append(Finding("note", "parts_merged", message, tuple(several[:50])))


def _numbers_once(
    parts: Parts, members: Sequence[Sequence[int]], findings: list[Finding]
) -> tuple[dict[str, Floats], dict[str, NDArray[np.bool_]]]:
    """A unit split into several rows repeats its numbers; adding them up would count people twice.

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
            if len(given) == 1:
                values[field][unit] = given.pop()
            elif given:
                values[field][unit], clashed[field][unit] = np.nan, True
                clashes.append(f"{parts.name[rows[0]]}:" + "、".join(f"{value:g}" for value in sorted(given)))
    if clashes:
        message = f"{len(clashes)} 处同一单元的几行给出不同的数字"
        remedy = "请核对原表;接受后这些数字按“没有数据”处理"
        findings.append(Finding("blocking", "unit_numbers_differ", message, tuple(clashes[:50]), remedy))
    return values, clashed
