"""What lies under a place of the picture."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication

from planner.drawing.layer import DotLayer, PointLayer, PolygonLayer, symbol_order
from planner.drawing.scene import Scene
from planner.drawing.symbols import symbol_size
from planner.drawing.view import Extent, MapView

translate = QCoreApplication.translate

Told = PointLayer | DotLayer | PolygonLayer
"""Layers whose features one may ask about."""

REACH_PIXELS = 5.0
"""How far beside a symbol one may still point."""


@dataclass(frozen=True)
class Hit:
    """A feature under the cursor.

    Attributes:
        index: feature in its layer.
        row: row in the table the layer was made from.
        key: unit code, facility id or demand id.
        detail: a second line, in Chinese; may be "".
        is_point: a symbol or a dot, not an area.
        x, y: map metres of the point, or of the place pointed at in an area.
    """

    layer_id: str
    index: int
    row: int
    key: str
    name: str
    detail: str
    is_point: bool
    x: float
    y: float


def pick(scene: Scene, view: MapView, visible: Collection[str], across: float, down: float) -> tuple[Hit, ...]:
    """Everything under a pixel (logical), at most one feature per layer.

    Symbols come first, then dots, both topmost first; then areas, the smallest first.
    """
    shown = [layer for layer in scene.layers if layer.id in visible]
    dots = [layer for layer in reversed(shown) if isinstance(layer, DotLayer)]
    areas = [layer for layer in reversed(shown) if isinstance(layer, PolygonLayer)]
    ordered: list[Told] = [*reversed(symbol_order(shown)), *dots, *areas]
    found = [(layer, _index_at(layer, view, across, down)) for layer in ordered]
    named = [(layer, index) for layer, index in found if index >= 0 and layer.features.key[index]]
    named.sort(key=lambda one: one[0].shape.area[one[1]] if isinstance(one[0], PolygonLayer) else -1.0)
    place = view.to_map(across, down)
    return tuple(_hit(layer, index, place) for layer, index in named)


def place_of(scene: Scene, layer_id: str, key: str) -> Extent | None:
    """Where a feature lies, None where the scene does not have it."""
    layer = scene.layer(layer_id)
    if not isinstance(layer, Told) or key not in layer.features.index_of:
        return None
    index = layer.features.index_of[key]
    if isinstance(layer, PolygonLayer):
        x_min, y_min, x_max, y_max = layer.shape.bounds[index].tolist()
        return x_min, y_min, x_max, y_max
    x, y = float(layer.x[index]), float(layer.y[index])
    return x, y, x, y


def _hit(layer: Told, index: int, place: tuple[float, float]) -> Hit:
    features = layer.features
    is_point = not isinstance(layer, PolygonLayer)
    x, y = place if isinstance(layer, PolygonLayer) else (float(layer.x[index]), float(layer.y[index]))
    name = _people(float(layer.weight[index])) if isinstance(layer, DotLayer) else str(features.name[index])
    texts = str(features.key[index]), name, str(features.detail[index])
    return Hit(layer.id, index, int(features.row[index]), *texts, is_point, x, y)


def _people(count: float) -> str:
    return translate("Canvas", "{people} 人").format(people=f"{count:,.0f}")


def _index_at(layer: Told, view: MapView, across: float, down: float) -> int:
    if isinstance(layer, PolygonLayer):
        return _area_at(layer, *view.to_map(across, down))
    x, y = view.to_map(across, down)
    if isinstance(layer, DotLayer):
        return _nearest(np.hypot(layer.x - x, layer.y - y), layer.weight > 0, REACH_PIXELS * view.metres_per_pixel)
    size = symbol_size(view.metres_per_pixel, layer.scale) * view.metres_per_pixel
    reach = size / 2 + REACH_PIXELS * view.metres_per_pixel / 2
    return _nearest(np.hypot(layer.x + layer.beside * size - x, layer.y - y), layer.class_of >= 0, reach)


def _area_at(layer: PolygonLayer, x: float, y: float) -> int:
    under = layer.shape.tree.query(shapely.Point(x, y), predicate="intersects")
    return int(under.min()) if len(under) else -1


def _nearest(distance: np.ndarray, drawn: np.ndarray, limit: float) -> int:
    distance = np.where(drawn & np.isfinite(distance), distance, np.inf)
    if not len(distance):
        return -1
    index = int(np.argmin(distance))
    return index if distance[index] <= limit else -1
