"""What a click on the map says: pairs of label and text, never markup."""

from collections import defaultdict

import numpy as np

from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS, LEVEL_LABELS, STATUSES
from planner.briefing import figures
from planner.briefing.contents import Contents, group_label, reach_label
from planner.coverage.reach import REASONS
from planner.plans.scorecard import EvidenceRow

Lines = list[tuple[str, str]]

_MOST_FACILITIES = 4


def unit_lines(contents: Contents) -> dict[int, Lines]:
    """For each unit by row: class, people, what it has by indicator, and the share reached."""
    served = _served_lines(contents)
    reached = _reached_lines(contents)
    return {
        row: [*_about_unit(contents, row), *served.get(row, []), *reached.get(row, [])]
        for row in range(len(contents.units))
    }


def facility_lines(contents: Contents) -> list[Lines]:
    """For each facility: kinds, status, unit, capacity, address."""
    return [_about_facility(contents, row) for row in range(len(contents.facilities))]


def _about_unit(contents: Contents, row: int) -> Lines:
    units = contents.units
    level = LEVEL_LABELS.get(str(units.level[row]), "")
    lines = [("类别", figures.plain(units.klass[row]) or level)]
    parent = units.row_of.get(str(units.parent[row]), -1)
    if parent >= 0:
        lines.append(("上级", figures.plain(units.name[parent])))
    for group, label in GROUPS.items():
        if group in units.population and np.isfinite(units.population[group][row]):
            lines.append((label, f"{figures.count(units.population[group][row])} 人"))
    return lines


def _served_lines(contents: Contents) -> dict[int, Lines]:
    names = _facility_names(contents)
    lines: dict[int, Lines] = defaultdict(list)
    for card in contents.scorecard.rows:
        if card.indicator.measure != "units_served" or not card.indicator.decides:
            continue
        for evidence in card.measurement.rows:
            row = contents.units.row_of.get(evidence.code, -1)
            if row >= 0:
                word = "待定" if card.measurement.value is None else "无"
                lines[row].append((figures.plain(card.indicator.name), _has(evidence, names, word)))
    return lines


def _has(evidence: EvidenceRow, names: dict[str, str], otherwise: str) -> str:
    if not evidence.counted:
        return f"{otherwise}({figures.plain(evidence.reason)})" if evidence.reason else otherwise
    known = [names.get(facility, figures.plain(facility)) for facility in evidence.facilities]
    if not known:
        return f"有({figures.plain(evidence.reason)})" if evidence.reason else "有"
    more = f"等 {len(known)} 处" if len(known) > _MOST_FACILITIES else ""
    return f"有：{'、'.join(known[:_MOST_FACILITIES])}{more}"


def _facility_names(contents: Contents) -> dict[str, str]:
    facilities = contents.facilities
    return {str(key): figures.plain(name) for key, name in zip(facilities.id, facilities.name, strict=True)}


def _reached_lines(contents: Contents) -> dict[int, Lines]:
    lines: dict[int, Lines] = defaultdict(list)
    for reach in contents.reaches:
        label = f"{reach_label(contents, reach)}，{group_label(reach.group)}"
        for unit in reach.units:
            row = contents.units.row_of.get(unit.code, -1)
            if row >= 0:
                people = f"({figures.count(unit.reached)} 人)" if 0 < unit.share < 1 else ""
                text = figures.share(unit.share) + people
                reasons = (f"{REASONS[key]} {figures.count(people)} 人" for key, people in unit.by_reason.items())
                lines[row].append((label, "；".join([text, *reasons])))
    return lines


def _about_facility(contents: Contents, row: int) -> Lines:
    facilities = contents.facilities
    status = str(facilities.status[row])
    unit = int(contents.placement.row[row])
    lines = [
        ("类型", figures.plain("、".join(contents.kind_label(kind) for kind in facilities.kinds[row]))),
        ("状态", STATUSES.get(status, figures.plain(status))),
        ("所属", figures.plain(contents.unit_label(unit)) or "不明"),
    ]
    for key, label in FACILITY_NUMBERS.items():
        if key in facilities.numbers and np.isfinite(facilities.numbers[key][row]):
            lines.append((label, figures.figure(facilities.numbers[key][row], "")))
    for key, label in FACILITY_TEXTS.items():
        if key in facilities.texts and facilities.texts[key][row]:
            lines.append((label, figures.plain(facilities.texts[key][row])))
    return lines
