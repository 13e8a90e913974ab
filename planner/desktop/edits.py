"""What is written into the open region: one thing after the other, each of which can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from layers.feedback import Feedback
from layers.region_log import Edit
from planner.desktop import region_work
from planner.desktop.jobs import Jobs

translate = QCoreApplication.translate

EDIT = "edit"


@dataclass(frozen=True)
class _Wish:
    text: str
    work: Callable[[Path, Feedback], Any]
    done: Callable[[Any], None]


class Edits(QObject):
    """Writes in jobs, never two at once; undo and redo follow the region's own log, so they outlive the program.

    Signals:
        log_changed(tuple of Edit): after every change, and when another region is open;
        undone(text), redone(text): rows of the region are others now.
    """

    log_changed = Signal(object)
    undone = Signal(str)
    redone = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.log: tuple[Edit, ...] = ()
        self._jobs = jobs
        self._path: Path | None = None
        self._waiting: list[_Wish] = []
        jobs.ended.connect(self._go_on)

    def follow(self, path: Path, log: tuple[Edit, ...]) -> None:
        """Write into this region from now on."""
        if path != self._path:
            self._waiting.clear()
        self._path, self.log = path, log
        self.log_changed.emit(log)

    @property
    def next_undo(self) -> Edit | None:
        """What undo takes back: the newest change in force that can be."""
        return next((edit for edit in reversed(self.log) if edit.can_undo), None)

    @property
    def next_redo(self) -> Edit | None:
        """What redo does again: the change taken back last."""
        return next((edit for edit in self.log if edit.can_redo), None)

    def write(
        self, text: str, work: Callable[[Path, Feedback], Any], done: Callable[[Any], None] = lambda result: None
    ) -> None:
        """Run `work(path, feedback)`, which writes into the region; its result goes to `done`."""
        self._waiting.append(_Wish(text, work, done))
        self._go_on()

    def undo(self) -> None:
        """Take the newest change back."""
        edit = self.next_undo
        if edit is not None:
            text = translate("Edits", "正在撤销：{text}").format(text=edit.text)
            self.write(text, region_work.undo, self.undone.emit)

    def redo(self) -> None:
        """Do again what was taken back last."""
        edit = self.next_redo
        if edit is not None:
            text = translate("Edits", "正在重做：{text}").format(text=edit.text)
            self.write(text, region_work.redo, self.redone.emit)

    def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def _go_on(self) -> None:
        if self._path is None or not self._waiting or self._jobs.running(EDIT):
            return
        path, wish = self._path, self._waiting.pop(0)

        def work(feedback: Feedback) -> tuple[Any, tuple[Edit, ...]]:
            return wish.work(path, feedback), region_work.log(path)

        def done(answer: tuple[Any, tuple[Edit, ...]]) -> None:
            result, log = answer
            if path == self._path:
                self.log = log
                self.log_changed.emit(log)
            wish.done(result)

        self._jobs.start(EDIT, wish.text, work, done)
