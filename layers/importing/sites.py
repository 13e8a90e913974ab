"""Candidate sites and zones from a layer or a table."""

import json
from typing import Any

import numpy as np

from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing import columns
from layers.importing.options import ImportOptions
from layers.importing.places import outlines, points
from layers.tables import Floats, Geometries

Table = dict[str, list[Any]]


def read_candidates(
    features: Features, options: ImportOptions, where: str
) -> tuple[Table, Floats, Floats, int, list[Finding]]:
    """Candidate sites: plain columns, longitude, latitude, rows left out, findings.

    Raises:
        UserError: no row has a place.
    """
    findings = list(features.notes)
    header = columns.header_of_field("candidates", list(features.columns), options.columns, where)
    lon, lat = points(features, header, options, where, findings)
    keep = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if not len(keep):
        raise UserError("没有一行有坐标", where=where, remedy="候选点必须有位置,请检查坐标列")
    count = len(features.rows)
    ids = columns.texts(features.columns, header.get("id"), count)
    names = columns.texts(features.columns, header.get("name"), count)
    table: Table = {
        "id": _distinct([ids[i] or f"c{features.rows[i]}" for i in keep]),
        "name": [names[i] for i in keep],
        "attributes": [_rest(features, set(header.values()), int(i)) for i in keep],
    }
    for field in ("cost", "capacity"):
        values = columns.numbers(features.columns, header.get(field), features.rows, findings)[keep]
        table[field] = [None if np.isnan(value) else value for value in values.tolist()]
    return table, lon[keep], lat[keep], count - len(keep), findings


def read_zones(features: Features, options: ImportOptions, where: str) -> tuple[Table, Geometries, int, list[Finding]]:
    """Zones: plain columns, outlines, rows left out, findings.

    Raises:
        UserError: the source holds no polygon.
    """
    findings = list(features.notes)
    header = columns.header_of_field("zones", list(features.columns), options.columns, where)
    geometry = outlines(features, options.datum, where, findings)
    keep = np.array([shape is not None for shape in geometry], dtype=bool)
    if not keep.any():
        raise UserError("文件里没有面", where=where, remedy="区片必须是面图层")
    rows = np.flatnonzero(keep)
    count = len(features.rows)
    table: Table = {
        field: [columns.texts(features.columns, header.get(field), count)[i] for i in rows]
        for field in ("name", "rule")
    }
    table["attributes"] = [_rest(features, set(header.values()), int(i)) for i in rows]
    return table, geometry[keep], count - len(rows), findings


def _distinct(ids: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for text in ids:
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return result


def _rest(features: Features, used: set[str], row: int) -> str:
    cells = {h: columns.text_of(features.columns[h][row]) for h in features.columns if h not in used}
    return json.dumps({header: text for header, text in cells.items() if text}, ensure_ascii=False)
