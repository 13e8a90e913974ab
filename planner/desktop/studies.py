"""What is asked beyond the scorecard: projects built, norms, single units, another year; each answer kept once."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from planner.coverage.norm_rows import NormRow
from planner.desktop import study_work
from planner.desktop.scorecard_lines import Line
from planner.desktop.study_work import BuiltAnswer
from planner.desktop.workbench import Workbench

translate = QCoreApplication.translate

BUILT, NORMS, UNITS, MATRIX, COMPARE = "built", "norms", "units", "matrix", "compare"


class Studies(QObject):
    """Asks the engine in jobs and announces the answers; what was answered for the same scorecard is not asked again.

    Signals:
        built_changed(BuiltAnswer or None); norms_changed(tuple of Line);
        units_changed(indicator id, level, tuple of UnitScorecard); units_stopped();
        matrix_ready(level, tuple of UnitScorecard); compared(path of the other region, Comparison).
    """

    built_changed = Signal(object)
    norms_changed = Signal(object)
    units_changed = Signal(str, str, object)
    units_stopped = Signal()
    matrix_ready = Signal(str, object)
    compared = Signal(object, object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._answers: dict[tuple[str, ...], Any] = {}
        self._wants_built = False
        bench.scorecard_changed.connect(self._begin)

    def _begin(self, answer: object) -> None:
        """Another scorecard: nothing that was answered holds any more."""
        for slot in (BUILT, NORMS, UNITS, MATRIX, COMPARE):
            self._bench.jobs.forget(slot)
        self._answers.clear()
        if answer is None:
            return
        if self._wants_built:
            self._ask_built()

    def want_built(self, wanted: bool) -> None:
        """Compare with the plan's projects built, or no longer."""
        self._wants_built = wanted
        if not wanted:
            self._bench.jobs.forget(BUILT)
            self.built_changed.emit(None)
        elif (BUILT,) in self._answers:
            self.built_changed.emit(self._answers[BUILT,])
        else:
            self._ask_built()

    def _ask_built(self) -> None:
        asked = self._bench.asked()
        if asked is None:
            return
        path, plan, year = asked
        text = translate("Studies", "正在按项目全部建成计算")
        self._bench.jobs.start(BUILT, text, lambda told: study_work.built(path, plan, year, told), self._take_built)

    def _take_built(self, answer: BuiltAnswer) -> None:
        self._answers[BUILT,] = answer
        if self._wants_built:
            self.built_changed.emit(answer)

    def ask_norms(self) -> None:
        """How does the region stand to the norms that apply to it?"""
        if (NORMS,) in self._answers:
            self.norms_changed.emit(self._answers[NORMS,])
        elif not self._bench.jobs.running(NORMS):
            self._ask_norms()

    def _ask_norms(self) -> None:
        asked, shown = self._bench.asked(), self._bench.scorecard
        if asked is None or shown is None:
            return
        path, year = asked[0], shown.scorecard.year
        text = translate("Studies", "正在对照规范")
        self._bench.jobs.start(NORMS, text, lambda told: study_work.norms(path, year, told), self._take_norms)

    def refresh_norms(self) -> None:
        """A norm was changed."""
        if self._answers.pop((NORMS,), None) is not None or self._bench.jobs.running(NORMS):
            self._ask_norms()

    def _take_norms(self, rows: tuple[NormRow, ...]) -> None:
        lines = tuple(norm_line(row, place) for place, row in enumerate(rows))
        self._answers[NORMS,] = lines
        self.norms_changed.emit(lines)

    def ask_units(self, indicator_id: str, level: str) -> None:
        """How do the units of a level stand in one indicator?"""
        key, asked = (UNITS, indicator_id, level), self._bench.asked()
        if key in self._answers:
            self.units_changed.emit(indicator_id, level, self._answers[key])
            return
        if asked is None:
            return
        path, plan, year = asked

        def take(cards: object) -> None:
            self._answers[key] = cards
            self.units_changed.emit(indicator_id, level, cards)

        self._bench.jobs.start(
            UNITS,
            translate("Studies", "正在逐个单元计算"),
            lambda told: study_work.units(path, plan, level, year, indicator_id, told),
            take,
            stopped=self.units_stopped.emit,
        )

    def ask_matrix(self, level: str) -> None:
        """How do the units of a level stand in all indicators that decide?"""
        key, asked = (MATRIX, level), self._bench.asked()
        if key in self._answers:
            self.matrix_ready.emit(level, self._answers[key])
            return
        if asked is None:
            return
        path, plan, year = asked

        def take(cards: object) -> None:
            self._answers[key] = cards
            self.matrix_ready.emit(level, cards)

        text = translate("Studies", "正在逐个单元计算全部指标")
        self._bench.jobs.start(MATRIX, text, lambda told: study_work.matrix(path, plan, level, year, told), take)

    def compare(self, other: Path) -> None:
        """What became of the region since another file of it?"""
        asked = self._bench.asked()
        if asked is None:
            return
        path, plan, year = asked
        self._bench.jobs.start(
            COMPARE,
            translate("Studies", "正在与 {name} 比较").format(name=other.name),
            lambda told: study_work.compare(path, other, plan, year, told),
            lambda found: self.compared.emit(other, found),
        )


def norm_line(row: NormRow, place: int) -> Line:
    """A norm as a line of the scorecard: for reference, never counted."""
    unverified = translate("Studies", "待核") if row.norm.unverified else ""
    origin = " · ".join(part for part in (unverified, row.norm.document, row.norm.status) if part)
    return Line(row.row, "norm", place, origin=origin)
