"""Administrative units from a layer or a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing import columns
from layers.importing.options import ImportOptions
from layers.importing.places import outlines
from layers.importing.unit_codes import assign_codes, find_parents, holding
from layers.schema import CLASSES, GROUPS, LEVEL_LABELS, LEVELS
from layers.tables import Floats, Texts, Units

_NUMBERS = ("households", *GROUPS)


@dataclass(frozen=True, eq=False)
class Parts:
    """The rows of a source before those of one unit are put together.

    Attributes:
        key: what tells units apart: the code, else name and parent as given.
        numbers: households and people by group, NaN where not given.
    """

    name: Texts
    code: Texts
    parent: Texts
    klass: Texts
    numbers: dict[str, Floats]
    geometry: np.ndarray
    rows: tuple[int, ...]

    @property
    def key(self) -> list[tuple[str, ...]]:
        """What tells units apart, one per row."""
        triples = zip(self.code.tolist(), self.name.tolist(), self.parent.tolist(), strict=True)
        return [(code,) if code else (name, parent) for code, name, parent in triples]


def read_units(
    features: Features, options: ImportOptions, existing: Units, region_code: str, where: str
) -> tuple[Units, int, list[Finding]]:
    """The units of a source, rows of one unit put together, with codes and parents.

    Returns:
        The units, the number of rows left out, and what was found.

    Raises:
        UserError: the level is missing, there is no name column, or nothing usable is left.
    """
    if options.level not in LEVELS:
        labels = "、".join(f"{level}({label})" for level, label in LEVEL_LABELS.items())
        raise UserError("没有说明是哪一级行政单元", where=where, remedy=f"请加 --level,可选:{labels}")
    findings = list(features.notes)
    parts, skipped = _read_parts(features, options, where, findings)
    inside = np.array([not code or code.startswith(codes.prefix_of(region_code)) for code in parts.code], dtype=bool)
    if not inside.all():
        text = f"{int((~inside).sum())} 行的区划代码不属于本区域,没有导入"
        findings.append(Finding("warning", "outside_region", text, _places(parts.rows, ~inside)))
    if not inside.any():
        raise UserError("没有一行属于本区域", where=where, remedy=f"本区域代码为 {region_code},请检查文件或区域代码")
    parts = _with_parents(_select(parts, inside), options.level, existing)
    units = _merge(parts, options, existing, region_code, findings)
    _note_kept(units, existing, options.level, findings)
    return units, skipped + int((~inside).sum()), findings


def _read_parts(features: Features, options: ImportOptions, where: str, findings: list[Finding]) -> tuple[Parts, int]:
    header = columns.header_of_field("units", list(features.columns), options.columns, where)
    columns.require("name", "单元名称", header, features.columns, where)
    count = len(features.rows)

    def column(field: str) -> list[str]:
        return columns.texts(features.columns, header.get(field), count)

    parts = Parts(
        name=np.array(column("name"), dtype=np.str_),
        code=columns.unit_codes(column("code"), features.rows, findings, otherwise="按没有代码处理"),
        parent=np.array(column("parent"), dtype=np.str_),
        klass=np.array(column("class"), dtype=np.str_),
        numbers={f: columns.numbers(features.columns, header.get(f), features.rows, findings) for f in _NUMBERS},
        geometry=outlines(features, options.datum, where, findings),
        rows=tuple(features.rows),
    )
    named = parts.name != ""
    if not named.all():
        text = f"{int((~named).sum())} 行没有名称,没有导入"
        findings.append(Finding("warning", "no_name", text, _places(parts.rows, ~named), "请在原表补上名称"))
    if not named.any():
        raise UserError("没有一行有名称", where=where, remedy="请检查 --column name= 指的列")
    return _select(parts, named), int((~named).sum())


def _with_parents(parts: Parts, level: str, existing: Units) -> Parts:
    """Rows with neither code nor parent get the unit they lie in, so that namesakes elsewhere stay apart."""
    bare = np.flatnonzero((parts.code == "") & (parts.parent == ""))
    if not len(bare):
        return parts
    parent = parts.parent.astype("U64")
    parent[bare] = holding(parts.geometry[bare], LEVELS[max(LEVELS.index(level) - 1, 0)], existing)
    return replace(parts, parent=parent)


def _select(parts: Parts, mask: np.ndarray) -> Parts:
    return Parts(
        name=parts.name[mask],
        code=parts.code[mask],
        parent=parts.parent[mask],
        klass=parts.klass[mask],
        numbers={field: values[mask] for field, values in parts.numbers.items()},
        geometry=parts.geometry[mask],
        rows=tuple(row for row, ok in zip(parts.rows, mask, strict=True) if ok),
    )


def _merge(parts: Parts, options: ImportOptions, existing: Units, region_code: str, findings: list[Finding]) -> Units:
    """One unit per key: outlines joined, repeated numbers taken once."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(parts.key):
        groups.setdefault(key, []).append(i)
    members = list(groups.values())
    first = np.array([rows[0] for rows in members])
    numbers = _numbers_once(parts, members, findings)
    geometry = _joined(parts, members, findings)
    names, level = parts.name[first], options.level
    code, provisional = assign_codes(
        parts.code[first], names, parts.parent[first], geometry, level, existing, region_code, findings
    )
    parent = find_parents(code, provisional, parts.parent[first], geometry, level, existing, region_code, findings)
    units = Units(
        code=code,
        name=names,
        level=np.full(len(code), level),
        parent=parent,
        klass=_classes(parts.klass[first], code, provisional, names, level, findings),
        provisional=provisional,
        households=numbers["households"],
        population={group: numbers[group] for group in GROUPS},
        geometry=geometry,
    )
    return _with_known(units, existing)


