"""What stands on the scorecard: headings, the rows that decide, and below each what is said beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from planner.plans.indicator import GROUP_LABELS, Group
from planner.plans.scorecard import Scorecard, ScorecardRow, Verdict

translate = QCoreApplication.translate

Section = Group | Literal["norm"]
AnySection = Section | Literal[""]
SECTIONS: tuple[Section, ...] = ("table", "text", "siting", "superior", "norm")
URGENCY: dict[Verdict, int] = {"not_met": 0, "unknown": 1, "met": 2}
_NOT_JUDGED = 3


@dataclass(frozen=True, eq=False)
class Line:
    """One row of the scorecard as it is shown.

    Attributes:
        inset: stands below the row that decides, and is not counted.
        disputed: the plan gives another figure elsewhere.
        origin: name of the superior plan or of the norm's document that it comes from, "" for the plan's own.
        after: the same row when all projects of the plan are built, None while nobody asked.
        place: in the order of the plan.
    """

    row: ScorecardRow
    section: Section
    place: int = 0
    inset: bool = False
    disputed: bool = False
    origin: str = ""
    after: ScorecardRow | None = None

    @property
    def counts(self) -> bool:
        """Whether its verdict is one of the plan's."""
        return self.section != "norm" and self.row.indicator.decides

    @property
    def is_open(self) -> bool:
        """Whether nothing is judged: a rule of siting, or words without a figure."""
        one = self.row.indicator
        return self.row.verdict == "unknown" and (one.siting or not one.is_judged)


@dataclass(frozen=True)
class Heading:
    """The title above a section.

    Attributes:
        rows, missed: rows that stand by themselves, and those of them that count and are not met.
    """

    section: Section
    rows: int
    missed: int
    folded: bool


@dataclass(frozen=True)
class Choice:
    """What the user wants to see, and in which order.

    Attributes:
        section: one section alone, "" for all.
        verdict: only rows that decide and have it, "" for all.
        words: only rows that hold all of them.
        folded: sections of which only the heading is shown.
        kept: id of an indicator that is shown whatever `verdict` says.
        key, descending: by what to sort inside a section; the most urgent first where `key` is None.
    """

    section: AnySection = ""
    verdict: Verdict | Literal[""] = ""
    words: tuple[str, ...] = ()
    folded: frozenset[str] = frozenset()
    kept: str = ""
    key: Callable[[Line], Any] | None = None
    descending: bool = False


Shown = Heading | Line
_Block = tuple[Line, ...]


def section_title(section: Section) -> str:
    """What a section is called."""
    return translate("Scorecard", "规范(参考，不计入)") if section == "norm" else GROUP_LABELS[section]


def lines_of(scorecard: Scorecard, after: Mapping[str, ScorecardRow] | None = None) -> tuple[Line, ...]:
    """Every row of a scorecard, each followed by what stands beside it."""
    later = after or {}
    names = _plan_names(scorecard)
    shown = {row.indicator.id for row in scorecard.rows}
    lines: list[Line] = []
    for place, row in enumerate(scorecard.rows):
        one = row.indicator
        if one.principal in shown:
            continue
        beside = scorecard.beside(row)
        disputed = any(other.indicator.relation == "conflicts_with" for other in beside)
        own = Line(row, one.group, place, bool(one.principal), disputed, names.get(one.origin, ""), later.get(one.id))
        lines.append(own)
        lines.extend(Line(other, one.group, place, inset=True, after=later.get(other.indicator.id)) for other in beside)
    return tuple(lines)


def _plan_names(scorecard: Scorecard) -> dict[str, str]:
    names, plan = {}, scorecard.plan.superior
    while plan is not None:
        names[plan.id] = plan.name
        plan = plan.superior
    return names


def arrange(lines: Sequence[Line], choice: Choice) -> tuple[Shown, ...]:
    """The lines that are wanted, section by section, in the wanted order.

    A heading stands over every section where several are shown.
    """
    blocks = [block for block in _blocks(lines) if _wanted(block, choice)]
    sections = [name for name in SECTIONS if any(block[0].section == name for block in blocks)]
    shown: list[Shown] = []
    for name in sections:
        own = _sorted([block for block in blocks if block[0].section == name], choice)
        folded = name in choice.folded and not choice.words
        if len(sections) > 1:
            missed = sum(block[0].counts and block[0].row.verdict == "not_met" for block in own)
            shown.append(Heading(name, len(own), missed, folded))
        if not folded or len(sections) == 1:
            shown.extend(line for block in own for line in block)
    return tuple(shown)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """Each row that stands by itself with those below it."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.inset and blocks and line.row.indicator.principal == blocks[-1][0].row.indicator.id:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [tuple(block) for block in blocks]


def _wanted(block: _Block, choice: Choice) -> bool:
    head = block[0]
    if choice.section not in ("", head.section):
        return False
    if choice.words and not any(all(word in _text(line) for word in choice.words) for line in block):
        return False
    if any(line.row.indicator.id == choice.kept for line in block):
        return True
    return not choice.verdict or (head.counts and head.row.verdict == choice.verdict)


def _text(line: Line) -> str:
    """What a search looks through."""
    one = line.row.indicator
    return f"{one.name}\n{one.section}\n{one.printed}\n{one.nature}\n{line.origin}".casefold()


def _sorted(blocks: list[_Block], choice: Choice) -> list[_Block]:
    key = choice.key
    if key is None:
        return sorted(blocks, key=lambda block: urgency(block[0]))
    return sorted(blocks, key=lambda block: key(block[0]), reverse=choice.descending)


def urgency(line: Line) -> tuple[int, float]:
    """Missed before unknown before met before not judged; what is missed by the largest share first."""
    if line.is_open:
        return _NOT_JUDGED, 0.0
    return URGENCY[line.row.verdict], -line.row.distance
