"""Which header of a file holds which field of a region."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from layers.importing.columns import header_of_field, known_headers

translate = QCoreApplication.translate

_ROW_HEIGHT = 36


class FieldTable(QTableWidget):
    """One row per field, with a chooser of headers; what the headers say by themselves is chosen already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setHorizontalHeaderLabels([translate("Fields", "字段"), translate("Fields", "文件中的列")])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self._fields: tuple[str, ...] = ()
        self._guessed: dict[str, str] = {}

    def show_fields(self, role: str, headers: Sequence[str]) -> None:
        """List the fields of a role; none while the headers are not known."""
        self._fields = tuple(known_headers()[role]) if headers else ()
        self._guessed = header_of_field(role, headers, {}, "") if headers else {}
        self.setRowCount(len(self._fields))
        for row, field in enumerate(self._fields):
            name = QTableWidgetItem(_label(role, field))
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(row, 0, name)
            self.setCellWidget(row, 1, self._chooser(headers, self._guessed.get(field, "")))

    def columns(self) -> dict[str, str]:
        """The header chosen for each field, where the user chose another than the obvious one."""
        chosen = {field: self._chosen(row) for row, field in enumerate(self._fields)}
        return {field: header for field, header in chosen.items() if header and header != self._guessed.get(field)}

    def _chosen(self, row: int) -> str:
        chooser = self.cellWidget(row, 1)
        return str(chooser.currentData()) if isinstance(chooser, QComboBox) else ""

    def _chooser(self, headers: Sequence[str], chosen: str) -> QComboBox:
        chooser = QComboBox(self)
        if not chosen:
            chooser.addItem(translate("Fields", "(没有)"), "")
        for header in headers:
            chooser.addItem(header, header)
        chooser.setCurrentIndex(max(0, chooser.findData(chosen)))
        return chooser


def _label(role: str, field: str) -> str:
    """The first Chinese header that is understood for the field."""
    return next((name for name in known_headers()[role][field] if not name.isascii()), field)
