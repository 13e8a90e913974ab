"""The plan's own text, where the user has it: the sentence behind a figure. The project itself keeps none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from layers.errors import UserError
from layers.foreign.text import decode
from layers.storage_errors import storage_error
from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.plan_text_rows import Row, row_at, rows_named
from planner.plans.plan_text_words import (
    fold,
    in_folded,
    likeness,
    sentence_holding,
    sentences_of,
    tidy,
)
from planner.plans.project import Project

LARGEST_BYTES = 5_000_000
"""Some fifty times the longest plan."""

Entry = Indicator | Baseline | Project

_SAME = 0.9  # of the entries at their own lines: the text is the one that the lines were counted in
_LIKE = 0.5  # of a name's letter pairs: a sentence elsewhere that holds the figure speaks of the same matter
_NOT_UNLIKE = 0.2  # the same at the very line, where nothing is known of the edition
_SAVE_AS_TEXT = "请在 Word、WPS 或记事本里另存为纯文本(.txt)，编码选 UTF-8"
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")


@dataclass(frozen=True)
class Passage:
    """What the text says at an entry's place.

    Attributes:
        sentence: in one line; the cells of a table row are set apart by " | ".
        line: where it stands in the text at hand, from 1.
        moved: that is another line than the plan file names: the text is another edition.
    """

    sentence: str
    line: int
    moved: bool


@dataclass(frozen=True)
class PlanText:
    """The lines of a plan's text.

    Attributes:
        name: of the file.
        same_edition: whether the lines are those that the plan file counts; None where nobody looked.
    """

    name: str
    lines: tuple[str, ...]
    same_edition: bool | None = None

    @classmethod
    def read(cls, path: Path, plan: Plan | None = None) -> "PlanText":
        """Read a text file: UTF-8 with or without a mark, GB18030 or UTF-16.

        Args:
            plan: the plan it is the text of, to tell an edition with other lines from the one the plan file counts.

        Raises:
            UserError: it is missing, too large, empty or no text, or that of another plan.
        """
        lines = _content(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        text = cls(path.name, tuple(lines))
        if plan is None:
            return text
        known = replace(text, same_edition=text._fits(plan))
        if not known.same_edition and not known._speaks_of(plan):
            raise UserError(f"不像是《{plan.name}》的原文", where=path.name, remedy="请给出这份规划的原文")
        return known

    def passage(self, entry: Entry) -> Passage | None:
        """What the text says at an entry's place; near the place where the edition is another; None where nowhere."""
        found = self._at_its_line(entry) or self._elsewhere(entry)
        return None if found is None else replace(found, moved=found.line != _line(entry))

    def _fits(self, plan: Plan) -> bool:
        known = replace(self, same_edition=True)
        entries: tuple[Entry, ...] = (*plan.indicators, *plan.baselines, *plan.projects)
        there = [entry for entry in entries if known._at_its_line(entry)]
        return len(there) >= _SAME * len(entries)

    def _speaks_of(self, plan: Plan) -> bool:
        """Whether it names the plan, or holds most of what the plan says."""
        entries: tuple[Entry, ...] = (*plan.indicators, *plan.baselines, *plan.projects)
        found = sum(self.passage(entry) is not None for entry in entries)
        return fold(plan.name) in fold("".join(self.lines)) or 2 * found >= len(entries)

    def _at_its_line(self, entry: Entry) -> Passage | None:
        number = _line(entry)
        if self.same_edition is False or not 1 <= number <= len(self.lines):
            return None
        if not isinstance(entry, Project) and _in_table(entry):
            row = row_at(self.lines, entry.line, entry.figure_line, _names(entry))
            return _row_passage(row) if row and row.holds(entry.printed) else None
        like = self.same_edition or likeness(entry.name, self.lines[number - 1]) >= _NOT_UNLIKE
        return self._said_at(entry, number) if like else None

    def _elsewhere(self, entry: Entry) -> Passage | None:
        """The table row of that name, else the sentence most like it that holds the figure; then the nearest."""
        if not isinstance(entry, Project) and _in_table(entry):
            rows = rows_named(self.lines, _names(entry), entry.printed)
            if rows:
                return _row_passage(min(rows, key=lambda row: abs(row.line - entry.line)))
        said = (self._said_at(entry, number) for number in self._likely_lines(entry))
        ranked = [(likeness(entry.name, one.sentence), -abs(one.line - _line(entry)), one) for one in said if one]
        score, _, best = max(ranked, key=lambda rank: rank[:2], default=(0.0, 0, None))
        return best if score >= _LIKE else None

    def _likely_lines(self, entry: Entry) -> list[int]:
        """The lines that hold the figure, or the project's name."""
        words = entry.name if isinstance(entry, Project) else entry.printed
        return [number for number, line in enumerate(self._folded, start=1) if in_folded(line, words)]

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(fold(line) for line in self.lines)

    def _said_at(self, entry: Entry, number: int) -> Passage | None:
        """What a line says of an entry; of a project, all its lines."""
        if isinstance(entry, Project):
            lines = self.lines[number - 1 : number + entry.last_line - entry.line]
            sentence = sentences_of(lines, entry.name, entry.printed)
        else:
            own = self.same_edition is True and number == _line(entry)
            sentence = sentence_holding(self.lines[number - 1], entry.name, entry.printed, loosely=own)
        return Passage(tidy(sentence), number, False) if sentence else None


def text_of(plan: Plan) -> PlanText | None:
    """The text that lies beside the plan's own file under the same name, as .txt; None where there is none.

    Raises:
        UserError: it lies there and cannot be read.
    """
    path = plan.path.with_suffix(".txt") if plan.path else None
    return PlanText.read(path, plan) if path and path.is_file() else None


def _content(path: Path) -> str:
    try:
        if not path.is_file():
            raise UserError("找不到规划文本", where=str(path), remedy="请检查路径")
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            what = f"文件有 {size / 1e6:.0f} MB，不像是规划文本"
            raise UserError(what, where=path.name, remedy=f"规划文本不超过 {LARGEST_BYTES // 1_000_000} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise storage_error(error, path) from error
    if raw.startswith(_NO_TEXT):
        raise UserError("这不是纯文本文件", where=path.name, remedy=_SAVE_AS_TEXT)
    try:
        content, _ = decode(raw, "", path.name)
    except UserError as error:
        raise UserError("读不出文字，编码既不是 UTF-8 也不是 GB18030", where=path.name, remedy=_SAVE_AS_TEXT) from error
    if not content.strip():
        raise UserError("规划文本是空的", where=path.name, remedy="请检查是否选错了文件")
    return content


def _in_table(entry: Indicator | Baseline) -> bool:
    """Only a table cell stands on another line than its row's name."""
    return entry.figure_line not in {0, entry.line} or (isinstance(entry, Indicator) and entry.row > 0)


def _line(entry: Entry) -> int:
    """Where the passage of an entry begins in the edition the plan file counts."""
    if isinstance(entry, Project) or _in_table(entry):
        return entry.line
    return entry.figure_line or entry.line


def _names(entry: Indicator | Baseline) -> Sequence[str]:
    return [name for name in (entry.raw, entry.name) if name]


def _row_passage(row: Row) -> Passage:
    return Passage(" | ".join(row.cells), row.line, False)
