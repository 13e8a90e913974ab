"""Outlines of units from a source, made valid, and joined where a unit stands in several rows."""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.finding import Finding
from layers.importing.understood import Understood
from layers.projection import Metric
from layers.tables import Geometries
from layers.topology.defect import polygons_of
from layers.topology.findings import area_text

_AREAS = (3, 6, 7)


def read_outlines(understood: Understood, findings: list[Finding]) -> Geometries:
    """Multipolygons in degrees, one per row, None where there is none; what is mended or dropped is listed."""
    rows = understood.features.rows
    geometry = understood.features.geometry
    found = np.full(len(rows), None, dtype=object)
    if geometry is None:
        return found
    kinds = shapely.get_type_id(geometry)
    wanted = np.flatnonzero(np.isin(kinds, _AREAS) & ~shapely.is_empty(geometry))
    invalid = wanted[~shapely.is_valid(geometry[wanted])]
    shapes = geometry.copy()
    shapes[invalid] = shapely.make_valid(geometry[invalid], method="structure")
    parts, owner = polygons_of(shapes[wanted])
    ends = np.searchsorted(owner, np.arange(len(wanted) + 1))
    for number, i in enumerate(wanted):
        own = parts[ends[number] : ends[number + 1]]
        found[i] = shapely.MultiPolygon(own.tolist()) if len(own) else None
    dropped = np.flatnonzero((kinds >= 0) & ~np.isin(kinds, _AREAS))
    if len(dropped):
        places = tuple(f"第{rows[i]}个" for i in dropped[:50])
        findings.append(Finding("warning", "not_a_polygon", f"{len(dropped)} 个图形不是面,只取属性", places))
    if len(invalid):
        findings.append(_mended(geometry, found, invalid, rows))
    return found


def _mended(before: Geometries, after: Geometries, which: np.ndarray, rows: Sequence[int]) -> Finding:
    """Which outlines were made valid, with their area before and after."""
    metric = Metric.of_extent(*shapely.total_bounds(before[which]))
    areas = zip(which, shapely.area(metric.geometry(before[which])), _areas(metric, after[which]), strict=True)
    places = tuple(f"第{rows[i]}个:{area_text(old)} → {area_text(new)}" for i, old, new in list(areas)[:50])
    text = f"{len(which)} 个面的边线自相交,已自动修复"
    spots = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(shapely.centroid(before[which[:50]])))
    return Finding(
        "warning", "mended_polygon", text, places, "如需精确边界,请在原软件中修改", why="面积前后如上", spots=spots
    )


def _areas(metric: Metric, shapes: Geometries) -> np.ndarray:
    return np.asarray(np.nan_to_num(shapely.area(metric.geometry(shapes))))


def joined(shapes: Geometries, members: Sequence[Sequence[int]]) -> Geometries:
    """The outline of each unit from those of its rows, None where no row has one."""
    whole = np.full(len(members), None, dtype=object)
    for unit, rows in enumerate(members):
        own = [shapes[row] for row in rows if shapes[row] is not None]
        if len(own) == 1:
            whole[unit] = own[0]
        elif own:
            parts, _ = polygons_of(np.array([shapely.union_all(own)], dtype=object))
            whole[unit] = shapely.MultiPolygon(parts.tolist())
    return whole
