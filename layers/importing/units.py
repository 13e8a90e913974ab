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
from layers.importing.unit_codes import adopted, assign_codes, find_parents, resolve_parents, without_parent
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


@dataclass(frozen=True, eq=False)
class UnitsRead:
    """What a source says of units.

    Attributes:
        adopted: new parents, by code, of units that are in the region already.
        skipped: rows left out.
    """

    units: Units
    adopted: dict[str, str]
    skipped: int
    findings: list[Finding]


def read_units(features: Features, options: ImportOptions, existing: Units, region_code: str, where: str) -> UnitsRead:
    """The units of a source, rows of one unit put together, with codes and parents.

    Raises:
        UserError: the level is missing or above the region's, there is no name column, or nothing usable is left.
    """
    _check_level(options.level, region_code, where)
    findings = list(features.notes)
    parts = _read_parts(features, options, where, findings)
    parts = _rows_of_level(_rows_inside(parts, region_code, where, findings), options.level, where, findings)
    parent = resolve_parents(parts.parent, parts.geometry, options.level, existing, region_code)
    units = _merge(replace(parts, parent=parent), options.level, existing, region_code, findings)
    _note_kept(units, existing, options.level, findings)
    return UnitsRead(units, adopted(units, existing, region_code), len(features.rows) - len(parts.rows), findings)


def _check_level(level: str, region_code: str, where: str) -> None:
    own = codes.level_of(region_code)
    usable = LEVELS[LEVELS.index(own) :]
    if level not in usable:
        labels = "、".join(f"{name}({LEVEL_LABELS[name]})" for name in usable)
        what = (
            "没有说明是哪一级行政单元"
            if level not in LEVELS
            else f"本区域是{LEVEL_LABELS[own]},放不下{LEVEL_LABELS[level]}单元"
        )
        raise UserError(what, where=where, remedy=f"可选:{labels}", option="--level")


def _rows_inside(parts: Parts, region_code: str, where: str, findings: list[Finding]) -> Parts:
    inside = np.array([not code or code.startswith(codes.prefix_of(region_code)) for code in parts.code], dtype=bool)
    if not inside.any():
        raise UserError("没有一行属于本区域", where=where, remedy=f"本区域代码为 {region_code},请检查文件或区域代码")
    if not inside.all():
        text = f"{int((~inside).sum())} 行的区划代码不属于本区域,没有导入"
        findings.append(Finding("warning", "outside_region", text, _places(parts.rows, ~inside)))
    return _select(parts, inside)


def _rows_of_level(parts: Parts, level: str, where: str, findings: list[Finding]) -> Parts:
    """Rows whose code says another level are of that level: a table may list several."""
    fits = np.array([not code or codes.level_of(str(code)) == level for code in parts.code], dtype=bool)
    if not fits.any():
        raise UserError(
            f"没有一行是{LEVEL_LABELS[level]}代码", where=where, remedy="请检查所选的级别和代码列", option="--level"
        )
    if not fits.all():
        places = tuple(f"{n} {c}" for n, c in zip(parts.name[~fits], parts.code[~fits], strict=True))[:50]
        text = f"{int((~fits).sum())} 行的区划代码是别的级别,没有导入"
        findings.append(Finding("warning", "code_of_other_level", text, places, "请按它们自己的级别再导入一次"))
    return _select(parts, fits)


def _read_parts(features: Features, options: ImportOptions, where: str, findings: list[Finding]) -> Parts:
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
    return _select(parts, columns.real_rows(parts.name.tolist(), parts.rows, findings, where))


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


def _merge(parts: Parts, level: str, existing: Units, region_code: str, findings: list[Finding]) -> Units:
    """One unit per key: outlines joined, repeated numbers taken once."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(parts.key):
        groups.setdefault(key, []).append(i)
    members = list(groups.values())
    first = np.array([rows[0] for rows in members])
    numbers, clashed = _numbers_once(parts, members, findings)
    names, resolved = parts.name[first], parts.parent[first]
    code, provisional = assign_codes(parts.code[first], names, resolved, level, existing, region_code, findings)
    parent = find_parents(code, provisional, resolved, level, existing, region_code)
    loose = without_parent(parent, level, region_code)
    findings += [loose] if loose else []
    units = Units(
        code=code,
        name=names,
        level=np.full(len(code), level),
        parent=parent,
        klass=_classes(parts.klass[first], code, provisional, names, level, findings),
        provisional=provisional,
        households=numbers["households"],
        population={group: numbers[group] for group in GROUPS},
        geometry=_joined(parts, members, findings),
    )
    return _with_known(units, existing, clashed)


def _numbers_once(
    parts: Parts, members: list[list[int]], findings: list[Finding]
) -> tuple[dict[str, Floats], dict[str, np.ndarray]]:
    """A unit split into several rows repeats its numbers; adding them up would count people twice.

    Returns:
        The numbers, and where the rows of a unit gave different ones.
    """
    merged = {field: np.full(len(members), np.nan) for field in _NUMBERS}
    clashed = {field: np.zeros(len(members), dtype=bool) for field in _NUMBERS}
    clashes = []
    for unit, rows in enumerate(members):
        for field in _NUMBERS:
            given = {value for value in parts.numbers[field][rows].tolist() if value == value}
            if len(given) == 1:
                merged[field][unit] = given.pop()
            elif given:
                clashed[field][unit] = True
                clashes.append(f"{parts.name[rows[0]]}:" + "、".join(f"{value:g}" for value in sorted(given)))
    if clashes:
        message = f"{len(clashes)} 处同一单元的几行给出不同的数字"
        remedy = "请核对原表;接受后这些数字按“没有数据”处理"
        findings.append(Finding("blocking", "unit_numbers_differ", message, tuple(clashes[:50]), remedy))
    return merged, clashed


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
            Finding("warning", "class_unknown", message, unknown[:50], "请在原表加一列类别,重新导入并指明这一列")
        )
    return np.array(result, dtype=np.str_)


def _with_known(units: Units, existing: Units, clashed: dict[str, np.ndarray]) -> Units:
    """Outlines and numbers that the region has and the source does not give are kept; what clashed stays unknown."""
    rows = np.array([existing.row_of.get(code, -1) for code in units.code.tolist()], dtype=np.intp)
    known = rows >= 0

    def kept(field: str, new: Floats, old: Floats) -> Floats:
        fill = known & np.isnan(new) & ~clashed[field]
        return np.where(fill, old[rows], new) if len(old) else new

    geometry = units.geometry.copy()
    for i in np.flatnonzero(known):
        geometry[i] = existing.geometry[rows[i]] if geometry[i] is None else geometry[i]
    return replace(
        units,
        households=kept("households", units.households, existing.households),
        population={group: kept(group, units.population[group], existing.population[group]) for group in GROUPS},
        geometry=geometry,
    )


def _note_kept(units: Units, existing: Units, level: str, findings: list[Finding]) -> None:
    left = sorted(set(existing.code[existing.rows_at(level)].tolist()) - set(units.code.tolist()))
    if left:
        names = tuple(str(existing.name[existing.row_of[code]]) for code in left[:50])
        text = f"区域里原有的 {len(left)} 个{LEVEL_LABELS[level]}单元不在这个文件里,仍然保留"
        findings.append(Finding("note", "units_kept", text, names))


def _places(rows: Sequence[int], mask: np.ndarray) -> tuple[str, ...]:
    return tuple(f"第{row}行" for row, ok in zip(rows, mask, strict=True) if ok)[:50]
