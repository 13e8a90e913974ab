"""What is running, in the status bar: only once it takes longer than a moment, and with a way to stop it."""

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from planner.desktop.plain_text import text_label
from planner.desktop.style import GAP

translate = QCoreApplication.translate

MOMENT_MILLISECONDS = 600


class JobBar(QWidget):
    """`cancel_requested(slot)` asks for the job that is shown to be stopped."""

    cancel_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running: dict[str, str] = {}
        self.text = text_label(self)
        self.bar = QProgressBar(self, maximum=100, textVisible=False)
        self.bar.setFixedWidth(140)
        self.cancel = QPushButton(translate("JobBar", "取消"), self)
        self.cancel.clicked.connect(self._ask)
        self._moment = QTimer(self, singleShot=True, interval=MOMENT_MILLISECONDS)
        self._moment.timeout.connect(self._show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 0, GAP, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        layout.addWidget(self.cancel)
        self.hide()

    def start(self, slot: str, text: str) -> None:
        """A job has begun."""
        self._running[slot] = text
        if not self.isVisible() and not self._moment.isActive():
            self._moment.start()

    def progress(self, slot: str, share: float, text: str) -> None:
        """The job that began last is the one shown."""
        if slot == self._shown():
            self.text.setText(text)
            self.bar.setValue(round(share * 100))

    def end(self, slot: str) -> None:
        """A job has ended, however."""
        self._running.pop(slot, None)
        if self._running:
            self._name()
        else:
            self._moment.stop()
            self.hide()

    def _shown(self) -> str:
        return next(reversed(self._running), "")

    def _show(self) -> None:
        self._name()
        self.show()

    def _name(self) -> None:
        self.text.setText(self._running.get(self._shown(), ""))
        self.bar.setValue(0)

    def _ask(self) -> None:
        self.cancel_requested.emit(self._shown())
