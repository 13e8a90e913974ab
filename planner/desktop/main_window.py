"""The window: builds, lays out and connects; what happens is the workbench's business."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from layers.errors import UserError
from planner.desktop import crash, messages, wording
from planner.desktop.about import about_details, about_text
from planner.desktop.actions import build_actions
from planner.desktop.briefing_dialog import BriefingDialog
from planner.desktop.canvas import MapCanvas
from planner.desktop.choosing import choose_region, dropped_files
from planner.desktop.cursor_place import CursorPlace
from planner.desktop.data_desk import DataDesk
from planner.desktop.import_desk import ImportDesk
from planner.desktop.layers_panel import LayersPanel
from planner.desktop.map_scene import Topic
from planner.desktop.memory import Memory
from planner.desktop.notice_bar import NoticeBar
from planner.desktop.open_region import OpenRegion
from planner.desktop.plain_text import text_label, tip
from planner.desktop.planning_desk import PlanningDesk
from planner.desktop.reach_panel import ReachPanel
from planner.desktop.region_work import ScorecardAnswer
from planner.desktop.samples import FIRST, own_copy, sample_names, sample_title
from planner.desktop.scorecard_panel import ScorecardPanel
from planner.desktop.shortcuts_dialog import ShortcutsDialog
from planner.desktop.start_page import StartPage
from planner.desktop.status_line import StatusLine
from planner.desktop.studies import Studies
from planner.desktop.style import GAP, looking
from planner.desktop.workbench import Workbench
from planner.drawing.picking import Hit
from planner.drawing.scene import Scene
from planner.travel.modes import load_modes

translate = QCoreApplication.translate

_LEFT, _RIGHT, _RIGHT_SHARE = 236, 500, 0.35
_MESSAGE_MILLISECONDS = 5000
_TOPICS: tuple[Topic, ...] = ("scorecard", "reach")


class MainWindow(QMainWindow):
    """Layers at the left, the map in the middle, scorecard and service circle at the right."""

    def __init__(self, bench: Workbench, memory: Memory) -> None:
        super().__init__()
        self.bench, self._memory = bench, memory
        bench.setParent(self)
        self.actions_ = build_actions(self)
        self.canvas = MapCanvas(self)
        self.layers = LayersPanel(self)
        self.scorecard = ScorecardPanel(self)
        self.reach = ReachPanel(self)
        self.notice = NoticeBar(self)
        self.status = StatusLine()
        self._cursor = CursorPlace(self.canvas)
        self._awaits_picture = False
        self._shown: OpenRegion | None = None
        self._looked_at = ""
        self._region_label = text_label(self, "title")
        self._invented = looking(QLabel(wording.invented(), self), "invented")
        self._lay_out()
        self.studies = Studies(bench)  # hears of a new scorecard before those who ask it
        self._connect_bench()
        self._connect_panels()
        self._connect_actions()
        self.desk = PlanningDesk(self, bench, self.studies, self.scorecard, self.actions_, memory)
        self._connect_data()
        self._offer_files()
        self._show_title(None)
        self.setAcceptDrops(True)
        self.resize(1440, 860)
        self.restoreGeometry(memory.geometry("window"))
        self._share_room()

    # What the user asks for

    def open_path(self, path: Path) -> None:
        """Open a region file."""
        self.bench.open(lambda: path)

    def open_sample(self, name: str = FIRST) -> None:
        """Open the user's copy of a sample."""
        self.bench.open(lambda: own_copy(name))

    def _ask_open(self) -> None:
        path = choose_region(self, self.bench.region.path if self.bench.region else None)
        if path:
            self.open_path(path)

    def _ask_export(self) -> None:
        region, answer = self.bench.region, self.bench.scorecard
        if region is None or answer is None:
            return
        dialog = BriefingDialog(self, region.name, answer.scorecard.plan.name)
        if dialog.exec():
            self.bench.write_briefing(dialog.folder, dialog.formats)

    # What the workbench announces

    def _show_region(self, region: OpenRegion) -> None:
        self._memory.opened(region.path)
        self._offer_files()
        self._show_title(region)
        self._cursor.measure_in(region.metric)
        self._stack.setCurrentWidget(self._work)
        chosen = self.scorecard.chosen_row()
        self._looked_at = chosen.indicator.id if chosen and _same_ground(self._shown, region) else ""
        self.scorecard.show_plans(self.bench.plans, self.bench.plan.id if self.bench.plan else "")
        self.scorecard.show_region(region.parent_of, region.dividing_levels)
        self.reach.show_choices(self.bench.kinds, load_modes(), region.groups, region.kinds_served)
        self.bench.prepare(self.reach.controls.question())
        for action in self.actions_.of_region():
            action.setEnabled(True)
        if not _same_ground(self._shown, region):
            self.canvas.set_scene(Scene())  # so that the next one is shown whole
            self.notice.hide()
        self._shown = region
        self._awaits_picture = True

    def _show_scene(self, scene: Scene) -> None:
        self.canvas.set_scene(scene)
        self.layers.show_scene(scene)
        if not self.canvas.isVisible():
            self._compute()

    def _compute(self) -> None:
        """The picture of a new region is there: now the figures."""
        if self._awaits_picture:
            self._awaits_picture = False
            self.bench.evaluate()

    def _show_scorecard(self, answer: ScorecardAnswer | None) -> None:
        self.scorecard.show_scorecard(answer.scorecard if answer else None, answer.stored if answer else ())
        self.actions_.export.setEnabled(answer is not None)
        if answer is not None and self._looked_at:
            self.scorecard.choose(self._looked_at)
            self._looked_at = ""

    def _show_title(self, region: OpenRegion | None) -> None:
        program = translate("Window", "一刻 Yike")
        invented = region is not None and region.invented
        mark = translate("Window", "（{mark}）").format(mark=wording.invented()) if invented else ""
        self.setWindowTitle(f"{region.name}{mark} — {program}" if region else program)
        self._region_label.setText(region.name if region else "")
        self._invented_place.setVisible(invented)
        self.status.invented.setVisible(invented)
        self.canvas.watermark = wording.invented() if invented else ""

    def _show_place(self, layer_id: str, key: str) -> None:
        self.canvas.select(layer_id, key)
        self.canvas.zoom_to_feature(layer_id, key)

    def _mark(self, hit: Hit | None) -> None:
        """What is clicked on the map is marked there and in the lists."""
        self.canvas.select(*((hit.layer_id, hit.key) if hit else ("", "")))
        region = self.bench.region
        if hit is not None and region is not None:
            codes = region.lineage(hit.key)
            self.scorecard.point_at(codes)
            self.reach.point_at(codes)

    def _unmark(self) -> None:
        self.canvas.select("", "")

    def _say_nowhere(self) -> None:
        self.status.showMessage(translate("Window", "它没有坐标或边界，地图上找不到"), _MESSAGE_MILLISECONDS)

    def _say_refused(self, error: UserError) -> None:
        messages.say_refused(self, error)

    def _say_crashed(self, error: Exception) -> None:
        messages.say_crashed(self, crash.write_report(error))

    def _say_written(self, files: list[Path]) -> None:
        messages.offer_briefing(self, files)

    # Building

    def _lay_out(self) -> None:
        self._tabs = QTabWidget(self)
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.scorecard, translate("Window", "规划指标"))
        self._tabs.addTab(self.reach, translate("Window", "服务圈"))
        self._work = QSplitter(Qt.Orientation.Horizontal, self)
        self._work.setChildrenCollapsible(False)
        self._work.setHandleWidth(2)
        middle = QWidget(self)
        stacked = QVBoxLayout(middle)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self.notice)
        stacked.addWidget(self.canvas, 1)
        for widget in (self.layers, middle, self._tabs):
            self._work.addWidget(widget)
        self._work.setStretchFactor(1, 1)
        self.layers.setMinimumWidth(180)
        self._tabs.setMinimumWidth(430)
        self._start = StartPage(self._memory.recent(), has_sample=bool(sample_names()), parent=self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._start)
        self._stack.addWidget(self._work)
        self.setCentralWidget(self._stack)
        self.setStatusBar(self.status)
        self.addToolBar(self._toolbar())

    def _share_room(self) -> None:
        """As the user left it; else the scorecard gets a third, the map the rest."""
        if not self._work.restoreState(self._memory.geometry("panels")):
            right = max(_RIGHT, round(self.width() * _RIGHT_SHARE))
            self._work.setSizes([_LEFT, self.width() - _LEFT - right, right])

    def _toolbar(self) -> QToolBar:
        bar = QToolBar(translate("Window", "工具栏"), self)
        bar.setMovable(False)
        bar.setIconSize(QSize(16, 16))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        one = self.actions_
        for action, label in (
            (one.open, translate("Window", "打开")),
            (one.export, translate("Window", "导出简报")),
            (None, ""),
            (one.whole, translate("Window", "全图")),
            (one.nearer, translate("Window", "放大")),
            (one.farther, translate("Window", "缩小")),
            (None, ""),
            (one.recompute, translate("Window", "重新计算")),
        ):
            if action is None:
                bar.addSeparator()
            else:
                action.setIconText(label)
                bar.addAction(action)
        spring = QWidget(self)
        spring.setSizePolicy(spring.sizePolicy().Policy.Expanding, spring.sizePolicy().Policy.Preferred)
        self._invented.setSizePolicy(spring.sizePolicy().Policy.Fixed, spring.sizePolicy().Policy.Fixed)
        self._region_label.setContentsMargins(0, 0, GAP, 0)
        for widget in (spring, self._region_label):
            bar.addWidget(widget)
        self._invented_place = bar.addWidget(self._invented)  # a tool bar shows a widget again unless its action hides
        return bar

    def _offer_files(self) -> None:
        recent, samples = self.actions_.recent, self.actions_.samples
        recent.clear()
        for path in self._memory.recent():
            recent.addAction(path.name, lambda path=path: self.open_path(path)).setToolTip(tip(str(path)))
        recent.setEnabled(not recent.isEmpty())
        samples.clear()
        for name in sample_names():
            samples.addAction(sample_title(name), lambda name=name: self.open_sample(name))
        samples.menuAction().setVisible(not samples.isEmpty())

    def _connect_bench(self) -> None:
        bench = self.bench
        bench.region_opened.connect(self._show_region)
        bench.scene_changed.connect(self._show_scene)
        bench.scorecard_changed.connect(self._show_scorecard)
        bench.reach_changed.connect(self.reach.show_reach)
        bench.place_wanted.connect(self._show_place)
        bench.place_missing.connect(self._say_nowhere)
        bench.briefing_written.connect(self._say_written)
        bench.jobs.refused.connect(self._say_refused)
        bench.jobs.crashed.connect(self._say_crashed)
        bench.jobs.started.connect(self.status.jobs.start)
        bench.jobs.progressed.connect(self.status.jobs.progress)
        bench.jobs.ended.connect(self.status.jobs.end)
        self.status.jobs.cancel_requested.connect(bench.jobs.cancel)

    def _connect_data(self) -> None:
        self.imports = ImportDesk(self, self.bench, self.actions_, self.notice)
        self.imports.region_requested.connect(self.open_path)
        self._start.new_requested.connect(self.imports.ask_region)
        self.data = DataDesk(self, self.bench, self.actions_, self.canvas, self.notice)

    def _connect_panels(self) -> None:
        bench = self.bench
        self.scorecard.plan_changed.connect(bench.choose_plan)
        self.scorecard.year_changed.connect(bench.choose_year)
        self.scorecard.row_chosen.connect(bench.choose_row)
        self.scorecard.row_chosen.connect(self._unmark)
        self.scorecard.code_requested.connect(bench.find)
        self.scorecard.values_entered.connect(bench.enter)
        self.scorecard.reading_changed.connect(bench.choose_reading)
        self.reach.question_changed.connect(bench.ask)
        self.reach.code_requested.connect(bench.find)
        self.layers.visibility_changed.connect(self.canvas.set_visible)
        self.layers.only_related_changed.connect(bench.show_only_related)
        self._tabs.currentChanged.connect(lambda number: bench.look_at(_TOPICS[number]))
        self._tabs.currentChanged.connect(self._unmark)
        self.canvas.clicked.connect(self._mark)
        self.canvas.rendered.connect(self._compute)
        self.canvas.view_changed.connect(self.status.show_view)
        self._cursor.moved.connect(self.status.show_place)
        self._cursor.left.connect(self.status.hide_place)
        self._start.open_requested.connect(self._ask_open)
        self._start.sample_requested.connect(self.open_sample)
        self._start.recent_requested.connect(self.open_path)
        for layer_id in self.layers.hidden:
            self.canvas.set_visible(layer_id, visible=False)

    def _connect_actions(self) -> None:
        one = self.actions_
        for action, act in (
            (one.open, self._ask_open),
            (one.export, self._ask_export),
            (one.quit, self.close),
            (one.recompute, self.bench.reload),
            (one.whole, self.canvas.zoom_to_all),
            (one.nearer, self.canvas.zoom_in),
            (one.farther, self.canvas.zoom_out),
            (one.scorecard, lambda: self._go_to(0, self.scorecard.table)),
            (one.reach, lambda: self._go_to(1, self.reach.controls.kind)),
            (one.layers, self.layers.tree.setFocus),
            (one.search, lambda: self._go_to(0, self.scorecard.head.search)),
            (one.shortcuts, lambda: ShortcutsDialog(self, one.with_keys()).exec()),
            (one.about, lambda: messages.say_about(self, about_text(), about_details())),
        ):
            action.triggered.connect(lambda _=False, act=act: act())
        for action in (*one.of_region(), one.export):
            action.setEnabled(False)

    def _go_to(self, tab: int, widget: QWidget) -> None:
        self._tabs.setCurrentIndex(tab)
        widget.setFocus()

    # Events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102 - Qt's own
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102 - Qt's own
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.imports.bring(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102 - Qt's own
        self._memory.keep_geometry("window", self.saveGeometry())
        self._memory.keep_geometry("panels", self._work.saveState())
        self._awaits_picture = False  # one that comes late starts nothing any more
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)  # what they have running ends with them
        self.bench.close()
        self.canvas.stop()
        super().closeEvent(event)


def _same_ground(before: OpenRegion | None, now: OpenRegion) -> bool:
    """Whether a region was only read anew, and what is looked at may stay."""
    return before is not None and before.path == now.path and before.metric == now.metric
