"""numpy arrays handed to Qt without a Python step per vertex."""

import ctypes

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPolygonF

from layers.tables import Floats
from planner.drawing.chains import Rows, touching
from planner.drawing.view import Extent, MapView

_BYTES_PER_POINT = 16
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE_TO, _LINE_TO = 0, 1
# Lines per call: long enough to be cheap, short enough to let the window breathe, for a call holds Python's lock.
_LINES_PER_CALL = 2000
_POINTS_PER_PIECE = 200
_TOO_MANY_TO_JOIN = 60_000
_FLAT = Qt.PenCapStyle.FlatCap


def polygon_of(points: Floats) -> QPolygonF:
    """A polygon or polyline from an n x 2 array."""
    polygon = QPolygonF()
    polygon.resize(len(points))
    if len(points):
        address = shiboken6.getCppPointer(polygon.data())[0]
        memory = (ctypes.c_char * (len(points) * _BYTES_PER_POINT)).from_address(address)
        np.frombuffer(memoryview(memory), dtype=np.float64).reshape(-1, 2)[:] = points
    return polygon


def path_of(points: Floats, starts: Rows) -> QPainterPath:
    """One path of many closed or open chains; `starts` as in `Chains`. The winding rule fills it."""
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["kind"] = _LINE_TO
    elements["kind"][starts[:-1][np.diff(starts) > 0]] = _MOVE_TO
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    count, winding = np.array([len(points)], ">i4"), np.array([0, 1], ">i4")
    path = QPainterPath()
    if len(points):
        streamed = QByteArray(count.tobytes() + elements.tobytes() + winding.tobytes())  # the stream reads it in place
        stream = QDataStream(streamed, QIODevice.OpenModeFlag.ReadOnly)
        stream >> path
    return path


def segments_of(points: Floats, starts: Rows) -> Floats:
    """The segments of many chains as rows x1, y1, x2, y2."""
    if len(points) < 2:
        return np.empty((0, 4))
    joined = np.ones(len(points) - 1, dtype=bool)
    between = starts[1:-1]
    joined[between[(between > 0) & (between < len(points))] - 1] = False
    return np.column_stack([points[:-1][joined], points[1:][joined]])


def draw_lines(painter: QPainter, segments: Floats) -> None:
    """Draw segments (rows x1, y1, x2, y2) with the painter's pen."""
    for first in range(0, len(segments), _LINES_PER_CALL):
        some = segments[first : first + _LINES_PER_CALL]
        ends = polygon_of(some.reshape(-1, 2))
        painter.drawLines(ends.data(), len(some))


def draw_chains(painter: QPainter, points: Floats, starts: Rows, pen: QPen, view: MapView) -> None:
    """Draw chains (logical pixels, `starts` as in `Chains`) with a pen, only what touches the picture.

    Thin or very many lines go segment by segment, which is several times faster; others chain by chain,
    which joins them properly.
    """
    thin = pen.widthF() * view.pixel_ratio <= 1 and pen.style() == Qt.PenStyle.SolidLine
    if thin or len(points) > _TOO_MANY_TO_JOIN:
        pen.setStyle(Qt.PenStyle.SolidLine)  # every segment would begin its dashes anew
        pen.setCapStyle(_FLAT)
        painter.setPen(pen)
        segments = segments_of(points, starts)
        ends = np.column_stack(
            [np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])]
        )
        draw_lines(painter, segments[touching(ends, _frame(view, pen))])
        return
    painter.setPen(pen)
    for first, after in _pieces(points, starts, _frame(view, pen)):
        painter.drawPolyline(polygon_of(points[first:after]))


def _frame(view: MapView, pen: QPen) -> Extent:
    return -pen.widthF(), -pen.widthF(), view.width + pen.widthF(), view.height + pen.widthF()


def _pieces(points: Floats, starts: Rows, frame: Extent) -> list[tuple[int, int]]:
    """First and after-last point of pieces of chains that touch the frame; pieces of a chain share an end."""
    lengths = np.diff(starts)
    per_chain = np.maximum(-(-(lengths - 1) // _POINTS_PER_PIECE), 0)
    chain = np.repeat(np.arange(len(lengths)), per_chain)
    number = np.arange(len(chain)) - np.repeat(np.cumsum(per_chain) - per_chain, per_chain)
    first = starts[chain] + number * _POINTS_PER_PIECE
    after = np.minimum(first + _POINTS_PER_PIECE + 1, starts[chain + 1])
    if not len(first):
        return []
    bounds = np.column_stack([_within(np.minimum, points, first), _within(np.maximum, points, first)])
    seen = touching(bounds, frame)
    return list(zip(first[seen].tolist(), after[seen].tolist(), strict=True))


def _within(extreme: np.ufunc, points: Floats, first: Rows) -> Floats:
    """Extremes over pieces, each with the first point of the next, which is its own last or does no harm."""
    own = extreme.reduceat(points, first, axis=0)
    following = points[np.minimum(np.append(first[1:], len(points) - 1), len(points) - 1)]
    return np.asarray(extreme(own, following), dtype=np.float64)


def draw_points(painter: QPainter, points: Floats) -> None:
    """Draw points (rows x, y) with the painter's pen: dots with a wide round one."""
    for first in range(0, len(points), _LINES_PER_CALL):
        painter.drawPoints(polygon_of(points[first : first + _LINES_PER_CALL]))


def image_of(pixels: NDArray[np.uint32]) -> QImage:
    """An image from premultiplied ARGB pixels, height x width."""
    pixels = np.ascontiguousarray(pixels, dtype=np.uint32)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
