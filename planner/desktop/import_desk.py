"""Bringing files in: dropped, chosen or downloaded, one after the other; a region for them where there is none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from layers.download.downloading import Downloaded
from layers.importing.options import ImportOptions, ImportResult
from layers.schema import FILLABLE, ROLES
from planner.desktop import choosing, import_words, import_work, messages
from planner.desktop.actions import Actions
from planner.desktop.download_dialog import DownloadDialog
from planner.desktop.import_wizard import ImportWizard
from planner.desktop.new_region_dialog import NewRegionDialog
from planner.desktop.notice_bar import NoticeBar
from planner.desktop.workbench import Workbench

translate = QCoreApplication.translate

_DOWNLOADED = {"roads": ("roads", ""), "buildings": ("demand", "buildings"), "facilities": ("facilities", "")}
"""The role, and what totals are spread over, of a file that was downloaded, by what it holds."""

SORT, GUESS, CREATE, TEMPLATE = "sort files", "guess region", "create region", "import template"


class ImportDesk(QObject):
    """Connects menu and workbench; the window is the parent of what opens.

    Signals: region_requested(path): a region file is to be opened.
    """

    region_requested = Signal(object)

    def __init__(self, window: QWidget, bench: Workbench, actions: Actions, notice: NoticeBar) -> None:
        super().__init__(window)
        self._bench, self._notice = bench, notice
        self._waiting: list[Path] = []
        self._given: dict[Path, ImportOptions] = {}
        self._total = 0
        bench.region_opened.connect(self._next)
        for action, act in (
            (actions.new, self.ask_region),
            (actions.import_, self._ask_import),
            (actions.download, self._ask_download),
        ):
            action.triggered.connect(lambda _=False, act=act: act())
        for role in FILLABLE:
            actions.templates.addAction(ROLES[role], lambda role=role: self._write_template(role))

    @property
    def _window(self) -> QWidget:
        """Not kept in a field: window and desk would then hold each other until a job's thread collects both."""
        window = self.parent()
        assert isinstance(window, QWidget)  # noqa: S101 - it was made with one
        return window

    @property
    def _kinds(self) -> dict[str, str]:
        return {kind.code: kind.label for kind in self._bench.kinds.values()}

    def bring(self, paths: Sequence[Path]) -> None:
        """Files or folders were given: a region is opened, anything else imported, one after the other."""
        self._bench.jobs.start(
            SORT,
            translate("Data", "正在看文件"),
            lambda told: [(path, import_work.is_region(path)) for path in paths],
            self._take_sorted,
        )

    def _take_sorted(self, found: list[tuple[Path, bool]]) -> None:
        regions = [path for path, is_region in found if is_region]
        self._waiting = [path for path, is_region in found if not is_region]
        self._total = len(self._waiting)
        if regions:
            self.region_requested.emit(regions[0])  # what waits follows when it is open
        elif self._bench.region is None and self._waiting:
            self.ask_region(self._waiting[0])
        else:
            self._next()

    def _next(self) -> None:
        region = self._bench.region
        if region is None or not self._waiting:
            return
        path = self._waiting.pop(0)
        place = translate("Data", "第 {number} 个，共 {total} 个").format(
            number=self._total - len(self._waiting), total=self._total
        )
        wizard = ImportWizard(
            self._window,
            region,
            self._bench.base,
            path,
            self._kinds,
            options=self._given.get(path),
            place=place if self._total > 1 else "",
        )
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.imported.connect(self._take_import)
        wizard.crashed.connect(self._bench.jobs.crashed)
        wizard.rejected.connect(self._stop_bringing)
        wizard.open()

    def _take_import(self, file_name: str, role: str, result: ImportResult) -> None:
        grave = any(finding.severity != "note" for finding in result.findings)
        text = import_words.result_sentence(file_name, result, role)
        self._notice.tell(text, can_undo=True, has_findings=grave)
        self._bench.reload()

    def _stop_bringing(self) -> None:
        left, self._waiting = len(self._waiting), []
        if left:
            told = translate("Data", "没有导入；其余 {count} 个文件也没有看").format(count=left)
            self._notice.tell(told, can_undo=False)

    def _ask_import(self) -> None:
        paths = choosing.choose_sources(self._window)
        if paths:
            self.bring(paths)

    def _bring_downloaded(self, done: Downloaded) -> None:
        """What they hold, where they lie and of when they are is known."""
        told = ImportOptions(datum="wgs84", known_kinds=self._kinds, data_date=done.date, licence=done.licence)
        for what, path in done.files.items():
            role, spread = _DOWNLOADED[what]
            self._given[path] = replace(told, role=role, spread=spread)
        self.bring(list(done.files.values()))

    def _ask_download(self) -> None:
        region = self._bench.region
        if region is None:
            return
        dialog = DownloadDialog(self._window, region)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.downloaded.connect(self._bring_downloaded)
        dialog.jobs.refused.connect(self._bench.jobs.refused)
        dialog.jobs.crashed.connect(self._bench.jobs.crashed)
        dialog.open()

    # A region for what has none

    def ask_region(self, source: Path | None = None) -> None:
        """Ask for a new region; `source` is the file it is needed for."""
        why = (
            translate("Data", "还没有打开区域。先建立一个，“{file}”随后导入。").format(file=source.name)
            if source
            else ""
        )
        dialog = NewRegionDialog(self._window, source.parent if source else Path.home(), why)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.region_requested.connect(self._create_region)
        dialog.rejected.connect(self._waiting.clear)
        dialog.open()
        if source is not None:
            self._guess(source, dialog)

    def _guess(self, source: Path, dialog: NewRegionDialog) -> None:
        self._bench.jobs.start(
            GUESS,
            translate("Data", "正在看文件里有什么"),
            lambda told: import_work.suggested_region(source, told),
            lambda told: dialog.suggest(*told),
            refused=lambda error: None,  # the import says it
        )
        dialog.finished.connect(lambda: self._bench.jobs.forget(GUESS))

    def _create_region(self, path: Path, name: str, code: str) -> None:
        self._bench.jobs.start(
            CREATE,
            translate("Data", "正在建立区域"),
            lambda told: import_work.create_region(path, name, code),
            self.region_requested.emit,
        )

    def _write_template(self, role: str) -> None:
        path = choosing.choose_import_template(self._window, ROLES[role])
        region = self._bench.region.path if self._bench.region else None
        kinds = self._kinds
        if path:
            self._bench.jobs.start(
                TEMPLATE,
                translate("Data", "正在写出模板"),
                lambda told: import_work.write_template(path, role, kinds, region),
                lambda written: messages.say_written(self._window, written),
            )
