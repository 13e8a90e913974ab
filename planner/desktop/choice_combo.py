"""A chooser of answers to one question."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from layers.decisions import Choice
from planner.desktop.eliding_combo import ElidingCombo
from planner.desktop.plain_text import tip

translate = QCoreApplication.translate


class ChoiceCombo(ElidingCombo):
    """`chosen` carries the value when the user, and only the user, takes another answer."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._tell)

    def offer(self, choices: Sequence[Choice], value: str) -> None:
        """List these answers, `value` chosen; the first of each value counts."""
        self._value = value
        self.clear()
        for choice in choices:
            if self.findData(choice.value) < 0:
                self.addItem(choice.label, choice.value)
                why = choice.reason or choice.label
                self.setItemData(self.count() - 1, tip(why), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self.findData(value))

    def value(self) -> str:
        """The answer chosen."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102 - Qt's own
        event.ignore()  # a list that is scrolled past must not change answers

    def _tell(self) -> None:
        if self.value() != self._value:
            self._value = self.value()
            self.chosen.emit(self._value)
