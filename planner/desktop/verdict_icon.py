"""The mark of a verdict: a shape and a sign of its own, so that colour is never alone."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from planner.desktop.style import VERDICT_INK
from planner.plans.scorecard import Verdict

SIZE = 16.0


def draw_verdict(painter: QPainter, verdict: Verdict, centre: QPointF, size: float = SIZE) -> None:
    """A disc with a tick (met), a diamond with a cross (not met), a ring with a dash (unknown)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.scale(size / SIZE, size / SIZE)
    {"met": _draw_met, "not_met": _draw_not_met, "unknown": _draw_unknown}[verdict](painter)
    painter.restore()


def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _draw_met(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(VERDICT_INK["met"]))
    painter.drawEllipse(QRectF(-7, -7, 14, 14))
    painter.setPen(_pen("#ffffff", 1.8))
    painter.drawPolyline(QPolygonF([QPointF(-3.4, 0.2), QPointF(-0.9, 2.7), QPointF(3.6, -2.4)]))


def _draw_not_met(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(VERDICT_INK["not_met"]))
    painter.drawPolygon(QPolygonF([QPointF(0, -8), QPointF(8, 0), QPointF(0, 8), QPointF(-8, 0)]))
    painter.setPen(_pen("#ffffff", 1.8))
    painter.drawLine(QPointF(-2.4, -2.4), QPointF(2.4, 2.4))
    painter.drawLine(QPointF(-2.4, 2.4), QPointF(2.4, -2.4))


def _draw_unknown(painter: QPainter) -> None:
    painter.setBrush(QColor("#ffffff"))
    painter.setPen(_pen(VERDICT_INK["unknown"], 1.6))
    painter.drawEllipse(QRectF(-6.4, -6.4, 12.8, 12.8))
    painter.drawLine(QPointF(-2.8, 0), QPointF(2.8, 0))


@cache
def verdict_icon(verdict: Verdict) -> QIcon:
    """The mark as an icon, sharp on a screen of any density up to 3."""
    pixmap = QPixmap(int(SIZE * 3), int(SIZE * 3))
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_verdict(painter, verdict, QPointF(SIZE / 2, SIZE / 2))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # Qt would tint it otherwise
    return icon
