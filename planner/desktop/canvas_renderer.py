"""Pictures painted off the window's thread: one at a time, the newest order next."""

import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from layers.errors import Cancelled
from planner.drawing.painter import paint
from planner.drawing.scene import Scene
from planner.drawing.view import MapView

# A picture under way is finished for a view that moved on by less than this: a drag shows it meanwhile.
_USEFUL_ZOOM = 1.35
_USEFUL_SHIFT = 0.5


@dataclass(frozen=True, eq=False)
class Order:
    """A picture that is wanted."""

    scene: Scene
    view: MapView
    visible: frozenset[str]


class Renderer(QObject):
    """Paints orders on one thread, which lives only while there is something to paint."""

    painted = Signal(object, object)  # QImage, Order

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._waiting: Order | None = None
        self._newest: Order | None = None
        self._thread: threading.Thread | None = None

    def request(self, order: Order) -> None:
        """Paint this order next; one that waits is forgotten."""
        with self._lock:
            self._waiting = self._newest = order
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="map painter")
                self._thread.start()

    def stop(self) -> None:
        """Forget every order and wait for the thread to end."""
        with self._lock:
            self._waiting = self._newest = None
            thread = self._thread
        if thread is not None:
            thread.join()

    @property
    def busy(self) -> bool:
        """Whether a picture is being painted."""
        return self._thread is not None

    def _run(self) -> None:
        try:
            while (order := self._next()) is not None:
                image = self._paint(order)
                if image is not None:
                    self.painted.emit(image, order)
        finally:  # also after a fault, which goes to the crash hook: the next request starts anew
            with self._lock:
                self._thread = None

    def _next(self) -> Order | None:
        with self._lock:
            order, self._waiting = self._waiting, None
            if order is None:
                self._thread = None  # under the same lock, so that no request falls between
            return order

    def _paint(self, order: Order) -> QImage | None:
        try:
            return paint(order.scene, order.view, order.visible, wanted=lambda: self._useful(order))
        except Cancelled:
            return None

    def _useful(self, order: Order) -> bool:
        newest = self._newest
        return newest is not None and (newest is order or _still_useful(order, newest))


def _still_useful(order: Order, newest: Order) -> bool:
    """Whether a picture of `order` helps while `newest` is wanted."""
    if newest.scene is not order.scene or newest.visible != order.visible:
        return False
    old, new = order.view, newest.view
    zoom = max(old.metres_per_pixel / new.metres_per_pixel, new.metres_per_pixel / old.metres_per_pixel)
    shift = max(
        abs(old.centre_x - new.centre_x) / (new.width * new.metres_per_pixel),
        abs(old.centre_y - new.centre_y) / (new.height * new.metres_per_pixel),
    )
    return zoom < _USEFUL_ZOOM and shift < _USEFUL_SHIFT
