import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from planner.desktop import canvas_renderer
from planner.desktop.canvas import MapCanvas
from planner.drawing import style
from planner.drawing.point_layers import facility_layers
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import name_layer, unit_layer, verdict_layer
from planner.drawing.view import MapView
from tests.planner.drawing.squares import KINDS, PAPER, SIDE, facilities, units

CODES = [f"0101{number:02d}000000" for number in (1, 2, 3, 4)]
MAIN = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def scene(verdicts=(True, False, None, True)):
    townships = unit_layer(units(), PAPER, "township")
    answered = verdict_layer(townships, dict(zip(CODES, verdicts, strict=True)))
    points = facility_layers(facilities([(500, 500), (3500, 3500)], names=["青山公墓", "云岭公墓"]), KINDS, PAPER)
    county = unit_layer(units(), PAPER, "county")
    return Scene((answered, county, *points, name_layer(answered, "township")))


@pytest.fixture
def canvas(qtbot):
    """A canvas that shows the scene."""
    widget = MapCanvas()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.set_scene(scene())
    with qtbot.waitSignal(widget.rendered):
        widget.show()
    return widget


def place(canvas, x, y):
    across, down = canvas.view.to_screen(x, y)
    return QPointF(float(across), float(down))


def colour(canvas, x, y):
    """Of the finished picture, at a place of the map."""
    at = place(canvas, x, y)
    return canvas.picture().pixelColor(int(at.x()), int(at.y())).name()


def grabbed(canvas, x, y):
    """Of what is on the screen."""
    at = place(canvas, x, y)
    return canvas.grab().toImage().pixelColor(int(at.x()), int(at.y())).name()


def turn(canvas, at, notches):
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def move(canvas, at, buttons=Qt.MouseButton.NoButton):
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, buttons, NO_KEYS)
    QApplication.sendEvent(canvas, event)


def drag(canvas, start, end):
    QTest.mousePress(canvas, MAIN, NO_KEYS, start.toPoint())
    move(canvas, (start + end) / 2, MAIN)
    move(canvas, end, MAIN)
    QTest.mouseRelease(canvas, MAIN, NO_KEYS, end.toPoint())


# The picture


def test_a_first_scene_is_shown_whole_in_its_colours(canvas):
    x_min, y_min, x_max, y_max = canvas.view.extent
    assert x_min < 0 < SIDE < x_max
    assert y_min < 0 < SIDE < y_max
    assert colour(canvas, 900, 1500) == grabbed(canvas, 900, 1500) == style.SERVED
    assert colour(canvas, 2500, 1500) == grabbed(canvas, 2500, 1500) == style.NOT_SERVED


def test_a_hidden_layer_leaves_no_pixel_and_comes_back(canvas, qtbot):
    with_symbols = canvas.picture()
    with qtbot.waitSignal(canvas.rendered):
        canvas.set_visible("facilities:public_cemetery", False)
    assert not canvas.is_visible("facilities:public_cemetery")
    assert colour(canvas, 500, 500) == style.SERVED
    with qtbot.waitSignal(canvas.rendered):
        canvas.set_visible("facilities:public_cemetery", True)
    assert canvas.picture() == with_symbols


def test_a_layer_hidden_before_it_came_stays_hidden(canvas, qtbot):
    canvas.set_visible("facilities:columbarium", False)
    more = facility_layers(facilities([(1500, 500)], kinds=[("columbarium",)]), KINDS, PAPER)
    with qtbot.waitSignal(canvas.rendered):
        canvas.set_scene(canvas.scene.with_layer(*more))
    assert colour(canvas, 1500, 500) == style.SERVED


def test_a_new_scene_keeps_the_view(canvas, qtbot):
    canvas.zoom_to_feature("units:township", CODES[1])
    before = canvas.view
    with qtbot.waitSignal(canvas.rendered):
        canvas.set_scene(scene((False, True, True, True)))
    assert canvas.view == before
    assert colour(canvas, 2500, 1500) == style.SERVED


def test_an_emptied_map_shows_the_next_scene_whole(canvas, qtbot):
    canvas.zoom_in()
    canvas.set_scene(Scene())
    with qtbot.waitSignal(canvas.rendered):
        canvas.set_scene(scene())
    assert canvas.view.extent[0] < 0 < SIDE < canvas.view.extent[2]


