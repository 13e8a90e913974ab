"""The same plan for every unit of a level: units down, indicators across, a verdict in every cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from layers.schema import LEVEL_LABELS
from planner.coverage.drill_down import UnitScorecard
from planner.desktop import wording
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.scorecard_lines import URGENCY
from planner.desktop.style import GAP, INK, VERDICT_INK
from planner.desktop.table_view import TableView
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.indicator import Indicator
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

translate = QCoreApplication.translate

_LEADING = 3  # columns before the indicators
_NAME_WIDTH, _CELL_WIDTH, _HEADER_HEIGHT = 116, 104, 84


@dataclass(frozen=True)
class MatrixRow:
    """One unit."""

    card: UnitScorecard
    missed: int


class MatrixModel(RowsModel):
    """Headers are whole names, wrapped."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: D102 - Qt's own
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section < _LEADING else Qt.AlignmentFlag.AlignHCenter
            return int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        return super().headerData(section, orientation, role)


class MatrixDialog(QDialog):
    """Signals: level_wanted(level); cell_requested(unit code, indicator id or "")."""

    level_wanted = Signal(str)
    cell_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None, plan_name: str, levels: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Matrix", "各单元逐项看：{plan}").format(plan=plan_name))
        self.resize(1280, 680)
        self._cards: tuple[UnitScorecard, ...] = ()
        self._indicators: tuple[Indicator, ...] = ()
        self.levels = QComboBox(self)
        for level in levels:
            self.levels.addItem(translate("Matrix", "各{level}单元").format(level=LEVEL_LABELS[level]), level)
        self.every = QCheckBox(translate("Matrix", "也列出各单元都待定的指标"), self)
        self.told = text_label(self, "note")
        self.table = TableView(RowsModel(()), self)
        self._lay_out()
        self.levels.activated.connect(self.ask)
        self.every.toggled.connect(self._fill)

    def show_units(self, level: str, cards: Sequence[UnitScorecard]) -> None:
        """Every unit of the level that was asked for."""
        if level != self.levels.currentData():
            return
        self._cards = tuple(cards)
        self._fill()

    def ask(self) -> None:
        """Ask for the units of the level chosen."""
        self.told.setText(translate("Matrix", "正在计算……"))
        if self.levels.count():
            self.level_wanted.emit(self.levels.currentData())

    def _fill(self) -> None:
        rows = [MatrixRow(card, card.counts()["not_met"]) for card in self._cards]
        rows.sort(key=lambda row: -row.missed)
        every = tuple(row.indicator for row in self._cards[0].rows) if self._cards else ()
        known = {row.indicator.id for card in self._cards for row in card.rows if row.verdict != "unknown"}
        self._indicators = every if self.every.isChecked() else tuple(one for one in every if one.id in known)
        self._model = MatrixModel(_columns(self._indicators))
        self._model.show(rows)
        self._chosen = ChosenRows(self._model)
        self.table.setModel(self._chosen)
        self._dress()
        self.told.setText(_summary(rows, len(every) - len(known)))

    def _dress(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(header.ResizeMode.Interactive)
        header.setDefaultSectionSize(_CELL_WIDTH)
        header.setFixedHeight(_HEADER_HEIGHT)
        for column, width in enumerate((_NAME_WIDTH, _NAME_WIDTH, 64)):
            header.resizeSection(column, width)
        self.table.sort_by(-1)

    def _request(self, index: QModelIndex) -> None:
        row: MatrixRow = index.data(ROW_ROLE)
        number = index.column() - _LEADING
        chosen = self._indicators[number].id if 0 <= number < len(self._indicators) else ""
        self.cell_requested.emit(row.card.code, chosen)

    def _lay_out(self) -> None:
        self.table.setAccessibleName(translate("Matrix", "单元与指标"))
        self.table.clicked.connect(self._request)
        self.table.activated.connect(self._request)
        bar = QHBoxLayout()
        bar.addWidget(self.levels)
        bar.addWidget(self.every)
        bar.addStretch()
        bar.addWidget(self.told)
        buttons = QDialogButtonBox(self)
        buttons.addButton(translate("Matrix", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)


def _summary(rows: Sequence[MatrixRow], hidden: int) -> str:
    missing = sum(row.missed > 0 for row in rows)
    told = translate("Matrix", "{count} 个单元，其中 {missing} 个有未达标的指标；人工填报的指标不分单元")
    more = translate("Matrix", "；{count} 项各单元都待定").format(count=hidden) if hidden else ""
    return told.format(count=len(rows), missing=missing) + more


def _columns(indicators: Sequence[Indicator]) -> list[Column]:
    leading = [
        Column(
            translate("Matrix", "单元"), lambda row: row.card.name, tip=lambda row: f"{row.card.name}\n{row.card.code}"
        ),
        Column(translate("Matrix", "所属"), lambda row: row.card.parent_name),
        Column(
            translate("Matrix", "未达标"),
            lambda row: str(row.missed),
            key=lambda row: row.missed,
            ink=lambda row: VERDICT_INK["not_met"] if row.missed else INK,
            right=True,
            help=translate("Matrix", "未达标的指标数，点表头排序"),
        ),
    ]
    return leading + [_verdict_column(one) for one in indicators]


def _verdict_column(indicator: Indicator) -> Column:
    def row_of(row: MatrixRow) -> ScorecardRow:
        return row.card.row(indicator.id)

    def told(row: MatrixRow) -> str:
        one = row_of(row)
        why = "；".join(one.measurement.missing)
        parts = (row.card.name, indicator.name, VERDICT_LABELS[one.verdict], wording.lacking(one), why)
        return "\n".join(part for part in parts if part)

    return Column(
        indicator.name,
        lambda row: wording.measured(row_of(row)),
        key=lambda row: URGENCY[row_of(row).verdict],
        tip=told,
        icon=lambda row: verdict_icon(row_of(row).verdict),
        help=indicator.name,
    )
