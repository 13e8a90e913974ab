"""What an import of units changes in the region, field by field."""

import numpy as np
import shapely

from layers.decisions import Change, Preview
from layers.importing.units.unit_parts import NUMBERS
from layers.importing.units.unit_tables import column
from layers.projection import Metric
from layers.schema import GROUPS, LEVEL_LABELS
from layers.tables import UnitAlias, Units
from layers.topology.findings import area_text

_LABELS = {"households": "户数", **GROUPS}
_MOVED_M2 = 1.0
"""Redrawing that moves less ground than this is rounding."""


def changes_of(units: Units, rows: np.ndarray, known: Units) -> tuple[Change, ...]:
    """One change per unit: added, changed or same.

    Args:
        rows: in `known` of the unit that each is, -1 for a new one.
    """
    moved, new, old = _moved(units, rows, known), _told(units, known), _told(known, known)
    found = []
    for i, row in enumerate(rows.tolist()):
        code, name = str(units.code[i]), str(units.name[i])
        after = {label: texts[i] for label, texts in new.items()}
        if row < 0:
            found.append(Change("added", code, name, after={label: text for label, text in after.items() if text}))
            continue
        before = {label: texts[row] for label, texts in old.items()}
        fields = [label for label in after if before[label] != after[label]]
        before, after = {label: before[label] for label in fields}, {label: after[label] for label in fields}
        if moved[i] > _MOVED_M2:
            before["边界"] = "有" if known.geometry[row] is not None else ""
            after["边界"] = f"变动 {area_text(float(moved[i]))}" if before["边界"] else "新增"
        found.append(Change("changed" if after else "same", code, name, before, after))
    return tuple(found)


def gone(units: Units, rows: np.ndarray, known: Units) -> tuple[Change, ...]:
    """Units of the region that a list of their level and parent no longer has; they are kept."""
    found = []
    for level in np.unique(units.level):
        above = set(units.parent[units.rows_at(str(level))].tolist())
        for row in np.setdiff1d(known.rows_at(str(level)), rows).tolist():
            if str(known.parent[row]) in above and str(known.code[row]) not in units.row_of:
                found.append(Change("gone", str(known.code[row]), str(known.name[row])))
    return tuple(found)


def former_names(units: Units, rows: np.ndarray, known: Units) -> tuple[UnitAlias, ...]:
    """The names and official codes that units of the region had until now, and that no other unit has taken over."""
    found = []
    for i, row in enumerate(rows.tolist()):
        if row < 0:
            continue
        code, old_code, old_name = str(units.code[i]), str(known.code[row]), str(known.name[row])
        if old_name != units.name[i]:
            found.append(UnitAlias(code, old_name, "曾用名称"))
        if old_code not in (code, *units.row_of) and not known.provisional[row]:
            found.append(UnitAlias(code, old_code, "曾用代码"))
    return tuple(found)


def preview_of(units: Units, file_row: dict[str, int], known: Units) -> Preview:
    """The units as they would stand in the region.

    Args:
        file_row: by code, where each stands in the file.
        known: the region's units, for the parents' names.
    """
    there = np.array([shape is not None and not shape.is_empty for shape in units.geometry], dtype=bool)
    lon, lat = np.full(len(units), np.nan), np.full(len(units), np.nan)
    inner = shapely.point_on_surface(units.geometry[there])
    lon[there], lat[there] = shapely.get_x(inner), shapely.get_y(inner)
    numbers = {_LABELS[field]: column(units, field) for field in NUMBERS}
    return Preview(
        columns={
            "代码": tuple(units.code.tolist()),
            "名称": tuple(units.name.tolist()),
            "级别": tuple(LEVEL_LABELS[level] for level in units.level.tolist()),
            "上级": tuple(_name(known, units, code) for code in units.parent.tolist()),
            "类别": tuple(units.klass.tolist()),
            **{
                label: tuple(_number(value) for value in values.tolist())
                for label, values in numbers.items()
                if np.isfinite(values).any()
            },
        },
        row=tuple(file_row.get(code, 0) for code in units.code.tolist()),
        lon=lon,
        lat=lat,
        geometry=units.geometry if there.any() else None,
        key=units.code,
    )


def _told(units: Units, known: Units) -> dict[str, list[str]]:
    """What units say of themselves, by Chinese label."""
    return {
        "名称": units.name.tolist(),
        "代码": units.code.tolist(),
        "上级": [_name(known, units, code) for code in units.parent.tolist()],
        "类别": units.klass.tolist(),
        **{label: [_number(value) for value in column(units, name).tolist()] for name, label in _LABELS.items()},
    }


def _name(known: Units, units: Units, code: str) -> str:
    for table in (units, known):
        if code in table.row_of:
            return str(table.name[table.row_of[code]])
    return code


def _number(value: float) -> str:
    return "" if value != value else f"{value:,.10g}"


def _moved(units: Units, rows: np.ndarray, known: Units) -> np.ndarray:
    """Square metres by which outlines differ, all of a new outline's where there was none; 0 where unchanged."""
    moved = np.zeros(len(units))
    both = [i for i, row in enumerate(rows.tolist()) if row >= 0 and units.geometry[i] is not None]
    both = [i for i in both if units.geometry[i] is not known.geometry[rows[i]]]
    if not both:
        return moved
    new, old = units.geometry[both], known.geometry[rows[both]]
    differing = ~shapely.equals_identical(shapely.normalize(new), shapely.normalize(old))
    new, old = new[differing], old[differing]
    if len(new):
        old = shapely.make_valid(np.where(shapely.is_missing(old), shapely.MultiPolygon(), old))
        metric = Metric.of_extent(*shapely.total_bounds(new))
        apart = shapely.symmetric_difference(metric.geometry(shapely.make_valid(new)), metric.geometry(old))
        moved[np.array(both)[differing]] = shapely.area(apart)
    return moved
