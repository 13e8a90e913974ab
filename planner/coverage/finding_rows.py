"""Findings about rows of the region's tables: how many, which, where on the map."""

from collections.abc import Iterator

import numpy as np
import shapely

from layers.finding import Finding, Severity, Spot
from layers.tables import Facilities, Texts, Units
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.wording import listed

SHOWN_ROWS = 50


def row_findings(
    table: Units | Facilities,
    which: Mask | Rows,
    severity: Severity,
    code: str,
    text: str,
    remedy: str,
    *,
    why: str = "",
    mend: str = "",
    details: list[str] | None = None,
) -> Iterator[Finding]:
    """One finding about rows of a table; nothing where there is none.

    Args:
        which: rows, or whether each row is meant.
        text: what is the matter, after the number of rows: 处设施没有坐标.
        details: what stands in the place of the names, one per row of `which`.
    """
    rows: Rows = np.flatnonzero(which) if which.dtype == bool else which.astype(np.intp)
    if not len(rows):
        return
    names = details or [str(name) or "(无名)" for name in table.name[rows]]
    shown = rows[:SHOWN_ROWS]
    yield Finding(
        severity,
        code,
        f"{len(rows)} {text}：{listed(names)}",
        tuple(str(key) for key in keys_of(table)[shown]),
        remedy,
        why=why,
        table="units" if isinstance(table, Units) else "facilities",
        mend=mend,
        spots=spots_of(table, shown),
    )


def keys_of(table: Units | Facilities) -> Texts:
    """What tells the rows of a table apart: codes of units, ids of facilities."""
    return table.code if isinstance(table, Units) else table.id


def spots_of(table: Units | Facilities, rows: Rows) -> tuple[Spot, ...]:
    """Where those of the rows are that have a place; of outlines a point inside."""
    if isinstance(table, Facilities):
        lon, lat = table.lon[rows], table.lat[rows]
    else:
        outlines = table.geometry[rows]
        inside = shapely.point_on_surface(outlines[[shape is not None and not shape.is_empty for shape in outlines]])
        lon, lat = shapely.get_x(inside), shapely.get_y(inside)
    known = np.isfinite(lon) & np.isfinite(lat)
    return tuple(zip(lon[known].tolist(), lat[known].tolist(), strict=True))
