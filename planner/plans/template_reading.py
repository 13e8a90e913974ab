"""A plan file made of a filled template. What is wrong is told by sheet, row and column."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.schema import LEVEL_LABELS
from planner.plans.fields import Problem
from planner.plans.indicator import MEASURE_LABELS
from planner.plans.kinds import load_kinds
from planner.plans.plan import Plan
from planner.plans.plan_files import SUFFIX
from planner.plans.reading import problems_in, read_plan
from planner.plans.template_cells import Fault, read_rows
from planner.plans.template_columns import INDICATORS, PLAN, Sheet, template_sheets
from planner.plans.template_labels import (
    AMOUNT_LABELS,
    COMPARATOR_LABELS,
    DATA_LABELS,
    LIMIT_LABELS,
    kind_labels,
    mode_labels,
)
from planner.plans.template_toml import Row, TomlText

MOST_TOLD = 50

_LINE = re.compile(r"第 (\d+) 行")
_WORD = re.compile(r"“[^”]*”|[a-z][a-z0-9_]*|==|[<>]=?")
_WRITTEN = ("{", "[[", "TOML", "docs/", "resources/", "引号")  # remedies for those who write a plan file by hand

_FOLLOWS = {  # what is told of these keys only follows from a cell that could not be understood
    "measure": {"of", "at_least", "each", "data", "unit", "within"},
    "data": {"kinds", "of", "unit", "unit_level", "within", "at_least", "each"},
    "comparator": {"value", "entered_comparator"},
    "unit_level": {"unit_classes"},
    "kinds": {"of"},
    "limit": {"within", "mode"},
    "measured_in": {"within", "mode"},
    "mode": {"within"},
}


def read_template(path: Path, feedback: Feedback | None = None) -> str:
    """The text of the plan file that a filled template stands for.

    Raises:
        UserError: it cannot be read, or something is wrong in it; names file, sheet, row and column of every fault.
    """
    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        written = Path(folder) / f"plan{SUFFIX}"
        _Filled(path, feedback or Silent()).write(written)
        return written.read_text("utf-8")


def faults_in(path: Path, feedback: Feedback | None = None) -> list[Fault]:
    """Everything that is wrong in a filled template, in the order of its sheets and rows.

    Raises:
        UserError: it cannot be read at all.
    """
    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        return _Filled(path, feedback or Silent()).faults(Path(folder) / f"plan{SUFFIX}")


def import_template(path: Path, out: Path, *, replacing: bool = False, feedback: Feedback | None = None) -> Plan:
    """Make a plan file of a filled template.

    Args:
        replacing: whether it may take the place of a file that is there.

    Raises:
        UserError: as `read_template`; the name does not end in .toml, there is such a file, or it cannot be written.
    """
    if out.suffix.lower() != SUFFIX:
        raise UserError("规划文件以 .toml 结尾", where=out.name, remedy=f"请改为 {out.stem}{SUFFIX}")
    if not replacing:
        refuse_existing(out)
    with written_beside(out) as beside:
        _Filled(path, feedback or Silent()).write(beside)
    return read_plan(out)


class _Filled:
    """A filled template."""

    def __init__(self, path: Path, feedback: Feedback) -> None:
        kinds = load_kinds()
        self._name = path.name
        self._sheets = template_sheets(kinds)
        rows, self._faults, self._plan_rows = read_rows(str(path), self._sheets, feedback)
        self._text = _toml(rows, self._sheets)
        self._labels: dict[str, str] = {**kind_labels(kinds), **mode_labels(), **COMPARATOR_LABELS, **DATA_LABELS}
        self._labels |= {**LIMIT_LABELS, **LEVEL_LABELS, **AMOUNT_LABELS}
        self._labels |= {str(code): label for code, label in MEASURE_LABELS.items()}

    def faults(self, path: Path) -> list[Fault]:
        """What is wrong with the plan file that is written to a path, in the order of the template."""
        path.write_text(str(self._text), encoding="utf-8", newline="\n")
        order = list(self._sheets)
        with self._naming_the_template(path):
            found = [*self._faults, *self._told(problems_in(path))]
        return sorted(found, key=lambda fault: (order.index(fault.sheet), fault.row))

    def write(self, path: Path) -> None:
        """Write the plan file and have it checked where it lies: the plans above it are looked for from there.

        Raises:
            UserError: something is wrong.
        """
        self._refuse(self.faults(path))
        with self._naming_the_template(path):
            read_plan(path)

    @contextmanager
    def _naming_the_template(self, path: Path) -> Iterator[None]:
        """A fault of the written file as a whole is told of the template; one of a plan above it stays."""
        try:
            yield
        except UserError as error:
            if not error.where.startswith(path.name):
                raise
            raise self._relocated(error) from error

    def _told(self, problems: Sequence[Problem]) -> list[Fault]:
        """What the check of a plan file found, told of the cells, without what follows from other faults."""
        known = {(fault.sheet, fault.row, fault.header) for fault in self._faults}
        found = [(problem.key, self._fault(problem)) for problem in problems]
        return [
            fault
            for key, fault in found
            if (fault.sheet, fault.row, fault.header) not in known and not self._follows(key, fault)
        ]

    def _follows(self, key: str, fault: Fault) -> bool:
        """Whether it would not be told but for another fault: of its row, or of the headers of its sheet."""
        others = [other for other in self._faults if other.sheet == fault.sheet]
        if not fault.row and any(other.row <= 1 or not other.header for other in others):
            return True
        sheet, broken = self._sheets[fault.sheet], {other.header for other in others if other.row == fault.row}
        return any(sheet.header_of(cause) in broken and key in keys for cause, keys in _FOLLOWS.items())

    def _fault(self, problem: Problem) -> Fault:
        row = self._text.origins.get(problem.line)
        nowhere = row is None or (row.sheet == PLAN and problem.key == "indicator")  # not a single one
        sheet = self._sheets[INDICATORS if row is None or nowhere else row.sheet]
        number = 0 if row is None or nowhere else row.number
        if sheet.name == PLAN:
            number = self._plan_rows.get(problem.key, 0)
        header, remedy = sheet.header_of(problem.key), self._in_words(problem.remedy, sheet)
        if not remedy or any(sign in problem.remedy for sign in _WRITTEN):
            remedy = sheet.note_on(header)
        return Fault(sheet.name, number, header, self._in_words(problem.what, sheet), remedy)

    def _in_words(self, text: str, sheet: Sheet) -> str:
        """A message about a plan file as one about the template: rows for lines, headers and labels for keys."""
        lines = _LINE.sub(lambda found: self._row_of(int(found[1])), text)
        return _WORD.sub(lambda found: self._labels.get(found[0]) or sheet.header_of(found[0]) or found[0], lines)

    def _row_of(self, line: int) -> str:
        row = self._text.origins.get(line)
        return Fault(row.sheet, row.number, "", "").place if row else "另一处"

    def _relocated(self, error: UserError) -> UserError:
        """A fault of the file as a whole, told of the template."""
        found = _LINE.search(error.where)
        key = error.where.split()[-1]
        if found is None:
            return UserError(error.what, where=self._name, remedy=error.remedy)
        fault = self._fault(Problem(int(found[1]), key, error.what, error.remedy))
        return UserError(fault.what, where=f"{self._name} {fault.place}", remedy=fault.remedy)

    def _refuse(self, faults: Sequence[Fault]) -> None:
        """Tell all faults: the first in full, the others by place.

        Raises:
            UserError: there is any.
        """
        if not faults:
            return
        first, *others = faults
        more = "；".join(f"{fault.place}：{fault.what}" for fault in others[:MOST_TOLD])
        count = f"另有 {len(others)} 处：{more}{' 等' if len(others) > MOST_TOLD else ''}" if others else ""
        remedy = "。".join(part for part in (first.remedy, count) if part)
        raise UserError(first.what, where=f"{self._name} {first.place}", remedy=remedy)


def _toml(rows: dict[str, list[Row]], sheets: dict[str, Sheet]) -> TomlText:
    text = TomlText()
    text.plan(rows[PLAN][0])
    for name, sheet in sheets.items():
        for row in rows.get(name, []) if name != PLAN else []:
            text.entry(sheet.key, row)
    return text
