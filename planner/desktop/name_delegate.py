"""Paints an indicator's name over its tags, both in one cell."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QTableView

from planner.desktop.rows_model import ROW_ROLE
from planner.desktop.scorecard_columns import tags
from planner.desktop.style import INK, MUTED, SMALL_POINTS, VERDICT_INK
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

Index = QModelIndex | QPersistentModelIndex
_MARGIN = 7
_WRAP = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)


class NameDelegate(QStyledItemDelegate):
    """The name wrapped to the column's width, the tags small below it."""

    def __init__(self, table: QTableView, column: int) -> None:
        super().__init__(table)
        self._table = table
        self._column = column

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:  # noqa: D102 - Qt's own
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        name, small = self._boxes(option.rect, text, option.font)
        painter.save()
        painter.setPen(QColor(INK))
        painter.setFont(option.font)
        painter.drawText(name, _WRAP, text)
        painter.setFont(_small(option.font))
        self._draw_tags(painter, small, index.data(ROW_ROLE))
        painter.restore()

    def _draw_tags(self, painter: QPainter, box: QRect, row: ScorecardRow) -> None:
        """The verdict in its own colour, then the rest."""
        verdict = VERDICT_LABELS[row.verdict]
        painter.setPen(QColor(VERDICT_INK[row.verdict]))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), verdict)
        rest = box.adjusted(painter.fontMetrics().horizontalAdvance(verdict), 0, 0, 0)
        painter.setPen(QColor(MUTED))
        text = painter.fontMetrics().elidedText(f" · {tags(row)}", Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignLeft), text)

    def sizeHint(self, option: Any, index: Index) -> QSize:  # noqa: D102 - Qt's own
        width = self._table.columnWidth(self._column)
        _, small = self._boxes(QRect(0, 0, width, 0), index.data(), option.font)
        return QSize(width, small.bottom() + _MARGIN)

    def _boxes(self, cell: QRect, text: str, font: QFont) -> tuple[QRect, QRect]:
        width = cell.width() - 2 * _MARGIN
        left, top = cell.left() + _MARGIN, cell.top() + _MARGIN
        height = QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), _WRAP, text).height()
        small = QFontMetrics(_small(font)).height()
        return QRect(left, top, width, height), QRect(left, top + height + 1, width, small)


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(SMALL_POINTS)
    return smaller
