"""Facilities from a layer or a table."""

import re
from collections.abc import Sequence

import numpy as np

from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing import columns
from layers.importing.facility_identity import identify
from layers.importing.options import ImportOptions
from layers.importing.places import points
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, STATUSES
from layers.tables import Facilities

Kinds = tuple[str, ...]
_SEPARATORS = re.compile(r"[;；,，、|+/\n]")


def read_facilities(
    features: Features, options: ImportOptions, existing: Facilities, where: str
) -> tuple[Facilities, int, list[Finding]]:
    """The facilities of a source; those without a place are kept and listed.

    Returns:
        The facilities, the number of rows left out, and what was found.

    Raises:
        UserError: the kind is unknown, there is no name column, or nothing usable is left.
    """
    findings = list(features.notes)
    header = columns.header_of_field("facilities", list(features.columns), options.columns, where)
    columns.require("name", "设施名称", header, features.columns, where)
    count = len(features.rows)
    names = columns.texts(features.columns, header.get("name"), count)
    kinds = _kinds(columns.texts(features.columns, header.get("kind"), count), options, features.rows, findings, where)
    keep = columns.real_rows(names, features.rows, findings, where) & np.array(
        [bool(kind) for kind in kinds], dtype=bool
    )
    if not keep.any():
        raise UserError("没有一行可以作为设施导入", where=where, remedy="请检查名称列和类型列")
    lon, lat = points(features, header, options, where, findings)
    rows = np.flatnonzero(keep)

    def column(field: str) -> np.ndarray:
        return np.array(columns.texts(features.columns, header.get(field), count), dtype=np.str_)[rows]

    facilities = Facilities(
        id=column("id"),
        name=np.array(names, dtype=np.str_)[rows],
        kinds=tuple(kinds[i] for i in rows),
        unit_code=columns.unit_codes(
            column("unit").tolist(), [features.rows[i] for i in rows], findings, otherwise="改按位置判断"
        ),
        status=_statuses(column("status"), [features.rows[i] for i in rows], findings),
        lon=lon[rows],
        lat=lat[rows],
        numbers={
            field: columns.numbers(features.columns, header.get(field), features.rows, findings)[rows]
            for field in FACILITY_NUMBERS
        },
        texts={field: column(field) for field in FACILITY_TEXTS},
        attributes=_attributes(features, set(header.values()), rows),
    )
    facilities, found = identify(facilities, existing)
    return facilities, count - len(rows), findings + found


def _kinds(
    texts: Sequence[str], options: ImportOptions, rows: Sequence[int], findings: list[Finding], where: str
) -> list[Kinds]:
    """Kinds of each row: as chosen for the whole file, else from the kind column by code or label."""
    if options.kind:
        return [(options.kind,)] * len(texts)
    if not any(texts):
        raise UserError(
            "没有说明设施类型",
            where=where,
            remedy="请选定类型,或指明类型列",
            option="--kind 类型,或 --column kind=表头",
        )
    known = {columns.fold(label): code for code, label in options.known_kinds.items()}
    known |= {code: code for code in options.known_kinds}
    result, unknown = [], []
    for text, row in zip(texts, rows, strict=True):
        words = [text] if columns.fold(text) in known else _SEPARATORS.split(text)
        codes = [known.get(columns.fold(word)) for word in words]
        result.append(tuple(dict.fromkeys(code for code in codes if code)))
        unknown += [f"第{row}行“{w.strip()[:20]}”" for w, code in zip(words, codes, strict=True) if not code]
    if unknown:
        message = f"{len(unknown)} 个设施类型不认识;一行里没有一个认识的,这一行不导入"
        remedy = f"可用的类型:{'、'.join(options.known_kinds.values())}"
        findings.append(Finding("warning", "unknown_kind", message, tuple(unknown[:50]), remedy))
    return result


def _statuses(texts: np.ndarray, rows: Sequence[int], findings: list[Finding]) -> np.ndarray:
    """Status codes by code or label; blank means operating, unknown words are listed and not counted."""
    known = {label: code for code, label in STATUSES.items()} | {code: code for code in STATUSES} | {"": "operating"}
    unknown = tuple(
        f"第{row}行“{text[:20]}”" for text, row in zip(texts.tolist(), rows, strict=True) if text not in known
    )
    if unknown:
        message = f"{len(unknown)} 行的状态不认识,不计入现状"
        remedy = f"可用的状态:{'、'.join(STATUSES.values())}"
        findings.append(Finding("warning", "unknown_status", message, unknown[:50], remedy))
    return np.array([known.get(text, "closed") for text in texts.tolist()], dtype=np.str_)


def _attributes(features: Features, used: set[str], rows: np.ndarray) -> tuple[dict[str, str], ...]:
    rest = [header for header in features.columns if header not in used]
    cells = {header: columns.texts(features.columns, header, len(features.rows)) for header in rest}
    return tuple({header: cells[header][i] for header in rest if cells[header][i]} for i in rows)
