"""The hand on the map: tells a click from a drag, and what a key does to the view."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from planner.drawing.view import MapView

NOTCH_FACTOR = 1.35
KEY_FACTOR = 1.5
DOUBLE_CLICK_FACTOR = 2.0
_KEY_STEP = 90.0
_WHEEL_NOTCH = 120

MOVES: dict[Qt.Key, Callable[[MapView], MapView]] = {
    Qt.Key.Key_Left: lambda view: view.panned(_KEY_STEP, 0),
    Qt.Key.Key_Right: lambda view: view.panned(-_KEY_STEP, 0),
    Qt.Key.Key_Up: lambda view: view.panned(0, _KEY_STEP),
    Qt.Key.Key_Down: lambda view: view.panned(0, -_KEY_STEP),
}
ZOOMS = {
    Qt.Key.Key_Plus: KEY_FACTOR,
    Qt.Key.Key_Equal: KEY_FACTOR,
    Qt.Key.Key_Minus: 1 / KEY_FACTOR,
}


def wheel_factor(eighths: int) -> float:
    """How much nearer a turn of the wheel brings, from Qt's eighths of a degree."""
    return float(NOTCH_FACTOR ** (eighths / _WHEEL_NOTCH))


class Hand:
    """Between pressing and letting go."""

    def __init__(self) -> None:
        self._pressed_at: QPointF | None = None
        self._last: QPointF | None = None

    @property
    def dragging(self) -> bool:
        """Whether the map is being moved."""
        return self._last is not None

    def press(self, at: QPointF) -> None:
        """The button went down."""
        self._pressed_at = at

    def move(self, at: QPointF) -> QPointF | None:
        """How far the map moves; None while this may still be a click."""
        if self._pressed_at is None:
            return None
        if self._last is None and (at - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
            return None
        moved = at - (self._last or self._pressed_at)
        self._last = at
        return moved

    def release(self) -> bool:
        """The button went up; whether that was a click."""
        clicked = self._pressed_at is not None and self._last is None
        self._pressed_at = self._last = None
        return clicked
