import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from planner.drawing.buffers import draw_chains, draw_lines, draw_points, image_of, path_of, polygon_of, segments_of
from planner.drawing.view import MapView

VIEW = MapView(0, 0, 1, 100, 80)


def drawn(act):
    image = QImage(100, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    act(painter)
    painter.end()
    return image


def black(image):
    return {(x, y) for x in range(100) for y in range(80) if image.pixelColor(x, y) == QColor("black")}


def test_polygons_hold_the_very_points():
    points = np.random.default_rng(0).normal(size=(1000, 2))
    polygon = polygon_of(points)
    assert [(place.x(), place.y()) for place in polygon] == [tuple(place) for place in points.tolist()]
    assert polygon_of(np.empty((0, 2))).isEmpty()


def test_polygons_of_a_slice():
    points = np.arange(20.0).reshape(-1, 2)
    assert [place.x() for place in polygon_of(points[3:6])] == [6, 8, 10]


def test_a_path_begins_every_chain_anew():
    path = path_of(np.arange(12.0).reshape(-1, 2), np.array([0, 2, 2, 6]))
    kinds = [path.elementAt(number).isMoveTo() for number in range(path.elementCount())]
    assert kinds == [True, False, True, False, False, False]
    assert (path.elementAt(5).x, path.elementAt(5).y) == (10, 11)
    assert path.fillRule() == Qt.FillRule.WindingFill
    assert path_of(np.empty((0, 2)), np.array([0])).isEmpty()


def test_segments_do_not_join_chains():
    points = np.arange(12.0).reshape(-1, 2)
    segments = segments_of(points, np.array([0, 0, 2, 2, 5, 6, 6]))
    assert segments[:, [0, 2]].tolist() == [[0, 2], [4, 6], [6, 8]]
    assert segments_of(points[:1], np.array([0, 1])).shape == (0, 4)


def test_more_lines_than_one_call_takes_are_all_drawn():
    rows = np.arange(70.0)
    many = np.column_stack([0 * rows + 5, rows + 5.5, 0 * rows + 60, rows + 5.5])
    image = drawn(lambda painter: draw_lines(painter, np.tile(many, (100, 1))))
    assert image.pixelColor(30, 10) == image.pixelColor(30, 70) == QColor("black")
    assert image.pixelColor(80, 10) == QColor("white")


def test_points_are_dots_of_the_pen():
    def act(painter):
        painter.setPen(QPen(QColor("black"), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        draw_points(painter, np.array([[20.0, 20.0], [60.0, 40.0]]))

    assert {(20, 20), (60, 40), (62, 42)} <= black(drawn(act))


def test_chains_longer_than_a_piece_have_no_gaps():
    def act(painter):
        across = np.linspace(0, 100, 1001)
        points = np.column_stack([across, np.full(1001, 40.5)])
        draw_chains(painter, points, np.array([0, 1001]), QPen(QColor("black"), 3), VIEW)

    assert {(x, 40) for x in range(100)} <= black(drawn(act))


def test_thick_and_thin_chains_from_outside_reach_in():
    points = np.array([[-500.0, 40.5], [600.0, 40.5], [300.0, 500.0], [300.0, -500.0]])
    for width in (1.0, 4.0):

        def act(painter, width=width):
            draw_chains(painter, points, np.array([0, 2, 4]), QPen(QColor("black"), width), VIEW)

        assert {(x, 40) for x in range(100)} <= black(drawn(act))


def test_nothing_to_draw():
    empty = drawn(lambda painter: draw_chains(painter, np.empty((0, 2)), np.array([0]), QPen(), VIEW))
    assert not black(empty)


def test_pixels_become_an_image():
    pixels = np.zeros((3, 5), np.uint32)
    pixels[2, 1] = 0xFF336699
    image = image_of(pixels)
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(1, 2).name() == "#336699"
    assert image.pixelColor(0, 0).alpha() == 0
