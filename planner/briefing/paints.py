"""What choosing a row of the page paints on its map: an indicator's units, or the share reached."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from layers.schema import LEVELS
from planner.briefing import figures
from planner.briefing.contents import Contents, group_label, reach_label, without
from planner.briefing.labels import (
    base_label,
    beside_label,
    due_label,
    floor_label,
    is_doubtful,
    is_over,
    judged_label,
    listed_label,
    place_in_plan,
    ratio_label,
    shortfall_label,
    target_label,
    value_label,
    verdict_label,
)
from planner.briefing.sections import Entry, lacking
from planner.coverage.reach import Reach
from planner.drawing import style
from planner.plans.kinds import JOINT
from planner.plans.scorecard import EvidenceRow, ScorecardRow

SERVED, NOT_SERVED = 0, 1
_MOST_NAMES = 100


@dataclass(frozen=True)
class Paint:
    """A picture of one figure.

    Attributes:
        key: `indicator-3` or `reach-0`, in the order of the scorecard and the reaches.
        title, lines: the caption.
        listed: what the names below the caption are, "" where there are none.
        names: (what, row, name, township) of those without; what is "u" for units, "f" for facilities.
        units, facilities: (row, class) to colour; classes are places in `legend`.
        legend: (colour, label) by class.
        kinds: facility layers to show; people: numbers of the reaches to show.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    listed: str
    names: tuple[tuple[str, int, str, str], ...]
    units: tuple[tuple[int, int], ...]
    facilities: tuple[tuple[int, int], ...]
    legend: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    people: tuple[int, ...]

    def as_data(self) -> dict[str, Any]:
        """For the page's script; rows by class, each as the way from the one before."""
        data = {name: value for name, value in vars(self).items() if value or name == "title"}
        return data | {name: _by_class(data[name]) for name in ("units", "facilities") if name in data}


def _by_class(pairs: tuple[tuple[int, int], ...]) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(max(class_ for _, class_ in pairs) + 1)]
    for row, class_ in sorted(pairs):
        rows[class_].append(row)
    return [[row - before for before, row in pairwise([0, *found])] for found in rows]


def indicator_paint(contents: Contents, number: int) -> Paint:
    """The units and facilities with and without, of one row of the scorecard."""
    card = contents.scorecard.rows[number]
    units = _rows(contents.units.row_of, card.measurement.rows)
    of_facility = {str(key): row for row, key in enumerate(contents.facilities.id)}
    facilities = _rows(of_facility, [row for row in card.measurement.rows if row.code not in contents.units.row_of])
    missing = without(card)
    people = contents.reaches_of(card.indicator)
    legend = _unit_legend(card) if units or facilities else ()
    if card.indicator.measure == "share_reached":
        units, legend = _evidence_classes(contents, card.measurement.rows), _share_legend()
    return Paint(
        key=f"indicator-{number}",
        title=figures.plain(card.indicator.name),
        lines=_caption(contents, card),
        listed=listed_label(card) + (f"(先列 {_MOST_NAMES} 个)" if len(missing) > _MOST_NAMES else ""),
        names=tuple(_name(contents, of_facility, evidence) for evidence in missing[:_MOST_NAMES]),
        units=units,
        facilities=facilities,
        legend=legend,
        kinds=card.indicator.kinds,
        people=tuple(people),
    )


def reach_paint(contents: Contents, number: int) -> Paint:
    """The share reached by unit, and the people who are not."""
    reach = contents.reaches[number]
    beyond = figures.count(reach.total - reach.reached)
    lines = (
        f"{group_label(reach.group)}覆盖率 {figures.share(reach.share)}：{figures.count(reach.reached)} / "
        f"{figures.count(reach.total)} 人，未覆盖 {beyond} 人，其中不可达 {figures.count(reach.unreachable)} 人",
        *_doubt_lines(reach),
        *(figures.plain(note) for note in reach.notes),
    )
    return Paint(
        key=f"reach-{number}",
        title=figures.plain(reach_label(contents, reach)),
        lines=lines,
        listed="",
        names=(),
        units=_share_classes(contents, reach),
        facilities=(),
        legend=_share_legend(),
        kinds=tuple(reach.kind.split(JOINT)),
        people=(number,),
    )


def _doubt_lines(reach: Reach) -> tuple[str, ...]:
    low, high = reach.bounds()
    if low == high or np.isnan(low):
        return ()
    return (f"资料不全：覆盖率可能在 {figures.share(low)} 到 {figures.share(high)} 之间",)


