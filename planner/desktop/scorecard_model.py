"""The scorecard as a table: the same columns for rows, one wide cell for headings."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from planner.desktop.rows_model import ROW_ROLE, Index, RowsModel
from planner.desktop.scorecard_columns import scorecard_columns
from planner.desktop.scorecard_lines import Heading, Line, section_title
from planner.desktop.style import MUTED, SMALL_POINTS


class ScorecardModel(RowsModel):
    """Rows are `Line` or `Heading`; what does not count is small and muted."""

    def __init__(self) -> None:
        super().__init__(scorecard_columns())
        self._small = QFont()
        self._small.setPointSizeF(SMALL_POINTS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102 - Qt's own
        shown = self.rows[index.row()]
        if isinstance(shown, Heading):
            return _heading(shown, index.column(), role)
        if _is_aside(shown):
            match role:
                case Qt.ItemDataRole.FontRole:
                    return self._small
                case Qt.ItemDataRole.ForegroundRole:
                    return QColor(MUTED)
        return super().data(index, role)


def _is_aside(line: Line) -> bool:
    return line.inset or line.is_open


def _heading(heading: Heading, column: int, role: int) -> Any:
    if role == ROW_ROLE:
        return heading
    if column == 0 and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return section_title(heading.section)
    return None
