"""How the units of a level stand in the chosen indicator, what lacks most first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from layers.schema import LEVELS
from planner.coverage.drill_down import UnitScorecard
from planner.desktop import wording
from planner.desktop.map_scene import Standings
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.scorecard_lines import URGENCY
from planner.desktop.style import GAP, INK, VERDICT_INK
from planner.desktop.table_view import TableView
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.indicator import Indicator
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

translate = QCoreApplication.translate

UNIT_LEVELS = ("prefecture", "county", "township")
_PERCENT = "%"


@dataclass(frozen=True)
class UnitRow:
    """One unit and its row for the indicator."""

    card: UnitScorecard
    row: ScorecardRow
    place: int


class UnitsTab(QWidget):
    """Signals: units_wanted(indicator id, level); code_requested(unit code); standings_changed(Standings or None)."""

    units_wanted = Signal(str, str)
    code_requested = Signal(str)
    standings_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._indicator: Indicator | None = None
        self._rows: tuple[UnitRow, ...] = ()
        self._levels: tuple[str, ...] = ()
        self._front = False
        self.levels = QComboBox(self)
        self.levels.setAccessibleName(translate("Units", "看哪一级"))
        self.paint_by = QComboBox(self)
        self.paint_by.addItem(translate("Units", "地图按判定着色"), False)
        self.paint_by.addItem(translate("Units", "地图按数值着色"), True)
        self.told = text_label(self, "note", wraps=True)
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.setAccessibleName(translate("Units", "各单元"))
        self.table.set_widths(1, {0: 34, 2: 92, 3: 84, 4: 124})
        self.table.sort_by(-1)
        self._lay_out()
        self._connect()

    def show_levels(self, levels: Sequence[str]) -> None:
        """The levels the region has units of."""
        self._levels = tuple(level for level in UNIT_LEVELS if level in levels)

    def can_answer(self, indicator: Indicator) -> bool:
        """Whether single units can be asked for an indicator."""
        return indicator.data != "manual" and bool(_asked_levels(indicator, self._levels))

    def show_indicator(self, indicator: Indicator) -> None:
        """Another indicator; the level stays where it can be asked."""
        before = self.levels.currentData()
        self._indicator, self._rows = indicator, ()
        self._model.show(())
        levels = _asked_levels(indicator, self._levels)
        self.levels.clear()
        for level in levels:
            self.levels.addItem(translate("Units", "各{level}").format(level=_level_title(level)), level)
        if before in levels:
            self.levels.setCurrentIndex(levels.index(before))
        self.paint_by.setVisible(indicator.unit == _PERCENT)
        if self._front:
            self._ask()

    def set_front(self, front: bool) -> None:
        """Whether the tab is looked at: only then is anything asked and painted."""
        self._front = front
        if not front:
            self.standings_changed.emit(None)
        elif self._rows:
            self._announce()
        else:
            self._ask()

    def show_units(self, indicator_id: str, level: str, cards: Sequence[UnitScorecard]) -> None:
        """What was asked, ranked; nothing where something else was asked since."""
        if self._indicator is None or (indicator_id, level) != (self._indicator.id, self.levels.currentData()):
            return
        self._rows = tuple(UnitRow(card, card.row(indicator_id), place) for place, card in enumerate(cards))
        self._model.show(self._rows)
        self.told.setText(_summary(self._rows))
        if self._front:
            self._announce()

    def stop(self) -> None:
        """There will be no answer."""
        self.told.setText(translate("Units", "没有算完"))

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the units that is listed."""
        self.table.point_at(codes, lambda one: one.card.code)

    def _ask(self) -> None:
        level = self.levels.currentData()
        if self._indicator is not None and level:
            self.told.setText(translate("Units", "正在计算……"))
            self.units_wanted.emit(self._indicator.id, level)

    def _choose_level(self) -> None:
        self._rows = ()
        self._model.show(())
        self._ask()

    def _announce(self) -> None:
        shares = None
        if self._indicator and self._indicator.unit == _PERCENT and self.paint_by.currentData():
            values = {one.card.code: one.row.measurement.value for one in self._rows}
            shares = {code: value / 100 for code, value in values.items() if value is not None}
        verdicts = {one.card.code: one.row.verdict for one in self._rows}
        self.standings_changed.emit(Standings(self.levels.currentData(), verdicts, shares))

    def _connect(self) -> None:
        self.levels.activated.connect(self._choose_level)
        self.paint_by.activated.connect(self._announce)
        self.table.clicked.connect(self._point)
        self.table.activated.connect(self._point)

    def _point(self, index: QModelIndex) -> None:
        self.code_requested.emit(index.data(ROW_ROLE).card.code)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        bar.addWidget(self.levels)
        bar.addWidget(self.paint_by)
        bar.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)


def _asked_levels(indicator: Indicator, levels: Sequence[str]) -> list[str]:
    """Levels not finer than the one the indicator counts units of."""
    finest = LEVELS.index(indicator.unit_level) if indicator.unit_level in LEVELS else len(LEVELS)
    return [level for level in levels if LEVELS.index(level) <= finest]


def _level_title(level: str) -> str:
    return {
        "prefecture": translate("Units", "市"),
        "county": translate("Units", "县(市、区)"),
        "township": translate("Units", "乡镇(街道)"),
    }[level]


def _summary(rows: Sequence[UnitRow]) -> str:
    counts = {verdict: sum(one.row.verdict == verdict for one in rows) for verdict in URGENCY}
    return "，".join(f"{VERDICT_LABELS[verdict]} {count}" for verdict, count in counts.items() if count)


def _lacking(one: UnitRow) -> str:
    return one.row.remark if one.row.verdict == "unknown" and one.row.remark else wording.shortfall(one.row)


def _columns() -> list[Column]:
    return [
        Column(
            "",
            lambda one: "",
            key=lambda one: URGENCY[one.row.verdict],
            tip=lambda one: "；".join(one.row.measurement.missing) or VERDICT_LABELS[one.row.verdict],
            icon=lambda one: verdict_icon(one.row.verdict),
            help=translate("Units", "这个单元单独看是否达标"),
        ),
        Column(
            translate("Units", "名称"),
            lambda one: one.card.name,
            tip=lambda one: f"{one.card.name}\n{one.card.code}",
        ),
        Column(translate("Units", "所属"), lambda one: one.card.parent_name),
        Column(
            translate("Units", "现值"),
            lambda one: wording.measured(one.row),
            key=lambda one: _low(one.row.measurement.value),
            right=True,
        ),
        Column(
            translate("Units", "缺口"),
            _lacking,
            key=lambda one: _low(one.row.shortfall),
            ink=lambda one: VERDICT_INK["not_met"] if one.row.verdict == "not_met" else INK,
            right=True,
            help=translate("Units", "缺得最多的在前；点一行在地图上看"),
        ),
    ]


def _low(value: float | None) -> float:
    return float("-inf") if value is None else value
