"""A scene painted: into an image by any one thread, or onto a painter of a sheet."""

from collections.abc import Callable, Collection

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from layers.errors import Cancelled
from planner.drawing import style
from planner.drawing.layer import DotLayer, LabelLayer, Layer, LineLayer, PolygonLayer, symbol_order
from planner.drawing.painting_areas import paint_band, paint_fills, paint_outlines
from planner.drawing.painting_labels import paint_labels
from planner.drawing.painting_lines import paint_lines
from planner.drawing.painting_points import paint_dots, paint_symbols, symbol_places
from planner.drawing.scene import Scene
from planner.drawing.surface import Surface
from planner.drawing.view import MapView


def always() -> bool:
    """The picture stays wanted."""
    return True


def paint(
    scene: Scene, view: MapView, visible: Collection[str] | None = None, *, wanted: Callable[[], bool] = always
) -> QImage:
    """The picture of a scene, `view.width` x `view.height` logical pixels.

    Args:
        visible: ids of the layers shown; None for all.
        wanted: asked between the steps.

    Raises:
        Cancelled: the picture is no longer wanted.
    """
    ratio = view.pixel_ratio
    image = QImage(max(1, round(view.width * ratio)), max(1, round(view.height * ratio)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(style.GROUND))
    painter = QPainter(image)
    try:
        paint_on(painter, scene, view, visible, stamped=True, wanted=wanted)
    finally:
        painter.end()
    return image


def paint_on(
    painter: QPainter,
    scene: Scene,
    view: MapView,
    visible: Collection[str] | None = None,
    *,
    stamped: bool = False,
    wanted: Callable[[], bool] = always,
) -> None:
    """Paint a scene onto a painter whose unit is the view's logical pixel; the ground is left as it is.

    Args:
        stamped: symbols and names as ready pictures: fast, for the screen only.

    Raises:
        Cancelled: the picture is no longer wanted.
    """

    def check() -> None:
        if not wanted():
            raise Cancelled

    surface = Surface(painter, view, stamped, check)
    shown = [layer for layer in scene.layers if visible is None or layer.id in visible]
    areas = [layer for layer in shown if isinstance(layer, PolygonLayer)]
    for paint_area in (paint_band, paint_fills):
        for layer in areas:
            check()
            paint_area(surface, layer)
    for line_layer in (layer for layer in shown if isinstance(layer, LineLayer)):
        paint_lines(surface, line_layer)
    for layer in sorted(areas, key=lambda layer: -len(layer.shape)):  # the outlines of greater units over the others
        check()
        paint_outlines(surface, layer)
    _paint_points(surface, shown)
    ids = {layer.id for layer in shown}
    names = [layer for layer in shown if isinstance(layer, LabelLayer) and layer.of in ids]
    symbols = [symbol_places(surface, layer)[0] for layer in symbol_order(shown)]
    paint_labels(surface, names, np.concatenate([np.empty((0, 2)), *symbols]))


def _paint_points(surface: Surface, layers: list[Layer]) -> None:
    for dots in (layer for layer in layers if isinstance(layer, DotLayer)):
        surface.check()
        paint_dots(surface, dots)
    for symbols in symbol_order(layers):
        surface.check()
        paint_symbols(surface, symbols)