def test_the_newest_order_wins(canvas, qtbot, monkeypatch):
    """While one picture is held up, three more are ordered: only the last of them is painted."""
    held, go_on, painted = threading.Event(), threading.Event(), []
    paint = canvas_renderer.paint

    def slow_paint(what, view, visible, wanted):
        painted.append(view)
        held.set()
        assert go_on.wait(10)
        return paint(what, view, visible, wanted=wanted)

    monkeypatch.setattr(canvas_renderer, "paint", slow_paint)
    canvas.set_view(replace(canvas.view, centre_x=100.0))
    assert held.wait(10)
    for centre in (500.0, 900.0, 1300.0):
        canvas.set_view(replace(canvas.view, centre_x=centre))
    finished = []
    canvas.rendered.connect(lambda: finished.append(canvas.view.centre_x))
    with qtbot.waitSignal(canvas.rendered):
        go_on.set()
    assert [view.centre_x for view in painted] == [100.0, 1300.0]
    assert finished == [1300.0]
    assert colour(canvas, 2500, 1500) == style.NOT_SERVED


def test_a_picture_of_an_older_scene_is_given_up(canvas, qtbot, monkeypatch):
    held, go_on, outcomes = threading.Event(), threading.Event(), []
    paint = canvas_renderer.paint

    def watched_paint(what, view, visible, wanted):
        if not outcomes:
            held.set()
            assert go_on.wait(10)
        outcomes.append(wanted())
        return paint(what, view, visible, wanted=wanted)

    monkeypatch.setattr(canvas_renderer, "paint", watched_paint)
    canvas.set_scene(scene((False,) * 4))
    assert held.wait(10)
    canvas.set_scene(scene((True,) * 4))
    with qtbot.waitSignal(canvas.rendered):
        go_on.set()
    assert outcomes == [False, True]
    assert colour(canvas, 2500, 1500) == style.SERVED


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_the_last_picture_moves_at_once(canvas, zoom):
    """Before the next picture is taken (no event is processed here), the ground already lies where it belongs."""
    before = canvas.picture()
    canvas.set_view(canvas.view.panned(150, 0).zoomed(zoom, 400, 300))
    assert grabbed(canvas, 1500, 1500) == style.SERVED
    assert grabbed(canvas, 2500, 1500) == style.NOT_SERVED
    assert canvas.picture() is before


def test_a_move_uncovers_the_whole_map_not_blank_ground(canvas, qtbot):
    with qtbot.waitSignal(canvas.rendered):
        canvas.zoom_to_feature("units:township", CODES[0])
    canvas.zoom_to_feature("units:township", CODES[1])
    assert grabbed(canvas, 3500, 1000) == style.NOT_SERVED


def test_a_resized_window_shows_all_again_unless_one_has_moved(canvas, qtbot):
    with qtbot.waitSignal(canvas.rendered):
        canvas.resize(400, 300)
    assert canvas.view.extent[1] < 0 < SIDE < canvas.view.extent[3]
    canvas.zoom_in()
    scale = canvas.view.metres_per_pixel
    with qtbot.waitSignal(canvas.rendered):
        canvas.resize(500, 400)
    assert canvas.view.metres_per_pixel == scale
    assert canvas.picture().width() == 500


def test_pictures_have_the_screen_s_pixels(qtbot, monkeypatch):
    monkeypatch.setattr(MapCanvas, "devicePixelRatioF", lambda _: 2.0)
    widget = MapCanvas()
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.set_scene(scene())
    with qtbot.waitSignal(widget.rendered):
        widget.show()
    assert (widget.picture().width(), widget.picture().height()) == (600, 400)
    at = place(widget, 900, 1500) * 2
    assert widget.picture().pixelColor(int(at.x()), int(at.y())).name() == style.SERVED
    assert grabbed(widget, 900, 1500) == style.SERVED


# Moving


@pytest.mark.parametrize("notches", [1, -1, 4, 0.25])
def test_the_wheel_keeps_the_place_under_the_cursor(canvas, notches):
    at = place(canvas, 700, 3100)
    scale = canvas.view.metres_per_pixel
    turn(canvas, at, notches)
    assert canvas.view.to_map(at.x(), at.y()) == pytest.approx((700, 3100))
    assert (canvas.view.metres_per_pixel < scale) == (notches > 0)


def test_one_cannot_get_lost_by_zooming_out(canvas):
    whole = canvas.view.metres_per_pixel
    for _ in range(60):
        turn(canvas, QPointF(400, 300), -1)
    assert canvas.view.metres_per_pixel == pytest.approx(8 * whole)
    turn(canvas, QPointF(400, 300), 1)
    assert canvas.view.metres_per_pixel < 8 * whole


