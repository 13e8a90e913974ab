"""Paints the scorecard: an indicator's name over its tags, headings across the table."""

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate

from planner.desktop import scorecard_columns as columns
from planner.desktop.rows_model import ROW_ROLE
from planner.desktop.scorecard_lines import Heading, Line, section_title
from planner.desktop.style import GROUND, INK, MUTED, SAMPLE, SMALL_POINTS, VERDICT_INK

translate = QCoreApplication.translate

Index = QModelIndex | QPersistentModelIndex
_MARGIN, _INSET = 7, 16
HEADING_HEIGHT = 30
_WRAP = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)


class LineDelegate(QStyledItemDelegate):
    """The name wrapped to the column's width, the tags small below it."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:  # noqa: D102 - Qt's own
        shown = index.data(ROW_ROLE)
        if isinstance(shown, Heading):
            _paint_heading(painter, option, shown)
        elif index.column() == columns.NAME:
            self._paint_name(painter, option, index, shown)
        else:
            super().paint(painter, option, index)

    def _paint_name(self, painter: QPainter, option: Any, index: Index, line: Line) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        name, small = _boxes(option.rect, text, option.font, inset=line.inset)
        painter.save()
        painter.setPen(QColor(MUTED if line.inset or line.is_open else INK))
        painter.setFont(option.font)
        if line.inset:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, _WRAP, text)
        painter.setFont(_small(option.font))
        _draw_tags(painter, small, line)
        painter.restore()


def row_height(shown: Heading | Line, width: int, font: QFont) -> int:
    """Height of a row whose name column is `width` pixels wide."""
    if isinstance(shown, Heading):
        return HEADING_HEIGHT
    own = _small(font) if shown.inset or shown.is_open else font
    _, small = _boxes(QRect(0, 0, width, 0), shown.row.indicator.name, own, inset=shown.inset)
    return small.bottom() + _MARGIN


def _boxes(cell: QRect, text: str, font: QFont, *, inset: bool) -> tuple[QRect, QRect]:
    indent = _INSET if inset else 0
    width = cell.width() - 2 * _MARGIN - indent
    left, top = cell.left() + _MARGIN + indent, cell.top() + _MARGIN
    height = QFontMetrics(font).height() if inset else _text_height(text, width, font.toString())
    small = QFontMetrics(_small(font)).height()
    return QRect(left, top, width, height), QRect(left, top + height + 1, width, small)


@lru_cache(maxsize=4096)
def _text_height(text: str, width: int, font_name: str) -> int:
    """Asked for every row at every change of the width."""
    font = QFont()
    font.fromString(font_name)
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), _WRAP, text).height()


def _draw_tags(painter: QPainter, box: QRect, line: Line) -> None:
    """The verdict in its own colour, then the rest."""
    metrics, left = painter.fontMetrics(), int(Qt.AlignmentFlag.AlignLeft)
    verdict = metrics.elidedText(columns.standing(line), Qt.TextElideMode.ElideRight, box.width())
    counted = not line.is_open and not line.inset
    painter.setPen(QColor(VERDICT_INK[line.row.verdict] if counted else MUTED))
    painter.drawText(box, left, verdict)
    rest = box.adjusted(metrics.horizontalAdvance(verdict), 0, 0, 0)
    painter.setPen(QColor(SAMPLE if line.disputed else MUTED))
    text = metrics.elidedText(f" · {columns.tags(line)}", Qt.TextElideMode.ElideRight, max(rest.width(), 0))
    painter.drawText(rest, left, text)


def _paint_heading(painter: QPainter, option: Any, heading: Heading) -> None:
    box = option.rect
    painter.save()
    painter.fillRect(box, QColor(GROUND))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(MUTED))
    painter.drawPolygon(_arrow(QPointF(box.left() + 16, box.center().y() + 0.5), folded=heading.folded))
    bold = QFont(option.font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(INK))
    title = section_title(heading.section)
    text = box.adjusted(30, 0, -_MARGIN, 0)
    middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(text, middle, title)
    painter.setFont(_small(option.font))
    at = text.adjusted(QFontMetrics(bold).horizontalAdvance(title) + 10, 0, 0, 0)
    _draw_counts(painter, at, heading)
    painter.restore()


def _draw_counts(painter: QPainter, box: QRect, heading: Heading) -> None:
    middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    rows = translate("Scorecard", "{count} 条").format(count=heading.rows)
    painter.setPen(QColor(MUTED))
    painter.drawText(box, middle, rows)
    if heading.missed:
        missed = translate("Scorecard", "未达标 {count}").format(count=heading.missed)
        painter.setPen(QColor(VERDICT_INK["not_met"]))
        painter.drawText(box.adjusted(painter.fontMetrics().horizontalAdvance(rows) + 10, 0, 0, 0), middle, missed)


def _arrow(at: QPointF, *, folded: bool) -> QPolygonF:
    points = ((-2.5, -4.5), (3.5, 0), (-2.5, 4.5)) if folded else ((-4.5, -2.5), (4.5, -2.5), (0, 3.5))
    return QPolygonF([at + QPointF(x, y) for x, y in points])


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(SMALL_POINTS)
    return smaller
