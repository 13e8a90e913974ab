"""Facilities from a layer or a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers.errors import UserError
from layers.finding import Finding
from layers.importing.cell_columns import column_texts, texts
from layers.importing.cells import dates, numbers
from layers.importing.columns import require
from layers.importing.decisions import Change, Decision, Match, Preview
from layers.importing.facility_changes import compare, same_list, told
from layers.importing.facility_duplicates import like_existing, settle_duplicates
from layers.importing.facility_identity import identify
from layers.importing.facility_rows import joined, take
from layers.importing.facility_status import statuses
from layers.importing.facility_units import UnitsOfRows, units_of_rows
from layers.importing.rows import real_rows
from layers.importing.surroundings import Surroundings
from layers.importing.understood import Understood
from layers.matching.duplicates import Listed
from layers.matching.kinds import KindMatches, recognise_kinds
from layers.matching.units import UnitIndex
from layers.schema import FACILITY_NUMBERS, STATUSES
from layers.tables import Facilities

_WHY_KIND = "类型错了,各项指标就会多算或少算"
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
        UserError: the kind is unknown, there is no name column, or nothing usable is left.
    """
    findings: list[Finding] = []
    options, file_rows = understood.options, understood.features.rows
    index = UnitIndex.of(around.units, around.aliases, region=around.name)
    draft, rows, matches = _draft(understood, index, findings)
    listed = Listed.of(draft, index, [understood.phones[row] for row in rows] if understood.phones else ())
    settled = settle_duplicates(draft, rows, listed, [file_rows[row] for row in rows], options.duplicates)
    identified = identify(settled.facilities, around.facilities)
    kinds = frozenset(kind for own in settled.facilities.kinds for kind in own)
    file_name = understood.where.partition(" / ")[0]
    of_list = same_list(around.facilities, around.facility_sources, file_name, options.headers, kinds)
    update = compare(identified, of_list, around.facilities, index, options.known_kinds, options.gone)
    new = [i for i, old in enumerate(identified.match) if old < 0]
    phones = [understood.phones[settled.rows[i]] for i in new] if understood.phones else []
    left = sorted({*range(len(around.facilities))} - set(identified.match))
    known = like_existing(take(identified.facilities, new), phones, around.facilities, left, index)
    facilities = identified.facilities
    findings += [*settled.findings, *update.findings, *known, *_unlocated(facilities)]
    return FacilitiesRead(
        facilities=joined(facilities, update.closed),
        gone=update.removed,
        skipped=len(understood) - len(facilities),
        findings=tuple(findings),
        decisions=(*settled.decisions, *update.decisions),
        matches=matches,
        changes=(*update.changes, *settled.changes),
        preview=_preview(facilities, [file_rows[row] for row in settled.rows], index, options.known_kinds),
    )


def _draft(
    understood: Understood, index: UnitIndex, findings: list[Finding]
) -> tuple[Facilities, list[int], tuple[Match, ...]]:
    """The facilities as the source writes them, the rows they stand in, and what words were taken to mean."""
    features, where = understood.features, understood.where
    require("name", "设施名称", understood.header, features.columns, where)
    names = texts(understood, "name")
    real = real_rows(names, features.rows, findings, where)
    kinds = _kinds(understood, names, real, findings)
    rows = [i for i in np.flatnonzero(real).tolist() if kinds.kinds[i]]
    if not rows:
        raise UserError("没有一行可以作为设施导入", where=where, remedy="请检查名称列和类型列")
    units = units_of_rows(understood, index, findings)
    every = Facilities(
        id=np.array(texts(understood, "id"), dtype=np.str_),
        name=np.array(names, dtype=np.str_),
        kinds=kinds.kinds,
        unit_code=units.code,
        status=statuses(texts(understood, "status"), understood.header.get("status", ""), features.rows, findings),
        lon=understood.lon,
        lat=understood.lat,
        numbers={field: numbers(understood, field, findings) for field in FACILITY_NUMBERS},
        texts={
            "address": np.array(texts(understood, "address"), dtype=np.str_),
            "opened": np.array(dates(understood, "opened", findings), dtype=np.str_),
            "verified_on": np.array(dates(understood, "verified_on", findings), dtype=np.str_),
        },
        attributes=_attributes(understood, units),
    )
    return take(every, rows), rows, (*kinds.matches, *units.matches)