def test_the_map_goes_with_the_hand(canvas, qtbot):
    clicks = []
    canvas.clicked.connect(clicks.append)
    start, end = QPointF(300, 300), QPointF(420, 250)
    grasped = canvas.view.to_map(start.x(), start.y())
    drag(canvas, start, end)
    assert canvas.view.to_map(end.x(), end.y()) == pytest.approx(grasped)
    assert clicks == []


def test_a_trembling_click_is_a_click(canvas, qtbot):
    view = canvas.view
    with qtbot.waitSignal(canvas.clicked):
        drag(canvas, QPointF(300, 300), QPointF(302, 301))
    assert canvas.view == view


def test_a_double_click_comes_nearer(canvas):
    at = place(canvas, 1000, 1000)
    scale = canvas.view.metres_per_pixel
    QTest.mouseDClick(canvas, MAIN, NO_KEYS, at.toPoint())
    assert canvas.view.metres_per_pixel == pytest.approx(scale / 2)
    assert canvas.view.to_map(at.toPoint().x(), at.toPoint().y()) == pytest.approx((1000, 1000), abs=scale)


@pytest.mark.parametrize(
    ("key", "east", "north"),
    [(Qt.Key.Key_Left, -1, 0), (Qt.Key.Key_Right, 1, 0), (Qt.Key.Key_Up, 0, 1), (Qt.Key.Key_Down, 0, -1)],
)
def test_arrows_look_that_way(canvas, key, east, north):
    before = canvas.view
    QTest.keyClick(canvas, key)
    moved = canvas.view.centre_x - before.centre_x, canvas.view.centre_y - before.centre_y
    assert (moved[0] > 0) - (moved[0] < 0) == east
    assert (moved[1] > 0) - (moved[1] < 0) == north


def test_plus_minus_and_home(canvas):
    whole = canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.metres_per_pixel < whole.metres_per_pixel
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.view.metres_per_pixel == pytest.approx(whole.metres_per_pixel)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view == whole


def test_a_key_that_means_nothing_here_is_left_to_the_window(qtbot):
    taken = []

    class Window(QWidget):
        def keyPressEvent(self, event):  # noqa: N802 - Qt's name
            taken.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    inner = MapCanvas(window)
    QTest.keyClick(inner, Qt.Key.Key_F9)
    assert taken == [Qt.Key.Key_F9]


def test_zoom_to_a_feature(canvas):
    assert canvas.zoom_to_feature("units:township", CODES[3])
    x_min, y_min, x_max, y_max = canvas.view.extent
    assert x_min < 2000 < 4000 < x_max
    assert y_min < 2000 < 4000 < y_max
    assert canvas.view.metres_per_pixel < 8
    assert canvas.zoom_to_feature("facilities:public_cemetery", "f1")
    assert (canvas.view.centre_x, canvas.view.centre_y) == (3500, 3500)
    assert not canvas.zoom_to_feature("facilities:public_cemetery", "nowhere")


def test_the_view_is_told(canvas, qtbot):
    with qtbot.waitSignal(canvas.view_changed) as told:
        canvas.zoom_in()
    assert isinstance(told.args[0], MapView)
    assert told.args[0] == canvas.view


# What is under the cursor


def test_hover_tells_once_what_is_there(canvas):
    told = []
    canvas.hovered.connect(lambda hit: told.append((hit.name, hit.is_point) if hit else None))
    move(canvas, place(canvas, 500, 500))
    move(canvas, place(canvas, 510, 500))
    move(canvas, place(canvas, 1500, 1500))
    move(canvas, place(canvas, -3000, -3000))
    assert told == [("青山公墓", True), ("堌埇乡", False), None]


def test_the_cursor_points_at_symbols_only(canvas):
    move(canvas, place(canvas, 500, 500))
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    move(canvas, place(canvas, 1500, 1500))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_click_tells_layer_and_feature(canvas, qtbot):
    for at, layer_id, key in (
        ((3500, 3500), "facilities:public_cemetery", "f1"),
        ((1500, 1500), "units:township", CODES[0]),
    ):
        with qtbot.waitSignal(canvas.clicked) as told:
            QTest.mouseClick(canvas, MAIN, NO_KEYS, place(canvas, *at).toPoint())
        assert (told.args[0].layer_id, told.args[0].key) == (layer_id, key)
    with qtbot.waitSignal(canvas.clicked) as told:
        QTest.mouseClick(canvas, MAIN, NO_KEYS, place(canvas, -300, -300).toPoint())
    assert told.args[0] is None


def test_zooming_under_a_still_cursor_finds_what_came_there(canvas):
    turn(canvas, place(canvas, 500, 500), 1)
    told = []
    canvas.hovered.connect(told.append)
    move(canvas, place(canvas, 500, 500))
    assert told == []


