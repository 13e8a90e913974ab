"""Facilities from a layer or a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers.decisions import Change, Decision, Match, Preview
from layers.finding import Finding
from layers.importing.facilities.facility_changes import Told, compare, only_by_name, same_list, told
from layers.importing.facilities.facility_duplicates import like_existing, settle_duplicates
from layers.importing.facilities.facility_identity import Identified, identify
from layers.importing.facilities.facility_kinds import few_kinds, kinds_of_rows, undecided
from layers.importing.facilities.facility_rows import joined, named
from layers.importing.facilities.facility_status import note_hints, statuses
from layers.importing.facilities.facility_units import UnitsOfRows, finer_of, units_of_rows
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_columns import column_texts, texts
from layers.importing.table.cells import dates, numbers
from layers.importing.table.columns import require
from layers.importing.table.rows import real_rows
from layers.importing.understood import Understood
from layers.matching.duplicates import Listed
from layers.matching.names import fold_text
from layers.matching.units import UnitIndex
from layers.schema import FACILITY_NUMBERS, STATUSES
from layers.tables import Facilities

_RUNNING = ("序号", "排序", "顺序", "顺序号", "行号", "no", "#", "№")
_WHY_UNLOCATED = "没有位置的设施不在地图上,也不计入服务范围;写明了单元的仍计入单元覆盖率"


@dataclass(frozen=True, eq=False)
class FacilitiesRead:
    """What a source says of facilities.

    Attributes:
        facilities: as they will stand in the region, those that the source lacks and that will be closed among them.
        gone: ids of the facilities of the same list that will be taken out of the region.
        skipped: rows of the source left out, or merged into another one.
    """

    facilities: Facilities
    gone: tuple[str, ...]
    skipped: int
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    matches: tuple[Match, ...]
    changes: tuple[Change, ...]
    preview: Preview


def read_facilities(understood: Understood, around: Surroundings) -> FacilitiesRead:
    """The facilities of a source; those without a place are kept and listed.

    Raises:
        UserError: there is no name column, or no row has a name.
    """
    findings: list[Finding] = []
    options, file_rows = understood.options, understood.features.rows
    index = UnitIndex.of(around.units, around.aliases, region=around.name)
    draft = _draft(understood, index, findings)
    phones = [understood.phones[row] for row in draft.rows] if understood.phones else ()
    listed = Listed.of(draft.facilities, index, phones)
    in_file = [file_rows[row] for row in draft.rows]
    settled = settle_duplicates(draft.facilities, draft.rows, listed, in_file, options.duplicates)
    identified = identify(
        settled.facilities, around.facilities, options.same, lambda new, old: finer_of(new, old, index)
    )
    kinds = frozenset(kind for own in settled.facilities.kinds for kind in own)
    file_name = understood.where.partition(" / ")[0]
    of_list = same_list(around.facilities, around.facility_sources, file_name, options.headers, kinds)
    shown = told(identified.facilities, index, options.known_kinds)
    update = compare(identified, of_list, around.facilities, shown, index, options.known_kinds, options.gone)
    known = _like_existing(identified, understood, settled.rows, around, index)
    facilities = identified.facilities
    findings += only_by_name(identified, around.facilities, around.facility_sources, file_name, options.sheet)
    findings += [*settled.findings, *update.findings, *known, *_unlocated(facilities)]
    others = _of_others(draft, file_rows, index, options.known_kinds)
    asked = any(decision.topic == "kind" for decision in understood.decisions)
    open_question = (undecided(options),) if draft.other_rows and not asked else ()
    return FacilitiesRead(
        facilities=joined(facilities, update.closed),
        gone=update.removed,
        skipped=len(understood) - len(facilities),
        findings=tuple(findings),
        decisions=(*open_question, *settled.decisions, *update.decisions),
        matches=draft.matches,
        changes=(*update.changes, *settled.changes),
        preview=_preview(facilities, [file_rows[row] for row in settled.rows], shown, others),
    )


def _like_existing(
    identified: Identified, understood: Understood, rows: Sequence[int], around: Surroundings, index: UnitIndex
) -> tuple[Finding, ...]:
    """What is new and may be in the region; not where a person said that it is none of those there are."""
    given = {fold_text(name) for name in understood.options.same}
    names = identified.facilities.name.tolist()
    open_rows = [row for row, old in enumerate(identified.match) if old < 0]
    new = [row for row in open_rows if fold_text(names[row]) not in given] if given else open_rows
    left = sorted({*range(len(around.facilities))} - set(identified.match))
    if not new or not left:
        return ()
    phones = [understood.phones[rows[row]] for row in new] if understood.phones else []
    return like_existing(identified.facilities.take(new), phones, around.facilities, left, index)


@dataclass(frozen=True, eq=False)
class _Draft:
    """Facilities as the source writes them, with the rows they stand in and what words were taken to mean.

    Attributes:
        others, other_rows: what has no known kind and is only shown, where most rows have none.
    """

    facilities: Facilities
    rows: Sequence[int]
    matches: tuple[Match, ...]
    others: Facilities
    other_rows: Sequence[int]


def _draft(understood: Understood, index: UnitIndex, findings: list[Finding]) -> _Draft:
    features, where = understood.features, understood.where
    require("name", "设施名称", understood.header, features.columns, where)
    names = texts(understood, "name")
    real = real_rows(names, features.rows, findings, where)
    kinds = kinds_of_rows(understood, names, real, findings)
    listed = np.flatnonzero(real).tolist()
    rows = [i for i in listed if kinds.kinds[i]]
    others = [i for i in listed if not kinds.kinds[i]] if 2 * len(rows) < len(listed) else []
    if others:
        findings.append(few_kinds(len(rows), len(listed), understood))
    units = units_of_rows(understood, index, findings)
    given, attributes = texts(understood, "status"), _attributes(understood, units, findings)
    note_hints(names, attributes, given, features.rows, findings)
    every = Facilities(
        id=np.array(texts(understood, "id"), dtype=np.str_),
        name=np.array(names, dtype=np.str_),
        kinds=kinds.kinds,
        unit_code=units.code,
        status=statuses(given, understood.header.get("status", ""), features.rows, findings),
        lon=understood.lon,
        lat=understood.lat,
        numbers={field: numbers(understood, field, findings) for field in FACILITY_NUMBERS},
        texts={
            "address": np.array(texts(understood, "address"), dtype=np.str_),
            "opened": np.array(dates(understood, "opened", findings), dtype=np.str_),
            "verified_on": np.array(dates(understood, "verified_on", findings), dtype=np.str_),
        },
        attributes=attributes,
    )
    return _Draft(every.take(rows), rows, (*kinds.matches, *units.matches), every.take(others), others)


def _attributes(understood: Understood, units: UnitsOfRows, findings: list[Finding]) -> tuple[Mapping[str, str], ...]:
    """The columns that hold no field of their own, and of kind, unit and status what the fields do not tell.

    Rows that say the same share one mapping.
    """
    header, labels = understood.header, understood.options.known_kinds
    used = set(header.values()) - {header.get("within")}
    columns = {h: column_texts(cells) for h, cells in understood.features.columns.items() if h not in used}
    rest = {h: cells for h, cells in columns.items() if not _is_running(h, cells)}
    if len(rest) < len(columns):
        names = "、".join(f"“{name}”" for name in columns if name not in rest)
        findings.append(Finding("note", "running_number", f"{names}列只是各行的顺序号,每份表重新编,没有导入"))
    for field, plain in (("kind", {*labels, *labels.values()}), ("status", {*STATUSES, *STATUSES.values()})):
        if field in header:
            rest[header[field]] = ["" if text in plain else text for text in texts(understood, field)]
    if "unit" in header:
        rest[header["unit"]] = list(units.unread)
    rows = list(zip(*rest.values(), strict=True)) if rest else [()] * len(understood)
    made = {row: {name: text for name, text in zip(rest, row, strict=True) if text} for row in dict.fromkeys(rows)}
    return tuple(made[row] for row in rows)


def _is_running(header: str, cells: Sequence[str]) -> bool:
    """Whether a column only numbers the rows: it is given anew each time and says nothing of a facility."""
    return fold_text(header).rstrip(".") in _RUNNING and all(cell.isdecimal() for cell in cells if cell)


def _unlocated(facilities: Facilities) -> list[Finding]:
    rows = np.flatnonzero(~(np.isfinite(facilities.lon) & np.isfinite(facilities.lat))).tolist()
    if not rows:
        return []
    units = sum(bool(facilities.unit_code[row]) for row in rows)
    message = f"{len(rows)} 处设施待定位({named(facilities.name[rows])}),其中 {units} 处知道所属单元"
    ids = tuple(str(facilities.id[row]) for row in rows[:50])
    remedy = "在地图上点出位置,或在原表补上坐标后重新导入"
    return [Finding("warning", "unlocated", message, ids, remedy, _WHY_UNLOCATED, table="facilities")]


def _preview(facilities: Facilities, rows: Sequence[int], shown: Told, others: Preview) -> Preview:
    """What will be imported, and behind it what is only shown: it has no id."""
    labels = [label for label in {**shown, **others.columns} if label != "位置"]
    columns = {
        label: (*shown.get(label, [""] * len(facilities)), *others.columns.get(label, [""] * len(others)))
        for label in labels
    }
    return Preview(
        {label: cells for label, cells in columns.items() if any(cells)},
        (*rows, *others.row),
        np.concatenate([facilities.lon, others.lon]),
        np.concatenate([facilities.lat, others.lat]),
        key=np.concatenate([facilities.id, np.full(len(others), "")]),
    )


def _of_others(draft: _Draft, file_rows: Sequence[int], index: UnitIndex, labels: Mapping[str, str]) -> Preview:
    """The rows that are not imported and yet shown."""
    columns = {label: tuple(cells) for label, cells in told(draft.others, index, labels).items()}
    return Preview(columns, tuple(file_rows[row] for row in draft.other_rows), draft.others.lon, draft.others.lat)
