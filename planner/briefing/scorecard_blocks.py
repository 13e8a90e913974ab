"""What the page's scorecard holds: printed texts, still unescaped, for the template to escape."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exact:
    """The exact figures of a row, "" where there is none."""

    value: str
    low: str
    high: str
    numerator: str
    denominator: str
    target: str
    shortfall: str
    due: str
    floor: str

    def given(self) -> list[tuple[str, str]]:
        """Name and figure of those there are."""
        return [(name, value) for name, value in vars(self).items() if value]


@dataclass(frozen=True)
class RowView:
    """A row of the scorecard.

    Attributes:
        key: what choosing it paints; anchor: where it stands in the page.
        verdict: "met" ..., or "unjudged".
        counts: whether its verdict counts.
        relation: how it stands beside the row above, "" for one that stands by itself.
        is_again: whether it says the same again, to the same value and verdict, so that a line is enough.
        own_words: whether its verdict is that of its own words only.
        over: whether the shortfall is what exceeds the target.
        judged: what it is held against, where the printed target does not show it.
    """

    key: str
    anchor: str
    indicator: str
    verdict: str
    verdict_label: str
    counts: bool
    relation: str
    is_again: bool
    own_words: bool
    is_contradicted: bool
    name: str
    place: str
    by_hand: str
    missing: str
    value: str
    ratio: str
    target: str
    judged: str
    due: str
    due_verdict: str
    floor: str
    floor_is_looser: bool
    shortfall: str
    over: bool
    exact: Exact


@dataclass(frozen=True)
class SectionView:
    """A group of the scorecard; every row beside another stands below it."""

    group: str
    label: str
    summary: str
    is_open: bool
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class LackView:
    """One of the figures furthest from their targets."""

    key: str
    name: str
    value: str
    target: str
    shortfall: str
    over: bool


@dataclass(frozen=True)
class LacksView:
    """What lacks most."""

    title: str
    rows: tuple[LackView, ...]