def _numbers_once(parts: Parts, members: list[list[int]], findings: list[Finding]) -> dict[str, Floats]:
    """A unit split into several rows repeats its numbers; adding them up would count people twice."""
    merged = {field: np.full(len(members), np.nan) for field in _NUMBERS}
    clashes = []
    for unit, rows in enumerate(members):
        for field in _NUMBERS:
            given = {value for value in parts.numbers[field][rows].tolist() if value == value}
            if len(given) == 1:
                merged[field][unit] = given.pop()
            elif given:
                clashes.append(f"{parts.name[rows[0]]}:" + "、".join(f"{value:g}" for value in sorted(given)))
    if clashes:
        message = f"{len(clashes)} 处同一单元的几行给出不同的数字"
        remedy = "请核对原表;接受后这些数字按“没有数据”处理"
        findings.append(Finding("blocking", "unit_numbers_differ", message, tuple(clashes[:50]), remedy))
    return merged


def _joined(parts: Parts, members: list[list[int]], findings: list[Finding]) -> np.ndarray:
    joined = np.full(len(members), None, dtype=object)
    several = []
    for unit, rows in enumerate(members):
        shapes = [parts.geometry[row] for row in rows if parts.geometry[row] is not None]
        if len(rows) > 1:
            several.append(f"{parts.name[rows[0]]}({len(rows)}块)")
        if shapes:
            whole = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            joined[unit] = shapely.MultiPolygon([p for p in shapely.get_parts(whole) if p.geom_type == "Polygon"])
    if several:
        message = f"{len(several)} 个单元由几块组成,已各自合为一个,人口等数字只取一次"
        findings.append(Finding("note", "parts_merged", message, tuple(several[:50])))
    return joined


def _classes(
    given: Texts, code: Texts, provisional: np.ndarray, names: Texts, level: str, findings: list[Finding]
) -> Texts:
    """The class as given, else as the name's ending or the official code tells."""
    allowed = CLASSES.get(level, ())
    result = []
    for klass, unit_code, made_up, name in zip(given, code, provisional, names, strict=True):
        by_code = "" if made_up else codes.class_of(str(unit_code), level)
        by_name = codes.class_by_name(str(name), level)
        order = (by_code, by_name) if level == "community" else (by_name, by_code)
        result.append(str(klass) if klass in allowed else next((c for c in order if c), ""))
    unknown = tuple(str(name) for name, klass in zip(names, result, strict=True) if not klass)
    if allowed and unknown:
        message = f"{len(unknown)} 个单元看不出是{'、'.join(allowed)}中的哪一类"
        findings.append(
            Finding("warning", "class_unknown", message, unknown[:50], "请加一列类别,用 --column class=表头 指明")
        )
    return np.array(result, dtype=np.str_)


def _with_known(units: Units, existing: Units) -> Units:
    """Outlines and numbers that the region has and the source does not give are kept."""
    geometry, households = units.geometry.copy(), units.households.copy()
    population = {group: values.copy() for group, values in units.population.items()}
    for i, code in enumerate(units.code.tolist()):
        row = existing.row_of.get(code)
        if row is None:
            continue
        geometry[i] = existing.geometry[row] if geometry[i] is None else geometry[i]
        for new, old in (
            (households, existing.households),
            *zip(population.values(), existing.population.values(), strict=True),
        ):
            new[i] = old[row] if np.isnan(new[i]) else new[i]
    return replace(units, households=households, population=population, geometry=geometry)


def _note_kept(units: Units, existing: Units, level: str, findings: list[Finding]) -> None:
    left = sorted(set(existing.code[existing.rows_at(level)].tolist()) - set(units.code.tolist()))
    if left:
        names = tuple(str(existing.name[existing.row_of[code]]) for code in left[:50])
        text = f"区域里原有的 {len(left)} 个{LEVEL_LABELS[level]}单元不在这个文件里,仍然保留"
        findings.append(Finding("note", "units_kept", text, names))


def _places(rows: Sequence[int], mask: np.ndarray) -> tuple[str, ...]:
    return tuple(f"第{row}行" for row, ok in zip(rows, mask, strict=True) if ok)[:50]
