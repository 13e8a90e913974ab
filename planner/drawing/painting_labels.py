"""Names: the important ones first, none over another, each in a light halo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from layers.tables import Floats
from planner.drawing import style
from planner.drawing.chains import Rows
from planner.drawing.fonts import map_font
from planner.drawing.layer import LabelLayer
from planner.drawing.surface import Surface
from planner.drawing.symbols import symbol_size
from planner.drawing.view import MapView

_ORDER = tuple(style.LABELS)
# How many symbols a name may cover when there is no better place.
_COVERING = {"county": 99, "township": 99, "community": 0, "facility": 1}
_SAME_PLACE = 300.0
# Places tried for the name of an area, in widths and heights from its middle, the best first.
_AROUND = (
    (0, 0),
    (0, -0.6),
    (0, 0.6),
    (0.3, 0),
    (-0.3, 0),
    (0, -1.1),
    (0, 1.1),
    (0.3, -0.8),
    (-0.3, -0.8),
    (0.3, 0.8),
    (-0.3, 0.8),
)


@dataclass(frozen=True)
class PlacedLabel:
    """A name with its place on the picture, in logical pixels."""

    text: str
    style: str
    box: QRectF


def paint_labels(surface: Surface, layers: Sequence[LabelLayer], symbols: Floats) -> None:
    """The names of all layers together, for they share the room.

    Args:
        symbols: middles of the symbols in the picture, n x 2 logical pixels; names keep off them.
    """
    surface.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for label in placed_labels(surface, layers, symbols):
        _put(surface, label)


def placed_labels(surface: Surface, layers: Sequence[LabelLayer], symbols: Floats) -> list[PlacedLabel]:
    """The names that find room."""
    room = _Room(surface.view, symbols, symbol_size(surface.view.metres_per_pixel) * 0.45)
    placed: list[PlacedLabel] = []
    for layer in sorted(layers, key=lambda layer: _ORDER.index(layer.style)):
        surface.check()
        for index in _candidates(surface, layer):
            label = _place(surface, layer, int(index), room)
            if label is not None and not _repeated(label, placed):
                room.taken.append(label.box)
                placed.append(label)
    return placed


def _repeated(label: PlacedLabel, placed: list[PlacedLabel]) -> bool:
    """A facility of several kinds stands in several layers, but is named once."""
    return label.style == "facility" and any(
        other.text == label.text and (other.box.center() - label.box.center()).manhattanLength() < _SAME_PLACE
        for other in placed
    )


@dataclass
class _Room:
    """What is free on the picture."""

    view: MapView
    symbols: Floats
    symbol_radius: float
    taken: list[QRectF] = field(default_factory=list)

    def free(self, box: QRectF) -> bool:
        """Inside the picture, and off every name."""
        picture = QRectF(0, 0, self.view.width, self.view.height)
        return picture.contains(box) and not any(box.intersects(other) for other in self.taken)

    def covered(self, box: QRectF) -> int:
        """Number of symbols that a name here would cover."""
        across, down, near = self.symbols[:, 0], self.symbols[:, 1], self.symbol_radius
        inside = (across > box.left() - near) & (across < box.right() + near)
        return int((inside & (down > box.top() - near) & (down < box.bottom() + near)).sum())


def _candidates(surface: Surface, layer: LabelLayer) -> Rows:
    """Names in the picture that fit their area at this scale, the most important first."""
    look = style.LABELS[layer.style]
    scale = surface.view.metres_per_pixel
    if scale > look.from_metres_per_pixel:
        return np.empty(0, dtype=np.intp)
    x_min, y_min, x_max, y_max = surface.extent()
    inside = (layer.x >= x_min) & (layer.x <= x_max) & (layer.y >= y_min) & (layer.y <= y_max)
    # A character of a Chinese name is as wide as it is high, so the width is known without measuring.
    width = np.char.str_len(layer.text) * look.size
    fitting = inside & (width <= look.crowding * layer.room / scale)
    rows = np.flatnonzero(fitting)
    return rows[np.argsort(-layer.importance[rows], kind="stable")]


def _place(surface: Surface, layer: LabelLayer, index: int, room: _Room) -> PlacedLabel | None:
    """The first free place around the point that covers no symbol; an important name may cover some."""
    text = str(layer.text[index])
    width, height = _text_size(text, style.LABELS[layer.style].size)
    across, down = (float(value) for value in surface.view.to_screen(layer.x[index], layer.y[index]))
    fewest, best = _COVERING[layer.style] + 1, None
    for shift_across, shift_down in _shifts(layer, surface, width, height):
        box = QRectF(across + shift_across - width / 2, down + shift_down - height / 2, width, height)
        if room.free(box) and (covered := room.covered(box)) < fewest:
            fewest, best = covered, PlacedLabel(text, layer.style, box)
    return best


def _shifts(layer: LabelLayer, surface: Surface, width: float, height: float) -> tuple[tuple[float, float], ...]:
    if layer.style != "facility":
        return tuple((a * width, b * height) for a, b in _AROUND)
    beside = symbol_size(surface.view.metres_per_pixel) * 0.6
    return (
        (beside + width / 2, 0),
        (-beside - width / 2, 0),
        (0, beside + height / 2),
        (0, -beside - height / 2),
    )


@lru_cache(maxsize=8192)
def _text_size(text: str, size: float) -> tuple[float, float]:
    """Width and height of a name with its padding."""
    metrics = QFontMetricsF(map_font(size))
    padding = 2 * style.LABEL_PADDING
    return metrics.horizontalAdvance(text) + padding, size * 1.2 + padding


def _put(surface: Surface, label: PlacedLabel) -> None:
    if not surface.stamped:
        surface.painter.save()
        surface.painter.translate(label.box.topLeft())
        draw_name(surface.painter, label.text, label.style)
        surface.painter.restore()
        return
    stamp = _stamp(label.text, label.style, surface.view.pixel_ratio)
    surface.painter.drawImage(QPointF(*surface.snapped(label.box.x(), label.box.y())), stamp)


@lru_cache(maxsize=2048)
def _stamp(text: str, style_name: str, pixel_ratio: float) -> QImage:
    width, height = _text_size(text, style.LABELS[style_name].size)
    image = QImage(
        int(np.ceil(width * pixel_ratio)), int(np.ceil(height * pixel_ratio)), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_name(painter, text, style_name)
    painter.end()
    return image


def draw_name(painter: QPainter, text: str, style_name: str) -> None:
    """A name in its halo, its box beginning at 0, 0."""
    look = style.LABELS[style_name]
    font = map_font(look.size)
    base = QPointF(style.LABEL_PADDING, style.LABEL_PADDING + look.size * 1.02)
    path = QPainterPath()
    path.addText(base, font, text)
    halo = QColor(style.LABEL_HALO)
    halo.setAlphaF(style.LABEL_HALO_OPACITY)
    painter.strokePath(
        path,
        QPen(halo, style.LABEL_HALO_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin),
    )
    painter.setFont(font)
    painter.setPen(QColor(look.colour))
    painter.drawText(base, text)
