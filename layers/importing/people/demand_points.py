"""Demand points that a source gives itself."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.decisions import Decision, Match, Preview
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.people.demand_totals import units_within
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_columns import texts
from layers.importing.table.cells import numbers
from layers.importing.table.rows import unit_codes
from layers.importing.understood import Understood
from layers.matching.names import fold_name, split_name
from layers.matching.units import UnitIndex, match_units
from layers.schema import GROUPS, LEVELS
from layers.tables import Demand, Floats, Texts

_MOST_SHOWN = 20_000


@dataclass(frozen=True, eq=False)
class DemandRead:
    """What a source says of where people live.

    Attributes:
        spread: how totals of units became points, one of `SPREAD_LABELS`; "" for points that the source gives.
    """

    demand: Demand
    skipped: int
    findings: list[Finding]
    decisions: tuple[Decision, ...]
    preview: Preview
    matches: tuple[Match, ...] = ()
    spread: str = ""


def read_points(understood: Understood, groups: list[str], around: Surroundings, findings: list[Finding]) -> DemandRead:
    """Rows with people as they stand; those without a place are kept, those without people listed.

    Raises:
        UserError: no row has both people and a place.
    """
    rows = understood.features.rows
    weights = {group: numbers(understood, group, findings) for group in groups}
    counted = np.any([np.isfinite(values) for values in weights.values()], axis=0)
    if not (counted & understood.placed).any():
        raise UserError("没有一行同时有坐标和人口", where=understood.where, remedy="请检查坐标列和人口列")
    if not counted.all():
        places = tuple(f"第{rows[i]}行" for i in np.flatnonzero(~counted)[:50])
        message = f"{int((~counted).sum())} 行没有人口,没有导入"
        findings.append(Finding("warning", "demand_without_people", message, places, "请在原表补齐后重新导入"))
    counted &= ~_further_parts(understood, weights, findings)
    code, matches = _units_of(understood, around, findings)
    ids = [text or str(row) for text, row in zip(texts(understood, "id"), rows, strict=True)]
    demand = Demand(
        id=np.array(ids, dtype=np.str_)[counted],
        unit_code=code[counted],
        lon=understood.lon[counted],
        lat=understood.lat[counted],
        weight={group: values[counted] for group, values in weights.items()},
    )
    preview = preview_of(demand, np.array(rows)[counted])
    return DemandRead(demand, int((~counted).sum()), findings, (), preview, matches)


def _further_parts(understood: Understood, weights: dict[str, Floats], findings: list[Finding]) -> NDArray[np.bool_]:
    """Polygons of one name, one unit and the same people as an earlier one: further pieces of it, counted already."""
    repeated = np.zeros(len(understood), dtype=bool)
    geometry = understood.features.geometry
    if geometry is None or "name" not in understood.header:
        return repeated
    flat = np.isin(shapely.get_type_id(geometry), (3, 6))
    names, units = texts(understood, "name"), texts(understood, "unit")
    seen: set[tuple[str, ...]] = set()
    for i in np.flatnonzero(flat):
        people = tuple(str(values[i]) for values in weights.values())
        key = (names[i], units[i], *people)
        repeated[i] = bool(names[i]) and key in seen
        seen.add(key)
    if repeated.any():
        places = tuple(f"第{understood.features.rows[i]}行“{names[i]}”" for i in np.flatnonzero(repeated)[:50])
        people_twice = sum(
            float(np.nansum(values[repeated])) for group, values in weights.items() if group == "population"
        )
        message = f"{int(repeated.sum())} 个图形与前面的同名、同单元、人口也相同,是同一块的几部分,人口只取一次"
        told = f"{message}(少计 {people_twice:,.0f} 人)" if people_twice else message
        findings.append(Finding("note", "parts_merged", told, places))
    return repeated


def _units_of(understood: Understood, around: Surroundings, findings: list[Finding]) -> tuple[Texts, tuple[Match, ...]]:
    """The declared unit of each row as a code, "" where none is named or it is not known: then the place decides."""
    given, rows = texts(understood, "unit"), understood.features.rows
    found = match_units(
        given,
        UnitIndex.of(around.units, around.aliases, region=around.name),
        confirmed=understood.options.units,
        within=units_within(understood, around),
        lon=understood.lon,
        lat=understood.lat,
        rows=rows,
    )
    sure = (found.row >= 0) & found.sure & np.array([bool(text) for text in given], dtype=bool)
    numeric = [text if text.strip("'")[:2].isdigit() and not ok else "" for text, ok in zip(given, sure, strict=True)]
    code = unit_codes(numeric, rows, findings, otherwise="改按位置判断")
    if sure.any():
        code[sure] = around.units.code[found.row[sure]]
    lost = [i for i, text in enumerate(given) if text and not sure[i] and not numeric[i]]
    there = set(around.units.level.tolist())
    early = {text: _level_of(text) not in there for text in {given[i] for i in lost}}
    for some, word, what, remedy in (
        ([i for i in lost if early[given[i]]], "unit_not_there", "区域里还没有", "导入这一级行政单元后,会按位置归入"),
        ([i for i in lost if not early[given[i]]], "unit_unmatched", "在区域里找不到", "请在对照表里指明是哪个单元"),
    ):
        if some:
            places = tuple(f"第{rows[i]}行“{given[i]}”" for i in some[:50])
            message = f"{len(some)} 行写的单元{what},改按位置判断"
            findings.append(Finding("warning", word, message, places, remedy))
    return code, found.matches


def _level_of(name: str) -> str:
    """The level that the ending of a name tells; of those that tell none, the lowest."""
    return split_name(fold_name(name)).level or LEVELS[-1]


def preview_of(demand: Demand, rows: NDArray[np.intp] | None = None) -> Preview:
    """The points, every k-th of very many.

    Args:
        rows: where each stands in the file.
    """
    shown = np.arange(0, len(demand), max(1, -(-len(demand) // _MOST_SHOWN)))
    people = {
        GROUPS[group]: tuple("" if value != value else f"{value:,.6g}" for value in values[shown].tolist())
        for group, values in demand.weight.items()
    }
    units = tuple(demand.unit_code[shown].tolist())
    return Preview(
        columns={"编号": tuple(demand.id[shown].tolist()), "所属单元": units, **people},
        row=tuple(int(row) for row in (np.zeros(len(demand), np.intp) if rows is None else rows)[shown]),
        lon=demand.lon[shown],
        lat=demand.lat[shown],
    )
