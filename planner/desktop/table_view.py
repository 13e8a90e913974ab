"""One look and one manner for every table: whole rows, one chosen, sorted by its header."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from planner.desktop.rows_model import ROW_ROLE

ROW_HEIGHT = 30


class TableView(QTableView):
    """A read-only table; Enter or a click activates the row, Tab leaves the table."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)

    def set_widths(self, stretched: int, widths: dict[int, int]) -> None:
        """One column takes what is left; the others have these widths in pixels."""
        header = self.horizontalHeader()
        header.setMinimumSectionSize(32)
        header.setStretchLastSection(False)
        for column, width in widths.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)

    def point_at(self, codes: Sequence[str], code_of: Callable[[Any], str]) -> None:
        """Choose the row of the first of the codes that is listed, without activating it."""
        rows = {code_of(self.model().index(row, 0).data(ROW_ROLE)): row for row in range(self.model().rowCount())}
        found = next((rows[code] for code in codes if code in rows), None)
        if found is None:
            self.clearSelection()
        else:
            self.selectRow(found)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the header sort, starting with this; -1 keeps the rows' own order."""
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.sortByColumn(column, order)
