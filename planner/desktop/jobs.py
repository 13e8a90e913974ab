"""Long work off the GUI thread: a plain `work(feedback) -> result`, the newest request per slot wins.

Python's own threads, not Qt's pool: Python forgets a pool thread after every job, and with it what pyproj keeps
per thread, while the thread itself lives on; the next job on it then crashes.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from layers.errors import Cancelled, UserError
from layers.feedback import Feedback

Work = Callable[[Feedback], Any]

QUIET_SECONDS = 0.05  # reports that come faster than this only check for cancellation


@dataclass(eq=False)
class Job:
    """One run of some work.

    Attributes:
        slot: what it computes; a newer job of the same slot replaces it.
        text: what is being done, in Chinese.
        done: called on the GUI thread with the result.
        stopped: called on the GUI thread when there will be no result (cancelled, refused or crashed).
        refused: called on the GUI thread with the `UserError` of work that could not be done.
    """

    slot: str
    text: str
    work: Work
    done: Callable[[Any], None]
    stopped: Callable[[], None]
    refused: Callable[[UserError], None]
    wanted: bool = True
    result: Any = None
    error: Exception | None = None
    unwanted: threading.Event = field(default_factory=threading.Event)


class _Reports:
    """The feedback a job sees; lives on the job's thread."""

    def __init__(self, job: Job, report: Callable[[Job, float, str], None]) -> None:
        self._job = job
        self._report = report
        self._next = 0.0

    def progress(self, share: float, text: str = "") -> None:
        if self._job.unwanted.is_set():
            raise Cancelled
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + QUIET_SECONDS
            self._report(self._job, share, text)


def _nothing() -> None:
    pass


class Jobs(QObject):
    """Runs jobs; every signal is delivered on the GUI thread.

    Signals:
        started(slot, text), progressed(slot, share, text), ended(slot): for whoever shows progress.
        refused(UserError): the user can mend it.
        crashed(Exception): a fault of the program.
    """

    started = Signal(str, str)
    progressed = Signal(str, float, str)
    ended = Signal(str)
    refused = Signal(object)
    crashed = Signal(object)
    _report = Signal(object, float, str)
    _finish = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._current: dict[str, Job] = {}
        self._report.connect(self._pass_on)
        self._finish.connect(self._settle)

    def start(
        self,
        slot: str,
        text: str,
        work: Work,
        done: Callable[[Any], None],
        stopped: Callable[[], None] = _nothing,
        refused: Callable[[UserError], None] | None = None,
    ) -> None:
        """Run `work` and hand its result to `done`; an older job of the slot is cancelled and forgotten.

        What the user can mend goes to `refused`, to the signal of that name where it is not given.
        """
        self.forget(slot)
        job = Job(slot, text, work, done, stopped, refused or self.refused.emit)
        self._current[slot] = job
        self.started.emit(slot, text)
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._threads.append(threading.Thread(target=self._run, args=(job,), name=f"job {slot}"))
        self._threads[-1].start()

    def running(self, slot: str) -> bool:
        """Whether a wanted job of the slot has not ended yet."""
        return slot in self._current

    def cancel(self, slot: str) -> None:
        """The user no longer wants the slot's job; its `stopped` is called when it has stopped."""
        if slot in self._current:
            self._current[slot].unwanted.set()

    def forget(self, slot: str) -> None:
        """Cancel the slot's job and hear nothing of it any more."""
        job = self._current.pop(slot, None)
        if job is not None:
            job.wanted = False
            job.unwanted.set()
            self.ended.emit(slot)

    def close(self) -> None:
        """Stop everything and wait until no thread is left."""
        for slot in tuple(self._current):
            self.forget(slot)
        for thread in self._threads:
            thread.join()

    def _run(self, job: Job) -> None:
        """On the job's thread; an exception is kept and shown at the one border, `_settle`."""
        feedback = _Reports(job, self._report.emit)
        try:
            feedback.progress(0.0, job.text)
            job.result = job.work(feedback)
        except Exception as error:  # noqa: BLE001 - whatever it is, the GUI thread shows it
            job.error = error
        self._finish.emit(job)

    def _pass_on(self, job: Job, share: float, text: str) -> None:
        if job.wanted:
            self.progressed.emit(job.slot, share, text or job.text)

    def _settle(self, job: Job) -> None:
        if not job.wanted:
            self._report_fault(job)
            return
        del self._current[job.slot]
        self.ended.emit(job.slot)
        if job.error is None:
            job.done(job.result)
            return
        job.stopped()
        if isinstance(job.error, UserError):
            job.refused(job.error)
        self._report_fault(job)

    def _report_fault(self, job: Job) -> None:
        if job.error is not None and not isinstance(job.error, UserError | Cancelled):
            self.crashed.emit(job.error)