def _kinds(understood: Understood, names: Sequence[str], real: np.ndarray, findings: list[Finding]) -> KindMatches:
    """The kind of each row; those in doubt and those without any are listed."""
    options, rows, where = understood.options, understood.features.rows, understood.where
    categories = texts(understood, "kind")
    firm = all(decision.given for decision in understood.decisions if decision.topic == "kind")
    found = recognise_kinds(
        names, categories, options.known_kinds, options.kinds, default=options.kind, firm=firm, rows=rows
    )
    if not any(found.kinds) and not any(categories):
        raise UserError(
            "没有说明设施类型",
            where=where,
            remedy="请选定类型,或指明类型列",
            option="--kind 类型,或 --column kind=表头",
        )
    listed = np.flatnonzero(real).tolist()
    unknown = [f"第{rows[i]}行“{word[:20]}”" for i in listed for word in found.unknown[i]]
    unknown += [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if not found.kinds[i] and not found.unknown[i]]
    if unknown:
        message = f"{len(unknown)} 个设施类型不认识;一行里没有一个认识的,这一行不导入"
        remedy = f"请在核对类型的列表里指明,可用的类型:{'、'.join(options.known_kinds.values())}"
        findings.append(Finding("warning", "unknown_kind", message, tuple(unknown[:50]), remedy))
    unlike = [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if found.unlike[i]]
    if unlike:
        message = f"{len(unlike)} 行的名称不像民政设施,都按为整个文件选的类型导入"
        remedy = "其中有别的类型时,请在原表中加一列类型"
        findings.append(Finding("warning", "kind_unlike", message, tuple(unlike[:50]), remedy, _WHY_KIND))
    doubtful = [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if _in_doubt(found, i)]
    if doubtful:
        message = f"{len(doubtful)} 行的设施类型拿不准,先按最可能的一种"
        remedy = "请在核对类型的列表里确认"
        findings.append(Finding("warning", "kind_doubtful", message, tuple(doubtful[:50]), remedy, _WHY_KIND))
    _tell_others(found, listed, options.kind, rows, names, findings)
    return found


def _in_doubt(found: KindMatches, row: int) -> bool:
    return bool(found.kinds[row]) and not found.sure[row] and not found.unlike[row]


def _tell_others(
    found: KindMatches,
    listed: Sequence[int],
    default: str,
    rows: Sequence[int],
    names: Sequence[str],
    findings: list[Finding],
) -> None:
    """Say which rows are of another kind than the one chosen for the whole file."""
    other = [i for i in listed if default and found.kinds[i] and default not in found.kinds[i]]
    if other:
        places = tuple(f"第{rows[i]}行“{names[i][:20]}”" for i in other[:50])
        message = f"{len(other)} 行的名称或类型列写明是别的类型,没有按为整个文件选的类型"
        findings.append(Finding("warning", "kind_differs", message, places, "应按选的类型时,请在核对类型的列表里改"))


def _attributes(understood: Understood, units: UnitsOfRows) -> tuple[Mapping[str, str], ...]:
    """The columns that hold no field of their own, and of kind, unit and status what the fields do not tell.

    Rows that say the same share one mapping.
    """
    header, labels = understood.header, understood.options.known_kinds
    used = set(header.values()) - {header.get("within")}
    rest = {h: column_texts(cells) for h, cells in understood.features.columns.items() if h not in used}
    for field, plain in (("kind", {*labels, *labels.values()}), ("status", {*STATUSES, *STATUSES.values()})):
        if field in header:
            rest[header[field]] = ["" if text in plain else text for text in texts(understood, field)]
    if "unit" in header:
        rest[header["unit"]] = list(units.unread)
    rows = list(zip(*rest.values(), strict=True)) if rest else [()] * len(understood)
    made = {row: {name: text for name, text in zip(rest, row, strict=True) if text} for row in dict.fromkeys(rows)}
    return tuple(made[row] for row in rows)


def _unlocated(facilities: Facilities) -> list[Finding]:
    rows = np.flatnonzero(~(np.isfinite(facilities.lon) & np.isfinite(facilities.lat))).tolist()
    if not rows:
        return []
    units = sum(bool(facilities.unit_code[row]) for row in rows)
    names = "、".join(str(facilities.name[row]) for row in rows[:5]) + ("等" if len(rows) > 5 else "")
    message = f"{len(rows)} 处设施待定位({names}),其中 {units} 处知道所属单元"
    ids = tuple(str(facilities.id[row]) for row in rows[:50])
    remedy = "在地图上点出位置,或在原表补上坐标后重新导入"
    return [Finding("warning", "unlocated", message, ids, remedy, _WHY_UNLOCATED, table="facilities")]


def _preview(facilities: Facilities, rows: Sequence[int], index: UnitIndex, labels: Mapping[str, str]) -> Preview:
    filled = {
        label: cells for label, cells in told(facilities, index, labels).items() if label != "位置" and any(cells)
    }
    columns = {label: tuple(cells) for label, cells in filled.items()}
    return Preview(columns, tuple(rows), facilities.lon, facilities.lat, key=facilities.id)
