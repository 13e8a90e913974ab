"""The units of a region, to choose one from."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from layers.decisions import Choice
from planner.desktop.open_region import OpenRegion

translate = QCoreApplication.translate


def unit_choices(region: OpenRegion) -> tuple[Choice, ...]:
    """Every unit, with the one it lies in: names repeat."""
    units = region.units
    choices = []
    for code, name in zip(units.code.tolist(), units.name.tolist(), strict=True):
        parent = region.parent_of(code)
        choices.append(Choice(code, f"{name}（{parent}）" if parent else name))
    return tuple(choices)


class SearchCombo(QComboBox):
    """A long list in which one may type any part of what one looks for; `taken(value)` on Enter or a click."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer() or QCompleter(self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMinimumWidth(220)
        field = self.lineEdit()
        if field is not None:
            field.setPlaceholderText(translate("Units", "选择，或输入名称的一部分"))
        self.activated.connect(lambda: self.taken.emit(self.value()))

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """List these; the first of each value counts, and none is chosen by itself."""
        self.clear()
        known = set()
        for choice in choices:
            if choice.value not in known:
                known.add(choice.value)
                self.addItem(f"{choice.label}（{choice.reason}）" if choice.reason else choice.label, choice.value)

    def value(self) -> str:
        """The value of what stands in the field, "" where the list has no such."""
        place = self.findText(self.currentText())
        return str(self.itemData(place)) if place >= 0 else ""
