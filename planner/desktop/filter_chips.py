"""A row of buttons of which one is chosen: what of a list is shown."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from planner.desktop.style import looking

translate = QCoreApplication.translate


class FilterChips(QWidget):
    """`changed` carries the word chosen, "" for everything."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = ""
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch()

    def offer(self, counts: Mapping[str, int], labels: Mapping[str, str]) -> None:
        """One button for everything and one per word that occurs; what is chosen stays so while it occurs."""
        if self.value not in counts:
            self.value = ""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        words = {"": sum(counts.values()), **counts}
        for place, (word, count) in enumerate(words.items()):
            label = labels[word] if word else translate("Chips", "全部")
            self._row.insertWidget(place, self._button(word, f"{label} {count:,}"))

    def button(self, word: str) -> QPushButton:
        """The button of a word."""
        return next(one for one in self.findChildren(QPushButton) if one.property("word") == word and one.isCheckable())

    def _button(self, word: str, text: str) -> QPushButton:
        button = looking(QPushButton(text, self), "chip")
        button.setCheckable(True)
        button.setChecked(word == self.value)
        button.setProperty("word", word)
        button.clicked.connect(lambda: self._choose(word))
        self._group.addButton(button)
        return button

    def _choose(self, word: str) -> None:
        self.value = word
        self.changed.emit(word)
