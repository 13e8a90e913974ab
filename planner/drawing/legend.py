"""What the legend says, and the small pictures beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from planner.drawing.layer import DotLayer, Layer, LineLayer, PointLayer, PolygonLayer
from planner.drawing.painting_areas import area_brushes
from planner.drawing.painting_points import draw_symbol
from planner.drawing.scene import Scene


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend.

    Attributes:
        sort: how it is pictured.
        colour: fill, line or dot colour, "" for an area that is only outlined.
        outline: colour of the outline of an area, "" for none.
        width: of a line in logical pixels.
        count: features of this entry in the layer.
    """

    layer_id: str
    sort: Literal["area", "line", "symbol", "dots"]
    label: str
    colour: str
    outline: str = ""
    opacity: float = 1.0
    hatched: bool = False
    symbol: str = ""
    hollow: bool = False
    width: float = 1.0
    count: int = 0


def legend_entries(scene: Scene, visible: Collection[str] | None = None) -> tuple[LegendEntry, ...]:
    """The legend of the layers shown (all where `visible` is None), top of the map first."""
    shown = [layer for layer in reversed(scene.layers) if visible is None or layer.id in visible]
    return tuple(entry for layer in shown for entry in layer_legend(layer))


def layer_legend(layer: Layer) -> tuple[LegendEntry, ...]:
    """The legend of one layer: the classes that occur in it; empty for names."""
    if isinstance(layer, PolygonLayer):
        return _area_entries(layer)
    if isinstance(layer, LineLayer):
        return _line_entries(layer)
    if isinstance(layer, PointLayer):
        return _symbol_entries(layer)
    if isinstance(layer, DotLayer):
        return (
            LegendEntry(
                layer.id, "dots", layer.label, layer.colour, opacity=layer.opacity, count=int((layer.weight > 0).sum())
            ),
        )
    return ()


def _counts(class_of: np.ndarray, classes: int) -> list[int]:
    counts: list[int] = np.bincount(class_of[class_of >= 0], minlength=classes).tolist()
    return counts


def _area_entries(layer: PolygonLayer) -> tuple[LegendEntry, ...]:
    line = layer.outline.colour if layer.outline else ""
    counts = _counts(layer.class_of, len(layer.classes))
    entries = [
        LegendEntry(layer.id, "area", fill.label, fill.colour, line, fill.opacity, fill.hatched, count=count)
        for fill, count in zip(layer.classes, counts, strict=True)
        if fill.label and count
    ]
    return tuple(entries) or (LegendEntry(layer.id, "area", layer.title, "", line, count=len(layer.shape)),)


def _line_entries(layer: LineLayer) -> tuple[LegendEntry, ...]:
    counts = _counts(layer.class_of, len(layer.classes))
    return tuple(
        LegendEntry(layer.id, "line", line.label, line.colour, width=1 + 0.5 * rank, count=counts[rank])
        for rank, line in reversed(list(enumerate(layer.classes)))
        if counts[rank]
    )


def _symbol_entries(layer: PointLayer) -> tuple[LegendEntry, ...]:
    counts = _counts(layer.class_of, len(layer.classes))
    return tuple(
        LegendEntry(layer.id, "symbol", one.label, one.colour, symbol=one.symbol, hollow=one.hollow, count=count)
        for one, count in zip(layer.classes, counts, strict=True)
        if count
    )


def legend_icon(entry: LegendEntry, size: int, pixel_ratio: float = 1.0) -> QImage:
    """A square picture of an entry, `size` logical pixels wide, on a clear ground."""
    image = QImage(round(size * pixel_ratio), round(size * pixel_ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _DRAW[entry.sort](painter, entry, float(size))
    painter.end()
    return image


def _draw_area(painter: QPainter, entry: LegendEntry, size: float) -> None:
    box = QRectF(0.5, size * 0.18, size - 1, size * 0.64)
    for brush in area_brushes(entry.colour, entry.opacity, hatched=entry.hatched) if entry.colour else ():
        painter.fillRect(box, brush)
    painter.setPen(QPen(QColor(entry.outline), 1.2) if entry.outline else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, 1.5, 1.5)


def _draw_line(painter: QPainter, entry: LegendEntry, size: float) -> None:
    painter.setPen(QPen(QColor(entry.colour), entry.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(1.5, size / 2), QPointF(size - 1.5, size / 2))


def _draw_symbol(painter: QPainter, entry: LegendEntry, size: float) -> None:
    draw_symbol(painter, entry.symbol, entry.colour, size / 2, size / 2, size * 0.74, hollow=entry.hollow)


def _draw_dots(painter: QPainter, entry: LegendEntry, size: float) -> None:
    colour = QColor(entry.colour)
    colour.setAlphaF(entry.opacity)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for across, down, radius in ((0.3, 0.62, 0.2), (0.66, 0.34, 0.14), (0.76, 0.76, 0.09)):
        painter.drawEllipse(QPointF(size * across, size * down), size * radius, size * radius)


_DRAW = {"area": _draw_area, "line": _draw_line, "symbol": _draw_symbol, "dots": _draw_dots}
