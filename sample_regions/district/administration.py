"""The units table: codes after GB/T 10114, names, parents and outlines."""

from collections.abc import Sequence

import shapely

from layers.tables import Units
from sample_regions.district import names, place
from sample_regions.district.outlines import bend
from sample_regions.district.terrain import Ground
from sample_regions.district.territory import Community
from sample_regions.unit_table import UnitRow, unit_table


def make_units(communities: Sequence[Community], ground: Ground) -> tuple[Units, dict[str, Community]]:
    """Units without people yet, and the community behind each community code."""
    rows: list[UnitRow] = []
    drawn: dict[str, Community] = {}
    for town in place.TOWNS:
        own = [community for community in communities if community.letter == town.letter]
        parts = _community_rows(own, town, ground)
        rows.extend(row for row, _ in parts)
        drawn.update({row.code: community for row, community in parts})
        outline = shapely.normalize(shapely.coverage_union_all([row.outline for row, _ in parts]))
        rows.append(UnitRow(town_code(town), town.name, "township", place.COUNTY_CODE, town.klass, outline))
    whole = shapely.normalize(shapely.coverage_union_all([row.outline for row in rows if row.level == "township"]))
    rows.append(UnitRow(place.COUNTY_CODE, place.COUNTY_NAME, "county", place.PREFECTURE_CODE, "市辖区", whole))
    return unit_table(sorted(rows, key=lambda row: row.code)), drawn


def town_code(town: place.Town) -> str:
    """The 12-digit code: 街道 001 to 099, 镇 100 to 199, 乡 from 200."""
    return f"{place.COUNTY_CODE[:6]}{town.number:03d}000"


def _community_rows(own: list[Community], town: place.Town, ground: Ground) -> list[tuple[UnitRow, Community]]:
    """Communities from 001, villages from 200, each numbered from north-west to south-east."""
    found = []
    for klass, first, pool, suffix in (
        ("城市社区", 1, names.COMMUNITIES, "社区"),
        ("农村社区", 200, names.VILLAGES, "村"),
    ):
        members = sorted((c for c in own if c.klass == klass), key=_reading_order)
        called = pool.get(town.letter, "").split()
        for number, (community, name) in enumerate(zip(members, called[: len(members)], strict=True), first):
            code = f"{town_code(town)[:9]}{number:03d}"
            outline = bend(community.outline, ground)
            found.append((UnitRow(code, name + suffix, "community", town_code(town), klass, outline), community))
    return found


def _reading_order(community: Community) -> tuple[int, float]:
    u, v = community.centre
    return round(u - 2 * v), u
