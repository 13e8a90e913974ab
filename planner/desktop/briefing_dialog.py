"""Where the briefing goes and in which formats."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.desktop.plain_text import text_label
from planner.desktop.style import GAP, WIDE

translate = QCoreApplication.translate


class BriefingDialog(QDialog):
    """`folder` and `formats` hold the answer once it is accepted."""

    def __init__(self, parent: QWidget | None, region_name: str, plan_name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Briefing", "导出简报"))
        self.setMinimumWidth(520)
        what = translate("Briefing", "区域：{region}\n规划：{plan}").format(region=region_name, plan=plan_name)
        self._what = text_label(self)
        self._what.setText(what)
        self._path = QLineEdit(_documents(), self)
        self._browse = QPushButton(translate("Briefing", "浏览(&B)…"), self)
        self._browse.clicked.connect(self._choose)
        self._boxes = {name: QCheckBox(text, self) for name, text in _formats().items()}
        self._buttons = QDialogButtonBox(self)
        self._export = self._buttons.addButton(translate("Briefing", "导出"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._export.setObjectName("primary")
        self._buttons.addButton(translate("Briefing", "取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for box in self._boxes.values():
            box.setChecked(True)
            box.toggled.connect(self._judge)
        self._path.textChanged.connect(self._judge)
        self._lay_out()

    @property
    def folder(self) -> Path:
        """The folder the user chose."""
        return Path(self._path.text().strip())

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats the user chose."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def _judge(self) -> None:
        self._export.setEnabled(bool(self.formats) and bool(self._path.text().strip()))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("Briefing", "选择文件夹"), self._path.text())
        if folder:
            self._path.setText(folder)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        label = QLabel(translate("Briefing", "导出到(&F)"), self)
        label.setBuddy(self._path)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self._path, 0, 1)
        grid.addWidget(self._browse, 0, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.setSpacing(WIDE)
        layout.addWidget(self._what)
        for box in self._boxes.values():
            layout.addWidget(box)
        layout.addLayout(grid)
        layout.addWidget(self._buttons)


def _formats() -> dict[str, str]:
    return {
        "html": translate("Briefing", "网页地图(.html)，任何电脑的浏览器都能打开"),
        "xlsx": translate("Briefing", "表格(.xlsx)，用 Excel 或 WPS 打开"),
    }


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
