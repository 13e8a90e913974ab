"""What stands in the middle while no region is open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from planner.desktop.plain_text import tip
from planner.desktop.style import WIDE, looking

translate = QCoreApplication.translate

_WIDTH = 380
_SHOWN = 5


class StartPage(QWidget):
    """Signals: open_requested, new_requested, sample_requested, recent_requested(Path)."""

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    recent_requested = Signal(object)

    def __init__(self, recent: Sequence[Path], *, has_sample: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        open_file = looking(QPushButton(translate("Start", "打开区域文件…"), self), "primary")
        open_file.clicked.connect(self.open_requested)
        new = QPushButton(translate("Start", "新建区域…"), self)
        new.clicked.connect(self.new_requested)
        sample = QPushButton(translate("Start", "打开示例区域"), self)
        sample.setVisible(has_sample)
        sample.clicked.connect(self.sample_requested)
        title = looking(QLabel(translate("Start", "一刻"), self, alignment=Qt.AlignmentFlag.AlignHCenter), "figure")
        hint = looking(QLabel(translate("Start", "把区域文件、表格或边界文件拖到窗口里也可以"), self), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setSpacing(WIDE)
        layout.addStretch(2)
        for widget in (title, open_file, new, sample, *self._recent(recent), hint):
            widget.setFixedWidth(_WIDTH)
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _recent(self, recent: Sequence[Path]) -> list[QWidget]:
        buttons: list[QWidget] = []
        for path in recent[:_SHOWN]:
            button = QPushButton(path.name, self)
            button.setToolTip(tip(str(path)))
            button.clicked.connect(lambda _=False, path=path: self.recent_requested.emit(path))
            buttons.append(button)
        return buttons
