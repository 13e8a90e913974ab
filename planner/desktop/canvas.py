"""The map on the screen: shows a scene, moves with hand, wheel and keys, tells what is under the cursor."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.desktop.canvas_hand import DOUBLE_CLICK_FACTOR, KEY_FACTOR, MOVES, ZOOMS, Hand, wheel_factor
from planner.desktop.canvas_marks import draw_spots
from planner.desktop.canvas_overlay import draw_overlay
from planner.desktop.canvas_pictures import Pictures
from planner.desktop.canvas_renderer import Order, Renderer
from planner.drawing import style
from planner.drawing.fonts import load_font
from planner.drawing.picking import Hit, pick, place_of
from planner.drawing.scene import Scene
from planner.drawing.view import Extent, MapView, grown

translate = QCoreApplication.translate

_FARTHEST_OUT = 8.0
_FEATURE_MARGIN_SHARE = 0.18
_POINT_SURROUNDINGS_METRES = 900.0
_NOWHERE = (0.0, 0.0, 1000.0, 1000.0)


class MapCanvas(QWidget):
    """A scene with pan, zoom, hover and click. Pictures come from one background thread."""

    clicked = Signal(object)
    """`Hit` of the topmost feature clicked, None beside everything."""
    hovered = Signal(object)
    """`Hit` of the topmost feature under the cursor, None where there is none; only when it changes."""
    rendered = Signal()
    """The picture of the newest order is on the screen."""
    view_changed = Signal(object)
    """The new `MapView`."""
    place_clicked = Signal(float, float)
    """Map metres of the place clicked while the map asks for one."""
    asking_ended = Signal()
    """The user wants to give no place (Esc)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._hidden: frozenset[str] = frozenset()
        self._view = MapView.fitted(_NOWHERE, 640, 480)
        self._showing_all = True
        self._pictures = Pictures()
        self._order: Order | None = None
        self._selected = ("", "")
        self._hits: tuple[Hit, ...] = ()
        self._hand = Hand()
        self._watermark = ""
        self._spots: tuple[tuple[float, float], ...] = ()
        self._asking = False
        self._renderer = Renderer()
        self._renderer.painted.connect(self._take_picture)
        self._set_up_widget()

    def _set_up_widget(self) -> None:
        load_font()  # here, before the painting thread asks for it
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setAccessibleName(translate("Canvas", "地图"))
        self.setAccessibleDescription(translate("Canvas", "方向键移动，加号和减号缩放，Home 键显示全图"))
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    # What is shown

    @property
    def scene(self) -> Scene:
        """What is shown."""
        return self._scene

    def set_scene(self, scene: Scene, *, keep_view: bool = True) -> None:
        """Show another scene; the first one, or one with `keep_view` off, is shown whole."""
        afresh = not keep_view or self._scene.extent is None
        self._scene = scene
        self._set_hits(())
        if afresh:
            self._pictures.forget()
            self.zoom_to_all()
        else:
            self._request()

    @property
    def visible_layers(self) -> frozenset[str]:
        """Ids of the layers of the scene that are switched on."""
        return frozenset(self._scene.ids) - self._hidden

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Switch a layer on or off; it stays so when a later scene has it again."""
        hidden = self._hidden - {layer_id} if visible else self._hidden | {layer_id}
        if hidden != self._hidden:
            self._hidden = hidden
            self._request()

    def is_visible(self, layer_id: str) -> bool:
        """Whether a layer is switched on."""
        return layer_id not in self._hidden

    @property
    def watermark(self) -> str:
        """A text that stands on the map whatever it shows; "" for none."""
        return self._watermark

    @watermark.setter
    def watermark(self, text: str) -> None:
        self._watermark = text
        self.update()

    @property
    def selected(self) -> tuple[str, str]:
        """Layer id and key of the marked feature."""
        return self._selected

    def select(self, layer_id: str, key: str) -> None:
        """Mark a feature by its key (unit code, facility id, demand id); two empty texts for none."""
        self._selected = (layer_id, key)
        self.update()

    @property
    def spots(self) -> tuple[tuple[float, float], ...]:
        """The places ringed, in map metres."""
        return self._spots

    def mark_spots(self, spots: Sequence[tuple[float, float]]) -> None:
        """Ring some places, in map metres; none for no rings."""
        self._spots = tuple(spots)
        self.update()

    def show_spots(self, spots: Sequence[tuple[float, float]]) -> None:
        """Ring some places and look at them with their surroundings."""
        self.mark_spots(spots)
        if spots:
            xs, ys = [x for x, _ in spots], [y for _, y in spots]
            around = (min(xs), min(ys), max(xs), max(ys))
            self.zoom_to_extent(grown(around, _POINT_SURROUNDINGS_METRES))

    @property
    def asking(self) -> bool:
        """Whether the next click gives a place."""
        return self._asking

    def ask_place(self, *, on: bool) -> None:
        """Let the next clicks give places instead of choosing what lies there, or no longer."""
        self._asking = on
        self._set_hits(())
        self._show_cursor()
        if on:
            self.setFocus()

    # Where it looks

    @property
    def view(self) -> MapView:
        """Where the map looks."""
        return self._view

    def set_view(self, view: MapView) -> None:
        """Look elsewhere; the size stays that of the widget."""
        self._showing_all = False
        self._look(view.resized(*self._size()))

    def zoom_to_all(self) -> None:
        """Show the whole scene, and go on showing it when the window is resized."""
        self._showing_all = True
        self._look(self._whole())

    def zoom_to_extent(self, extent: Extent) -> None:
        """Show an extent with a margin."""
        self.set_view(MapView.fitted(extent, *self._size(), margin_share=_FEATURE_MARGIN_SHARE))

    def zoom_to_feature(self, layer_id: str, key: str) -> bool:
        """Show a feature, a point with its surroundings; False where the scene does not have it."""
        place = place_of(self._scene, layer_id, key)
        if place is None:
            return False
        is_point = place[:2] == place[2:]
        self.zoom_to_extent(grown(place, _POINT_SURROUNDINGS_METRES) if is_point else place)
        return True

    def zoom_in(self) -> None:
        """Nearer, around the middle."""
        self._zoom(KEY_FACTOR, QPointF(self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Farther, around the middle."""
        self._zoom(1 / KEY_FACTOR, QPointF(self.width() / 2, self.height() / 2))

    def _zoom(self, factor: float, at: QPointF) -> None:
        farthest = self._whole().metres_per_pixel * _FARTHEST_OUT
        factor = max(factor, min(1.0, self._view.metres_per_pixel / farthest))
        self.set_view(self._view.zoomed(factor, at.x(), at.y()))

    def _whole(self) -> MapView:
        return MapView.fitted(self._scene.extent or _NOWHERE, *self._size())

    def _look(self, view: MapView) -> None:
        self._view = view
        self._set_hits(())
        self.view_changed.emit(view)
        self._request()

    def _size(self) -> tuple[int, int, float]:
        return max(self.width(), 1), max(self.height(), 1), self.devicePixelRatioF()

    # Pictures

    def stop(self) -> None:
        """End the painting thread; it starts again when a picture is wanted."""
        self._renderer.stop()

    def picture(self) -> QImage | None:
        """The newest finished picture, without what lies over it."""
        return self._pictures.newest

    def _request(self) -> None:
        self.update()
        if self.isVisible():
            self._order = Order(self._scene, self._view, self.visible_layers)
            self._renderer.request(self._order)

    def _take_picture(self, image: QImage, order: Order) -> None:
        if order.scene is not self._scene:
            return
        self._pictures.take(image, order)
        self.update()
        if order is self._order:
            self.rendered.emit()

    # What is under the cursor

    def hits_at(self, at: QPointF) -> tuple[Hit, ...]:
        """Everything under a place of the widget, topmost first."""
        return pick(self._scene, self._view, self.visible_layers, at.x(), at.y())

    def _set_hits(self, hits: tuple[Hit, ...]) -> None:
        before, now = [[(hit.layer_id, hit.key) for hit in some] for some in (self._hits, hits)]
        self._hits = hits
        if before == now:
            return
        self.update()
        if before[:1] != now[:1]:
            self._show_cursor()
            self.hovered.emit(hits[0] if hits else None)

    def _show_cursor(self) -> None:
        if self._hand.dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._asking:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._hits and self._hits[0].is_point:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(style.GROUND))
        self._pictures.draw(painter, self._view)
        draw_overlay(painter, self._scene, self._view, self._selected, self._hits, self._watermark)
        draw_spots(painter, self._view, self._spots)
        painter.end()

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(960, 640)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        self._fit_widget()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        self._fit_widget()

    def event(self, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit_widget()
        return super().event(event)

    def _fit_widget(self) -> None:
        self._look(self._whole() if self._showing_all else self._view.resized(*self._size()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102 - Qt's name
        self.stop()
        super().closeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102 - Qt's name
        self._zoom(wheel_factor(event.angleDelta().y()), event.position())
        self._set_hits(self.hits_at(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._hand.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102 - Qt's name
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._set_hits(self.hits_at(event.position()))
            return
        moved = self._hand.move(event.position())
        if moved is not None:
            self._set_hits(())
            self._show_cursor()
            self.set_view(self._view.panned(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton:
            return
        clicked = self._hand.release()
        hits = self.hits_at(event.position())
        self._set_hits(hits)
        self._show_cursor()
        if clicked and self._asking:
            self.place_clicked.emit(*self._view.to_map(event.position().x(), event.position().y()))
        elif clicked:
            self.clicked.emit(hits[0] if hits else None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._zoom(DOUBLE_CLICK_FACTOR, event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102 - Qt's name
        self._set_hits(())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        key = Qt.Key(event.key())
        if key in MOVES:
            self.set_view(MOVES[key](self._view))
        elif key in ZOOMS:
            self._zoom(ZOOMS[key], QPointF(self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Home:
            self.zoom_to_all()
        elif key == Qt.Key.Key_Escape and self._asking:
            self.asking_ended.emit()
        else:
            super().keyPressEvent(event)
