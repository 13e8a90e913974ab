"""Point symbols: simple closed contours, told apart by shape before colour."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from planner.drawing import style


def _polygon(points: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon([QPointF(x, y) for x, y in points])
    path.closeSubpath()
    return path


def _regular(corners: int, radius: float, turn: float = -pi / 2) -> QPainterPath:
    angles = [turn + 2 * pi * corner / corners for corner in range(corners)]
    return _polygon([(radius * cos(angle), radius * sin(angle)) for angle in angles])


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-0.5, -0.5, 1, 1))
    return path


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(-0.45, -0.45, 0.9, 0.9), 0.1, 0.1)
    return path


def _triangle() -> QPainterPath:
    return _polygon([(0, -0.52), (0.54, 0.42), (-0.54, 0.42)])


def _cross() -> QPainterPath:
    arm, end = 0.18, 0.52
    corners = [(-arm, -end), (arm, -end), (arm, -arm), (end, -arm), (end, arm), (arm, arm)]
    return _polygon(corners + [(-x, -y) for x, y in corners])


def _star() -> QPainterPath:
    radii = [0.6, 0.27] * 5
    angles = [-pi / 2 + pi * point / 5 for point in range(10)]
    return _polygon([(r * cos(a), r * sin(a) + 0.04) for r, a in zip(radii, angles, strict=True)])


def _house() -> QPainterPath:
    walls, eaves = 0.38, -0.04
    return _polygon(
        [(0, -0.54), (0.56, eaves), (walls, eaves), (walls, 0.46), (-walls, 0.46), (-walls, eaves), (-0.56, eaves)]
    )


def _heart() -> QPainterPath:
    path = QPainterPath(QPointF(0, 0.52))
    path.cubicTo(-0.9, -0.08, -0.42, -0.76, 0, -0.28)
    path.cubicTo(0.42, -0.76, 0.9, -0.08, 0, 0.52)
    path.closeSubpath()
    return path


def _flag() -> QPainterPath:
    return _polygon([(-0.4, -0.54), (0.5, -0.28), (-0.24, 0.02), (-0.24, 0.54), (-0.4, 0.54)])


def _ring() -> QPainterPath:
    path = _circle()
    path.addEllipse(QRectF(-0.22, -0.22, 0.44, 0.44))
    return path


SYMBOLS: dict[str, Callable[[], QPainterPath]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "diamond": lambda: _regular(4, 0.6),
    "cross": _cross,
    "star": _star,
    "house": _house,
    "heart": _heart,
    "hexagon": lambda: _regular(6, 0.55),
    "flag": _flag,
    "ring": _ring,
}
"""Contours about one wide around 0, 0, y down."""


@lru_cache(maxsize=64)
def contour(symbol: str) -> QPainterPath:
    """The contour of a symbol; the fallback for a name nobody knows (a user's own kind may have any)."""
    return SYMBOLS.get(symbol, SYMBOLS[style.FALLBACK_SYMBOL])()


def symbol_size(metres_per_pixel: float, scale: float = 1.0) -> float:
    """Width of a symbol in logical pixels at a scale."""
    size = style.SYMBOL_SIZES[0][1]
    for farthest, wide in style.SYMBOL_SIZES:
        if metres_per_pixel <= farthest:
            size = wide
    return size * scale
