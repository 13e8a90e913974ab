"""The import window: what a file is, what it would bring, what is in doubt; one button."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QSplitter, QTabWidget, QVBoxLayout, QWidget

from layers.decisions import Choice, Position
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Contents, Part
from layers.importing.options import ImportOptions, ImportResult
from planner.desktop import import_answers, import_words, import_work
from planner.desktop.import_changes import ChangesPanel
from planner.desktop.import_columns import ColumnsTable, field_rows
from planner.desktop.import_matches import MatchesPanel
from planner.desktop.import_outcome import OutcomeBar
from planner.desktop.import_preview import ImportPreview
from planner.desktop.import_problems import ProblemsPanel
from planner.desktop.import_session import WRITE, ImportSession
from planner.desktop.import_source import SourcePanel
from planner.desktop.import_work import Draft, Reading
from planner.desktop.open_region import OpenRegion
from planner.desktop.unit_choices import unit_choices
from planner.drawing.scene import Scene

translate = QCoreApplication.translate

COLUMNS, MATCHES, CHANGES, PROBLEMS = range(4)
_SIZE, _LEFT = (1160, 720), 290


class ImportWizard(QDialog):
    """One file into the open region.

    Signals: imported(file name, role, ImportResult); crashed(Exception).
    """

    imported = Signal(str, str, object)
    crashed = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        region: OpenRegion,
        base: Scene,
        path: Path,
        kinds: Mapping[str, str],
        *,
        options: ImportOptions | None = None,
        place: str = "",
    ) -> None:
        """`place` says which of several files this is: 第 1 个，共 3 个."""
        super().__init__(parent)
        title = translate("Import", "导入数据 — {region}").format(region=region.name)
        self.setWindowTitle(f"{title}　{place}".rstrip())
        self.resize(*_SIZE)
        self._kinds = kinds
        self._names = region.names
        self._error: UserError | None = None
        self._readings: tuple[Reading, ...] = ()
        given = options or ImportOptions(known_kinds=dict(kinds))
        self.session = ImportSession(region, base, path, given, self)
        self.source = SourcePanel(kinds, self)
        self.preview = ImportPreview(self)
        self.columns = ColumnsTable(self)
        self.matches = MatchesPanel(self)
        self.changes = ChangesPanel(self)
        self.problems = ProblemsPanel(self)
        self.outcome = OutcomeBar(self)
        self.source.show_file(path.name)
        self.matches.offer(unit_choices(region), [Choice(code, label) for code, label in kinds.items()])
        self._lay_out()
        self._connect()
        self._judge()
        self.session.begin()

    # What the session announces

    def _show_contents(self, contents: Contents) -> None:
        if self.session.draft is not None or self._error is not None:
            self._show(self.session.draft)
            return
        self.source.show_contents(contents, self.session.part())
        self.source.show_decisions((), self.session.options)
        self.preview.show_part(self.session.part())

    def _show_draft(self, draft: Draft) -> None:
        self._error = None
        self._show(draft)

    def _show_refused(self, error: UserError) -> None:
        """What can still be answered is shown: which part, what it is, which column is which."""
        self._error = error
        self._show(None)

    def _say_not_written(self, error: UserError) -> None:
        """Nothing was written; what was understood still holds, and it may be tried again."""
        self.outcome.warn(" ".join(text for text in (error.what, error.remedy) if text))

    def _show(self, draft: Draft | None) -> None:
        options = draft.prepared.options if draft else self.session.options
        decisions = draft.prepared.decisions if draft else ()
        part = self.session.part()
        self.source.show_contents(self.session.contents, part)
        self.source.show_decisions(decisions, options)
        self.preview.show_part(part)
        self.preview.show_draft(draft)
        self._offer_readings()
        self.columns.show_rows(field_rows(options.role, part, decisions, options.columns))
        self.matches.show_matches(draft.prepared.matches if draft else ())
        self.changes.show_changes(draft.prepared.changes if draft else (), options.gone)
        self.problems.show_findings(self._findings(draft), options.accept, self._names | _incoming_names(draft))
        self._count_tabs(draft)
        self._judge()

    def _findings(self, draft: Draft | None) -> tuple[Finding, ...]:
        if draft is not None:
            return draft.prepared.findings
        if self._error is None:
            return ()
        rows = (self._error.where,) if self._error.where else ()
        return (Finding("blocking", "refused", self._error.what, rows, self._error.remedy),)

    def _take_readings(self, readings: tuple[Reading, ...]) -> None:
        self._readings = readings
        self._offer_readings()

    def _offer_readings(self) -> None:
        has_text = self.session.contents is not None and bool(self.session.contents.encoding)
        offered = self._readings or (import_work.every_reading() if has_text else ())
        self.preview.table.offer_readings(offered, self.session.options.encoding)

    def _take_result(self, result: ImportResult) -> None:
        draft = self.session.draft
        role = draft.prepared.options.role if draft else ""
        self.imported.emit(self.session.path.name, role, result)
        self.accept()

    def _judge(self) -> None:
        session = self.session
        prepared = session.draft.prepared if session.draft else None
        obstacle = import_words.obstacle(prepared, self._error, busy=session.busy)
        waiting = translate("Import", "正在看文件里有什么")
        refused = translate("Import", "现在还不能导入")
        sentence = import_words.outcome(prepared) if prepared else (refused if self._error else waiting)
        self.outcome.tell(sentence, obstacle)

    def _count_tabs(self, draft: Draft | None) -> None:
        prepared = draft.prepared if draft else None
        doubtful = sum(not row.sure for row in self.columns.rows)
        numbers = {
            COLUMNS: doubtful,
            MATCHES: sum(not one.sure for one in prepared.matches) if prepared else 0,
            CHANGES: sum(one.act != "same" for one in prepared.changes) if prepared else 0,
            PROBLEMS: sum(one.severity != "note" for one in self._findings(draft)),
        }
        for tab, name in self._tab_names().items():
            self.tabs.setTabText(tab, f"{name} {numbers[tab]:,}" if numbers[tab] else name)
        self.tabs.setTabVisible(MATCHES, prepared is not None and bool(prepared.matches))
        if self._error is not None and self.session.part() is not None:
            self.tabs.setCurrentIndex(COLUMNS if self.session.options.role else PROBLEMS)

    def _mark_places(self) -> None:
        """The finding's places are ringed while the findings are looked at."""
        looked_at = self.tabs.currentIndex() == PROBLEMS
        self.preview.show_finding(self.problems.list.current() if looked_at else None)

    # What the user answers

    def _answer(self, topic: str, value: str) -> None:
        if topic == "role" and not self.session.options.role and self.session.draft is None:
            self._error = None
        self.session.take(import_answers.answered(self.session.options, topic, value))

    def _choose_part(self, part: Part) -> None:
        self.session.take(import_answers.of_part(self.session.options, part))

    def _choose_position(self, position: Position) -> None:
        self.session.take(import_answers.at_position(self.session.options, position.crs, position.datum))

    def _match(self, what: str, target_of: Mapping[str, str]) -> None:
        self.session.take(import_answers.matched(self.session.options, what, target_of))

    def _keep_personal(self, headers: Sequence[str]) -> None:
        before = self.session.options.keep_personal
        self._answer("keep_personal", "\n".join((*before, *headers)) if headers else "")

    # Building

    def _tab_names(self) -> dict[int, str]:
        return {
            COLUMNS: translate("Import", "列(&1)"),
            MATCHES: translate("Import", "对应(&2)"),
            CHANGES: translate("Import", "变化(&3)"),
            PROBLEMS: translate("Import", "问题(&4)"),
        }

    def _lay_out(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for page, name in zip(
            (self.columns, self.matches, self.changes, self.problems), self._tab_names().values(), strict=True
        ):
            self.tabs.addTab(page, name)
        self.tabs.setTabVisible(MATCHES, False)
        right = QSplitter(Qt.Orientation.Vertical, self)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        for split, widgets in ((right, (self.preview, self.tabs)), (across, (self.source, right))):
            split.setChildrenCollapsible(False)
            split.setHandleWidth(2)
            for widget in widgets:
                split.addWidget(widget)
        right.setSizes([350, 270])
        right.setStretchFactor(0, 1)
        across.setSizes([_LEFT, _SIZE[0] - _LEFT])
        across.setStretchFactor(1, 1)
        self.source.setMinimumWidth(230)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(across, 1)
        layout.addWidget(self.outcome)

    def _connect(self) -> None:
        session, jobs = self.session, self.outcome.jobs
        session.contents_read.connect(self._show_contents)
        session.readings_found.connect(self._take_readings)
        session.drafted.connect(self._show_draft)
        session.refused.connect(self._show_refused)
        session.write_refused.connect(self._say_not_written)
        session.written.connect(self._take_result)
        session.busy_changed.connect(self._judge)
        session.jobs.crashed.connect(self.crashed)
        session.jobs.started.connect(jobs.start)
        session.jobs.progressed.connect(jobs.progress)
        session.jobs.ended.connect(jobs.end)
        jobs.cancel_requested.connect(session.cancel)
        self.source.part_requested.connect(self._choose_part)
        self.source.answer_requested.connect(self._answer)
        self.columns.answer_requested.connect(self._answer)
        self.changes.answer_requested.connect(self._answer)
        self.matches.matched.connect(self._match)
        self.problems.accepted.connect(lambda code, accepted: session.accept(code, accepted=accepted))
        self.problems.keep_requested.connect(self._keep_personal)
        self.problems.finding_chosen.connect(self._mark_places)
        self.tabs.currentChanged.connect(self._mark_places)
        self.preview.position_chosen.connect(self._choose_position)
        self.preview.encoding_requested.connect(lambda codec: self._answer("encoding", codec))
        self.outcome.import_requested.connect(session.write)
        self.outcome.cancel_requested.connect(self.reject)

    def reject(self) -> None:  # noqa: D102 - Qt's own
        if self.session.jobs.running(WRITE):
            self.session.cancel()  # what is half written is taken back before the window goes
        else:
            super().reject()

    def done(self, result: int) -> None:  # noqa: D102 - Qt's own
        self.session.close()
        self.preview.stop()
        super().done(result)


def _incoming_names(draft: Draft | None) -> dict[str, str]:
    """What people call the things that would come in, by code or id."""
    preview = draft.prepared.preview if draft else None
    names = preview.columns.get("名称") if preview is not None else None
    if preview is None or preview.key is None or names is None:
        return {}
    return dict(zip(preview.key.tolist(), names, strict=True))
