"""Above the scorecard: which plan and year, what to see of it, and whether its projects stand already."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from planner.desktop.disclosure import Disclosure
from planner.desktop.eliding_combo import ElidingCombo
from planner.desktop.plain_text import tip
from planner.desktop.scorecard_lines import SECTIONS, AnySection, Choice, Section, section_title
from planner.desktop.style import GAP, WIDE, looking
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.plan import Plan
from planner.plans.scorecard import VERDICT_LABELS, Scorecard, Verdict

translate = QCoreApplication.translate

_YEARS_BEFORE = 5
_UNCOUNTED = ("siting", "norm")
_NOTES_HEIGHT = 116
_TOLD = 12  # of the notes in a tool tip; all stand in the fold
_CHIPS: tuple[Verdict, ...] = ("not_met", "met", "unknown")


class ScorecardHead(QWidget):
    """Signals: plan_changed(plan id), year_changed(year), choice_changed(), built_toggled(bool)."""

    plan_changed = Signal(str)
    year_changed = Signal(int)
    choice_changed = Signal()
    built_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plans = ElidingCombo(self)
        self.plans.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.plans.setAccessibleName(translate("Scorecard", "规划"))
        self.years = QComboBox(self)
        self.years.setToolTip(translate("Scorecard", "评估年：人工填报取到这一年，进度按这一年看"))
        self.chips = {verdict: self._chip(verdict) for verdict in _CHIPS}
        self.search = QLineEdit(self, placeholderText=translate("Scorecard", "查找，如 护理"), clearButtonEnabled=True)
        self.search.setAccessibleName(translate("Scorecard", "在指标中查找"))
        self.sections = looking(QTabBar(self), "segments")
        self.sections.setDrawBase(False)
        self.sections.setExpanding(False)
        self.built = QPushButton(translate("Scorecard", "项目建成后"), self)
        self.built.setCheckable(True)
        self.tell_built(())
        self.notes = looking(QPlainTextEdit(self, readOnly=True), "notes")
        self.notes.setFrameShape(QFrame.Shape.NoFrame)
        self.notes.setMaximumHeight(_NOTES_HEIGHT)
        self._notes = Disclosure(self.notes, self)
        self._lay_out()
        self._connect()

    def show_plans(self, plans: Sequence[Plan], plan_id: str) -> None:
        """Offer plans without announcing a change."""
        with QSignalBlocker(self.plans):
            self.plans.clear()
            for plan in plans:
                self.plans.addItem(_title(plan), plan.id)
            self.plans.setCurrentIndex(max(0, self.plans.findData(plan_id)))
        self.plans.setToolTip(tip(self.plans.currentText()))

    def show_scorecard(self, scorecard: Scorecard | None) -> None:
        """Count verdicts, offer the sections and years there are."""
        counts: dict[Verdict, int] = scorecard.counts() if scorecard else {}
        for verdict, chip in self.chips.items():
            chip.setText(f"{VERDICT_LABELS[verdict]} {counts.get(verdict, '')}".rstrip())
        for widget in (*self.chips.values(), self.search, self.built, self.years):
            widget.setEnabled(scorecard is not None)
        if scorecard is not None:
            self._offer_years(scorecard)

    def show_notes(self, notes: Sequence[str]) -> None:
        """What a reader of the whole scorecard must know, folded away."""
        self.notes.setPlainText("\n".join(notes))
        self._notes.tell(translate("Scorecard", "说明 {count}").format(count=len(notes)) if notes else "")

    def tell_built(self, notes: Sequence[str]) -> None:
        """What the comparison with the projects built rests on; nothing while there is none."""
        what = translate("Scorecard", "与规划项目全部建成后的值并排比较")
        self.built.setToolTip(tip("\n".join((what, *notes[:_TOLD]))))

    def offer_sections(self, present: Sequence[Section]) -> None:
        """The sections that have rows; the one in front stays where it still exists."""
        before = self._section()
        with QSignalBlocker(self.sections):
            while self.sections.count():
                self.sections.removeTab(0)
            names: list[AnySection] = ["", *(name for name in SECTIONS if name in present)]
            for name in names:
                self.sections.addTab(_segment(name))
                self.sections.setTabData(self.sections.count() - 1, name)
                self.sections.setTabToolTip(self.sections.count() - 1, section_title(name) if name else "")
            self._go_to(before)

    def begin_with(self, verdict: Verdict | None) -> None:
        """A new scorecard: everything again, of this verdict alone where one is given."""
        with QSignalBlocker(self.search), QSignalBlocker(self.sections):
            self.search.clear()
            self.sections.setCurrentIndex(0)
        self._press(verdict)

    def choice(self) -> Choice:
        """What the user wants to see."""
        pressed: Verdict | Literal[""] = next((verdict for verdict, chip in self.chips.items() if chip.isChecked()), "")
        words = tuple(self.search.text().casefold().split())
        return Choice(section=self._section(), verdict=pressed, words=words)

    def show_all(self) -> None:
        """Take every restriction back, without announcing it."""
        self.begin_with(None)

    def _section(self) -> AnySection:
        return self.sections.tabData(self.sections.currentIndex()) or ""

    def _go_to(self, section: AnySection) -> None:
        names = [self.sections.tabData(number) for number in range(self.sections.count())]
        self.sections.setCurrentIndex(names.index(section) if section in names else 0)

    def _offer_years(self, scorecard: Scorecard) -> None:
        last = max(scorecard.plan.target_year, scorecard.year)
        with QSignalBlocker(self.years):
            self.years.clear()
            for year in range(min(scorecard.plan.target_year - _YEARS_BEFORE, scorecard.year), last + 1):
                self.years.addItem(translate("Scorecard", "{year} 年").format(year=year), year)
            self.years.setCurrentIndex(self.years.findData(scorecard.year))

    def _chip(self, verdict: Verdict) -> QPushButton:
        chip = QPushButton(verdict_icon(verdict), VERDICT_LABELS[verdict], self)
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setEnabled(False)
        text = translate("Scorecard", "只看{verdict}的指标，再按一次看全部；重申和另有说法不计")
        chip.setToolTip(text.format(verdict=VERDICT_LABELS[verdict]))
        chip.clicked.connect(lambda checked: self._filter(verdict if checked else None))
        return chip

    def _press(self, wanted: Verdict | None) -> None:
        for verdict, chip in self.chips.items():
            chip.setChecked(verdict == wanted)

    def _filter(self, wanted: Verdict | None) -> None:
        self._press(wanted)
        self.choice_changed.emit()

    def _change_section(self) -> None:
        """Where nothing is counted, no verdict is a choice."""
        if self._section() in _UNCOUNTED:
            self._press(None)
        self.choice_changed.emit()

    def _search(self, text: str) -> None:
        """A search looks through everything."""
        if text.strip():
            self._press(None)
            with QSignalBlocker(self.sections):
                self.sections.setCurrentIndex(0)
        self.choice_changed.emit()

    def _connect(self) -> None:
        self.plans.currentIndexChanged.connect(lambda: self.plan_changed.emit(self.plans.currentData()))
        self.plans.currentIndexChanged.connect(lambda: self.plans.setToolTip(tip(self.plans.currentText())))
        self.years.activated.connect(lambda: self.year_changed.emit(self.years.currentData()))
        self.search.textChanged.connect(self._search)
        self.sections.currentChanged.connect(self._change_section)
        self.built.toggled.connect(self.built_toggled)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, 0)
        layout.setSpacing(6)
        layout.addLayout(_row((self.plans, 1), (self.years, 0), (self._notes, 0)))
        layout.addWidget(self.notes)
        layout.addLayout(_row(*((chip, 0) for chip in self.chips.values()), (self.search, 1)))
        layout.addLayout(_row((self.sections, 1), (self.built, 0)))


def _title(plan: Plan) -> str:
    """A plan in force needs no further word."""
    return plan.name if plan.status in ("", "正式") else f"{plan.name}（{plan.status}）"


def _row(*widgets: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget, stretch in widgets:
        row.addWidget(widget, stretch)
    return row


def _segment(section: AnySection) -> str:
    """The short name of a section."""
    return {
        "": translate("Scorecard", "全部"),
        "table": translate("Scorecard", "主要指标"),
        "text": translate("Scorecard", "正文指标"),
        "siting": translate("Scorecard", "选址建设"),
        "superior": translate("Scorecard", "上级"),
        "norm": translate("Scorecard", "规范"),
    }[section]
