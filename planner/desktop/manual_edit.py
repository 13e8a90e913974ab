"""An entry by hand as an edit: the figures before and the figures after."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QUndoCommand

from layers.errors import UserError
from layers.tables import ManualValue
from planner.desktop.region_work import set_values


class ManualEdit(QUndoCommand):
    """Durable when `redo` or `undo` returns; one that the file refuses leaves the undo stack."""

    def __init__(
        self,
        path: Path,
        before: tuple[ManualValue, ...],
        after: tuple[ManualValue, ...],
        text: str,
        *,
        written: Callable[[], None],
        refused: Callable[[UserError], None],
    ) -> None:
        super().__init__(text)
        self._path, self._before, self._after = path, before, after
        self._written, self._refused = written, refused

    def redo(self) -> None:  # noqa: D102 - Qt's own
        self._put(self._before, self._after)

    def undo(self) -> None:  # noqa: D102 - Qt's own
        self._put(self._after, self._before)

    def _put(self, old: tuple[ManualValue, ...], new: tuple[ManualValue, ...]) -> None:
        try:
            set_values(self._path, old, new, self.text())
        except UserError as error:
            self.setObsolete(True)
            self._refused(error)
            return
        self._written()
