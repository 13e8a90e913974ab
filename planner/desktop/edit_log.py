"""What was done to the region, and what of it was taken back."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers.region_log import Edit
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import INK, MUTED, WIDE
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate


class EditLog(QDialog):
    """The newest change first. Signals: undo_requested, redo_requested."""

    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Log", "操作记录"))
        self.resize(640, 420)
        self._model = RowsModel(_columns())
        self.table = TableView(self._model, self)
        self.table.set_widths(1, {0: 150, 2: 110})
        self.table.setAccessibleName(translate("Log", "操作记录"))
        self.undo = QPushButton(translate("Log", "撤销最近一步(&U)"), self)
        self.redo = QPushButton(translate("Log", "重做(&R)"), self)
        close = QPushButton(translate("Log", "关闭"), self)
        for button in (self.undo, self.redo, close):
            button.setAutoDefault(False)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo)
        buttons.addWidget(self.redo)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.show_log(())

    def show_log(self, log: Sequence[Edit]) -> None:
        """List the changes."""
        self._model.show(tuple(reversed(log)))
        self.undo.setEnabled(any(edit.can_undo for edit in log))
        self.redo.setEnabled(any(edit.can_redo for edit in log))


def _columns() -> list[Column]:
    return [
        Column(translate("Log", "时间"), lambda edit: local_time(edit.at)),
        Column(
            translate("Log", "做了什么"),
            lambda edit: edit.text,
            ink=lambda edit: MUTED if edit.undone else INK,
            struck=lambda edit: edit.undone,
        ),
        Column(translate("Log", "现在"), _state),
    ]


def _state(edit: Edit) -> str:
    if edit.undone:
        return translate("Log", "已撤销，可重做") if edit.can_redo else translate("Log", "已撤销")
    return translate("Log", "可撤销") if edit.can_undo else ""


def local_time(at: str) -> str:
    """The moment on the user's clock; what is no ISO time is shown as it stands."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at
