"""People by unit, as a table without places gives them."""

from dataclasses import replace

import numpy as np

from layers.decisions import Match
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_columns import texts
from layers.importing.table.cells import numbers
from layers.importing.understood import Understood
from layers.matching.units import UnitIndex, match_units
from layers.schema import GROUPS
from layers.tables import Units


def totals_of(
    understood: Understood, around: Surroundings, findings: list[Finding]
) -> tuple[Units, tuple[Match, ...], int]:
    """The region's units with the people of a table in place of their own, NaN where the table has none.

    Rows of the same unit are added up: they are its parts or its ages, as a layer of outlines repeats them never does.

    Returns:
        The units, what the texts were taken to mean, and how many rows were left out.

    Raises:
        UserError: no row names a unit of the region.
    """
    units = around.units
    field = "unit" if "unit" in understood.header else "name"
    found = match_units(
        texts(understood, field),
        UnitIndex.of(units, around.aliases, region=around.name),
        confirmed=understood.options.units,
        within=units_within(understood, around),
        rows=understood.features.rows,
    )
    groups = [group for group in GROUPS if group in understood.header]
    values = {group: numbers(understood, group, findings) for group in groups}
    counted = np.any([np.isfinite(one) for one in values.values()], axis=0)
    good = (found.row >= 0) & found.sure & counted
    if not good.any():
        raise UserError("没有一行对得上区域里的单元", where=understood.where, remedy="请检查单元列,或先导入行政单元")
    _list_lost(understood, field, ~good & counted, values, findings)
    totals = {group: np.full(len(units), np.nan) for group in GROUPS}
    for group, own in values.items():
        given = good & np.isfinite(own)
        sums = np.bincount(found.row[given], own[given], len(units))
        there = np.bincount(found.row[given], minlength=len(units)) > 0
        totals[group] = np.where(there, sums, np.nan)
    many = int(good.sum()) - len(np.unique(found.row[good]))
    if many:
        message = f"有的单元有几行(多出 {many} 行),同一单元各行的人数已相加"
        findings.append(Finding("note", "rows_added", message, remedy="如果几行是重复的,请在原表删去重复行"))
    return replace(units, population=totals), found.matches, int((~good).sum())


def units_within(understood: Understood, around: Surroundings) -> list[str]:
    """Codes of the units that the rows say they lie in, "" where unknown."""
    if "within" not in understood.header:
        return []
    above = match_units(texts(understood, "within"), UnitIndex.of(around.units, around.aliases, region=around.name))
    pairs = zip(above.row.tolist(), above.sure.tolist(), strict=True)
    return [str(around.units.code[row]) if row >= 0 and ok else "" for row, ok in pairs]


def _list_lost(
    understood: Understood, field: str, lost: np.ndarray, values: dict[str, np.ndarray], findings: list[Finding]
) -> None:
    if not lost.any():
        return
    names = texts(understood, field)
    rows = np.flatnonzero(lost)
    people = float(np.nansum(next(iter(values.values()))[rows]))
    places = tuple(f"第{understood.features.rows[i]}行“{names[i]}”" for i in rows[:50])
    message = f"{len(rows)} 行({people:,.0f} 人)对不上区域里的单元,没有导入"
    findings.append(Finding("warning", "unit_unmatched", message, places, "请在对照表里指明是哪个单元"))
