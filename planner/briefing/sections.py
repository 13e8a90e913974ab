"""The scorecard in sections, and what it lacks most."""

from dataclasses import dataclass

from planner.plans.indicator import GROUP_LABELS, Group
from planner.plans.scorecard import VERDICT_LABELS, Scorecard, ScorecardRow, Verdict

ORDER: tuple[Group, ...] = ("table", "text", "superior", "siting")
MOST_LACKING = 5


@dataclass(frozen=True)
class Entry:
    """A row, and what the plan says of the same matter elsewhere.

    Attributes:
        number: place in the scorecard, from 0.
    """

    number: int
    card: ScorecardRow
    beside: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Section:
    """The entries of one group.

    Attributes:
        is_first: whether it is what the plan is judged by first: the main table, the text where there is none.
    """

    group: Group
    label: str
    entries: tuple[Entry, ...]
    is_first: bool

    def counts(self) -> dict[Verdict, int]:
        """Number of rows that decide, by verdict."""
        verdicts = [entry.card.verdict for entry in self.entries if entry.card.indicator.decides]
        return {verdict: verdicts.count(verdict) for verdict in VERDICT_LABELS}


def sections(scorecard: Scorecard) -> tuple[Section, ...]:
    """The groups that have rows; every row stands once, one beside another below it."""
    present = {row.indicator.id for row in scorecard.rows}
    entries = [
        Entry(number, row, _beside(scorecard, row))
        for number, row in enumerate(scorecard.rows)
        if row.indicator.principal not in present
    ]
    groups = [group for group in ORDER if any(entry.card.indicator.group == group for entry in entries)]
    return tuple(
        Section(
            group,
            GROUP_LABELS[group],
            tuple(entry for entry in entries if entry.card.indicator.group == group),
            group == groups[0],
        )
        for group in groups
    )


def _beside(scorecard: Scorecard, principal: ScorecardRow) -> tuple[Entry, ...]:
    return tuple(
        Entry(number, row)
        for number, row in enumerate(scorecard.rows)
        if row.indicator.principal == principal.indicator.id
    )


def lacking(scorecard: Scorecard) -> tuple[Entry, ...]:
    """The rows not met that decide: by section, and in each the furthest from its target first."""
    missed = [
        Entry(number, row)
        for number, row in enumerate(scorecard.rows)
        if row.verdict == "not_met" and row.indicator.decides
    ]
    return tuple(sorted(missed, key=lambda entry: (ORDER.index(entry.card.indicator.group), -entry.card.distance)))
