"""A line over the map: what was just done, a way to take it back, a way to see more."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from planner.desktop.plain_text import text_label, tip
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. Signals: undo_requested, findings_requested."""

    undo_requested = Signal()
    findings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "notice")
        self.text = text_label(self)
        self.undo = looking(QPushButton(translate("Notice", "撤销"), self), "small")
        self.findings = looking(QPushButton(translate("Notice", "查看问题"), self), "small")
        self.close_ = looking(QPushButton(translate("Notice", "知道了"), self), "small")
        self.undo.clicked.connect(self.undo_requested)
        self.undo.clicked.connect(self.hide)
        self.findings.clicked.connect(self.findings_requested)
        self.close_.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP // 2, WIDE, GAP // 2)
        layout.setSpacing(GAP)
        layout.addWidget(self.text, 1)
        for button in (self.findings, self.undo, self.close_):
            layout.addWidget(button)
        self.hide()

    def tell(self, text: str, *, can_undo: bool, has_findings: bool = False) -> None:
        """Say what was done."""
        self.text.setText(text)
        self.text.setToolTip(tip(text))
        self.undo.setVisible(can_undo)
        self.findings.setVisible(has_findings)
        self.show()
