"""A small picture of where a figure stands on its way to the target."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.desktop import wording
from planner.desktop.style import ACCENT, INK, LINE, MUTED, SAMPLE, SMALL_POINTS, SURFACE, VERDICT_INK
from planner.desktop.track import Track

translate = QCoreApplication.translate

_SIZE = QSize(196, 82)
_LEFT, _RIGHT, _TOP, _BOTTOM = 10, 10, 12, 22
_AIR = 0.12  # of the range of figures, above and below


class TrackPicture(QWidget):
    """Years across, figures up; a bar of its own where the plan prints no base to start from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track: Track | None = None
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_track(self, track: Track | None) -> None:
        """Show a way; nothing where there is none."""
        self._track = track
        self.setVisible(track is not None)
        self.setToolTip("\n".join(_legend(track)) if track else "")
        self.setAccessibleName("；".join(_legend(track)) if track else "")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's own
        return _SIZE

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's own
        if self._track is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS - 0.5)
        painter.setFont(font)
        if len(self._track.stops) > 1:
            _Plot(painter, self._track, QRectF(self.rect())).draw()
        else:
            _draw_bar(painter, self._track, QRectF(self.rect()))
        painter.end()


class _Plot:
    """Base, milestones and target as a line; the value of the year as a dot, what is due as a ring."""

    def __init__(self, painter: QPainter, track: Track, area: QRectF) -> None:
        self._painter, self._track = painter, track
        self._box = area.adjusted(_LEFT + 6, _TOP, -_RIGHT - 6, -_BOTTOM)
        low, high = min(track.figures), max(track.figures)
        air = (high - low) * _AIR or 1.0
        self._low, self._high = low - air, high + air
        years = [year for year, _ in track.stops]
        self._first, self._last = min(*years, track.year), max(*years, track.year)

    def draw(self) -> None:
        """Everything, the value on top."""
        track = self._track
        self._level(track.stops[-1][1], LINE, Qt.PenStyle.SolidLine)
        if track.floor is not None:
            self._level(track.floor, SAMPLE, Qt.PenStyle.DashLine)
        points = [self._at(year, value) for year, value in track.stops]
        self._painter.setPen(QPen(QColor(ACCENT), 1.6))
        self._painter.drawPolyline(QPolygonF(points))
        for point in points:
            _dot(self._painter, point, ACCENT, 2.6)
        if track.due is not None:
            _ring(self._painter, self._at(track.year, track.due), ACCENT)
        self._value()
        self._say_ends()

    def _at(self, year: int, value: float) -> QPointF:
        across = (year - self._first) / ((self._last - self._first) or 1)
        up = (value - self._low) / (self._high - self._low)
        return QPointF(self._box.left() + across * self._box.width(), self._box.bottom() - up * self._box.height())

    def _level(self, value: float, colour: str, style: Qt.PenStyle) -> None:
        self._painter.setPen(QPen(QColor(colour), 1.2, style))
        y = self._at(self._first, value).y()
        self._painter.drawLine(QPointF(self._box.left() - 6, y), QPointF(self._box.right() + 6, y))

    def _value(self) -> None:
        track = self._track
        ends = [self._at(track.year, value) for value in (track.low, track.high) if value is not None]
        self._painter.setPen(QPen(QColor(VERDICT_INK[track.verdict]), 2.4))
        if len(ends) == 2 and ends[0] != ends[1]:
            self._painter.drawLine(*ends)
        for end in ends:
            _dot(self._painter, end, VERDICT_INK[track.verdict], 4.2)

    def _say_ends(self) -> None:
        """Year and figure of base and target, below them."""
        stops, below = self._track.stops, self._box.bottom() + 3
        self._painter.setPen(QColor(MUTED))
        for (year, value), left, side in (
            (stops[0], 0.0, Qt.AlignmentFlag.AlignLeft),
            (stops[-1], _SIZE.width() / 2, Qt.AlignmentFlag.AlignRight),
        ):
            text = f"{year}  {wording.quantity(value, self._track.unit)}"
            self._painter.drawText(QRectF(left, below, _SIZE.width() / 2, 16), int(side), text)


