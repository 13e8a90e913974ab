"""The scorecard beside the map: plan, summary, every indicator, and the chosen one in detail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from layers.tables import ManualValue
from planner.desktop.indicator_detail import IndicatorDetail
from planner.desktop.plain_text import text_label
from planner.desktop.scorecard_head import ScorecardHead
from planner.desktop.scorecard_lines import Line, lines_of
from planner.desktop.scorecard_table import ScorecardTable
from planner.desktop.style import looking
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard, ScorecardRow

translate = QCoreApplication.translate


_TABLE_HEIGHT, _DETAIL_HEIGHT = 300, 330


class ScorecardPanel(QWidget):
    """Emits what the user asks for; computes nothing.

    Signals:
        plan_changed(plan id); year_changed(year); row_chosen(ScorecardRow); code_requested(unit code or facility id);
        values_entered(tuple of ManualValue); reading_changed(indicator id, label); built_toggled(bool);
        norms_wanted(): their section is looked at, and nobody asked yet.
    """

    plan_changed = Signal(str)
    year_changed = Signal(int)
    row_chosen = Signal(object)
    code_requested = Signal(str)
    values_entered = Signal(object)
    reading_changed = Signal(str, str)
    built_toggled = Signal(bool)
    norms_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._scorecard: Scorecard | None = None
        self._stored: tuple[ManualValue, ...] = ()
        self._parent_of: Callable[[str], str] = lambda code: ""
        self._after: Mapping[str, ScorecardRow] = {}
        self._norms: tuple[Line, ...] | None = None
        self._lines: tuple[Line, ...] = ()
        self.head = ScorecardHead(self)
        self.table = ScorecardTable(self)
        self.empty = text_label(self, "muted", wraps=True)
        self.detail = IndicatorDetail(self)
        self._lay_out()
        self._connect()

    def show_plans(self, plans: Sequence[Plan], plan_id: str) -> None:
        """Offer plans without announcing a change."""
        self.head.show_plans(plans, plan_id)

    def show_region(self, parent_of: Callable[[str], str], levels: Sequence[str] = ()) -> None:
        """A region is open: `parent_of` names the unit that a unit or facility lies in, `levels` divide it."""
        self._parent_of = parent_of
        self.detail.units.show_levels(levels)
        self.show_scorecard(None, ())

    def show_scorecard(self, scorecard: Scorecard | None, stored: Sequence[ManualValue]) -> None:
        """Show a scorecard; the indicator chosen before stays chosen where it still exists.

        The first one of a region or a plan begins with what is missed.
        """
        first = self._scorecard is None or scorecard is None or self._scorecard.plan.id != scorecard.plan.id
        kept = self.chosen_line()
        self._scorecard, self._stored = scorecard, tuple(stored)
        self._after, self._norms = {}, None
        self.head.show_scorecard(scorecard)
        self.head.show_notes(scorecard.notes if scorecard else ())
        if first:
            self.head.begin_with("not_met" if scorecard and scorecard.counts()["not_met"] else None)
            self.table.unfold()
        self._fill(kept.row.indicator.id if kept and not first else "")
        if scorecard is None or not (self.chosen_line() or self.choose(_most_urgent(self._lines))):
            self.detail.clear()

    def show_after(self, rows: Sequence[ScorecardRow], notes: Sequence[str]) -> None:
        """What the values are when all projects of the plan are built, beside what they are."""
        self._after = {row.indicator.id: row for row in rows}
        self.table.compare_after(bool(rows))
        self.head.tell_built(notes)
        if self._scorecard is not None:
            self.head.show_notes((*notes, *self._scorecard.notes))
            self._fill(self._chosen_id())

    def show_norms(self, lines: Sequence[Line]) -> None:
        """Rows of norms, for reference below the plan's own."""
        self._norms = tuple(lines)
        if self._scorecard is not None:
            self._fill(self._chosen_id())

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the units or facilities that is listed behind the indicator."""
        self.detail.point_at(codes)

    def choose(self, indicator_id: str) -> bool:
        """Choose an indicator's row, whatever the user looks at now; says whether there is one."""
        if self.table.choose(indicator_id):
            return True
        if not any(line.row.indicator.id == indicator_id for line in self._lines):
            return False
        self.head.show_all()
        self.table.unfold()
        self._fill()
        return self.table.choose(indicator_id)

    def chosen_line(self) -> Line | None:
        """The line the user has chosen."""
        return self.table.chosen()

    def chosen_row(self) -> ScorecardRow | None:
        """The row the user has chosen."""
        line = self.table.chosen()
        return line.row if line else None

    def _chosen_id(self) -> str:
        line = self.chosen_line()
        return line.row.indicator.id if line else ""

    def _fill(self, kept: str = "") -> None:
        own = lines_of(self._scorecard, self._after) if self._scorecard else ()
        self._lines = (*own, *(self._norms or ()))
        self.head.offer_sections([*(line.section for line in own), "norm"] if own else [])
        self._show(kept)

    def _choose_again(self) -> None:
        """The user looks for something else."""
        self._show()

    def _show(self, kept: str = "") -> None:
        choice = self.head.choice()
        self.table.show_lines(self._lines, replace(choice, kept=kept))
        waits = choice.section == "norm" and self._norms is None
        nothing = self._scorecard is not None and not self.table.shown
        awaited, none = translate("Scorecard", "正在对照规范……"), translate("Scorecard", "没有符合的指标")
        self.empty.setText(awaited if waits else none)
        self.empty.setVisible(nothing)
        if waits:
            self.norms_wanted.emit()

    def _connect(self) -> None:
        self.head.plan_changed.connect(self.plan_changed)
        self.head.year_changed.connect(self.year_changed)
        self.head.choice_changed.connect(self._choose_again)
        self.head.built_toggled.connect(self.built_toggled)
        self.table.line_chosen.connect(self._show_line)
        self.detail.code_requested.connect(self.code_requested)
        self.detail.values_entered.connect(self.values_entered)
        self.detail.reading_changed.connect(self.reading_changed)
        self.detail.row_requested.connect(self.choose)

    def _show_line(self, line: Line) -> None:
        if self._scorecard is None:
            return
        self.row_chosen.emit(line.row)  # first: the detail may have the map painted otherwise
        self.detail.show_line(line, self._scorecard, self._parent_of, self._stored)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(3)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setSizes([_TABLE_HEIGHT, _DETAIL_HEIGHT])
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 5)
        self.empty.setContentsMargins(12, 12, 12, 12)
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.empty)
        layout.addWidget(split, 1)


def _most_urgent(lines: Sequence[Line]) -> str:
    """What a planner will ask about first: a target missed, of the table before the text, that the map can show."""
    missed = [line for line in lines if line.counts and line.row.verdict == "not_met"]
    ranked = sorted(missed, key=lambda line: (line.section != "table", -line.row.distance))
    shown = [line for line in ranked if line.row.indicator.measure == "units_served" and line.row.measurement.rows]
    return next((line.row.indicator.id for line in (*shown, *ranked)), "")
