"""What is wrong with a plan that was to be imported: where, what, how to mend it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from planner.desktop.plain_text import text_label
from planner.desktop.plan_work import Fault
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import GAP
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate


class FaultsDialog(QDialog):
    """A table of faults in the order of the file."""

    def __init__(self, parent: QWidget | None, name: str, faults: Sequence[Fault]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Faults", "规划没有导入"))
        self.resize(820, 420)
        self._model = RowsModel(
            [
                Column(translate("Faults", "位置"), lambda one: one.where),
                Column(translate("Faults", "问题"), lambda one: one.what),
                Column(translate("Faults", "办法"), lambda one: one.remedy),
            ]
        )
        self._model.show(faults)
        self.table = TableView(self._model, self)
        self.table.setWordWrap(True)
        self.table.set_widths(1, {0: 210, 2: 260})
        rows = self.table.verticalHeader()
        rows.setSectionResizeMode(rows.ResizeMode.ResizeToContents)
        told = text_label(self, wraps=True)
        text = translate("Faults", "{name} 里有 {count} 处要改，改好后再导入；什么也没有写入。")
        told.setText(text.format(name=name, count=len(faults)))
        buttons = QDialogButtonBox(self)
        buttons.addButton(translate("Faults", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addWidget(told)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