def _draw_bar(painter: QPainter, track: Track, area: QRectF) -> None:
    """The value as a bar, the target and the superior's as marks across it."""
    target = track.stops[-1][1]
    largest = max(*track.figures, 0.0) * 1.08 or 1.0
    bar = QRectF(area.left() + _LEFT, area.top() + 32, area.width() - _LEFT - _RIGHT, 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#e9eef2"))
    painter.drawRoundedRect(bar, 3, 3)
    ends = [value for value in (track.low, track.high) if value is not None]
    if ends:
        _fill(painter, bar, max(*ends, 0.0) / largest, VERDICT_INK[track.verdict], 0.35)
        _fill(painter, bar, max(min(ends), 0.0) / largest, VERDICT_INK[track.verdict], 1.0)
    if track.floor is not None:
        _mark(painter, bar, track.floor / largest, SAMPLE, Qt.PenStyle.DashLine)
    _mark(painter, bar, target / largest, INK, Qt.PenStyle.SolidLine)
    _say(painter, bar, target / largest, wording.quantity(target, track.unit), above=True)
    if ends and min(ends) == max(ends):
        _say(painter, bar, ends[0] / largest, wording.quantity(ends[0], track.unit, target), above=False)


def _fill(painter: QPainter, bar: QRectF, share: float, colour: str, opacity: float) -> None:
    ink = QColor(colour)
    ink.setAlphaF(opacity)
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * min(share, 1.0), bar.height()), 3, 3)


def _mark(painter: QPainter, bar: QRectF, share: float, colour: str, style: Qt.PenStyle) -> None:
    x = bar.left() + bar.width() * min(max(share, 0.0), 1.0)
    painter.setPen(QPen(QColor(colour), 2.0, style))
    painter.drawLine(QPointF(x, bar.top() - 5), QPointF(x, bar.bottom() + 5))


def _say(painter: QPainter, bar: QRectF, share: float, text: str, *, above: bool) -> None:
    """A figure beside its place on the bar, inside the picture."""
    width = painter.fontMetrics().horizontalAdvance(text) + 2
    middle = bar.left() + bar.width() * min(max(share, 0.0), 1.0)
    left = min(max(middle - width / 2, bar.left() - 6), bar.right() + 6 - width)
    painter.setPen(QColor(INK if above else MUTED))
    box = QRectF(left, bar.top() - 24 if above else bar.bottom() + 7, width, 16)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _dot(painter: QPainter, at: QPointF, colour: str, radius: float) -> None:
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(QColor(SURFACE), 1.2))
    painter.drawEllipse(at, radius, radius)


def _ring(painter: QPainter, at: QPointF, colour: str) -> None:
    painter.setBrush(QColor(SURFACE))
    painter.setPen(QPen(QColor(colour), 1.6))
    painter.drawEllipse(at, 3.8, 3.8)


def _legend(track: Track) -> list[str]:
    """The picture in words."""

    def said(value: float | None) -> str:
        return wording.quantity(value, track.unit)

    (first, base), (last, target) = track.stops[0], track.stops[-1]
    told = [translate("Track", "起点 {year} 年：{value}").format(year=first, value=said(base))] if first < last else []
    between = translate("Track", "阶段目标 {year} 年：{value}")
    told += [between.format(year=year, value=said(value)) for year, value in track.stops[1:-1]]
    if track.due is not None:
        due = translate("Track", "按进度 {year} 年应达到：{value}(圆圈)")
        told.append(due.format(year=track.year, value=said(track.due)))
    if track.low is not None and track.low == track.high:
        told.append(translate("Track", "现值：{value}(圆点)").format(value=said(track.low)))
    told.append(translate("Track", "{year} 年目标：{value}").format(year=last, value=said(target)))
    if track.floor is not None:
        told.append(translate("Track", "上级目标：{value}(虚线)").format(value=said(track.floor)))
    return told
