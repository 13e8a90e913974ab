"""Every key of the window, from the actions themselves."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import GAP
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate


class ShortcutsDialog(QDialog):
    """A table of what and which keys."""

    def __init__(self, parent: QWidget | None, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Shortcuts", "快捷键"))
        self.resize(460, 690)
        self._model = RowsModel(
            [
                Column(translate("Shortcuts", "操作"), lambda row: row[0]),
                Column(translate("Shortcuts", "按键"), lambda row: row[1]),
            ]
        )
        self._model.show([*(_row(action) for action in actions), *_map_keys()])
        self.table = TableView(self._model, self)
        self.table.set_widths(0, {1: 190})
        buttons = QDialogButtonBox(self)
        buttons.addButton(translate("Shortcuts", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addWidget(self.table)
        layout.addWidget(buttons)


def _row(action: QAction) -> tuple[str, str]:
    name = action.text().split("(&")[0].rstrip("…")
    return name, "、".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def _map_keys() -> list[tuple[str, str]]:
    return [
        (translate("Shortcuts", "移动地图"), translate("Shortcuts", "方向键、拖动")),
        (translate("Shortcuts", "缩放地图"), translate("Shortcuts", "加号、减号、滚轮")),
        (translate("Shortcuts", "在面板之间走"), "Tab"),
        (translate("Shortcuts", "在地图上找到表中一行"), translate("Shortcuts", "回车")),
        (translate("Shortcuts", "导入窗口：导入"), translate("Shortcuts", "Ctrl+回车")),
        (translate("Shortcuts", "导入窗口：选位置"), "1–4"),
    ]
