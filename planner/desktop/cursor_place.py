"""Where on earth the cursor is."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QMouseEvent

from layers.projection import Metric
from planner.desktop.canvas import MapCanvas


class CursorPlace(QObject):
    """`moved` carries degrees; `left` that the cursor is no longer over the map."""

    moved = Signal(float, float)
    left = Signal()

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._metric: Metric | None = None
        canvas.installEventFilter(self)

    def measure_in(self, metric: Metric | None) -> None:
        """The metres the map is drawn in."""
        self._metric = metric

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's own
        if event.type() == QEvent.Type.MouseMove and self._metric is not None and isinstance(event, QMouseEvent):
            at = event.position()
            lon, lat = self._metric.inverse(*self._canvas.view.to_map(at.x(), at.y()))
            self.moved.emit(float(lon), float(lat))
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        return super().eventFilter(watched, event)
