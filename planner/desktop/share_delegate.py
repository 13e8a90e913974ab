"""A share as a figure over a thin bar."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate

from planner.desktop.rows_model import SORT_ROLE
from planner.desktop.style import ACCENT, LINE

_MARGIN = 6
_HEIGHT = 3


class ShareDelegate(QStyledItemDelegate):
    """The cell's sort key is the share, 0 to 1; below 0 there is none."""

    def paint(  # noqa: D102 - Qt's own
        self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SORT_ROLE)
        if share < 0:
            return
        cell = option.rect
        bar = QRectF(cell.left() + _MARGIN, cell.bottom() - _HEIGHT - 2, cell.width() - 2 * _MARGIN, _HEIGHT)
        painter.fillRect(bar, QColor(LINE))
        bar.setWidth(bar.width() * share)
        painter.fillRect(bar, QColor(ACCENT))
