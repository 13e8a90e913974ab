"""Areas: the soft band around the region, fills, outlines."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from layers.tables import Floats
from planner.drawing import style
from planner.drawing.buffers import draw_chains, path_of, polygon_of
from planner.drawing.chains import Chains, Rows, touching
from planner.drawing.layer import FillClass, PolygonLayer
from planner.drawing.surface import Surface

_FEWEST_CORNERS = 3
_FEATURES_BETWEEN_CHECKS = 200


def paint_band(surface: Surface, layer: PolygonLayer) -> None:
    """The soft band outside the region and the paper inside it."""
    outline = layer.outline
    if outline is None or not outline.band_width:
        return
    surface.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for share, tone in ((1.0, style.BAND_OUTER), (0.5, outline.band_colour)):
        _draw(surface, layer.shape.rings, _pen(tone, 2 * share * outline.band_width))
    features = np.flatnonzero(touching(layer.shape.bounds, surface.extent()))
    _fill(surface, layer, features, FillClass("", style.INSIDE))


def paint_fills(surface: Surface, layer: PolygonLayer) -> None:
    """The fills, class by class."""
    seen = touching(layer.shape.bounds, surface.extent())
    for number, fill in enumerate(layer.classes):
        features = np.flatnonzero(seen & (layer.class_of == number))
        if len(features):
            _fill(surface, layer, features, fill)


def paint_outlines(surface: Surface, layer: PolygonLayer) -> None:
    """The outlines of all areas."""
    outline = layer.outline
    if outline is None or surface.view.metres_per_pixel > outline.widest_metres_per_pixel:
        return
    surface.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    pen = _pen(outline.colour, outline.width)
    if outline.dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(outline.dashes)
    _draw(surface, layer.shape.borders, pen)


def area_brushes(colour: str, opacity: float, *, hatched: bool) -> Iterator[QBrush]:
    """The brushes that fill an area, one over the other."""
    tone = QColor(colour)
    tone.setAlphaF(opacity)
    yield QBrush(tone)
    if hatched:
        yield QBrush(QColor(style.HATCH), Qt.BrushStyle.BDiagPattern)


def _fill(surface: Surface, layer: PolygonLayer, features: Rows, fill: FillClass) -> None:
    painter = surface.painter
    # Smooth edges would show the ground through the joints of neighbours; translucent areas have none.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, fill.opacity < 1)
    painter.setPen(Qt.PenStyle.NoPen)
    for brush in area_brushes(fill.colour, fill.opacity, hatched=fill.hatched):
        painter.setBrush(brush)
        if fill.opacity < 1:
            _fill_together(surface, layer, features)
        else:
            _fill_one_by_one(surface, layer, features)


def _fill_together(surface: Surface, layer: PolygonLayer, features: Rows) -> None:
    """As one path: where translucent areas overlap, they must not add up."""
    points, starts, _ = _rings(surface, layer, features)
    surface.painter.drawPath(path_of(points, starts))


def _fill_one_by_one(surface: Surface, layer: PolygonLayer, features: Rows) -> None:
    """Many small polygons fill several times faster than one path of all of them."""
    points, starts, ring_starts = _rings(surface, layer, features)
    bounds, rings = starts.tolist(), ring_starts.tolist()
    for number, (first, after) in enumerate(pairwise(rings)):
        if number % _FEATURES_BETWEEN_CHECKS == 0:
            surface.check()
        if bounds[after] - bounds[first] < _FEWEST_CORNERS:
            continue
        part = points[bounds[first] : bounds[after]]
        if after - first == 1:
            surface.painter.drawPolygon(polygon_of(part))
        else:
            surface.painter.drawPath(path_of(part, starts[first : after + 1] - bounds[first]))


def _rings(surface: Surface, layer: PolygonLayer, features: Rows) -> tuple[Floats, Rows, Rows]:
    """Screen points of the rings of some features, starts of the rings, and first ring of each feature."""
    chains = layer.shape.rings.at_detail(surface.detail)
    first = layer.shape.first_ring
    counts = first[features + 1] - first[features]
    ring_starts = np.concatenate([[0], np.cumsum(counts)])
    rings = np.arange(ring_starts[-1]) + np.repeat(first[features] - ring_starts[:-1], counts)
    vertices, starts = chains.vertices_of(rings)
    return surface.on_screen(chains.x[vertices], chains.y[vertices]), starts, ring_starts


def _draw(surface: Surface, lines: Chains, pen: QPen) -> None:
    chains = lines.at_detail(surface.detail)
    vertices, starts = chains.vertices_of(np.flatnonzero(lines.within(surface.extent(pen.widthF()))))
    draw_chains(surface.painter, surface.on_screen(chains.x[vertices], chains.y[vertices]), starts, pen, surface.view)


def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
