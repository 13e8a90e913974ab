"""The columns as understood: which header holds which field, with a value of it, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from layers.decisions import Choice, Decision
from layers.foreign.answer import Part
from layers.importing.table.columns import known_headers
from planner.desktop import import_words
from planner.desktop.choice_combo import ChoiceCombo
from planner.desktop.import_answers import COLUMN
from planner.desktop.plain_text import tip
from planner.desktop.style import MUTED, SAMPLE

translate = QCoreApplication.translate

_ROW_HEIGHT = 36


@dataclass(frozen=True)
class FieldRow:
    """One field of a role.

    Attributes:
        header: the column that holds it, "" for none.
        choices: columns it may be held by.
        value: one of the column's values.
    """

    field: str
    label: str
    header: str
    choices: tuple[Choice, ...]
    value: str
    mark: str
    reason: str
    sure: bool


def field_rows(
    role: str, part: Part | None, decisions: Sequence[Decision], chosen: Mapping[str, str]
) -> tuple[FieldRow, ...]:
    """The fields of a role: those with a column first, doubtful ones in front, the rest in their usual order."""
    told = {one.topic.removeprefix(COLUMN): one for one in decisions if one.topic.startswith(COLUMN)}
    known = tuple(known_headers().get(role, ()))
    fields = [*(field for field in known), *(field for field in told if field not in known)]
    rows = [_row(role, field, part, told.get(field), chosen.get(field, "")) for field in fields]
    return tuple(sorted(rows, key=lambda row: (row.sure, not row.header)))


def _row(role: str, field: str, part: Part | None, decision: Decision | None, given: str) -> FieldRow:
    headers = part.columns if part else ()
    header = decision.chosen.value if decision else given
    none = Choice("", translate("Fields", "(没有)"))
    others = decision.others if decision else ()
    own = (decision.chosen,) if decision and header else ()
    plain = tuple(Choice(name, name) for name in headers)
    sure = decision.sure if decision else True
    mark = import_words.mark(sure=sure, given=decision.given) if decision else ""
    label = decision.label.removesuffix("列") if decision else import_words.field_label(role, field)
    value = _value(part, header)
    reason = decision.chosen.reason if decision else ""
    return FieldRow(field, label, header, (none, *own, *others, *plain), value, mark, reason, sure)


def _value(part: Part | None, header: str) -> str:
    if part is None or header not in part.columns:
        return ""
    place = part.columns.index(header)
    values = (row[place] for row in part.sample if place < len(row))
    return next((str(value).strip() for value in values if value is not None and str(value).strip()), "")


class ColumnsTable(QTableWidget):
    """`answer_requested(topic, header)` when the user takes another column for a field."""

    answer_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self.rows: tuple[FieldRow, ...] = ()
        self.setHorizontalHeaderLabels(
            [
                translate("Fields", "要填的"),
                translate("Fields", "来自文件的列"),
                translate("Fields", "例如"),
                translate("Fields", "把握"),
                translate("Fields", "依据"),
            ]
        )
        header = self.horizontalHeader()
        for column, width in ((0, 130), (1, 190), (2, 150), (3, 80)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its choosers have it
        self.setShowGrid(False)
        self.setAccessibleName(translate("Fields", "列的对应"))

    def show_rows(self, rows: Sequence[FieldRow]) -> None:
        """List the fields; the chooser that had the focus keeps it."""
        if tuple(rows) == self.rows:
            return
        focused = next((row.field for at, row in enumerate(self.rows) if self.chooser_at(at).hasFocus()), "")
        self.rows = tuple(rows)
        self.setRowCount(0)
        self.setRowCount(len(self.rows))
        for place, row in enumerate(self.rows):
            self._fill(place, row)
            if row.field == focused:
                self.chooser_at(place).setFocus()

    def chooser_at(self, place: int) -> ChoiceCombo:
        """The chooser of a row."""
        chooser = self.cellWidget(place, 1)
        assert isinstance(chooser, ChoiceCombo)  # noqa: S101 - `_fill` put it there
        return chooser

    def chooser(self, field: str) -> ChoiceCombo:
        """The chooser of a field."""
        return self.chooser_at(next(place for place, row in enumerate(self.rows) if row.field == field))

    def _fill(self, place: int, row: FieldRow) -> None:
        for column, text in ((0, row.label), (2, row.value), (3, row.mark), (4, row.reason)):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(tip(text))
            if column and not (column == 3 and not row.sure):
                item.setForeground(QColor(MUTED))
            if column == 3 and not row.sure:
                item.setForeground(QColor(SAMPLE))
            self.setItem(place, column, item)
        chooser = ChoiceCombo(self)
        chooser.setAccessibleName(row.label)
        chooser.offer(row.choices, row.header)
        chooser.chosen.connect(lambda value: self.answer_requested.emit(f"{COLUMN}{row.field}", value))
        self.setCellWidget(place, 1, chooser)
