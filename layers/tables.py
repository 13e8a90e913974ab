"""The tables of a region in memory: complete, read-only columns.

Numbers that were never given are NaN; text that was never given is "". Points without a
place have NaN longitude and latitude. Coordinates are degrees of CGCS2000 (EPSG:4490).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Texts = NDArray[np.str_]
Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Units:
    """Administrative units of every level.

    Attributes:
        code: 12-digit codes, sorted, unique.
        name: printed names.
        level: one of `schema.LEVELS`.
        parent: code of the parent unit, "" at the top. The parent need not be in the table.
        klass: one of `schema.CLASSES`, "" where unknown.
        provisional: True where the code was made up because the source gave none.
        households: number of households.
        population: persons by group, see `schema.GROUPS`.
        geometry: shapely (multi)polygons, None where the source gave no outline.
    """

    code: Texts
    name: Texts
    level: Texts
    parent: Texts
    klass: Texts
    provisional: NDArray[np.bool_]
    households: Floats
    population: Mapping[str, Floats]
    geometry: Geometries

    def __len__(self) -> int:
        return len(self.code)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row by code."""
        return {str(code): row for row, code in enumerate(self.code)}

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Some of the units, in the order of `rows`."""
        return replace(
            self,
            code=self.code[rows],
            name=self.name[rows],
            level=self.level[rows],
            parent=self.parent[rows],
            klass=self.klass[rows],
            provisional=self.provisional[rows],
            households=self.households[rows],
            population={group: values[rows] for group, values in self.population.items()},
            geometry=self.geometry[rows],
        )

    def rows_at(self, level: str) -> NDArray[np.intp]:
        """Rows of the units of a level, in code order."""
        return np.flatnonzero(self.level == level)

    def ancestor_row(self, row: int, level: str) -> int:
        """Row of the unit itself or its ancestor at `level`, -1 where there is none."""
        for _ in range(8):  # deeper than any hierarchy; ends a parent loop
            if row < 0 or self.level[row] == level:
                return row
            row = self.row_of.get(str(self.parent[row]), -1)
        return -1


@dataclass(frozen=True, eq=False)
class Facilities:
    """Facilities; one may provide several kinds.

    Attributes:
        id: unique text ids, stable over re-imports.
        kinds: kind codes of each facility, see `resources/kinds.toml`.
        unit_code: the declared unit, "" where the source declares none.
        status: one of `schema.STATUSES`.
        numbers: `schema.FACILITY_NUMBERS` by name (beds, nursing_beds, floor_area_m2, ...).
        texts: `schema.FACILITY_TEXTS` by name (address, opened, verified_on).
        attributes: further columns of the source, by facility.
    """

    id: Texts
    name: Texts
    kinds: tuple[tuple[str, ...], ...]
    unit_code: Texts
    status: Texts
    lon: Floats
    lat: Floats
    numbers: Mapping[str, Floats]
    texts: Mapping[str, Texts]
    attributes: tuple[Mapping[str, str], ...]

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: Sequence[int] | NDArray[np.integer]) -> Self:
        """Some of the facilities, in the order of `rows`."""
        which = np.asarray(rows, dtype=np.intp)
        return replace(
            self,
            id=self.id[which],
            name=self.name[which],
            kinds=tuple(self.kinds[row] for row in which),
            unit_code=self.unit_code[which],
            status=self.status[which],
            lon=self.lon[which],
            lat=self.lat[which],
            numbers={column: values[which] for column, values in self.numbers.items()},
            texts={column: values[which] for column, values in self.texts.items()},
            attributes=tuple(self.attributes[row] for row in which),
        )

    def rows_of(self, kind: str, statuses: tuple[str, ...] = ("operating",)) -> NDArray[np.intp]:
        """Rows that provide `kind` and have one of `statuses`."""
        wanted = [kind in kinds for kinds in self.kinds]
        return np.flatnonzero(np.array(wanted, dtype=bool) & np.isin(self.status, statuses))


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand points.

    Attributes:
        unit_code: the declared unit, "" where the source declares none.
        weight: persons by group, see `schema.GROUPS`; only the groups the sources gave.
    """

    id: Texts
    unit_code: Texts
    lon: Floats
    lat: Floats
    weight: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.id)


WALK, CYCLE, DRIVE = 1, 2, 4


@dataclass(frozen=True, eq=False)
class Roads:
    """The road network as read: straight segments between nodes, one node at every vertex.

    Attributes:
        lon, lat: degrees, one per node.
        tail, head: node numbers, one per segment.
        way: which way of `way_name`/`way_class` a segment belongs to.
        access: bit mask of WALK, CYCLE, DRIVE per segment.
        oneway: per segment for vehicles; 0 both ways, 1 tail to head only, -1 head to tail only.
        way_name, way_class: one per way; the class is an OSM `highway` value or "road".
        way_maxspeed_kmh: one per way, NaN where not given.
    """

    lon: Floats
    lat: Floats
    tail: Ints
    head: Ints
    way: Ints
    access: NDArray[np.uint8]
    oneway: NDArray[np.int8]
    way_name: Texts
    way_class: Texts
    way_maxspeed_kmh: Floats

    def __len__(self) -> int:
        return len(self.tail)


@dataclass(frozen=True)
class Source:
    """Where rows of a region came from.

    Attributes:
        role: units, facilities, demand, roads, candidates or zones.
        detail: level or kind the import was for, "" otherwise.
        options: the decisions of the import: datum, encoding, columns ...
        sha256: fingerprint of the file as it was read.
        data_date: ISO date of the data, "" where unknown.
    """

    id: int
    role: str
    detail: str
    file_name: str
    sha256: str
    imported_at: str
    data_date: str = ""
    licence: str = ""
    rows: int = 0
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ManualValue:
    """A figure entered by hand for an indicator that the map cannot answer.

    Attributes:
        numerator, denominator: given where the figure is a ratio and both are known; else None.
    """

    plan_id: str
    indicator_id: str
    year: int
    value: float
    entered_by: str
    entered_at: str
    basis: str
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class UnitAlias:
    """Another name or code that a unit goes or went by.

    Attributes:
        unit_code: the unit's code now.
        alias: the other name, or the other 12-digit code.
        note: where it is known from.
    """

    unit_code: str
    alias: str
    note: str = ""
