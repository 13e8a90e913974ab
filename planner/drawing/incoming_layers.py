"""What an import would bring, drawn before it is in the region: points, outlines and lines."""

from collections.abc import Mapping

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication

from layers.decisions import Preview
from layers.projection import Metric
from layers.tables import Floats, Geometries
from planner.drawing import style
from planner.drawing.chains import Chains, Rows
from planner.drawing.layer import (
    Features,
    FillClass,
    LabelLayer,
    Layer,
    LineClass,
    LineLayer,
    Outline,
    PointLayer,
    PolygonLayer,
    SymbolClass,
)
from planner.drawing.name_places import name_places
from planner.drawing.unit_layers import shape_of

translate = QCoreApplication.translate

MOST_MARKS = 5000
POINTS, AREAS, LINES, NAMES = "incoming:points", "incoming:areas", "incoming:lines", "incoming:names"
_CLASS = {"added": 0, "changed": 1, "merged": 1, "same": 2}
_SCALE = 0.75
_MOST_NAMED = 60


def incoming_layers(preview: Preview, metric: Metric, act_of: Mapping[str, str]) -> tuple[Layer, ...]:
    """The rows of an import as layers, the areas first; of very many rows an even choice.

    Args:
        act_of: what happens to each thing of the region, by its key: "added", "changed", "merged" or "same".
    """
    rows = sampled(len(preview))
    act = np.array([_CLASS.get(_act(preview, int(row), act_of), 0) for row in rows], dtype=np.intp)
    layers: list[Layer] = []
    if preview.geometry is not None:
        layers += _outlines(preview, metric, rows, act)
    points = point_layer(preview.lon[rows], preview.lat[rows], metric, _features(preview, rows), act)
    return (*layers, points) if len(points.x) and not layers else tuple(layers)


def sampled(count: int, most: int = MOST_MARKS) -> Rows:
    """Rows evenly chosen, all of them where there are few."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp)) if count else np.zeros(0, np.intp)


def point_layer(lon: Floats, lat: Floats, metric: Metric, features: Features, act: Rows) -> PointLayer:
    """Incoming points that have a place; `act` is the class of each."""
    x, y = metric.forward(lon, lat)
    placed = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    kept = Features(features.row[placed], features.key[placed], features.name[placed], features.detail[placed])
    title = translate("Canvas", "要导入的")
    return PointLayer(POINTS, title, x[placed], y[placed], _symbols(), act[placed], kept, np.zeros(len(placed)), _SCALE)


def _symbols() -> tuple[SymbolClass, ...]:
    return (
        SymbolClass(translate("Canvas", "新增"), style.INCOMING, "circle"),
        SymbolClass(translate("Canvas", "更新"), style.INCOMING_CHANGED, "diamond"),
        SymbolClass(translate("Canvas", "不变"), style.INCOMING_SAME, "circle", hollow=True),
    )


def _act(preview: Preview, row: int, act_of: Mapping[str, str]) -> str:
    return act_of.get(str(preview.key[row]), "added") if preview.key is not None else "added"


def _features(preview: Preview, rows: Rows) -> Features:
    """Told apart by their row in the file; named by the first column of text."""
    blank = ("",) * len(preview)
    names = preview.columns.get("名称") or next(iter(preview.columns.values()), blank)
    key = np.array([str(preview.row[row]) for row in rows], dtype=np.str_)
    name = np.array([names[row] for row in rows], dtype=np.str_)
    where = translate("Canvas", "第 {row} 行")
    detail = np.array([where.format(row=preview.row[row]) for row in rows], dtype=np.str_)
    return Features(rows, key, name, detail)


def _outlines(preview: Preview, metric: Metric, rows: Rows, act: Rows) -> list[Layer]:
    geometry = np.asarray(preview.geometry, dtype=object)[rows]
    dimension = shapely.get_dimensions(geometry)
    present = ~shapely.is_missing(geometry) & ~shapely.is_empty(geometry)
    areas, lines = np.flatnonzero(present & (dimension == 2)), np.flatnonzero(present & (dimension == 1))
    layers: list[Layer] = []
    if len(areas):
        layer = _areas(metric.geometry(geometry[areas]), _features(preview, rows[areas]), act[areas])
        layers += [layer, _names(layer)]
    if len(lines):
        layers.append(line_layer(metric.geometry(geometry[lines])))
    return layers


def _areas(metres: Geometries, features: Features, act: Rows) -> PolygonLayer:
    fills = tuple(
        FillClass(label, colour, style.INCOMING_OPACITY)
        for label, colour in (
            (translate("Canvas", "新增"), style.INCOMING),
            (translate("Canvas", "更新"), style.INCOMING_CHANGED),
            (translate("Canvas", "不变"), style.INCOMING_SAME),
        )
    )
    title = translate("Canvas", "要导入的边界")
    return PolygonLayer(AREAS, title, shape_of(metres), fills, act, Outline(style.INCOMING_LINE, 1.4), features)


def _names(layer: PolygonLayer) -> LabelLayer:
    x, y, room = name_places(layer.shape)
    level = "township" if len(layer.shape) <= _MOST_NAMED else "community"
    title = translate("Canvas", "要导入的名称")
    return LabelLayer(NAMES, title, layer.id, x, y, layer.features.name, room, layer.shape.area, level)


def line_layer(metres: Geometries) -> LineLayer:
    """Incoming lines in map metres."""
    points, line = shapely.get_coordinates(shapely.get_parts(metres), return_index=True)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(line)) + 1, [len(line)]]).astype(np.intp)
    chains = Chains(points[:, 0].copy(), points[:, 1].copy(), starts)
    title = translate("Canvas", "要导入的道路")
    kind = LineClass(title, style.INCOMING, "", ((1e9, 1.2), (10.0, 2.0)))
    return LineLayer(LINES, title, chains, (kind,), np.zeros(len(chains), dtype=np.intp))