def test_the_selected_feature_is_marked_and_unmarked(canvas):
    plain = canvas.grab().toImage()
    canvas.select("units:township", CODES[1])
    assert canvas.selected == ("units:township", CODES[1])
    marked = canvas.grab().toImage()
    assert marked != plain
    at = place(canvas, 2000, 1000)
    edge = [marked.pixelColor(int(at.x()) + step, int(at.y())) for step in range(-3, 4)]
    assert any(one.blue() - one.red() > 60 for one in edge)
    canvas.select("", "")
    assert canvas.grab().toImage() == plain


def test_a_selection_the_scene_does_not_have_is_no_fault(canvas):
    plain = canvas.grab().toImage()
    canvas.select("units:township", "nowhere")
    assert canvas.grab().toImage() == plain


def test_invented_data_is_marked_on_every_picture(canvas):
    plain = canvas.grab().toImage()
    canvas.watermark = "示例数据·虚构"
    image = canvas.grab().toImage()
    corner = [(x, y) for x in range(600, 800) for y in range(60) if image.pixel(x, y) != plain.pixel(x, y)]
    ink = QColor(style.WATERMARK)
    assert len(corner) > 500
    assert any(abs(image.pixelColor(x, y).red() - ink.red()) < 30 for x, y in corner)


def test_the_map_has_a_name_for_those_who_do_not_see_it(canvas):
    assert canvas.accessibleName() == "地图"
    assert "Home" in canvas.accessibleDescription()
    assert canvas.focusPolicy() & Qt.FocusPolicy.TabFocus


# The painting thread


def painting():
    return [thread for thread in threading.enumerate() if thread.name == "map painter"]


def test_no_thread_is_left_after_closing(canvas):
    for _ in range(5):
        canvas.zoom_in()
    canvas.close()
    assert painting() == []


def test_a_window_may_be_closed_around_the_map_while_it_paints(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    inner = MapCanvas(window)
    QVBoxLayout(window).addWidget(inner)
    inner.set_scene(scene())
    window.show()
    window.close()
    inner.stop()
    assert painting() == []


def test_nothing_is_painted_for_a_map_nobody_sees(qtbot):
    widget = MapCanvas()
    qtbot.addWidget(widget)
    widget.set_scene(scene())
    widget.zoom_in()
    assert painting() == []
    assert widget.picture() is None


def test_a_fault_while_painting_reaches_the_crash_hook_and_the_next_order_is_painted(canvas, qtbot, monkeypatch):
    seen = []
    monkeypatch.setattr(threading, "excepthook", lambda fault: seen.append(fault.exc_type))
    paint = canvas_renderer.paint
    monkeypatch.setattr(canvas_renderer, "paint", lambda *_, **__: 1 / 0)
    canvas.zoom_in()
    for thread in painting():
        thread.join()
    assert seen == [ZeroDivisionError]
    monkeypatch.setattr(canvas_renderer, "paint", paint)
    with qtbot.waitSignal(canvas.rendered):
        canvas.zoom_out()


def test_a_click_gives_a_place_while_the_map_asks_for_one(canvas, qtbot):
    canvas.ask_place(on=True)
    at = place(canvas, 500, 500)  # a facility stands there
    with qtbot.assertNotEmitted(canvas.clicked), qtbot.waitSignal(canvas.place_clicked) as given:
        qtbot.mouseClick(canvas, MAIN, pos=at.toPoint())
    assert given.args == pytest.approx(canvas.view.to_map(at.toPoint().x(), at.toPoint().y()))
    canvas.ask_place(on=False)
    with qtbot.assertNotEmitted(canvas.place_clicked), qtbot.waitSignal(canvas.clicked):
        qtbot.mouseClick(canvas, MAIN, pos=at.toPoint())


def test_escape_is_heard_only_while_the_map_asks(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.asking_ended):
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    canvas.ask_place(on=True)
    with qtbot.waitSignal(canvas.asking_ended):
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)


def test_spots_are_ringed_and_looked_at(canvas):
    spot = (3000.0, 1000.0)
    canvas.show_spots([spot])
    assert (canvas.view.centre_x, canvas.view.centre_y) == pytest.approx(spot)
    at = place(canvas, *spot)
    rim = QPointF(at.x() + style.SPOT_RADIUS, at.y()).toPoint()
    assert QColor(canvas.grab().toImage().pixel(rim)) == QColor(style.SPOT)
    canvas.mark_spots(())
    assert QColor(canvas.grab().toImage().pixel(rim)) != QColor(style.SPOT)
