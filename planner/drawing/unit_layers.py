"""Administrative units as areas: plain, by verdict, by share; and their names."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication

from layers.projection import Metric
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Geometries, Units
from planner.drawing import style
from planner.drawing.chains import Chains, Rows
from planner.drawing.layer import Classes, Features, FillClass, LabelLayer, Outline, PolygonLayer, Shape
from planner.drawing.name_places import name_places

translate = QCoreApplication.translate

OUTLINES = {
    "province": Outline(style.COUNTY_LINE, 2.0),
    "prefecture": Outline(style.COUNTY_LINE, 2.0),
    "county": Outline(style.COUNTY_LINE, 2.0),
    "township": Outline(style.TOWNSHIP_LINE, 1.5, style.TOWNSHIP_DASHES),
    "community": Outline(
        style.COMMUNITY_LINE, 1.0, style.COMMUNITY_DASHES, widest_metres_per_pixel=style.COMMUNITY_LINES_FROM
    ),
}


def unit_layer(
    units: Units, metric: Metric, level: str, *, fill: Literal["distinct", "none"] = "none"
) -> PolygonLayer | None:
    """The units of a level that have an outline; None where no unit has one.

    Args:
        fill: `distinct` gives neighbours different soft colours, `none` only outlines them.
    """
    rows = np.array([row for row in units.rows_at(level) if _has_outline(units.geometry[row])], dtype=np.intp)
    if not len(rows):
        return None
    shape = shape_of(metric.geometry(units.geometry[rows]))
    classes, class_of = _distinct(shape) if fill == "distinct" else ((), np.full(len(rows), -1))
    title = translate("Canvas", LEVEL_LABELS[level])
    outline = _framed(OUTLINES[level]) if _is_coarsest(units, level) else OUTLINES[level]
    return PolygonLayer(f"units:{level}", title, shape, classes, class_of, outline, unit_features(units, rows))


def _is_coarsest(units: Units, level: str) -> bool:
    """Whether no greater level has an outline: then this one frames the region."""
    greater = np.isin(units.level, LEVELS[: LEVELS.index(level)])
    return not any(_has_outline(geometry) for geometry in units.geometry[greater])


def _framed(outline: Outline) -> Outline:
    return replace(outline, band_colour=style.BAND, band_width=style.BAND_WIDTH)


def _between(outline: Outline | None) -> Outline:
    """Areas coloured by an answer are parted by light lines."""
    lines = outline or Outline("")
    return replace(lines, colour=style.ANSWER_LINE, dashes=(), widest_metres_per_pixel=np.inf)


def _has_outline(geometry: shapely.Geometry | None) -> bool:
    return geometry is not None and not geometry.is_empty


def verdict_layer(layer: PolygonLayer, served: Mapping[str, bool | None]) -> PolygonLayer:
    """The same units coloured by unit code: served, not served, or None for unknown; others stay blank."""
    order = {True: 0, False: 1, None: 2}
    class_of = [order[served[str(key)]] if str(key) in served else -1 for key in layer.features.key]
    classes = (
        FillClass(translate("Canvas", "已覆盖"), style.SERVED),
        FillClass(translate("Canvas", "未覆盖"), style.NOT_SERVED),
        FillClass(translate("Canvas", "待定"), style.UNKNOWN, hatched=True),
    )
    return replace(layer, classes=classes, class_of=np.array(class_of, dtype=np.intp), outline=_between(layer.outline))


def share_layer(layer: PolygonLayer, shares: Mapping[str, float]) -> PolygonLayer:
    """The same units coloured by the share reached (0 to 1) by unit code; NaN or absent is unknown."""
    share = np.array([shares.get(str(key), np.nan) for key in layer.features.key], dtype=np.float64)
    class_of = np.searchsorted(style.SHARE_BREAKS, share, side="right")
    class_of[np.isnan(share)] = len(style.SHARE_FILLS)
    fills = [FillClass(label, colour) for label, colour in zip(_share_labels(), style.SHARE_FILLS, strict=True)]
    unknown = FillClass(translate("Canvas", "无数据"), style.UNKNOWN, hatched=True)
    return replace(layer, classes=(*fills, unknown), class_of=class_of.astype(np.intp), outline=_between(layer.outline))


def plain_layer(layer: PolygonLayer) -> PolygonLayer:
    """The same units, only outlined."""
    return replace(layer, classes=(), class_of=np.full(len(layer.shape), -1))


def distinct_layer(layer: PolygonLayer) -> PolygonLayer:
    """The same units, neighbours in different soft colours."""
    classes, class_of = _distinct(layer.shape)
    return replace(layer, classes=classes, class_of=class_of)


def name_layer(layer: PolygonLayer, level: str) -> LabelLayer:
    """The names of the units of a layer, the larger first."""
    x, y, room = name_places(layer.shape)
    title = translate("Canvas", "{level}名称").format(level=layer.title)
    return LabelLayer(f"names:{level}", title, layer.id, x, y, layer.features.name, room, layer.shape.area, level)


def shape_of(geometry: Geometries) -> Shape:
    """A drawable shape from (multi)polygons in map metres; none may be None."""
    oriented = np.asarray(shapely.orient_polygons(geometry), dtype=object)
    parts, feature = shapely.get_parts(oriented, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1)).astype(np.intp)
    return Shape(oriented, Chains(points[:, 0].copy(), points[:, 1].copy(), starts), feature[part].astype(np.intp))


def unit_features(units: Units, rows: Rows) -> Features:
    """Codes, names and a line of figures of some units."""
    detail = np.array([_unit_detail(units, int(row)) for row in rows], dtype=np.str_)
    return Features(rows, units.code[rows], units.name[rows], detail)


def _unit_detail(units: Units, row: int) -> str:
    parts = [str(units.klass[row]) or translate("Canvas", LEVEL_LABELS[str(units.level[row])])]
    people = float(units.population["population"][row]) if "population" in units.population else np.nan
    if np.isfinite(people):
        parts.append(translate("Canvas", "常住人口 {people} 人").format(people=f"{people:,.0f}"))
    return " · ".join(parts)


def _share_labels() -> list[str]:
    edges = [f"{share * 100:g}%" for share in style.SHARE_BREAKS]
    between = [f"{low}–{high}" for low, high in pairwise(edges)]
    below = translate("Canvas", "不足{share}").format(share=edges[0])
    above = translate("Canvas", "{share}及以上").format(share=edges[-1])
    return [below, *between, above]


def _distinct(shape: Shape) -> tuple[tuple[FillClass, ...], Classes]:
    """Soft fills, neighbours apart: greedy colouring, the most neighbours first."""
    left, right = _neighbours(shape)
    neighbours: list[set[int]] = [set() for _ in range(len(shape))]
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        neighbours[one].add(other)
    class_of = np.full(len(shape), -1)
    used = np.zeros(len(style.DISTINCT_FILLS))
    for feature in sorted(range(len(shape)), key=lambda index: (-len(neighbours[index]), index)):
        taken = {class_of[other] for other in neighbours[feature]}
        free = [colour for colour in range(len(used)) if colour not in taken] or list(range(len(used)))
        class_of[feature] = min(free, key=lambda colour: (used[colour], colour))
        used[class_of[feature]] += 1
    return tuple(FillClass("", colour) for colour in style.DISTINCT_FILLS), class_of


def _neighbours(shape: Shape) -> tuple[Rows, Rows]:
    """Pairs of features that touch, on outlines coarse enough to be cheap."""
    bounds = shape.bounds
    coarse = float(np.max(bounds[:, 2:].max(axis=0) - bounds[:, :2].min(axis=0))) / 2000
    outlines = shapely.simplify(shape.geometry, coarse, preserve_topology=False)
    left, right = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=2 * coarse)
    apart = left != right
    return left[apart], right[apart]
