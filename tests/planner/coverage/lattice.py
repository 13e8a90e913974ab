"""A prefecture on a lattice, small enough to be counted by hand.

West county 甲区 (市辖区) and east county 乙县 (县), 0.4 degree square each, south-west corner at 124 E 40 N. Each has
2 x 2 townships of 0.2 degree, each of those 2 x 2 communities of 0.1 degree. Every community has 100 households,
300 people, 60 of them aged 60 and over; every unit above has the sums.

    甲区: 甲1街道 甲2街道 甲3镇 甲4乡        乙县: 乙1街道 乙2镇 乙3镇 乙4乡
    (1 south-west, 2 south-east, 3 north-west, 4 north-east; communities within a township likewise)

So: 1 prefecture, 2 counties, 8 townships (3 街道, 3 镇, 2 乡), 32 communities, 3200 households, 9600 people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from layers.projection import Metric
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Demand, Facilities, ManualValue, Roads, Source, Units

WEST, SOUTH = 124.0, 40.0
PREFECTURE = "210600000000"
COUNTY = {"甲": "210602000000", "乙": "210624000000"}
_TOWNSHIPS = {"甲": ("街道", "街道", "镇", "乡"), "乙": ("街道", "镇", "镇", "乡")}


def township(name: str) -> str:
    """The code of a township such as "甲2"."""
    return f"{COUNTY[name[0]][:6]}00{name[1]}000"


def community(name: str) -> str:
    """The code of a community such as "甲2-3"."""
    return f"{township(name[:2])[:9]}20{name[3]}"


def centre(name: str) -> tuple[float, float]:
    """Degrees of the middle of a township ("甲2") or community ("甲2-3")."""
    lon, lat, size = WEST + 0.4 * (name[0] == "乙"), SOUTH, 0.4
    for number in name[1:].replace("-", ""):
        size /= 2
        lon += size * ((int(number) - 1) % 2)
        lat += size * ((int(number) - 1) // 2)
    return lon + size / 2, lat + size / 2


@dataclass(frozen=True)
class _Unit:
    code: str
    name: str
    level: str
    parent: str
    klass: str
    communities: int
    box: tuple[float, float, float, float]


def _rows() -> list[_Unit]:
    rows = [_Unit(PREFECTURE, "丁市", "prefecture", "", "", 32, (WEST, SOUTH, WEST + 0.8, SOUTH + 0.4))]
    for letter, (suffix, klass) in {"甲": ("区", "市辖区"), "乙": ("县", "县")}.items():
        west = WEST + 0.4 * (letter == "乙")
        box = (west, SOUTH, round(west + 0.4, 6), SOUTH + 0.4)
        rows.append(_Unit(COUNTY[letter], letter + suffix, "county", PREFECTURE, klass, 16, box))
        for number, township_class in enumerate(_TOWNSHIPS[letter], start=1):
            name = f"{letter}{number}"
            code, printed = township(name), name + township_class
            rows.append(_Unit(code, printed, "township", COUNTY[letter], township_class, 4, _box(name, 0.1)))
            for part in "1234":
                own = f"{name}-{part}"
                community_class = "城市社区" if township_class == "街道" else "农村社区"
                rows.append(_Unit(community(own), own, "community", code, community_class, 1, _box(own, 0.05)))
    return sorted(rows, key=lambda row: row.code)


def _box(name: str, half: float) -> tuple[float, float, float, float]:
    lon, lat = centre(name)
    return round(lon - half, 6), round(lat - half, 6), round(lon + half, 6), round(lat + half, 6)


def lattice_units() -> Units:
    """The units of the lattice."""
    rows = _rows()
    people = np.array([300.0 * row.communities for row in rows])
    population = {group: np.full(len(rows), np.nan) for group in GROUPS} | {"population": people, "aged_60": people / 5}
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [shapely.box(*row.box) for row in rows]
    return Units(
        code=np.array([row.code for row in rows]),
        name=np.array([row.name for row in rows]),
        level=np.array([row.level for row in rows]),
        parent=np.array([row.parent for row in rows]),
        klass=np.array([row.klass for row in rows]),
        provisional=np.zeros(len(rows), dtype=bool),
        households=np.array([100.0 * row.communities for row in rows]),
        population=population,
        geometry=geometry,
    )


def chosen(units: Units, keep: Sequence[bool]) -> Units:
    """Some rows of the units."""
    rows = np.asarray(keep, dtype=bool)
    return Units(
        units.code[rows],
        units.name[rows],
        units.level[rows],
        units.parent[rows],
        units.klass[rows],
        units.provisional[rows],
        units.households[rows],
        {group: values[rows] for group, values in units.population.items()},
        units.geometry[rows],
    )


def without_outline(units: Units, names: Sequence[str]) -> Units:
    """The units, some of them without an outline."""
    geometry = units.geometry.copy()
    geometry[np.isin(units.name, names)] = None
    return replace(units, geometry=geometry)


def facility(
    name: str,
    kinds: str | tuple[str, ...],
    at: str | tuple[float, float] | None = None,
    *,
    unit: str = "",
    status: str = "operating",
    **numbers: float,
) -> dict[str, object]:
    """One facility; `at` is a place of the lattice such as "甲2-3", degrees, or None for no place."""
    lon, lat = (np.nan, np.nan) if at is None else centre(at) if isinstance(at, str) else at
    own = (kinds,) if isinstance(kinds, str) else kinds
    return {"name": name, "kinds": own, "lon": lon, "lat": lat, "unit": unit, "status": status} | numbers


def facilities_of(rows: Sequence[Mapping[str, object]]) -> Facilities:
    """A table of facilities; their ids are F1, F2 ... in order."""
    count = len(rows)
    return Facilities(
        id=np.array([f"F{number}" for number in range(1, count + 1)], dtype=np.str_),
        name=np.array([row["name"] for row in rows], dtype=np.str_),
        kinds=tuple(row["kinds"] for row in rows),  # type: ignore[misc]
        unit_code=np.array([row["unit"] for row in rows], dtype=np.str_),
        status=np.array([row["status"] for row in rows], dtype=np.str_),
        lon=np.array([row["lon"] for row in rows], dtype=np.float64),
        lat=np.array([row["lat"] for row in rows], dtype=np.float64),
        numbers={
            name: np.array([row.get(name, np.nan) for row in rows], dtype=np.float64) for name in FACILITY_NUMBERS
        },
        texts={name: np.full(count, "", dtype=np.str_) for name in FACILITY_TEXTS},
        attributes=tuple({} for _ in rows),
    )


def demand_of(rows: Sequence[tuple[str, float, float, float]], group: str = "aged_60", units: str = "") -> Demand:
    """Demand points from (id, lon, lat, weight)."""
    return Demand(
        id=np.array([row[0] for row in rows], dtype=np.str_),
        unit_code=np.full(len(rows), units, dtype="U12"),
        lon=np.array([row[1] for row in rows], dtype=np.float64),
        lat=np.array([row[2] for row in rows], dtype=np.float64),
        weight={group: np.array([row[3] for row in rows], dtype=np.float64)},
    )


def no_demand() -> Demand:
    """A region without demand points."""
    empty = np.zeros(0)
    return Demand(np.zeros(0, np.str_), np.zeros(0, np.str_), empty, empty, {})


def listed_source(kinds: str) -> Source:
    """The import of a list of facilities of some kinds."""
    return Source(1, "facilities", kinds, "设施.xlsx", "", "2025-03-01T08:00:00", data_date="2024-12-31")


@dataclass
class LatticeRegion:
    """What coverage asks of a region, in memory."""

    table: Sequence[Mapping[str, object]] = ()
    listed: str = ""
    unit_table: Units = field(default_factory=lattice_units)
    demand_table: Demand = field(default_factory=no_demand)
    road_table: Roads | None = None
    entered: Sequence[ManualValue] = ()
    name: str = "丁市"
    code: str = PREFECTURE
    meta: Mapping[str, str] = field(default_factory=dict)

    def units(self) -> Units:
        return self.unit_table

    def facilities(self) -> Facilities:
        return facilities_of(self.table)

    def demand(self) -> Demand:
        return self.demand_table

    def roads(self) -> Roads | None:
        return self.road_table

    def sources(self) -> tuple[Source, ...]:
        return (listed_source(self.listed),) if self.listed else ()

    def manual_values(self, plan_id: str) -> tuple[ManualValue, ...]:
        return tuple(value for value in self.entered if value.plan_id == plan_id)

    def metric_crs(self) -> Metric:
        return Metric.of_extent(WEST, SOUTH, WEST + 0.8, SOUTH + 0.4)
