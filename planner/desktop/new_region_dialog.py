"""A new region: its name, its code, and where its file lies."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.desktop.plain_text import text_label
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate

_CODE = QRegularExpression("[0-9]{0,12}")
_LENGTHS = (2, 4, 6, 9, 12)


class NewRegionDialog(QDialog):
    """`region_requested(path, name, code)`."""

    region_requested = Signal(object, str, str)

    def __init__(self, parent: QWidget | None, folder: Path, why: str = "") -> None:
        """`why` says what the region is needed for."""
        super().__init__(parent)
        self.setWindowTitle(translate("NewRegion", "新建区域"))
        self.setMinimumWidth(460)
        self._folder = folder
        self.why = text_label(self, wraps=True)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.name = QLineEdit(self, placeholderText=translate("NewRegion", "如：浑南区"))
        self.code = QLineEdit(self, placeholderText=translate("NewRegion", "区划代码前 6 位，如 210112"))
        self.code.setValidator(QRegularExpressionValidator(_CODE, self.code))
        self.file = QLineEdit(self, readOnly=True)
        self.browse = QPushButton(translate("NewRegion", "换个地方(&B)…"), self)
        self.browse.setAutoDefault(False)
        self.obstacle = text_label(self, "caution", wraps=True)
        self.start = looking(QPushButton(translate("NewRegion", "建立(&K)"), self), "primary")
        self.start.setDefault(True)
        self.cancel = QPushButton(translate("NewRegion", "取消"), self)
        self.cancel.setAutoDefault(False)
        self._path: Path | None = None
        for field in (self.name, self.code):
            field.textChanged.connect(self._judge)
        self.browse.clicked.connect(self._browse)
        self.start.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        self._judge()

    def suggest(self, name: str, code: str) -> None:
        """Fill in what could be guessed, where the user has not written anything yet."""
        if not self.name.text():
            self.name.setText(name)
        if not self.code.text():
            self.code.setText(code)

    @property
    def path(self) -> Path:
        """Where the region's file will lie."""
        return self._path or self._folder / f"{_plain(self.name.text()) or translate('NewRegion', '新区域')}.gpkg"

    def _judge(self) -> None:
        self.file.setText(str(self.path))
        name, code = self.name.text().strip(), self.code.text()
        if not name:
            obstacle = translate("NewRegion", "请填写区域名称。")
        elif len(code) not in _LENGTHS:
            obstacle = translate("NewRegion", "请填写区划代码：2、4、6、9 或 12 位数字。")
        elif self._path is None and self.path.exists():
            obstacle = translate("NewRegion", "这个文件已经有了，请换个名称或地方。")
        else:
            obstacle = ""
        self.obstacle.setText(obstacle)
        self.start.setEnabled(not obstacle)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            translate("NewRegion", "区域文件放在哪里"),
            str(self.path),
            translate("NewRegion", "区域文件 (*.gpkg)"),
        )
        if chosen:
            self._path = Path(chosen) if chosen.lower().endswith(".gpkg") else Path(f"{chosen}.gpkg")
            self._judge()

    def _ask(self) -> None:
        self.region_requested.emit(self.path, self.name.text().strip(), self.code.text().ljust(12, "0"))
        self.accept()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.file, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.addRow(translate("NewRegion", "名称(&N)"), self.name)
        form.addRow(translate("NewRegion", "区划代码(&D)"), self.code)
        form.addRow(translate("NewRegion", "文件"), place)
        buttons = QHBoxLayout()
        buttons.addWidget(self.obstacle, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(GAP * 2)
        layout.addWidget(self.why)
        layout.addLayout(form)
        layout.addLayout(buttons)


def _plain(name: str) -> str:
    """A name as a file may have it on every system."""
    return "".join(letter for letter in name.strip() if letter.isprintable() and letter not in '\\/:*?"<>|')[:60]
