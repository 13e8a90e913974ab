"""The finished pictures of the map, put where their ground lies while the next one is painted."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from planner.desktop.canvas_renderer import Order
from planner.drawing.scene import Scene
from planner.drawing.view import MapView


class Pictures:
    """The newest picture, and below it the newest that shows the whole scene: it fills what a move uncovers."""

    def __init__(self) -> None:
        self._newest: tuple[QImage, Order] | None = None
        self._whole: tuple[QImage, Order] | None = None

    @property
    def newest(self) -> QImage | None:
        """The newest picture."""
        return self._newest[0] if self._newest else None

    def take(self, image: QImage, order: Order) -> None:
        """A picture was finished."""
        self._newest = (image, order)
        if _covers(order.view, order.scene):
            self._whole = self._newest

    def forget(self) -> None:
        """The pictures show another place."""
        self._newest = self._whole = None

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw what there is for a view; exactly, once its own picture is finished."""
        if self._newest is None:
            return
        if self._newest[1].view == view:
            painter.drawImage(QPointF(0, 0), self._newest[0])
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for image, order in filter(None, (self._whole, self._newest)):
            painter.drawImage(_place(order.view, view), image)


def _place(pictured: MapView, view: MapView) -> QRectF:
    """Where the ground of one view lies in another, in logical pixels."""
    x_min, y_min, x_max, y_max = pictured.extent
    (left, right), (top, bottom) = view.to_screen([x_min, x_max], [y_max, y_min])
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def _covers(view: MapView, scene: Scene) -> bool:
    whole, seen = scene.extent, view.extent
    return whole is not None and all(seen[i] <= whole[i] and seen[i + 2] >= whole[i + 2] for i in (0, 1))
