"""The menu of plans: own plans, texts, norms, and the questions whose answers open a window of their own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QWidget

from layers.errors import UserError
from planner.coverage.comparison import Comparison
from planner.coverage.drill_down import UnitScorecard
from planner.desktop import choosing, messages, plan_work
from planner.desktop.actions import Actions
from planner.desktop.comparison_dialog import ComparisonDialog
from planner.desktop.faults_dialog import FaultsDialog
from planner.desktop.matrix_dialog import MatrixDialog
from planner.desktop.memory import Memory
from planner.desktop.norms_dialog import NormsDialog
from planner.desktop.plan_work import FaultyPlanError, KnownPlanError
from planner.desktop.scorecard_panel import ScorecardPanel
from planner.desktop.studies import Studies
from planner.desktop.study_work import BuiltAnswer
from planner.desktop.units_tab import UNIT_LEVELS
from planner.desktop.workbench import Workbench
from planner.plans import norms, own_plans, reading
from planner.plans.norm import Norm
from planner.plans.plan import Plan
from planner.plans.plan_files import own_files
from planner.plans.plan_text import PlanText

translate = QCoreApplication.translate

IMPORT_PLAN, TEMPLATE, TEXTS = "import plan", "template", "texts"


class PlanningDesk(QObject):
    """Connects the menu, the scorecard and the studies; `window` is the parent of what opens."""

    def __init__(
        self,
        window: QWidget,
        bench: Workbench,
        studies: Studies,
        panel: ScorecardPanel,
        actions: Actions,
        memory: Memory,
    ) -> None:
        super().__init__(window)
        self._bench, self._studies = bench, studies
        self._panel, self._actions, self._memory = panel, actions, memory
        self._matrix: MatrixDialog | None = None
        self._norms: NormsDialog | None = None
        self._connect_panel()
        self._connect_actions()

    @property
    def _window(self) -> QWidget:
        """Not kept in a field: window and desk would then hold each other until a job's thread collects both."""
        window = self.parent()
        assert isinstance(window, QWidget)  # noqa: S101 - it was made with one
        return window

    # The scorecard

    def _connect_panel(self) -> None:
        panel, studies, bench = self._panel, self._studies, self._bench
        panel.built_toggled.connect(studies.want_built)
        studies.built_changed.connect(self._show_built)
        panel.norms_wanted.connect(studies.ask_norms)
        studies.norms_changed.connect(panel.show_norms)
        units = panel.detail.units
        units.units_wanted.connect(studies.ask_units)
        units.standings_changed.connect(bench.paint_units)
        studies.units_changed.connect(units.show_units)
        studies.units_stopped.connect(units.stop)
        studies.matrix_ready.connect(self._show_matrix)
        studies.compared.connect(self._show_comparison)
        bench.plans_changed.connect(lambda plan_id: panel.show_plans(bench.plans, plan_id))
        bench.scorecard_changed.connect(self._begin)

    def _begin(self, answer: object) -> None:
        own = self._bench.plan is not None and self._bench.plan.id in own_files()
        self._actions.remove_plan.setEnabled(own)
        if answer is not None:
            self._read_texts()

    def _show_built(self, answer: BuiltAnswer | None) -> None:
        self._panel.show_after(answer.rows if answer else (), answer.notes if answer else ())

    # Own plans and texts

    def _import(self) -> None:
        path = choosing.choose_plan_file(self._window)
        if path:
            self.import_plan(path)

    def import_plan(self, path: Path, *, replacing: bool = False) -> None:
        """Put a plan file, or the plan of a filled template, among the user's own and look at it."""
        text = translate("Plans", "正在导入规划 {name}").format(name=path.name)
        self._bench.jobs.start(
            IMPORT_PLAN,
            text,
            lambda told: plan_work.import_plan(path, told, replacing=replacing),
            self._take_plan,
            refused=partial(self._say_not_imported, path, replacing),
        )

    def _take_plan(self, plan: Plan) -> None:
        self._bench.take_plans(reading.load_plans(), plan.id)

    def _say_not_imported(self, path: Path, replacing: bool, error: UserError) -> None:
        if isinstance(error, FaultyPlanError):
            FaultsDialog(self._window, error.name, error.faults).exec()
        elif not replacing and isinstance(error, KnownPlanError) and messages.ask_to_replace(self._window, error):
            self.import_plan(path, replacing=True)
        else:
            messages.say_refused(self._window, error)

    def _remove(self) -> None:
        plan = self._bench.plan
        if plan is None or not messages.ask_to_remove(self._window, plan.name):
            return
        if self._dared(lambda: own_plans.remove_plan(plan.id)):
            self._bench.take_plans(reading.load_plans(), "")

    def _write_template(self) -> None:
        plan = self._bench.plan
        path = choosing.choose_template(self._window, f"{plan.name if plan else translate('Plans', '规划')}.xlsx")
        if path:
            self._bench.jobs.start(
                TEMPLATE,
                translate("Plans", "正在写出模板"),
                lambda told: plan_work.write_plan_template(path, None, told),
                lambda written: messages.say_written(self._window, written),
            )

    def _give_text(self) -> None:
        plan = self._bench.plan
        path = choosing.choose_plan_text(self._window, plan.name) if plan else None
        if plan is not None and path and self._dared(lambda: PlanText.read(path, plan)):
            self._memory.keep_plan_text(plan.id, path)
            self._read_texts()

    def _read_texts(self) -> None:
        plan, chosen = self._bench.plan, self._memory.plan_texts()
        if plan is not None:
            self._bench.jobs.start(
                TEXTS,
                translate("Plans", "正在读规划原文"),
                lambda told: plan_work.read_texts(plan, chosen),
                self._panel.detail.show_texts,
            )

    # Norms

    def _open_norms(self) -> None:
        region = self._bench.region
        dialog = NormsDialog(self._window, self._bench.kinds, (region.code, region.name) if region else None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.norm_entered.connect(self._keep_norm)
        dialog.restore_requested.connect(self._restore_norm)
        self._norms = dialog
        dialog.finished.connect(self._forget_norms)
        self._show_norms()
        dialog.open()

    def _forget_norms(self) -> None:
        self._norms = None

    def _show_norms(self) -> None:
        if self._norms is not None:
            every = norms.load_norms()
            bundled = frozenset(norm.id for norm in every if norms.bundled_norm(norm.id))
            self._norms.show_norms(every, norms.norm_problems(), bundled)

    def _keep_norm(self, norm: Norm, who: str, why: str) -> None:
        if self._dared(lambda: norms.keep_norm(norm, who, why)):
            self._show_norms()
            self._studies.refresh_norms()

    def _restore_norm(self, norm_id: str) -> None:
        if self._dared(lambda: norms.restore_norm(norm_id)):
            self._show_norms()
            self._studies.refresh_norms()

    # Single units, another year

    def _open_matrix(self) -> None:
        region, plan = self._bench.region, self._bench.plan
        if region is None or plan is None:
            return
        levels = [level for level in UNIT_LEVELS if level in region.dividing_levels]
        dialog = MatrixDialog(self._window, plan.name, levels)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.level_wanted.connect(self._studies.ask_matrix)
        dialog.cell_requested.connect(self._show_cell)
        self._matrix = dialog
        dialog.finished.connect(self._forget_matrix)
        dialog.show()
        dialog.ask()

    def _forget_matrix(self) -> None:
        self._matrix = None

    def _show_matrix(self, level: str, cards: tuple[UnitScorecard, ...]) -> None:
        if self._matrix is not None:
            self._matrix.show_units(level, cards)

    def _show_cell(self, code: str, indicator_id: str) -> None:
        if indicator_id:
            self._panel.choose(indicator_id)
        self._bench.find(code)

    def _compare(self) -> None:
        region = self._bench.region
        path = choosing.choose_region(self._window, region.path if region else None)
        if path:
            self._studies.compare(path)

    def _show_comparison(self, other: Path, found: Comparison) -> None:
        kinds = self._bench.kinds

        def label(code: str) -> str:
            return kinds[code].label if code in kinds else code

        dialog = ComparisonDialog(self._window, other.name, found, label)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.code_requested.connect(self._bench.find)
        dialog.row_requested.connect(self._panel.choose)
        dialog.show()

    # Both

    def _connect_actions(self) -> None:
        one = self._actions
        for action, act in (
            (one.import_plan, self._import),
            (one.write_template, self._write_template),
            (one.give_text, self._give_text),
            (one.remove_plan, self._remove),
            (one.norms, self._open_norms),
            (one.matrix, self._open_matrix),
            (one.compare, self._compare),
        ):
            action.triggered.connect(lambda _=False, act=act: act())

    def _dared(self, act: Callable[[], object]) -> bool:
        """Whether it was done; what the user can mend is said."""
        try:
            act()
        except UserError as error:
            messages.say_refused(self._window, error)
            return False
        return True
