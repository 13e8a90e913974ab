"""Candidate sites and zones from a layer or a table."""

import json
from typing import Any

import numpy as np

from layers.errors import UserError
from layers.finding import Finding
from layers.importing.position.places import outlines
from layers.importing.table import cells
from layers.importing.table.cell_columns import texts
from layers.importing.understood import Understood
from layers.tables import Floats, Geometries

Table = dict[str, list[Any]]

_WATER = (
    "水库",
    "水域",
    "水系",
    "水体",
    "河",
    "湖",
    "江",
    "溪",
    "塘",
    "池",
    "渠",
    "海",
    "湿地",
    "水面",
    "water",
    "river",
    "lake",
    "reservoir",
)
_NOT_WATER = (
    "河村",
    "江路",
    "海路",
    "湖路",
    "河路",
    "河街",
    "江街",
    "湖街",
    "社区",
    "街道",
    "小区",
    "公园",
    "镇",
    "乡",
    "村",
)
WATER = "水域"
"""The rule of a zone of water: nothing stands on it."""


def read_candidates(understood: Understood) -> tuple[Table, Floats, Floats, int, list[Finding]]:
    """Candidate sites: plain columns, longitude, latitude, rows left out, findings.

    Raises:
        UserError: no row has a place.
    """
    findings: list[Finding] = []
    features, header = understood.features, understood.header
    keep = np.flatnonzero(understood.placed)
    if not len(keep):
        raise UserError(
            "没有一行有坐标",
            where=understood.where,
            remedy="候选点必须有位置,请检查坐标列",
            option="--column lon=表头 --column lat=表头",
        )
    _list_unplaced(understood, findings)
    ids, names = texts(understood, "id"), texts(understood, "name")
    table: Table = {
        "id": _distinct([ids[i] or f"c{features.rows[i]}" for i in keep]),
        "name": [names[i] for i in keep],
        "attributes": [_rest(understood, set(header.values()), int(i)) for i in keep],
    }
    for field in ("cost", "capacity"):
        values = cells.numbers(understood, field, findings)[keep]
        table[field] = [None if np.isnan(value) else value for value in values.tolist()]
    return table, understood.lon[keep], understood.lat[keep], len(understood) - len(keep), findings


def _list_unplaced(understood: Understood, findings: list[Finding]) -> None:
    lost = np.flatnonzero(~understood.placed)
    if len(lost):
        message = f"{len(lost)} 行没有坐标,没有导入"
        remedy = "请在原表补上经度、纬度后重新导入"
        findings.append(
            Finding("warning", "no_coordinates", message, cells.places_of(understood, lost.tolist()), remedy)
        )


def read_zones(understood: Understood) -> tuple[Table, Geometries, int, list[Finding]]:
    """Zones: plain columns, outlines, rows left out, findings. One of water without a rule of its own gets that rule.

    Raises:
        UserError: the source holds no polygon.
    """
    findings: list[Finding] = []
    geometry = outlines(understood, findings)
    keep = np.array([shape is not None for shape in geometry], dtype=bool)
    if not keep.any():
        raise UserError("文件里没有面", where=understood.where, remedy="区片必须是面图层")
    rows = np.flatnonzero(keep)
    names, rules = texts(understood, "name"), texts(understood, "rule")
    water = [i for i in rows if not rules[i] and is_water(names[i], understood.where)]
    for i in water:
        rules[i] = WATER
    if water:
        message = f"{len(water)} 个区片按名称认作水域,不能建设施"
        findings.append(Finding("note", "zones_of_water", message, tuple(names[i] for i in water[:50] if names[i])))
    table: Table = {
        "name": [names[i] for i in rows],
        "rule": [rules[i] for i in rows],
        "attributes": [_rest(understood, set(understood.header.values()), int(i)) for i in rows],
    }
    return table, geometry[keep], len(understood) - len(rows), findings


def is_water(name: str, where: str = "") -> bool:
    """Whether a zone is of water: by its own name, else, where it has none, by that of its layer."""
    told = (name or where).lower()
    return any(word in told for word in _WATER) and not any(word in told for word in _NOT_WATER)


def _distinct(ids: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for text in ids:
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return result


def _rest(understood: Understood, used: set[str], row: int) -> str:
    columns = understood.features.columns
    rest = {header: cells.text_of(columns[header][row]) for header in columns if header not in used}
    return json.dumps({header: text for header, text in rest.items() if text}, ensure_ascii=False)
