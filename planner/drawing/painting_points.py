"""Symbols of facilities and dots of people."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from layers.tables import Floats
from planner.drawing import style
from planner.drawing.buffers import draw_points, image_of
from planner.drawing.chains import Rows
from planner.drawing.layer import DotLayer, PointLayer, SymbolClass
from planner.drawing.surface import Surface
from planner.drawing.symbols import contour, symbol_size

_STAMP_ROOM = 1.5  # a stamp's width in symbol widths: rim and shade must fit


def paint_symbols(surface: Surface, layer: PointLayer) -> None:
    """The symbols of a layer, southern ones over northern ones."""
    size = symbol_size(surface.view.metres_per_pixel, layer.scale)
    places, shown = symbol_places(surface, layer)
    for (across, down), index in zip(places.tolist(), shown.tolist(), strict=True):
        _put(surface, layer.classes[layer.class_of[index]], across, down, size)


def symbol_places(surface: Surface, layer: PointLayer) -> tuple[Floats, Rows]:
    """Middles (logical pixels) and features of the symbols in the picture, from north to south."""
    size = symbol_size(surface.view.metres_per_pixel, layer.scale)
    places = surface.on_screen(layer.x, layer.y)
    places[:, 0] += layer.beside * size
    shown = np.flatnonzero(_in_picture(surface, places, size) & (layer.class_of >= 0))
    shown = shown[np.argsort(places[shown, 1], kind="stable")]
    return places[shown], shown


def _in_picture(surface: Surface, places: Floats, room: float) -> NDArray[np.bool_]:
    beyond = np.array([surface.view.width, surface.view.height]) + room
    inside: NDArray[np.bool_] = np.all((places > -room) & (places < beyond), axis=1)
    return inside


def _put(surface: Surface, symbol: SymbolClass, across: float, down: float, size: float) -> None:
    if not surface.stamped:
        draw_symbol(surface.painter, symbol.symbol, symbol.colour, across, down, size, hollow=symbol.hollow)
        return
    stamp = _stamp(symbol.symbol, symbol.colour, size, symbol.hollow, surface.view.pixel_ratio)
    half = size * _STAMP_ROOM / 2
    surface.painter.drawImage(QPointF(*surface.snapped(across - half, down - half)), stamp)


@lru_cache(maxsize=512)
def _stamp(symbol: str, colour: str, size: float, hollow: bool, pixel_ratio: float) -> QImage:
    room = size * _STAMP_ROOM
    image = QImage(round(room * pixel_ratio), round(room * pixel_ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_symbol(painter, symbol, colour, room / 2, room / 2, size, hollow=hollow)
    painter.end()
    return image


def draw_symbol(
    painter: QPainter, symbol: str, colour: str, across: float, down: float, size: float, *, hollow: bool = False
) -> None:
    """A symbol around a place in logical pixels: a light rim in a thin shade, so that it stands on any ground."""
    path = contour(symbol)
    painter.save()
    painter.translate(across, down)
    painter.scale(size, size)
    shade = QColor(style.SYMBOL_SHADE)
    shade.setAlphaF(style.SYMBOL_SHADE_OPACITY)
    for rim, width in (
        (shade, style.SYMBOL_RIM_WIDTH * 2 + 1.2),
        (QColor(style.SYMBOL_RIM), style.SYMBOL_RIM_WIDTH * 2),
    ):
        painter.strokePath(path, _pen(rim, width / size))
    painter.fillPath(path, QColor(style.SYMBOL_HOLLOW if hollow else colour))
    if hollow:
        painter.strokePath(path, _pen(QColor(colour), style.SYMBOL_RIM_WIDTH / size))
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_dots(surface: Surface, layer: DotLayer) -> None:
    """Dots with an area in proportion to their weight, the largest first; as a density picture when very many."""
    places = surface.on_screen(layer.x, layer.y)
    seen = _in_picture(surface, places, layer.largest) & (layer.weight > 0)
    places, weight = places[seen], layer.weight[seen]
    if len(places) > style.DOTS_AS_HEAT_FROM and surface.stamped:
        _paint_density(surface, layer, places, weight)
    else:
        _paint_sizes(surface, layer, places, weight)


def _paint_sizes(surface: Surface, layer: DotLayer, places: Floats, weight: Floats) -> None:
    surface.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    colour = QColor(layer.colour)
    colour.setAlphaF(layer.opacity)
    sizes = dot_sizes(layer, weight, surface.view.metres_per_pixel)
    for size in np.unique(sizes)[::-1]:
        surface.check()
        surface.painter.setPen(_pen(colour, float(size)))
        draw_points(surface.painter, places[sizes == size])


def dot_sizes(layer: DotLayer, weight: Floats, metres_per_pixel: float) -> Floats:
    """Diameters in logical pixels, in a few steps; the area goes with the weight."""
    nearness = float(np.clip((style.DOTS_USUAL_FROM / metres_per_pixel) ** 0.35, 0.75, 1.8))
    share = np.sqrt(np.clip(weight / layer.heavy, 0, 1))
    step = np.ceil(share * style.DOT_SIZES) / style.DOT_SIZES
    sizes: Floats = nearness * (style.DOT_SMALLEST + (layer.largest - style.DOT_SMALLEST) * step)
    return sizes


def _paint_density(surface: Surface, layer: DotLayer, places: Floats, weight: Floats) -> None:
    """Weights summed per device pixel into one picture, the strength going with the root of the sum."""
    ratio = surface.view.pixel_ratio
    width, height = round(surface.view.width * ratio), round(surface.view.height * ratio)
    cell = np.floor(places * ratio).astype(np.intp)
    inside = ((cell >= 0) & (cell < (width, height))).all(axis=1)
    flat = cell[inside, 1] * width + cell[inside, 0]
    total = np.bincount(flat, weights=weight[inside], minlength=width * height)
    surface.check()
    image = image_of(_tinted(total.astype(np.float64).reshape(height, width), layer))
    image.setDevicePixelRatio(ratio)
    surface.painter.drawImage(QPointF(0, 0), image)


def _tinted(total: Floats, layer: DotLayer) -> np.ndarray:
    drawn = total > 0
    strength = np.zeros_like(total)
    if drawn.any():
        heavy = np.percentile(total[drawn], 99)
        strength[drawn] = layer.opacity * (0.3 + 0.7 * np.sqrt(np.clip(total[drawn] / heavy, 0, 1)))
    alpha = np.rint(strength * 255).astype(np.uint32)
    colour = QColor(layer.colour)
    red, green, blue = (
        np.rint(strength * part).astype(np.uint32) for part in (colour.red(), colour.green(), colour.blue())
    )
    return (alpha << 24) | (red << 16) | (green << 8) | blue
