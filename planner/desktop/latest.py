"""Wait until the user has settled, then pass on the latest arguments only."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal


class Latest(QObject):
    """`due` fires once with the latest value when no new one came for `milliseconds`."""

    due = Signal(object)

    def __init__(self, milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self._value: Any = None
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self._pass_on)

    def offer(self, value: Any) -> None:
        """Take a newer value and wait again."""
        self._value = value
        self._timer.start()

    def stop(self) -> None:
        """Forget what was offered."""
        self._timer.stop()

    def _pass_on(self) -> None:
        self.due.emit(self._value)
