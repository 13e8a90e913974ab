"""Demand points: from a point table, a layer, or a population grid."""

import numpy as np

from layers.datum import to_wgs84
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features, GridPoints
from layers.importing import columns
from layers.importing.options import ImportOptions
from layers.importing.places import points
from layers.schema import GROUPS
from layers.tables import Demand


def read_demand(features: Features, options: ImportOptions, where: str) -> tuple[Demand, int, list[Finding]]:
    """Demand points of a table or layer; rows without people are left out, those without a place kept, and both listed.

    Raises:
        UserError: there is no population column, or nothing usable is left.
    """
    findings = list(features.notes)
    header = columns.header_of_field("demand", list(features.columns), options.columns, where)
    groups = [group for group in GROUPS if group in header]
    columns.require(groups[0] if groups else "population", "人口", header, features.columns, where)
    count = len(features.rows)
    lon, lat = points(features, header, options, where, findings)
    weights = {g: columns.numbers(features.columns, header[g], features.rows, findings) for g in groups}
    counted = np.any([np.isfinite(values) for values in weights.values()], axis=0)
    placed = np.isfinite(lon) & np.isfinite(lat)
    if not (counted & placed).any():
        raise UserError("没有一行同时有坐标和人口", where=where, remedy="请检查坐标列和人口列")
    _list_without_people(~counted, features.rows, findings)
    keep = counted
    ids = columns.texts(features.columns, header.get("id"), count)
    units = columns.texts(features.columns, header.get("unit"), count)
    demand = Demand(
        id=np.array([text or str(row) for text, row in zip(ids, features.rows, strict=True)], dtype=np.str_)[keep],
        unit_code=columns.unit_codes(units, features.rows, findings, otherwise="改按位置判断")[keep],
        lon=lon[keep],
        lat=lat[keep],
        weight={group: values[keep] for group, values in weights.items()},
    )
    return demand, int((~keep).sum()), findings


def _list_without_people(lost: np.ndarray, rows: tuple[int, ...], findings: list[Finding]) -> None:
    if lost.any():
        places = tuple(f"第{rows[i]}行" for i in np.flatnonzero(lost)[:50])
        message = f"{int(lost.sum())} 行没有人口,没有导入"
        findings.append(Finding("warning", "demand_without_people", message, places, "请在原表补齐后重新导入"))


def demand_of_grid(grid: GridPoints, datum: str) -> tuple[Demand, list[Finding]]:
    """One demand point per inhabited cell, at its centre."""
    count = len(grid.value)
    lon, lat = to_wgs84(grid.lon, grid.lat, datum)
    demand = Demand(
        id=np.arange(1, count + 1).astype(np.str_),
        unit_code=np.full(count, "", dtype="U12"),
        lon=lon,
        lat=lat,
        weight={"population": grid.value},
    )
    return demand, list(grid.notes)
