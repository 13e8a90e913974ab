"""What stands on the picture rather than on the ground: scale bar, plates, watermark."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from planner.drawing import style
from planner.drawing.fonts import map_font
from planner.drawing.view import MapView

translate = QCoreApplication.translate

_ROUND_STEPS = (5, 2, 1)
_METRES_PER_KILOMETRE = 1000


@dataclass(frozen=True)
class ScaleBar:
    """A round length and how long it is drawn.

    Attributes:
        metres: 1, 2 or 5 times a power of ten.
        pixels: logical pixels.
        label: the length in 米 or 公里.
    """

    metres: float
    pixels: float
    label: str


def scale_bar(metres_per_pixel: float, longest: float = style.SCALE_BAR_LONGEST) -> ScaleBar:
    """The longest round length that fits into `longest` logical pixels."""
    room = longest * metres_per_pixel
    power = 10.0 ** len(str(int(room)))
    while True:
        for step in _ROUND_STEPS:
            if step * power <= room:
                return ScaleBar(step * power, step * power / metres_per_pixel, _length(step * power))
        power /= 10


def _length(metres: float) -> str:
    if metres >= _METRES_PER_KILOMETRE:
        return translate("Canvas", "{length} 公里").format(length=f"{metres / _METRES_PER_KILOMETRE:g}")
    return translate("Canvas", "{length} 米").format(length=f"{metres:g}")


def draw_scale_bar(painter: QPainter, view: MapView) -> None:
    """In the lower left corner."""
    bar = scale_bar(view.metres_per_pixel)
    left, base = float(style.FURNITURE_MARGIN), view.height - float(style.FURNITURE_MARGIN)
    width = bar.pixels + 2 * _PADDING
    _draw_plate(painter, QRectF(left, base - _BAR_PLATE_HEIGHT, width, _BAR_PLATE_HEIGHT))
    start, line = left + _PADDING, base - _PADDING
    painter.setPen(QPen(QColor(style.INK), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    ends = [QPointF(start, line - 5), QPointF(start, line), QPointF(start + bar.pixels, line)]
    painter.drawPolyline([*ends, QPointF(start + bar.pixels, line - 5)])
    _draw_text(painter, QRectF(start, line - 21, bar.pixels, 18), bar.label, style.INK)


def draw_watermark(painter: QPainter, view: MapView, text: str) -> None:
    """In the upper right corner, on every picture of invented data."""
    box = _text_box(text)
    box.moveTopRight(QPointF(view.width - style.FURNITURE_MARGIN, style.FURNITURE_MARGIN))
    _draw_plate(painter, box, style.WATERMARK)
    _draw_text(painter, box, text, style.WATERMARK)


def draw_note(painter: QPainter, view: MapView, text: str) -> None:
    """One line in the lower right corner: where the cursor is."""
    box = _text_box(text)
    box.moveBottomRight(QPointF(view.width - style.FURNITURE_MARGIN, view.height - style.FURNITURE_MARGIN))
    _draw_plate(painter, box)
    _draw_text(painter, box, text, style.INK)


def draw_tip(painter: QPainter, view: MapView, across: float, down: float, name: str, detail: str) -> None:
    """A name and a second line beside a place, kept inside the picture."""
    widths = (_text_box(name).width(), _text_box(detail).width() if detail else 0)
    height = _LINE_HEIGHT * (2 if detail else 1) + 10
    box = QRectF(across + 12, down + 14, max(widths), height)
    box.moveRight(min(box.right(), view.width - 4.0))
    if box.bottom() > view.height - 4:
        box.moveBottom(down - 12)
    _draw_plate(painter, box)
    for line, (text, colour) in enumerate(((name, style.INK), (detail, style.FAINT_INK))):
        _draw_text(painter, QRectF(box.x(), box.y() + 5 + line * _LINE_HEIGHT, box.width(), _LINE_HEIGHT), text, colour)


_PADDING = 9.0
_BAR_PLATE_HEIGHT = 34.0
_LINE_HEIGHT = 18.0


def _text_box(text: str) -> QRectF:
    metrics = QFontMetricsF(map_font(style.FURNITURE_TEXT))
    return QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * _PADDING, 26)


def _draw_plate(painter: QPainter, box: QRectF, edge: str = "") -> None:
    plate = QColor(style.PLATE)
    plate.setAlphaF(style.PLATE_OPACITY)
    line = QColor(edge or style.FAINT_INK)
    line.setAlphaF(0.45)
    painter.setBrush(plate)
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(box, 5, 5)


def _draw_text(painter: QPainter, box: QRectF, text: str, colour: str) -> None:
    painter.setFont(map_font(style.FURNITURE_TEXT))
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
