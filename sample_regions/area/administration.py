"""The units table of an area: codes after GB/T 10114, names, parents and outlines."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from layers.schema import GROUPS
from layers.tables import Units
from sample_regions.area.atlas import Atlas
from sample_regions.area.grouping import Township
from sample_regions.area.naming import Names

_FIRST_NUMBER = {"街道": 1, "镇": 100, "乡": 200}


@dataclass(frozen=True)
class _Row:
    code: str
    name: str
    level: str
    parent: str
    klass: str
    outline: shapely.Geometry


def make_units(
    atlas: Atlas, townships: list[Township], outlines: list[Polygon], names: Names
) -> tuple[Units, dict[int, str]]:
    """Units without people yet, and the code of each cell."""
    rows: list[_Row] = []
    code_of: dict[int, str] = {}
    degrees = [_in_degrees(atlas, outline) for outline in outlines]
    for number, county in enumerate(atlas.counties):
        own = [township for township in townships if township.county == number]
        for township, code in zip(own, _town_codes(county.code, own), strict=True):
            rows += _township_rows(atlas, township, code, county.code, degrees, names, code_of)
    rows += list(_upper_rows(atlas, rows))
    return _table(sorted(rows, key=lambda row: row.code)), code_of


def _town_codes(county: str, townships: list[Township]) -> Iterator[str]:
    count = dict(_FIRST_NUMBER)
    for township in townships:
        yield f"{county[:6]}{count[township.klass]:03d}000"
        count[township.klass] += 1


def _township_rows(
    atlas: Atlas,
    township: Township,
    code: str,
    county: str,
    degrees: list[Polygon],
    names: Names,
    code_of: dict[int, str],
) -> list[_Row]:
    name = names.take("street" if township.klass == "街道" else "town") + township.klass
    whole = shapely.coverage_union_all([degrees[cell] for cell in township.cells])
    row = _Row(code, name, "township", county, township.klass, whole)
    if atlas.finest == "township":
        code_of[township.cells[0]] = code
        return [row]
    communities = []
    for place, cell in enumerate(township.cells):
        urban = place < township.communities
        number = place + 1 if urban else 200 + place - township.communities
        code_of[cell] = f"{code[:9]}{number:03d}"
        called = names.take("community") + "社区" if urban else names.take("village") + "村"
        klass = "城市社区" if urban else "农村社区"
        communities.append(_Row(code_of[cell], called, "community", code, klass, degrees[cell]))
    return [row, *communities]


def _upper_rows(atlas: Atlas, rows: list[_Row]) -> Iterator[_Row]:
    """Counties, and what is above them."""
    found = []
    for county in atlas.counties:
        parts = [row.outline for row in rows if row.parent == county.code]
        found.append(
            _Row(county.code, county.name, "county", county.prefecture, county.klass, shapely.coverage_union_all(parts))
        )
    yield from found
    for code, name, level, parent in atlas.above:
        digits = {"province": 2, "prefecture": 4}[level]
        parts = [row.outline for row in found if row.code.startswith(code[:digits])]
        yield _Row(code, name, level, parent, "", shapely.coverage_union_all(parts))


def _in_degrees(atlas: Atlas, outline: Polygon) -> Polygon:
    return shapely.normalize(shapely.transform(outline, lambda xy: np.column_stack(atlas.degrees(*xy.T))))


def _table(rows: list[_Row]) -> Units:
    count = len(rows)
    geometry = np.empty(count, dtype=object)
    geometry[:] = [shapely.multipolygons(shapely.get_parts(shapely.normalize(row.outline))) for row in rows]
    return Units(
        code=np.array([row.code for row in rows]),
        name=np.array([row.name for row in rows]),
        level=np.array([row.level for row in rows]),
        parent=np.array([row.parent for row in rows]),
        klass=np.array([row.klass for row in rows]),
        provisional=np.zeros(count, dtype=bool),
        households=np.full(count, np.nan),
        population={group: np.full(count, np.nan) for group in GROUPS},
        geometry=geometry,
    )
