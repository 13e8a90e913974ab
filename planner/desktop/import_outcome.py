"""What pressing the button will do, why it cannot be pressed yet, and the button."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from planner.desktop.job_bar import JobBar
from planner.desktop.plain_text import text_label, tip
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate


class OutcomeBar(QFrame):
    """Signals: import_requested, cancel_requested."""

    import_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "bar")
        self.sentence = text_label(self, "section")
        self.obstacle = text_label(self, "caution", wraps=True)
        self.obstacle.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.jobs = JobBar(self)
        self.start = looking(QPushButton(translate("Import", "导入(&I)"), self), "primary")
        self.start.setShortcut(QKeySequence("Ctrl+Return"))
        self.start.setToolTip(translate("Import", "Ctrl+回车"))
        self.start.setDefault(True)
        self.start.setMinimumWidth(110)
        self.cancel = QPushButton(translate("Import", "不导入"), self)
        self.cancel.setToolTip(translate("Import", "关闭，区域不变(Esc)"))
        self.cancel.setAutoDefault(False)
        self.start.clicked.connect(self.import_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (self.sentence, self.obstacle):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            texts.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(texts, 1)
        for widget in (self.jobs, self.cancel, self.start):
            layout.addWidget(widget)

    def warn(self, text: str) -> None:
        """The import was tried and did not succeed; it may be tried again."""
        self.obstacle.setText(text)
        self.obstacle.setVisible(bool(text))

    def tell(self, sentence: str, obstacle: str) -> None:
        """What will happen, and why it cannot happen yet; "" where it can."""
        self.sentence.setText(sentence)
        self.sentence.setToolTip(tip(sentence))
        self.obstacle.setText(obstacle)
        self.obstacle.setVisible(bool(obstacle))
        self.start.setEnabled(not obstacle)
        self.start.setAccessibleDescription(obstacle or sentence)
