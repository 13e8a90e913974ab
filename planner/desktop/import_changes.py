"""What an import changes in the region, field by field, before anything is written."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from layers.decisions import Change
from planner.desktop import import_words
from planner.desktop.choice_combo import ChoiceCombo
from planner.desktop.filter_chips import FilterChips
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import GAP, INK, MUTED, SAMPLE, WIDE, looking
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate

_INK = {"same": MUTED, "gone": SAMPLE}


class ChangesPanel(QWidget):
    """`answer_requested(topic, value)` for what becomes of what is gone."""

    answer_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._model = RowsModel(_columns())
        self._changes: tuple[Change, ...] = ()
        self.table = TableView(self._model, self)
        self.table.set_widths(2, {0: 110, 1: 220})
        self.table.setAccessibleName(translate("Changes", "变化"))
        self.chips = FilterChips(self)
        self.empty = text_label(self, "muted", wraps=True)
        self.gone_label = text_label(self)
        self.gone_label.setText(translate("Changes", "文件里没有了的："))
        self.gone = ChoiceCombo(self)
        self.gone.setAccessibleName(translate("Changes", "文件里没有了的怎么办"))
        self.gone.setMinimumWidth(150)
        self.gone_label.setBuddy(self.gone)
        self.chips.changed.connect(self._filter)
        self.gone.chosen.connect(lambda value: self.answer_requested.emit("gone", value))
        self._lay_out()
        self.show_changes((), "")

    def show_changes(self, changes: Sequence[Change], gone: str) -> None:
        """List the changes; `gone` is what becomes of what the file no longer has."""
        order = {act: place for place, act in enumerate(("changed", "merged", "gone", "added", "same"))}
        self._changes = tuple(sorted(changes, key=lambda one: order.get(one.act, len(order))))
        number = import_words.counts(changes)
        self.chips.offer(number, {act: import_words.act_label(act) for act in number})
        self._filter(self.chips.value)
        self.gone.offer(import_words.every_choice("gone", {}), gone or "keep")
        for widget in (self.gone_label, self.gone):
            widget.setVisible(bool(number.get("gone")))
        self.table.setVisible(bool(changes))
        self.chips.setVisible(bool(changes))
        self.empty.setVisible(not changes)
        self.empty.setText(translate("Changes", "这种数据整批写入，不逐条比较。"))

    def _filter(self, act: str) -> None:
        self._model.show([one for one in self._changes if act in ("", one.act)])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.chips, 1)
        head.addWidget(self.gone_label)
        head.addWidget(self.gone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, GAP)
        layout.addLayout(head)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        layout.addStretch()


def _columns() -> list[Column]:
    return [
        Column(
            translate("Changes", "怎样"),
            lambda one: import_words.act_label(one.act),
            ink=lambda one: _INK.get(one.act, INK),
        ),
        Column(translate("Changes", "名称"), lambda one: one.name),
        Column(translate("Changes", "内容"), import_words.change_sentence),
    ]
