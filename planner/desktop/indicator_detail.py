"""Everything about one indicator: what lacks, the units without, the reasons, and entry by hand."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from layers.tables import ManualValue
from planner.desktop.eliding_combo import ElidingCombo
from planner.desktop.evidence_list import EvidenceList
from planner.desktop.explanation import ROW_LINK, Context, explanation
from planner.desktop.indicator_summary import IndicatorSummary
from planner.desktop.manual_form import ManualForm
from planner.desktop.scorecard_lines import Line
from planner.desktop.style import WIDE, looking
from planner.desktop.units_tab import UnitsTab
from planner.plans.indicator import Indicator
from planner.plans.plan_text import PlanText
from planner.plans.scorecard import Scorecard

translate = QCoreApplication.translate

_READING_WIDTH = 190
LIST, WHY, UNITS, MANUAL = range(4)


class IndicatorDetail(QWidget):
    """The lower half of the scorecard.

    Signals:
        reading_changed(indicator id, label): "" is the plan's default reading; row_requested(indicator id);
        code_requested(unit code or facility id).
    """

    reading_changed = Signal(str, str)
    row_requested = Signal(str)
    code_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self.summary = IndicatorSummary(self)
        self.reading = looking(ElidingCombo(self), "corner")
        self.reading.setMaximumWidth(_READING_WIDTH)
        self.reading.setToolTip(translate("Detail", "规划的说法可以有几种算法，选一种"))
        self.reading.activated.connect(self._choose_reading)
        self._readings: dict[tuple[str, str], int] = {}
        self._indicator = ("", "")
        self._texts: tuple[tuple[str, PlanText], ...] = ()
        self._shown: tuple[Line, Scorecard, Sequence[ManualValue]] | None = None
        self.tabs = looking(QTabWidget(self), "bare")
        self.evidence = EvidenceList(self)
        self.why = QTextBrowser(self, openLinks=False)
        self.why.document().setDocumentMargin(WIDE)
        self.why.anchorClicked.connect(self._follow)
        self.units = UnitsTab(self)
        self.manual = ManualForm(self)
        self.tabs.addTab(self.evidence, translate("Detail", "名单"))
        self.tabs.addTab(self.why, translate("Detail", "为什么"))
        self.tabs.addTab(self.units, translate("Detail", "各单元"))
        self.tabs.addTab(self._scrolled(self.manual), translate("Detail", "手工录入"))
        self.tabs.setDocumentMode(True)
        self.tabs.setCornerWidget(self.reading)
        self.tabs.currentChanged.connect(lambda: self.units.set_front(self._units_in_front()))
        self.evidence.code_requested.connect(self.code_requested)
        self.units.code_requested.connect(self.code_requested)
        self._lay_out()
        self.clear()

    @property
    def values_entered(self) -> SignalInstance:
        """Figures entered by hand."""
        return self.manual.values_entered

    def clear(self) -> None:
        """Nothing is chosen."""
        self._shown = None
        self.units.set_front(False)
        self.summary.clear()
        self.reading.hide()
        self.tabs.hide()

    def show_texts(self, texts: Sequence[tuple[str, PlanText]]) -> None:
        """The texts of the plans, by plan id, as far as they are at hand."""
        self._texts = tuple(texts)
        self._explain()

    def show_line(
        self, line: Line, scorecard: Scorecard, parent_of: Callable[[str], str], stored: Sequence[ManualValue]
    ) -> None:
        """Show an indicator; the tab that answers first is in front."""
        row = line.row
        self._shown = (line, scorecard, stored)
        self.summary.show_line(line, scorecard)
        self._offer_readings(scorecard.plan.id, row.indicator)
        self.evidence.show_row(row, parent_of)
        self._explain()
        self.manual.show_indicator(scorecard.plan.id, row.indicator, stored, scorecard.year)
        self.tabs.setVisible(True)
        self._choose_tab(line)

    def _choose_tab(self, line: Line) -> None:
        row = line.row
        by_hand = row.indicator.data == "manual" or row.measurement.value is None
        own = not line.is_open and line.section != "norm"
        self.tabs.setTabVisible(LIST, bool(row.measurement.rows))
        self.tabs.setTabVisible(MANUAL, by_hand and own)
        dividable = own and self.units.can_answer(row.indicator)
        stays = dividable and self._units_in_front()
        self.tabs.setTabVisible(UNITS, dividable)
        first = LIST if row.measurement.rows else MANUAL if by_hand and own and not line.inset else WHY
        self.tabs.setCurrentIndex(UNITS if stays else first)
        self.units.set_front(stays)
        if dividable:
            self.units.show_indicator(row.indicator)

    def _units_in_front(self) -> bool:
        return self.tabs.currentIndex() == UNITS and not self.tabs.isHidden()

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the units or facilities that is listed."""
        self.evidence.point_at(codes)
        self.units.point_at(codes)

    def _explain(self) -> None:
        if self._shown is not None:
            line, scorecard, stored = self._shown
            self.why.setHtml(explanation(line.row, Context(scorecard, stored, self._texts)))

    def _follow(self, link: QUrl) -> None:
        text = link.toString()
        if text.startswith(ROW_LINK):
            self.row_requested.emit(text.removeprefix(ROW_LINK))

    def _scrolled(self, widget: QWidget) -> QScrollArea:
        """Room for a form on a low screen."""
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(widget)
        return area

    def _offer_readings(self, plan_id: str, indicator: Indicator) -> None:
        self._indicator = (plan_id, indicator.id)
        self.reading.clear()
        self.reading.addItem(translate("Detail", "口径：默认"), "")
        for choice in indicator.choices:
            self.reading.addItem(translate("Detail", "口径：{label}").format(label=choice.label), choice.label)
        self.reading.setCurrentIndex(self._readings.get(self._indicator, 0))
        self.reading.setVisible(bool(indicator.choices))

    def _choose_reading(self, number: int) -> None:
        self._readings[self._indicator] = number
        self.reading_changed.emit(self._indicator[1], self.reading.currentData())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.summary)
        layout.addWidget(self.tabs, 1)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout.setAlignment(self.summary, Qt.AlignmentFlag.AlignTop)
