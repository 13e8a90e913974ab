"""The rows behind a figure: which units or facilities count, which do not, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.style import GAP, looking
from planner.desktop.table_view import TableView
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.scorecard import EvidenceRow, ScorecardRow

translate = QCoreApplication.translate


@dataclass(frozen=True)
class PlacedEvidence:
    """A row of evidence with the name of the unit it lies in."""

    row: EvidenceRow
    parent: str


class EvidenceList(QWidget):
    """Lists evidence; `code_requested` asks for a unit or facility to be shown on the map."""

    code_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.setAccessibleName(translate("Evidence", "名单"))
        self.table.set_widths(3, {0: 34, 1: 128, 2: 92})
        self.table.sort_by(-1)
        self.table.clicked.connect(self._ask)
        self.table.activated.connect(self._ask)
        self._empty = looking(QLabel(translate("Evidence", "这个指标没有可列出的行"), self), "muted")
        self._without, self._with, self._all = self._buttons()
        self._lay_out()
        self.show_row(None, lambda code: "")

    def show_row(self, row: ScorecardRow | None, parent_of: Callable[[str], str]) -> None:
        """List the evidence of a row; `parent_of` names the unit a code lies in."""
        evidence = row.measurement.rows if row else ()
        self._model.show([PlacedEvidence(one, parent_of(one.code)) for one in evidence])
        without = sum(not one.counted for one in evidence)
        self._label(row, without, len(evidence) - without)
        (self._without if without else self._all).click()
        self.table.setVisible(bool(evidence))
        self._empty.setVisible(not evidence)

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the codes that is listed."""
        self.table.point_at(codes, lambda one: one.row.code)

    def _label(self, row: ScorecardRow | None, without: int, having: int) -> None:
        served = row is not None and row.indicator.measure == "units_served"
        lacking = translate("Evidence", "尚没有") if served else translate("Evidence", "未计入")
        there = translate("Evidence", "已有") if served else translate("Evidence", "已计入")
        self._without.setText(f"{lacking} {without}")
        self._with.setText(f"{there} {having}")
        self._all.setText(translate("Evidence", "全部 {count}").format(count=without + having))

    def _buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        self._group = QButtonGroup(self)
        choices: list[Callable[[PlacedEvidence], bool]] = [
            lambda one: not one.row.counted,
            lambda one: one.row.counted,
            lambda one: True,
        ]
        buttons = [QPushButton(self) for _ in choices]
        for number, button in enumerate(buttons):
            button.setObjectName("small")
            button.setCheckable(True)
            self._group.addButton(button, number)
        self._group.idClicked.connect(lambda number: self._chosen.choose(choices[number]))
        return buttons[0], buttons[1], buttons[2]

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for button in self._group.buttons():
            bar.addWidget(button)
        bar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, 5, GAP, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._empty, 1)

    def _ask(self, index: QModelIndex) -> None:
        self.code_requested.emit(index.data(ROW_ROLE).row.code)


def _columns() -> list[Column]:
    return [
        Column(
            "",
            lambda one: "",
            key=lambda one: int(one.row.counted),
            tip=lambda one: translate("Evidence", "计入") if one.row.counted else translate("Evidence", "未计入"),
            icon=lambda one: verdict_icon("met" if one.row.counted else "not_met"),
            help=translate("Evidence", "是否计入分子"),
        ),
        Column(
            translate("Evidence", "名称"),
            lambda one: one.row.name,
            tip=lambda one: f"{one.row.name}\n{one.row.code}",
        ),
        Column(translate("Evidence", "所属"), lambda one: one.parent, help=translate("Evidence", "上级行政单元")),
        Column(translate("Evidence", "说明"), lambda one: one.row.reason),
    ]
