"""The log of a region: what was done to it, what of that was taken back, and what still can be."""

import sqlite3
from dataclasses import dataclass

from layers.region_values import text, whole


@dataclass(frozen=True)
class Edit:
    """One change of a region.

    Attributes:
        at: ISO time in UTC.
        text: what was done, in plain Chinese.
        changed: rows of the tables that became others; 0 for edits of older programs.
        undone: it was taken back.
        can_undo: everything since can be taken back, and so can it.
        can_redo: it was taken back and can be done again.
    """

    id: int
    at: str
    text: str
    changed: int
    undone: bool
    can_undo: bool
    can_redo: bool


@dataclass(frozen=True)
class Step:
    """An edit as it stands now.

    Attributes:
        edit: the change itself.
        by: the edit that keeps what was there before the last move; the change itself, or taking it back or redoing it.
        kept: how much `by` keeps, 0 where it keeps nothing any more.
    """

    edit: int
    by: int
    kept: int


@dataclass(frozen=True)
class History:
    """Changes in force and changes taken back, the newest move last."""

    done: tuple[Step, ...]
    undone: tuple[Step, ...]

    def can_undo(self) -> set[int]:
        """Edits that can be taken back: the newest ones, up to the first that keeps nothing."""
        return _reachable(self.done)

    def can_redo(self) -> set[int]:
        """Edits taken back that can be done again."""
        return _reachable(self.undone)


def history(connection: sqlite3.Connection) -> History:
    """The present state of all changes, from the log."""
    done: list[Step] = []
    undone: list[Step] = []
    rows = connection.execute("SELECT id, undoes, changed, kept FROM edits ORDER BY id").fetchall()
    for edit, undoes, changed, kept in rows:
        own = whole(edit)
        if undoes is None and changed:
            done.append(Step(own, own, whole(kept)))
            undone.clear()
        elif done and done[-1].edit == undoes:
            done.pop()
            undone.append(Step(whole(undoes), own, whole(kept)))
        elif undone and undone[-1].edit == undoes:
            undone.pop()
            done.append(Step(whole(undoes), own, whole(kept)))
    return History(tuple(done), tuple(undone))


def edits(connection: sqlite3.Connection) -> tuple[Edit, ...]:
    """All changes in order; taking one back or redoing it shows in the change itself."""
    now = history(connection)
    undone, can_undo, can_redo = {step.edit for step in now.undone}, now.can_undo(), now.can_redo()
    gone = _gone(connection, undone)
    rows = connection.execute("SELECT id, at, text, changed FROM edits WHERE undoes IS NULL ORDER BY id").fetchall()
    return tuple(
        Edit(edit, text(at), text(what), whole(changed), edit in undone | gone, edit in can_undo, edit in can_redo)
        for edit, at, what, changed in rows
    )


def text_of(connection: sqlite3.Connection, edit: int) -> str:
    """What an edit says it did."""
    row = connection.execute("SELECT text FROM edits WHERE id = ?", (edit,)).fetchone()
    return text(row[0]) if row else ""


def _gone(connection: sqlite3.Connection, undone: set[int]) -> set[int]:
    """Edits taken back for good, because something else was done since."""
    rows = connection.execute("SELECT undoes, count(*) FROM edits WHERE undoes IS NOT NULL GROUP BY undoes").fetchall()
    return {edit for edit, moves in rows if moves % 2} - undone


def _reachable(steps: tuple[Step, ...]) -> set[int]:
    found: set[int] = set()
    for step in reversed(steps):
        if not step.kept:
            break
        found.add(step.edit)
    return found
