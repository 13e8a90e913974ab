"""Builds the invented sample region 浑南区: `python -m sample_regions.build [OUT.gpkg]`.

Everything comes from fixed seeds; the same rows come out on every machine and day.
"""

import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from layers.region import Region
from layers.resources import resource, sample_region
from layers.tables import Demand, Facilities, ManualValue, Roads, Units
from sample_regions import administration, facilities, people, place, roads, territory
from sample_regions.streets import OLD_TOWN_CENTRE as OLD_TOWN
from sample_regions.terrain import Dice, Ground, distance

CUT_OFF_VILLAGE = "水磨沟村"
NOTE = "虚构的示例数据:位置大致在浑南区,乡镇街道、社区、村、人口、道路和设施全部是编造的,不可用于任何实际工作"
LICENCE = "本程序虚构,仅供试用"
FILE_NAME = "示例数据(虚构)"
DATA_DATE = "2024-12-31"
BUILT_AT = "2025-01-01T00:00:00Z"
"""The one moment at which the sample says it was made, so that the file does not change with the clock."""


def build(path: Path) -> None:
    """Build the sample beside its place and put it there; an older one is replaced."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".sample") as folder:
        fresh = Path(folder, path.name)
        with Region.create(fresh, name=f"{place.COUNTY_NAME}(示例)", code=place.COUNTY_CODE) as region:
            _fill(region)
        _stop_the_clock(fresh)
        fresh.replace(path)


def _fill(region: Region) -> None:
    ground = place.ground()
    units, demand, network, sites = _invent(ground)
    with region.writing("建立示例区域") as writer:
        writer.set_meta("invented", "1")
        writer.set_meta("note", NOTE)

        def source(role: str, rows: int, detail: str = "") -> int:
            return writer.add_source(role, FILE_NAME, detail=detail, data_date=DATA_DATE, licence=LICENCE, rows=rows)

        writer.put_units(units, source("units", len(units)))
        writer.replace_roads(network, source("roads", len(network)))
        writer.replace_demand(demand, source("demand", len(demand)))
        writer.put_facilities(sites, source("facilities", len(sites), ";".join(_kind_codes())))
        for value in _by_hand():
            writer.set_manual_value(value)


def _invent(ground: Ground) -> tuple[Units, Demand, Roads, Facilities]:
    communities = territory.draw_communities(ground, Dice(1))
    units, drawn = administration.make_units(communities, ground)
    codes = [code for code in drawn if units.name[units.row_of[code]] == CUT_OFF_VILLAGE]
    cut_off = next(i for i, community in enumerate(communities) if community is drawn[codes[0]])
    book = roads.draw_all(ground, communities, cut_off, Dice(2))
    homes = people.build_homes(book, ground, Dice(3))
    demand = people.settle(homes, units, _remoteness(units, drawn), Dice(4))
    units = people.count(units, demand, Dice(5))
    network = book.roads(ground)
    return units, demand, network, facilities.make_facilities(units, demand, network, Dice(6))


def _by_hand() -> Iterator[ManualValue]:
    """Figures no map can answer; the others are left for the planner to enter."""
    for indicator, value, numerator, denominator in (
        ("urban_rural_subsistence_ratio", 1.42, None, None),
        ("orphan_allowance_growth", 6.8, None, None),
        ("disability_allowance_share", 100.0, 5212.0, 5212.0),
        ("rescued_returned_share", 100.0, 74.0, 74.0),
        ("ecological_burial_share", 41.7, 1180.0, 2829.0),
    ):
        yield ManualValue(
            plan_id="dandong",
            indicator_id=indicator,
            year=2024,
            value=value,
            entered_by="示例",
            entered_at=BUILT_AT[:10],
            basis=FILE_NAME,
            numerator=numerator,
            denominator=denominator,
        )


def _remoteness(units: Units, drawn: dict[str, territory.Community]) -> Sequence[float]:
    """Metres from the old town to each community, 0 for larger units."""
    centres = [drawn[str(code)].centre if str(code) in drawn else OLD_TOWN for code in units.code]
    return [distance(centre, OLD_TOWN) for centre in centres]


def _kind_codes() -> list[str]:
    with resource("kinds.toml").open("rb") as file:
        return list(tomllib.load(file)["kind"])


def _stop_the_clock(path: Path) -> None:
    """Every time stamp becomes the same moment, and the pages are packed."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in (
            "UPDATE gpkg_contents SET last_change = ?",
            "UPDATE sources SET imported_at = ?",
            "UPDATE edits SET at = ?",
            "UPDATE meta SET value = ? WHERE key = 'created_at'",
        ):
            connection.execute(statement, (BUILT_AT,))
        connection.execute("VACUUM")
    finally:
        connection.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else sample_region("hunnan"))
