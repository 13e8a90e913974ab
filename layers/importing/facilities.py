"""Facilities from a layer or a table."""

import hashlib
import unicodedata
from collections.abc import Sequence

import numpy as np

from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing import columns
from layers.importing.options import ImportOptions
from layers.importing.places import points
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, STATUSES
from layers.tables import Facilities

Kinds = tuple[str, ...]


def read_facilities(features: Features, options: ImportOptions, where: str) -> tuple[Facilities, int, list[Finding]]:
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
    keep = np.array([bool(name and kind) for name, kind in zip(names, kinds, strict=True)], dtype=bool)
    _list_nameless(names, features.rows, findings)
    if not keep.any():
        raise UserError("没有一行可以作为设施导入", where=where, remedy="请检查名称列和类型列")
    lon, lat = points(features, header, options.datum, where, findings)
    rows = np.flatnonzero(keep)

    def column(field: str) -> np.ndarray:
        return np.array(columns.texts(features.columns, header.get(field), count), dtype=np.str_)[rows]

    facilities = Facilities(
        id=_ids(column("id"), [names[i] for i in rows], [kinds[i] for i in rows], lon[rows], lat[rows]),
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
    return facilities, count - len(rows), findings


def _kinds(
    texts: Sequence[str], options: ImportOptions, rows: Sequence[int], findings: list[Finding], where: str
) -> list[Kinds]:
    """Kinds of each row: as chosen for the whole file, else from the kind column by code or label."""
    if options.kind:
        return [(options.kind,)] * len(texts)
    if not any(texts):
        raise UserError("没有说明设施类型", where=where, remedy="请加 --kind 类型,或用 --column kind=表头 指明类型列")
    known = {label: code for code, label in options.known_kinds.items()} | {code: code for code in options.known_kinds}
    result, unknown = [], []
    for text, row in zip(texts, rows, strict=True):
        words = [
            word.strip() for word in unicodedata.normalize("NFKC", text).replace("、", ";").replace(",", ";").split(";")
        ]
        result.append(tuple(dict.fromkeys(known[word] for word in words if word in known)))
        if not result[-1]:
            unknown.append(f"第{row}行“{text[:20]}”")
    if unknown:
        message = f"{len(unknown)} 行的设施类型不认识,没有导入"
        remedy = f"可用的类型:{'、'.join(options.known_kinds.values())}"
        findings.append(Finding("warning", "unknown_kind", message, tuple(unknown[:50]), remedy))
    return result


def _list_nameless(names: Sequence[str], rows: Sequence[int], findings: list[Finding]) -> None:
    places = tuple(f"第{row}行" for name, row in zip(names, rows, strict=True) if not name)
    if places:
        text = f"{len(places)} 行没有名称,没有导入"
        findings.append(Finding("warning", "no_name", text, places[:50], "请在原表补上名称"))


def _ids(
    given: np.ndarray, names: Sequence[str], kinds: Sequence[Kinds], lon: np.ndarray, lat: np.ndarray
) -> np.ndarray:
    """Given ids, made distinct; without one a fingerprint of name, kinds and place, stable over re-imports."""
    seen: dict[str, int] = {}
    result = []
    for i, text in enumerate(given.tolist()):
        if not text:
            parts = f"{names[i]}|{';'.join(kinds[i])}|{lon[i]:.6f}|{lat[i]:.6f}"
            text = "f" + hashlib.sha256(parts.encode()).hexdigest()[:12]
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return np.array(result, dtype=np.str_)


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
