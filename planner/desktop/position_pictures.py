"""Where a source may lie, as small pictures side by side; the user points at the right one."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from layers.decisions import Position
from planner.desktop.plain_text import text_label
from planner.desktop.style import ACCENT, GAP, INK, LINE, MUTED, SURFACE, WIDE, looking
from planner.drawing.painter import paint
from planner.drawing.scene import Scene
from planner.drawing.view import MapView, joined

translate = QCoreApplication.translate

MOST = 4
_CAPTION = 46


class PositionPictures(QWidget):
    """`position_chosen(Position)`; the keys 1 to 4 choose too."""

    position_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self.positions: tuple[Position, ...] = ()
        self.pictures: list[PositionPicture] = []
        self.question = text_label(self, "section", wraps=True)
        self.why = text_label(self, "muted", wraps=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, GAP)
        layout.addWidget(self.question)
        layout.addLayout(self._row, 1)
        layout.addWidget(self.why)

    def show_positions(self, positions: Sequence[Position], scenes: Sequence[Scene], chosen: tuple[str, str]) -> None:
        """Picture up to four positions; `chosen` is the reference system and the datum in use."""
        self.positions = tuple(positions[:MOST])
        for picture in self.pictures:
            self._row.removeWidget(picture)
            picture.hide()
            picture.deleteLater()
        self.pictures = []
        for number, (position, scene) in enumerate(zip(self.positions, scenes, strict=False), start=1):
            picture = PositionPicture(number, position, scene, self)
            picture.setChecked((position.crs, position.datum) == chosen)
            picture.clicked.connect(lambda _=False, position=position: self._choose(position))
            self.pictures.append(picture)
            self._row.addWidget(picture, 1)
        self.question.setText(translate("Positions", "哪一幅的位置是对的？点一下，或按 1–4。"))
        used = next((one for one in self.positions if (one.crs, one.datum) == chosen), None)
        self._explain(used or next(iter(self.positions), None))

    def _explain(self, position: Position | None) -> None:
        why = translate("Positions", "为什么：{reason}")
        self.why.setText(why.format(reason=position.reason) if position and position.reason else "")

    def _choose(self, position: Position) -> None:
        for picture in self.pictures:
            picture.setChecked(picture.position is position)
        self._explain(position)
        self.position_chosen.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's own
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self.positions):
            self._choose(self.positions[number])
        else:
            super().keyPressEvent(event)


class PositionPicture(QPushButton):
    """One position: its picture, and what it is called."""

    def __init__(self, number: int, position: Position, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "picture")
        self.position = position
        self._number, self._scene = number, scene
        self._image: QImage | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(130, 110)
        told = translate("Positions", "第 {number} 幅：{label}。{reason}")
        self.setAccessibleName(told.format(number=number, label=position.label, reason=position.reason))

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's own
        return QSize(240, 220)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's own
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(SURFACE))
        ground = self.rect().adjusted(2, 2, -2, -_CAPTION)
        painter.drawImage(ground.topLeft(), self._picture(ground.size()))
        self._write(painter, QRect(ground.left() + 8, ground.bottom() + 4, ground.width() - 16, _CAPTION - 6))
        chosen = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(ACCENT if chosen else LINE), 3 if self.isChecked() else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _picture(self, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        if self._image is None or self._image.size() != size * ratio:
            extent = joined([layer.extent for layer in self._scene.layers if layer.extent is not None])
            view = MapView.fitted(extent or (0.0, 0.0, 1000.0, 1000.0), size.width(), size.height(), ratio)
            self._image = paint(self._scene, view)
        return self._image

    def _write(self, painter: QPainter, box: QRect) -> None:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(INK))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        half = box.height() // 2
        name = f"{self._number}　{self.position.label}"
        room = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QRect(box.left(), box.top(), box.width(), half), middle, room)
        painter.setFont(self.font())
        painter.setPen(QColor(MUTED))
        painter.drawText(QRect(box.left(), box.top() + half, box.width(), half), middle, _fit(self.position.score))


def _fit(score: float) -> str:
    if math.isnan(score):
        return translate("Positions", "无从比较")
    return translate("Positions", "相符程度 {share}").format(share=f"{score:.0%}")
