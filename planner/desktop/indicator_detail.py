"""Everything about one indicator: its figures, the units without, the reasons, and entry by hand."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from layers.tables import ManualValue
from planner.desktop import wording
from planner.desktop.evidence_list import EvidenceList
from planner.desktop.explanation import explanation
from planner.desktop.manual_form import ManualForm
from planner.desktop.plain_text import text_label
from planner.desktop.style import GAP, VERDICT_INK, WIDE, looking
from planner.plans.indicator import Indicator
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow

translate = QCoreApplication.translate

LIST, WHY, MANUAL = range(3)


class IndicatorDetail(QWidget):
    """The lower half of the scorecard. `reading_changed(indicator id, label)`: "" is the plan's default reading."""

    reading_changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self.title = text_label(self, "section", wraps=True)
        self.figures = QLabel(self, wordWrap=True)
        self.reading = QComboBox(self)
        self.reading.setToolTip(translate("Detail", "规划的说法可以有几种算法，选一种"))
        self.reading.activated.connect(self._choose_reading)
        self._readings: dict[tuple[str, str], int] = {}
        self._indicator = ("", "")
        self.tabs = QTabWidget(self)
        self.evidence = EvidenceList(self)
        self.why = QTextBrowser(self, openLinks=False)
        self.why.document().setDocumentMargin(WIDE)
        self.manual = ManualForm(self)
        self.tabs.addTab(self.evidence, translate("Detail", "名单"))
        self.tabs.addTab(self.why, translate("Detail", "为什么"))
        self.tabs.addTab(self._scrolled(self.manual), translate("Detail", "手工录入"))
        self.tabs.setDocumentMode(True)
        self._lay_out()
        self.clear()

    @property
    def code_requested(self) -> SignalInstance:
        """A unit or facility to be shown on the map."""
        return self.evidence.code_requested

    @property
    def values_entered(self) -> SignalInstance:
        """Figures entered by hand."""
        return self.manual.values_entered

    def clear(self) -> None:
        """Nothing is chosen."""
        self.title.setText(translate("Detail", "在上表中选一个指标，看它缺在哪里、为什么"))
        self.figures.setText("")
        self.reading.hide()
        self.tabs.hide()

    def show_row(
        self, plan_id: str, row: ScorecardRow, parent_of: Callable[[str], str], stored: Sequence[ManualValue], year: int
    ) -> None:
        """Show an indicator; the tab that answers first is in front."""
        by_hand = row.indicator.data == "manual" or row.measurement.value is None
        self.title.setText(row.indicator.name)
        self.figures.setText(_figures(row))
        self._offer_readings(plan_id, row.indicator)
        self.evidence.show_row(row, parent_of)
        self.why.setHtml(explanation(row))
        self.manual.show_indicator(plan_id, row.indicator, stored, year)
        self.tabs.setVisible(True)
        self.tabs.setTabVisible(LIST, bool(row.measurement.rows))
        self.tabs.setTabVisible(MANUAL, by_hand)
        self.tabs.setCurrentIndex(LIST if row.measurement.rows else MANUAL if by_hand else WHY)

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
        head = QVBoxLayout()
        head.setContentsMargins(WIDE, GAP, WIDE, 2)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.figures)
        head.addWidget(self.reading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout.setAlignment(head, Qt.AlignmentFlag.AlignTop)


def _figures(row: ScorecardRow) -> str:
    """One line: verdict, value, target, shortfall."""
    aim = translate("Detail", "{year} 年目标 {target}").format(year=row.indicator.year, target=wording.target(row))
    parts = [
        f'<span style="color:{VERDICT_INK[row.verdict]}">{VERDICT_LABELS[row.verdict]}</span>',
        escape(translate("Detail", "现值 {value}").format(value=wording.measured(row))),
        escape(aim),
    ]
    if row.verdict == "not_met" and row.shortfall is not None:
        parts.append(escape(translate("Detail", "还缺 {shortfall}").format(shortfall=wording.shortfall(row))))
    return " &nbsp;·&nbsp; ".join(parts)
