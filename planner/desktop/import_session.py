"""One import before it is written: the file, the answers given, and what came of them. Knows no widget."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from layers.errors import UserError
from layers.foreign.answer import Contents, Part
from layers.importing.options import ImportOptions, ImportResult
from planner.desktop import import_work
from planner.desktop.import_answers import accepting
from planner.desktop.import_work import Draft
from planner.desktop.jobs import Jobs
from planner.desktop.open_region import OpenRegion
from planner.drawing.scene import Scene

translate = QCoreApplication.translate

CONTENTS, PREPARE, WRITE, READINGS = "contents", "prepare", "write", "readings"


class ImportSession(QObject):
    """Asks the engine in jobs of its own; the newest answers win, and closing leaves nothing running.

    Signals:
        contents_read(Contents); readings_found(tuple of Reading);
        drafted(Draft); refused(UserError): the file cannot be used as it is, with the present answers;
        busy_changed(bool); written(ImportResult); write_refused(UserError).
    """

    contents_read = Signal(object)
    readings_found = Signal(object)
    drafted = Signal(object)
    refused = Signal(object)
    busy_changed = Signal(bool)
    written = Signal(object)
    write_refused = Signal(object)

    def __init__(self, region: OpenRegion, base: Scene, path: Path, options: ImportOptions, parent: QObject) -> None:
        super().__init__(parent)
        self.region, self.path = region, path
        self.options = options
        self.contents: Contents | None = None
        self.draft: Draft | None = None
        self.jobs = Jobs(self)
        self._base = base
        self._settled = options
        self.jobs.started.connect(self._tell_busy)
        self.jobs.ended.connect(self._tell_busy)

    def begin(self) -> None:
        """Look at the file: what is in it, and at the same time what it would bring."""
        path, encoding = self.path, self.options.encoding
        text = translate("Import", "正在看文件里有什么")
        self.jobs.start(
            CONTENTS,
            text,
            lambda told: import_work.contents(path, encoding, told),
            self._take_contents,
            refused=lambda error: None,  # understanding it says the same
        )
        self.prepare()
        self.jobs.start(READINGS, "", lambda told: import_work.readings(path), self.readings_found.emit)

    def part(self) -> Part | None:
        """The sheet or layer that is read; the first where nobody chose."""
        if self.contents is None or not self.contents.parts:
            return None
        asked = self._read_options()
        named = asked.sheet or asked.layer
        return next((part for part in self.contents.parts if part.name == named), self.contents.parts[0])

    def _read_options(self) -> ImportOptions:
        return self.draft.prepared.options if self.draft else self.options

    def take(self, options: ImportOptions) -> None:
        """The user answered something: understand the file anew."""
        if options == self.options:
            return
        reread = options.encoding != self.options.encoding
        self.options = options
        if reread:
            self.begin()
        else:
            self.prepare()

    def prepare(self) -> None:
        """Read and check the file with the present answers."""
        region, base, path, options = self.region, self._base, self.path, self.options
        self.jobs.start(
            PREPARE,
            translate("Import", "正在读取和检查"),
            lambda told: import_work.prepare(region, base, path, options, told),
            self._take_draft,
            stopped=self._go_back,
            refused=lambda error: self._refuse(options, error),
        )

    def accept(self, code: str, *, accepted: bool) -> None:
        """The user takes a blocking finding upon himself, or no longer; the file need not be read again."""
        self.options = self._settled = accepting(self.options, code, accepted=accepted)
        if self.draft is not None:
            told = accepting(self.draft.prepared.options, code, accepted=accepted)
            self.draft = replace(self.draft, prepared=replace(self.draft.prepared, options=told))
            self.drafted.emit(self.draft)

    def write(self) -> None:
        """Put the import into the region."""
        if self.draft is None or self.busy:
            return
        path, prepared = self.region.path, self.draft.prepared
        self.jobs.start(
            WRITE,
            translate("Import", "正在写入区域文件"),
            lambda told: import_work.write(path, prepared, told),
            self._take_result,
            refused=self.write_refused.emit,
        )

    @property
    def busy(self) -> bool:
        """Whether the file is being read or the region written."""
        return any(self.jobs.running(slot) for slot in (CONTENTS, PREPARE, WRITE))

    def cancel(self) -> None:
        """Stop what runs; the answers before it hold again."""
        for slot in (CONTENTS, PREPARE, WRITE):
            self.jobs.cancel(slot)

    def close(self) -> None:
        """Stop everything and wait until nothing runs."""
        self.jobs.close()

    def _take_contents(self, contents: Contents) -> None:
        self.contents = contents
        self.contents_read.emit(contents)

    def _take_draft(self, draft: Draft) -> None:
        self.draft, self._settled = draft, self.options
        self.drafted.emit(draft)

    def _refuse(self, options: ImportOptions, error: UserError) -> None:
        """The answers stay: the user mends them, and the questions must still be there."""
        self.draft, self.options = None, options
        self.refused.emit(error)

    def _go_back(self) -> None:
        """Cancelled: as it was before the answer."""
        if self.draft is not None:
            self.options = self._settled
            self.drafted.emit(self.draft)

    def _take_result(self, result: ImportResult) -> None:
        self.written.emit(result)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.busy)
