"""The units table of an area: codes after GB/T 10114, names, parents and outlines."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from shapely import Polygon

from layers.tables import Units
from sample_regions.area.atlas import Atlas
from sample_regions.area.grouping import Township
from sample_regions.area.naming import Names
from sample_regions.unit_table import UnitRow, unit_table

_FIRST_NUMBER = {"街道": 1, "镇": 100, "乡": 200}


def make_units(
    atlas: Atlas, townships: list[Township], outlines: list[Polygon], names: Names
) -> tuple[Units, dict[int, str]]:
    """Units without people yet, and the code of each cell."""
    rows: list[UnitRow] = []
    code_of: dict[int, str] = {}
    degrees = [_in_degrees(atlas, outline) for outline in outlines]
    for number, county in enumerate(atlas.counties):
        own = [township for township in townships if township.county == number]
        for township, code in zip(own, _town_codes(county.code, own), strict=True):
            rows += _township_rows(atlas, township, code, county.code, degrees, names, code_of)
    rows += list(_upper_rows(atlas, rows))
    settled = (replace(row, outline=shapely.normalize(row.outline)) for row in rows)
    return unit_table(sorted(settled, key=lambda row: row.code)), code_of


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
) -> list[UnitRow]:
    name = names.take("street" if township.klass == "街道" else "town") + township.klass
    whole = shapely.coverage_union_all([degrees[cell] for cell in township.cells])
    row = UnitRow(code, name, "township", county, township.klass, whole)
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
        communities.append(UnitRow(code_of[cell], called, "community", code, klass, degrees[cell]))
    return [row, *communities]


def _upper_rows(atlas: Atlas, rows: list[UnitRow]) -> Iterator[UnitRow]:
    """Counties, and what is above them."""
    found = []
    for county in atlas.counties:
        parts = [row.outline for row in rows if row.parent == county.code]
        found.append(
            UnitRow(
                county.code, county.name, "county", county.prefecture, county.klass, shapely.coverage_union_all(parts)
            )
        )
    yield from found
    for code, name, level, parent in atlas.above:
        digits = {"province": 2, "prefecture": 4}[level]
        parts = [row.outline for row in found if row.code.startswith(code[:digits])]
        yield UnitRow(code, name, level, parent, "", shapely.coverage_union_all(parts))


def _in_degrees(atlas: Atlas, outline: Polygon) -> Polygon:
    return shapely.normalize(shapely.transform(outline, lambda xy: np.column_stack(atlas.degrees(*xy.T))))
