from dataclasses import replace

import pytest

from planner.briefing.sections import lacking, sections
from planner.plans.scorecard import Measurement, Scorecard, ScorecardRow, Verdict
from tests.planner.briefing.conftest import Case
from tests.planner.briefing.invented import make_plan

A, B, C, D = make_plan().indicators


def row(key: str, value: float | None, target: float, verdict: Verdict = "not_met", **about: object) -> ScorecardRow:
    indicator = replace(A, id=key, value=target, **about)  # type: ignore[arg-type]
    measured = Measurement(value, value, value, None, None)
    return ScorecardRow(indicator, measured, verdict, 1.0, "个", target)


def card_of(*rows: ScorecardRow) -> Scorecard:
    return Scorecard(make_plan(), "区", "210112000000", 2025, rows)


def ids(scorecard: Scorecard) -> list[str]:
    return [entry.card.indicator.id for entry in lacking(scorecard)]


def test_every_row_stands_once_and_groups_come_in_order(full: Case) -> None:
    groups = sections(full.scorecard)
    assert [group.label for group in groups] == ["主要指标", "正文指标", "上级规划的要求", "选址和建设要求"]
    assert [group.is_first for group in groups] == [True, False, False, False]
    entries = [entry for group in groups for entry in group.entries]
    every = entries + [other for entry in entries for other in entry.beside]
    assert sorted(entry.number for entry in every) == list(range(len(full.scorecard.rows)))
    assert all(full.scorecard.rows[entry.number] is entry.card for entry in every)
    beside = {entry.card.indicator.id: [o.card.indicator.id for o in entry.beside] for entry in entries if entry.beside}
    assert beside == {"a": ["a_again", "a_else", "a_2022"], "h": ["h_again"]}


def test_the_groups_count_what_the_headline_counts(full: Case) -> None:
    counted = [group.counts() for group in sections(full.scorecard)]
    for verdict, number in full.scorecard.counts().items():
        assert sum(counts[verdict] for counts in counted) == number
    assert sum(full.scorecard.counts().values()) == 7


def test_without_a_main_table_the_text_comes_first() -> None:
    groups = sections(card_of(row("a", 1.0, 2.0), row("s", None, 2.0, "unknown", siting=True)))
    assert [(group.group, group.is_first) for group in groups] == [("text", True), ("siting", False)]


def test_a_row_beside_one_that_is_not_there_stands_by_itself() -> None:
    (group,) = sections(card_of(row("a", 1.0, 2.0, relation="same_as", principal="gone")))
    assert [entry.card.indicator.id for entry in group.entries] == ["a"]


def test_what_lacks_most_is_the_furthest_from_its_target_the_main_table_first() -> None:
    rows = (
        row("text", 0.0, 100.0),
        row("near", 90.0, 100.0, row=1),
        row("met", 100.0, 100.0, "met", row=2),
        row("far", 10.0, 40.0, row=3),
        row("over", 3.0, 2.0, row=4, comparator="<="),
        row("beside", 0.0, 100.0, row=5, relation="conflicts_with", principal="near"),
        row("above", 0.0, 100.0, origin="liaoning"),
    )
    assert ids(card_of(*rows)) == ["far", "over", "near", "text", "above"]


@pytest.mark.parametrize(
    ("low", "high", "target", "away"),
    [(20.0, 60.0, 80.0, 0.25), (90.0, 95.0, 60.0, 0.5), (None, None, 50.0, 0.0), (0.0, 0.0, 0.0, 0.0)],
)
def test_an_interval_is_as_far_as_its_nearer_end(
    low: float | None, high: float | None, target: float, away: float
) -> None:
    measured = Measurement(None, low, high, None, None)
    assert replace(row("a", None, target), measurement=measured, verdict="not_met").distance == pytest.approx(away)
