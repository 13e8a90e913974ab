"""Sources and regions for the readers of `layers.importing`, made without a file and without a child process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from layers import codes
from layers.foreign.answer import Features
from layers.importing.options import ImportOptions
from layers.importing.table.columns import header_of_field
from layers.importing.understood import Understood
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Facilities, Units

NOWHERE = np.array([], dtype=float)


def table(columns: Mapping[str, Sequence], shapes: Sequence | None = None) -> Features:
    count = len(next(iter(columns.values())))
    geometry = None if shapes is None else np.array(shapes, dtype=object)
    return Features({k: tuple(v) for k, v in columns.items()}, geometry, "", tuple(range(2, count + 2)))


def understood(
    columns: Mapping[str, Sequence],
    shapes: Sequence | None = None,
    *,
    header: Mapping[str, str] | None = None,
    phones: Sequence[str] = (),
    where: str = "x.xlsx",
    **options,
) -> Understood:
    """A source as the reader of a role gets it; columns are found by their names, places by 经度/纬度 or the shapes.

    Args:
        header: field to header, on top of what the names say.
    """
    features = table(columns, shapes)
    told = ImportOptions(**options)
    found = header_of_field(told.role, list(features.columns), told.columns, where) | dict(header or {})
    lon, lat = (_degrees(features, found.get(name), shapes, axis) for axis, name in enumerate(("lon", "lat")))
    lon, lat = (np.where(np.isnan(lon) | np.isnan(lat), np.nan, axis) for axis in (lon, lat))
    return Understood(features, where, told, found, lon, lat, phones=phones)


def _degrees(features: Features, header: str | None, shapes: Sequence | None, axis: int) -> np.ndarray:
    if shapes is not None:
        points = shapely.point_on_surface(np.array(shapes, dtype=object))
        return shapely.get_coordinates(points)[:, axis]
    cells = [None] * len(features) if header is None else features.columns[header]
    return np.array([np.nan if cell in (None, "") else float(cell) for cell in cells])


def make_units(rows: Sequence[tuple], *, shapes: Mapping[str, shapely.Geometry] | None = None) -> Units:
    """Units from (code, name) or (code, name, parent code); the level and, without a parent, the parent by the code."""
    full = sorted((str(row[0]).ljust(12, "0"), row[1], row[2] if len(row) > 2 else None) for row in rows)
    every = {code for code, *_ in full}
    levels = [codes.level_of(code) for code, *_ in full]
    parents = [
        (codes.parent_of(code, level) if codes.parent_of(code, level) in every else "") if parent is None else parent
        for (code, _, parent), level in zip(full, levels, strict=True)
    ]
    nothing = np.full(len(full), np.nan)
    return Units(
        code=np.array([code for code, *_ in full], dtype="U12"),
        name=np.array([name for _, name, _ in full], dtype=np.str_),
        level=np.array(levels, dtype=np.str_),
        parent=np.array(parents, dtype="U12"),
        klass=np.array(
            [codes.class_by_name(name, level) for (_, name, _), level in zip(full, levels, strict=True)], dtype=np.str_
        ),
        provisional=np.zeros(len(full), dtype=bool),
        households=nothing,
        population=dict.fromkeys(GROUPS, nothing),
        geometry=np.array([(shapes or {}).get(code) for code, *_ in full] + [None], dtype=object)[:-1],
    )


def no_units() -> Units:
    return make_units([])


def make_facilities(names: Sequence[str], **columns: Sequence) -> Facilities:
    """Facilities by name; other columns as given, or blank. `kinds` are tuples, or one code for all."""
    count = len(names)
    kinds = columns.get("kinds", "columbarium")
    blank = np.full(count, "", dtype="U40")
    return Facilities(
        id=np.array(columns.get("id", blank), dtype=np.str_),
        name=np.array(names, dtype=np.str_),
        kinds=((kinds,),) * count if isinstance(kinds, str) else tuple(map(tuple, kinds)),
        unit_code=np.array(columns.get("unit_code", blank), dtype="U12"),
        status=np.array(columns.get("status", ["operating"] * count), dtype=np.str_),
        lon=np.array(columns.get("lon", [np.nan] * count), dtype=float),
        lat=np.array(columns.get("lat", [np.nan] * count), dtype=float),
        numbers={f: np.array(columns.get(f, [np.nan] * count), dtype=float) for f in FACILITY_NUMBERS},
        texts={f: np.array(columns.get(f, blank), dtype="U40") for f in FACILITY_TEXTS},
        attributes=tuple(columns.get("attributes", ({},) * count)),
    )


def no_facilities() -> Facilities:
    return make_facilities([])


@dataclass(eq=False)
class Around:
    """Stands in for `Surroundings`: what a region has, without a file."""

    units: Units = field(default_factory=no_units)
    facilities: Facilities = field(default_factory=no_facilities)
    roads: object = None
    aliases: tuple = ()
    sources: tuple = ()
    facility_sources: Mapping[str, object] = field(default_factory=dict)
    code: str = "210112000000"
    name: str = "浑南区"
    bounds: tuple[float, float, float, float] | None = None
