"""The scorecard beside the map: plan, summary, every indicator, and the chosen one in detail."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from layers.tables import ManualValue
from planner.desktop import scorecard_columns as columns
from planner.desktop.disclosure import Disclosure
from planner.desktop.indicator_detail import IndicatorDetail
from planner.desktop.name_delegate import NameDelegate
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, RowsModel
from planner.desktop.style import GAP, WIDE, looking
from planner.desktop.table_view import TableView
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.indicator import Plan
from planner.plans.scorecard import VERDICT_LABELS, Scorecard, ScorecardRow, Verdict

translate = QCoreApplication.translate


_TABLE_HEIGHT, _DETAIL_HEIGHT = 360, 300


class ScorecardPanel(QWidget):
    """Emits what the user asks for; computes nothing.

    Signals:
        plan_changed(plan id); row_chosen(ScorecardRow); code_requested(unit code or facility id);
        values_entered(tuple of ManualValue); reading_changed(indicator id, label).
    """

    plan_changed = Signal(str)
    row_chosen = Signal(object)
    code_requested = Signal(str)
    values_entered = Signal(object)
    reading_changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._scorecard: Scorecard | None = None
        self._stored: tuple[ManualValue, ...] = ()
        self._parent_of: Callable[[str], str] = lambda code: ""
        self.plans = QComboBox(self)
        self.plans.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chips = {verdict: self._chip(verdict) for verdict in VERDICT_LABELS}
        self.notes = text_label(self, "note", wraps=True)
        self._notes = Disclosure(self.notes, self)
        self._model = RowsModel(columns.scorecard_columns())
        self._chosen = ChosenRows(self._model)
        self.table = self._table()
        self.detail = IndicatorDetail(self)
        self._lay_out()
        self._connect()

    def show_plans(self, plans: Sequence[Plan], plan_id: str) -> None:
        """Offer plans without announcing a change."""
        self.plans.blockSignals(True)
        self.plans.clear()
        for plan in plans:
            self.plans.addItem(f"{plan.name}（{plan.status}）" if plan.status else plan.name, plan.id)
        self.plans.setCurrentIndex(max(0, self.plans.findData(plan_id)))
        self.plans.blockSignals(False)

    def show_region(self, parent_of: Callable[[str], str]) -> None:
        """A region is open: `parent_of` names the unit that a unit or facility lies in."""
        self._parent_of = parent_of
        self.show_scorecard(None, ())

    def show_scorecard(self, scorecard: Scorecard | None, stored: Sequence[ManualValue]) -> None:
        """Show a scorecard; the indicator chosen before stays chosen where it still exists."""
        before = self.chosen_row()
        self._scorecard, self._stored = scorecard, tuple(stored)
        self._model.show(scorecard.rows if scorecard else ())
        self.table.resizeRowsToContents()
        counts = scorecard.counts() if scorecard else {}
        for verdict, chip in self.chips.items():
            chip.setText(f"{VERDICT_LABELS[verdict]} {counts.get(verdict, '')}".rstrip())
            chip.setEnabled(scorecard is not None)
        self.notes.setText("\n".join(scorecard.notes) if scorecard else "")
        count = len(scorecard.notes) if scorecard else 0
        self._notes.tell(translate("Scorecard", "说明 {count} 条").format(count=count) if count else "")
        if scorecard is None or not self.choose(before.indicator.id if before else _most_urgent(scorecard)):
            self.detail.clear()

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the units or facilities that is listed behind the indicator."""
        self.detail.evidence.point_at(codes)

    def choose(self, indicator_id: str) -> bool:
        """Choose an indicator's row, if it is shown; says whether it is."""
        for number in range(self._chosen.rowCount()):
            index = self._chosen.index(number, columns.NAME)
            if index.data(ROW_ROLE).indicator.id == indicator_id:
                self.table.setCurrentIndex(index)
                self.table.scrollTo(index, self.table.ScrollHint.PositionAtCenter)
                return True
        return False

    def chosen_row(self) -> ScorecardRow | None:
        """The row the user has chosen."""
        row: ScorecardRow | None = self.table.currentIndex().data(ROW_ROLE)
        return row

    def _chip(self, verdict: Verdict) -> QPushButton:
        chip = QPushButton(verdict_icon(verdict), VERDICT_LABELS[verdict], self)
        chip.setCheckable(True)
        chip.setEnabled(False)
        tip = translate("Scorecard", "只看{verdict}的指标，再按一次看全部")
        chip.setToolTip(tip.format(verdict=VERDICT_LABELS[verdict]))
        chip.clicked.connect(lambda checked: self._filter(verdict if checked else None))
        return chip

    def _filter(self, wanted: Verdict | None) -> None:
        for verdict, chip in self.chips.items():
            chip.setChecked(verdict == wanted)
        self._chosen.choose(lambda row: wanted in (None, row.verdict))

    def _table(self) -> TableView:
        table = TableView(self._chosen, self)
        table.setItemDelegateForColumn(columns.NAME, NameDelegate(table, columns.NAME))
        table.set_widths(
            columns.NAME, {columns.VERDICT: 34, columns.VALUE: 86, columns.TARGET: 90, columns.SHORTFALL: 106}
        )
        table.verticalHeader().setSectionResizeMode(table.verticalHeader().ResizeMode.ResizeToContents)
        table.setAccessibleName(translate("Scorecard", "规划指标"))
        table.setWordWrap(True)
        table.sort_by(-1)
        return table

    def _connect(self) -> None:
        self.plans.currentIndexChanged.connect(lambda: self.plan_changed.emit(self.plans.currentData()))
        self.table.selectionModel().currentRowChanged.connect(self._show_row)
        self.detail.code_requested.connect(self.code_requested)
        self.detail.values_entered.connect(self.values_entered)
        self.detail.reading_changed.connect(self.reading_changed)
        header = self.table.horizontalHeader()
        header.sectionResized.connect(lambda *_: self.table.resizeRowsToContents())

    def _show_row(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is None or self._scorecard is None:
            return
        scorecard = self._scorecard
        self.detail.show_row(scorecard.plan.id, row, self._parent_of, self._stored, scorecard.year)
        self.row_chosen.emit(row)

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for chip in self.chips.values():
            chips.addWidget(chip)
        chips.addStretch()
        chips.addWidget(self._notes)
        head = QVBoxLayout()
        head.setContentsMargins(WIDE, WIDE, WIDE, GAP)
        head.setSpacing(GAP)
        head.addWidget(self.plans)
        head.addLayout(chips)
        head.addWidget(self.notes)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(3)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setSizes([_TABLE_HEIGHT, _DETAIL_HEIGHT])
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(split, 1)


def _most_urgent(scorecard: Scorecard) -> str:
    """What a planner will ask about first: a target missed that the map can show."""
    missed = [row for row in scorecard.rows if row.verdict == "not_met"]
    shown = [row for row in missed if row.indicator.measure == "units_served" and row.measurement.rows]
    return next((row.indicator.id for row in (*shown, *missed)), "")
