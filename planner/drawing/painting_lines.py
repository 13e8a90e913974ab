"""Roads: all casings first, then the lines from the least to the greatest."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.tables import Floats
from planner.drawing import style
from planner.drawing.buffers import draw_chains
from planner.drawing.chains import Rows
from planner.drawing.layer import LineLayer
from planner.drawing.surface import Surface


def paint_lines(surface: Surface, layer: LineLayer) -> None:
    """The lines of a layer."""
    surface.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    scale = surface.view.metres_per_pixel
    widths = [line.width_at(scale) for line in layer.classes]
    drawn = {number: _places(surface, layer, number) for number, width in enumerate(widths) if width}
    for number, places in drawn.items():
        line = layer.classes[number]
        if line.casing and widths[number] >= style.CASED_FROM:
            _draw(surface, places, line.casing, widths[number] + 2 * style.CASING_WIDTH)
    for number, places in drawn.items():
        _draw(surface, places, layer.classes[number].colour, widths[number])


def _places(surface: Surface, layer: LineLayer, number: int) -> tuple[Floats, Rows]:
    """Screen points and starts of the lines of a class that are in the picture."""
    surface.check()
    seen = layer.chains.within(surface.extent(style.CASED_FROM)) & (layer.class_of == number)
    chains = layer.chains.at_detail(surface.detail)
    vertices, starts = chains.vertices_of(np.flatnonzero(seen))
    return surface.on_screen(chains.x[vertices], chains.y[vertices]), starts


def _draw(surface: Surface, places: tuple[Floats, Rows], colour: str, width: float) -> None:
    surface.check()
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    draw_chains(surface.painter, *places, pen, surface.view)
