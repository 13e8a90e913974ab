"""The page's scorecard: its sections, and what lacks most."""

from collections.abc import Iterator

from planner.briefing import figures, labels
from planner.briefing.scorecard_blocks import Exact, LacksView, LackView, RowView, SectionView
from planner.briefing.sections import MOST_LACKING, Entry, Section, lacking, sections
from planner.briefing.table import exact_text
from planner.plans.scorecard import VERDICT_LABELS, Scorecard, ScorecardRow

NOT_ENTERED = "需人工填报，尚未录入"
"""What coverage says of most rows; so often in a long list that the page says it shorter."""


def section_views(scorecard: Scorecard) -> tuple[SectionView, ...]:
    """All groups; only the first is open."""
    return tuple(
        SectionView(section.group, section.label, _summary(section), section.is_first, tuple(_rows(section)))
        for section in sections(scorecard)
    )


def lacks_view(scorecard: Scorecard) -> LacksView | None:
    """The figures furthest from their targets, None where all are met."""
    missed = lacking(scorecard)
    if not missed:
        return None
    title = f"差得最远的 {MOST_LACKING} 项" if len(missed) > MOST_LACKING else "没有达标的"
    rows = tuple(
        LackView(
            key=f"indicator-{entry.number}",
            name=figures.plain(entry.card.indicator.name),
            value=labels.value_label(entry.card),
            target=figures.plain(labels.target_label(entry.card)),
            shortfall=figures.plain(labels.shortfall_label(entry.card)),
            over=labels.is_over(entry.card),
        )
        for entry in missed[:MOST_LACKING]
    )
    return LacksView(title, rows)


def row_view(entry: Entry, principal: ScorecardRow | None = None) -> RowView:
    """One row, below the row that decides where it stands beside one."""
    card, indicator = entry.card, entry.card.indicator
    is_open = card.shortfall is not None and bool(labels.shortfall_label(card))
    return RowView(
        key=f"indicator-{entry.number}",
        anchor=f"row-{entry.number}",
        indicator=indicator.id,
        verdict=card.verdict if indicator.is_judged else "unjudged",
        verdict_label=labels.verdict_label(card),
        counts=indicator.decides,
        relation=labels.relation_label(card) if principal else "",
        is_again=principal is not None and _says_again(card, principal),
        own_words=principal is not None and indicator.is_judged,
        is_contradicted=any(other.card.indicator.relation == "conflicts_with" for other in entry.beside),
        name=figures.plain(indicator.name),
        place=figures.plain(" · ".join(part for part in (labels.place_in_plan(card), indicator.nature) if part)),
        by_hand=figures.plain(labels.by_hand_label(card)),
        missing=_missing(card),
        value=labels.value_label(card),
        ratio=labels.ratio_label(card),
        target=figures.plain(labels.target_label(card)),
        judged=labels.judged_label(card),
        due=labels.due_label(card),
        due_verdict=card.due.verdict if card.due else "",
        floor=figures.plain(labels.floor_label(card)),
        floor_is_looser=labels.floor_word(card) == "更宽",
        shortfall=figures.plain(labels.shortfall_label(card)),
        over=labels.is_over(card),
        exact=_exact(card, with_shortfall=is_open),
    )


def _rows(section: Section) -> Iterator[RowView]:
    for entry in section.entries:
        yield row_view(entry)
        yield from (row_view(other, entry.card) for other in entry.beside)


def _says_again(card: ScorecardRow, principal: ScorecardRow) -> bool:
    same = (card.verdict, card.measurement.value) == (principal.verdict, principal.measurement.value)
    return card.indicator.relation == "same_as" and same


def _summary(section: Section) -> str:
    """主要指标 20 项：达标 7，未达标 7，待定 6; what does not decide is counted apart."""
    counts = section.counts()
    deciding, others = sum(counts.values()), len(section.entries) - sum(counts.values())
    said = "，".join(f"{label} {counts[verdict]}" for verdict, label in VERDICT_LABELS.items() if counts[verdict])
    if not deciding:
        return f"{others} 条，{labels.UNJUDGED}"
    return f"{deciding} 项：{said}" + (f"；另 {others} 条{labels.UNJUDGED}" if others else "")


def _missing(card: ScorecardRow) -> str:
    """Why there is no figure, in the words of what is missing."""
    missing = card.measurement.missing
    if not missing or not card.indicator.decides:
        return ""
    if missing == (NOT_ENTERED,):
        return "尚未填报"
    return figures.plain(missing[0]) + (f"等 {len(missing)} 项" if len(missing) > 1 else "")


def _exact(card: ScorecardRow, *, with_shortfall: bool) -> Exact:
    measured = card.measurement
    return Exact(
        value=exact_text(measured.value),
        low=exact_text(measured.low),
        high=exact_text(measured.high),
        numerator=exact_text(measured.numerator),
        denominator=exact_text(measured.denominator),
        target=exact_text(card.target),
        shortfall=exact_text(card.shortfall) if with_shortfall else "",
        due=exact_text(card.due.value) if card.due else "",
        floor=exact_text(card.floor.indicator.value) if card.floor else "",
    )
