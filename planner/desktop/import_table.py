"""The first rows of a file: as they would stand in the region, and as they stand in the file."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.decisions import Choice, Preview
from layers.foreign.answer import Part
from planner.desktop.choice_combo import ChoiceCombo
from planner.desktop.import_work import Reading
from planner.desktop.plain_text import text_label, tip
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import ACCENT_DARK, GAP, WIDE, looking
from planner.desktop.table_view import ROW_HEIGHT, TableView

translate = QCoreApplication.translate

MOST_ROWS = 200
_WIDEST, _SAMPLE_LETTERS = 260, 24


class ImportTable(QWidget):
    """Signals: row_chosen(row of the file); encoding_requested(codec)."""

    row_chosen = Signal(int)
    encoding_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._preview: Preview | None = None
        self._model = RowsModel([])
        self.view = looking(QTabBar(self), "segments")
        self.view.addTab(translate("Import", "导入后的样子"))
        self.view.addTab(translate("Import", "文件里的样子"))
        self.view.setDrawBase(False)
        self.encoding_label = text_label(self, "muted")
        self.encoding_label.setText(translate("Import", "文字是乱码？换一种："))
        self.encoding = ChoiceCombo(self)
        self.encoding.setAccessibleName(translate("Import", "文字编码"))
        self.encoding.setMinimumWidth(240)
        self.after = TableView(self._model, self)
        self.after.horizontalHeader().setStretchLastSection(True)
        self.after.setAccessibleName(translate("Import", "导入后的样子"))
        self.before = QTableWidget(self)
        self.before.setAccessibleName(translate("Import", "文件里的样子"))
        self.before.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.before.horizontalHeader().hide()
        self.before.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.after)
        self._stack.addWidget(self.before)
        self.view.currentChanged.connect(self._stack.setCurrentIndex)
        self.encoding.chosen.connect(self.encoding_requested)
        self._lay_out()
        self.offer_readings((), "")

    def show_preview(self, preview: Preview | None) -> None:
        """The rows as they would stand in the region; there are none for roads."""
        self._preview = preview
        names = tuple(preview.columns) if preview else ()
        where = Column(translate("Import", "行"), lambda at: str(preview.row[at]) if preview else "", right=True)
        columns = [where, *(Column(name, lambda at, name=name: preview.columns[name][at]) for name in names)]  # type: ignore[misc, union-attr]
        self._model = RowsModel(columns)
        self._model.show(range(min(len(preview), MOST_ROWS)) if preview else ())
        self.after.setModel(self._model)
        self.after.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            self.after.setColumnWidth(column, min(self.after.columnWidth(column), _WIDEST))
        self.after.selectionModel().currentRowChanged.connect(self._tell)
        self.view.setTabEnabled(0, preview is not None)
        if preview is None:
            self.view.setCurrentIndex(1)

    def show_part(self, part: Part | None) -> None:
        """The rows as they stand in the file, below the header that was recognised."""
        table = self.before
        table.clear()
        table.setRowCount(len(part.sample) + 1 if part else 0)
        table.setColumnCount(len(part.columns) if part else 0)
        if part is None:
            return
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        labels = [translate("Import", "表头"), *("" for _ in part.sample)]
        table.setVerticalHeaderLabels(labels)
        for row, cells in enumerate((part.columns, *part.sample)):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem("" if cell is None else str(cell))
                item.setToolTip(tip(item.text()))
                if not row:  # the sheet paints the ground of items
                    item.setFont(bold)
                    item.setForeground(QColor(ACCENT_DARK))
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        for column in range(table.columnCount()):
            table.setColumnWidth(column, min(table.columnWidth(column), _WIDEST))

    def offer_readings(self, readings: Sequence[Reading], codec: str) -> None:
        """Encodings the text may be in, each with how it then reads; nothing to choose for files without."""
        found = Choice("", translate("Import", "自动识别"))
        choices = [Choice(one.codec, f"{one.label}　{_glimpse(one.sample)}") for one in readings]
        self.encoding.offer([found, *choices], codec)
        for widget in (self.encoding, self.encoding_label):
            widget.setVisible(len(readings) > 1)

    def point_at(self, rows: Sequence[int]) -> None:
        """Choose the first of some rows of the file that is listed."""
        if self._preview is None:
            return
        wanted = set(rows)
        place = next((at for at in self._model.rows if self._preview.row[at] in wanted), None)
        if place is None:
            self.after.clearSelection()
        else:
            self.after.selectRow(place)

    def _tell(self) -> None:
        place = self.after.currentIndex().row()
        if self._preview is not None and place >= 0 and self.after.hasFocus():
            self.row_chosen.emit(self._preview.row[place])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.view)
        head.addStretch()
        head.addWidget(self.encoding_label)
        head.addWidget(self.encoding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, 0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)


def _glimpse(sample: str) -> str:
    return " ".join(sample.split())[:_SAMPLE_LETTERS]