def first_shown(contents: Contents) -> str:
    """What the page shows when it opens: what lacks most of what has a picture, else the first reach."""
    scorecard = contents.scorecard
    others = [Entry(number, card) for number, card in enumerate(scorecard.rows) if card.indicator.decides]
    pictures = [entry for entry in (*lacking(scorecard), *others) if _is_picture(entry.card)]
    telling = [entry for entry in pictures if len(entry.card.measurement.rows) > 1]  # one unit alone tells nothing
    for entry in (*telling, *pictures):
        return f"indicator-{entry.number}"
    return "reach-0" if contents.reaches else ""


def _is_picture(card: ScorecardRow) -> bool:
    return card.indicator.measure == "units_served" and bool(card.measurement.rows)


def _caption(contents: Contents, card: ScorecardRow) -> tuple[str, ...]:
    indicator, measured = card.indicator, card.measurement
    ratio, shortfall, judged = ratio_label(card), shortfall_label(card), judged_label(card)
    value = f"{value_label(card)}({ratio})" if ratio else value_label(card)
    target = f"{target_label(card)}（{judged}）" if judged else target_label(card)
    verdict = verdict_label(card) + (f"，{'超出' if is_over(card) else '缺口'} {shortfall}" if shortfall else "")
    base = base_label(contents.plan, card)
    parts = [
        f"现值 {value}，目标 {target}：{verdict}",
        "；".join(part for part in (base, due_label(card), floor_label(card)) if part),
        *(beside_label(other) for other in contents.scorecard.beside(card)),
        f"缺少：{'；'.join(measured.missing)}" if measured.missing else "",
        measured.method,
        indicator.note,
        f"缺口说明：{card.remark}" if card.remark else "",
        f"规划中的位置：{place_in_plan(card)}",
    ]
    return tuple(figures.plain(part) for part in parts if part)


def _name(contents: Contents, of_facility: dict[str, int], evidence: EvidenceRow) -> tuple[str, int, str, str]:
    name, row = figures.plain(evidence.name), contents.units.row_of.get(evidence.code, -1)
    if row >= 0:
        return "u", row, name, contents.township_name(row)
    return "f", of_facility.get(evidence.code, -1), name, ""


def _rows(row_of: dict[str, int], evidence: list[EvidenceRow] | tuple[EvidenceRow, ...]) -> tuple[tuple[int, int], ...]:
    known = ((row_of.get(row.code, -1), SERVED if row.counted else NOT_SERVED) for row in evidence)
    return tuple((row, served) for row, served in known if row >= 0)


def _unit_legend(card: ScorecardRow) -> tuple[tuple[str, str], ...]:
    if is_doubtful(card):
        return (style.SERVED, "已覆盖"), (style.UNKNOWN, "待定(资料不全)")
    words = ("已覆盖", "未覆盖") if card.indicator.measure == "units_served" else ("已计入", "未计入")
    return (style.SERVED, words[0]), (style.NOT_SERVED, words[1])


def _evidence_classes(contents: Contents, evidence: tuple[EvidenceRow, ...]) -> tuple[tuple[int, int], ...]:
    """Class of share of the units behind a share of people."""
    classes = []
    for part in evidence:
        row = contents.units.row_of.get(part.code, -1)
        if row >= 0 and part.numerator is not None and part.denominator:
            classes.append((row, _share_class(part.numerator / part.denominator)))
    return tuple(classes)


def _share_classes(contents: Contents, reach: Reach) -> tuple[tuple[int, int], ...]:
    """Class of share of the units of the finest level that has outlines."""
    rows = [contents.units.row_of.get(unit.code, -1) for unit in reach.units]
    drawn = {row: unit for row, unit in zip(rows, reach.units, strict=True) if row >= 0 and _outlined(contents, row)}
    finest = max((LEVELS.index(unit.level) for unit in drawn.values()), default=0)
    return tuple((row, _share_class(unit.share)) for row, unit in drawn.items() if LEVELS.index(unit.level) == finest)


def _outlined(contents: Contents, row: int) -> bool:
    return contents.units.geometry[row] is not None


def _share_class(share: float) -> int:
    return len(style.SHARE_FILLS) if np.isnan(share) else int(np.searchsorted(style.SHARE_BREAKS, share, side="right"))


def _share_legend() -> tuple[tuple[str, str], ...]:
    edges = [f"{share * 100:g}%" for share in style.SHARE_BREAKS]
    between = [f"{low}–{high}" for low, high in pairwise(edges)]
    labels = (f"不足{edges[0]}", *between, f"{edges[-1]}及以上")
    return (*zip(style.SHARE_FILLS, labels, strict=True), (style.UNKNOWN, "无人口数据"))
