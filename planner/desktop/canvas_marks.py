"""Marks over the picture: what is chosen and what is under the cursor."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from planner.drawing import style
from planner.drawing.buffers import path_of
from planner.drawing.layer import DotLayer, PointLayer, PolygonLayer
from planner.drawing.painting_points import dot_sizes
from planner.drawing.scene import Scene
from planner.drawing.symbols import symbol_size
from planner.drawing.view import MapView


def draw_selected(painter: QPainter, scene: Scene, view: MapView, layer_id: str, index: int) -> None:
    """The chosen feature: a strong outline in a light halo, areas slightly tinted."""
    path = mark_path(scene, view, layer_id, index)
    if isinstance(scene.layer(layer_id), PolygonLayer):
        tint = QColor(style.SELECTED)
        tint.setAlphaF(style.SELECTED_TINT_OPACITY)
        painter.fillPath(path, tint)
    painter.strokePath(path, _pen(QColor(style.SELECTED_HALO), style.SELECTED_WIDTH + 2.4))
    painter.strokePath(path, _pen(QColor(style.SELECTED), style.SELECTED_WIDTH))


def draw_hovered(painter: QPainter, scene: Scene, view: MapView, layer_id: str, index: int) -> None:
    """The feature under the cursor: a fine outline."""
    colour = QColor(style.SELECTED)
    colour.setAlphaF(style.HOVERED_OPACITY)
    painter.strokePath(mark_path(scene, view, layer_id, index), _pen(colour, style.HOVERED_WIDTH))


def draw_spots(painter: QPainter, view: MapView, spots: Sequence[tuple[float, float]]) -> None:
    """Rings around the places that a finding speaks of."""
    for x, y in spots:
        ring = _ring(view, x, y, 0.0, style.SPOT_RADIUS)
        painter.strokePath(ring, _pen(QColor(style.SELECTED_HALO), style.SELECTED_WIDTH + 2.4))
        painter.strokePath(ring, _pen(QColor(style.SPOT), style.SELECTED_WIDTH))


def mark_path(scene: Scene, view: MapView, layer_id: str, index: int) -> QPainterPath:
    """The outline of an area, or a ring around a symbol or dot; empty for what the scene does not have."""
    layer = scene.layer(layer_id)
    if isinstance(layer, PolygonLayer) and index < len(layer.shape):
        return _area_path(layer, view, index)
    if isinstance(layer, PointLayer) and index < len(layer.x):
        size = symbol_size(view.metres_per_pixel, layer.scale)
        return _ring(view, layer.x[index], layer.y[index], float(layer.beside[index]) * size, size * 0.78)
    if isinstance(layer, DotLayer) and index < len(layer.x):
        size = float(dot_sizes(layer, layer.weight[index : index + 1], view.metres_per_pixel)[0])
        return _ring(view, layer.x[index], layer.y[index], 0.0, size / 2 + 2.5)
    return QPainterPath()


def _area_path(layer: PolygonLayer, view: MapView, index: int) -> QPainterPath:
    chains = layer.shape.rings.at_detail(view.finest_detail)
    rings = np.arange(layer.shape.first_ring[index], layer.shape.first_ring[index + 1])
    vertices, starts = chains.vertices_of(rings)
    return path_of(np.column_stack(view.to_screen(chains.x[vertices], chains.y[vertices])), starts)


def _ring(view: MapView, x: float, y: float, shift: float, radius: float) -> QPainterPath:
    across, down = view.to_screen(x, y)
    path = QPainterPath()
    path.addEllipse(QPointF(float(across) + shift, float(down)), radius, radius)
    return path


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
