"""Regions to be checked: the lattice in a file, and whatever is odd about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from layers.region import Region
from layers.tables import Demand, Facilities, Roads, Texts, UnitAlias, Units
from tests.planner.coverage.lattice import PREFECTURE, SOUTH, WEST, facilities_of, lattice_units


def _of_communities(units: Units) -> Units:
    """The lattice with outlines made of those of the communities, so that borders have the same vertices."""
    communities = units.rows_at("community")
    shapes = units.geometry.copy()
    for row in np.flatnonzero(units.level != "community"):
        digits = {"prefecture": 4, "county": 6, "township": 9}[str(units.level[row])]
        inside = [k for k in communities if units.code[k][:digits] == units.code[row][:digits]]
        shapes[row] = shapely.coverage_union_all(units.geometry[inside])
    return replace(units, geometry=shapes)


UNITS = _of_communities(lattice_units())


def with_cells(units: Units, column: str, by_name: Mapping[str, Any]) -> Units:
    """The units with other values in a column, or in a group of people."""
    people = column in units.population
    values = (units.population[column] if people else getattr(units, column)).copy()
    if values.dtype.kind == "U":
        values = values.astype("U40")
    for name, value in by_name.items():
        values[units.name == name] = value
    if people:
        return replace(units, population={**units.population, column: values})
    changed = replace(units, **{column: values})
    order = np.argsort(changed.code, kind="stable")
    return changed if column != "code" else take(changed, order)


def take(units: Units, rows: Any) -> Units:
    """Some of the units."""
    return Units(
        *(getattr(units, name)[rows] for name in ("code", "name", "level", "parent", "klass", "provisional")),
        units.households[rows],
        {group: values[rows] for group, values in units.population.items()},
        units.geometry[rows],
    )


def with_texts(facilities: Facilities, column: str, texts: Sequence[str]) -> Facilities:
    """The facilities with other texts in a column."""
    return replace(facilities, texts={**facilities.texts, column: np.array(texts, dtype=np.str_)})


def demand_at(units: Units = UNITS, people: float = 300.0) -> Demand:
    """A demand point in the middle of each community."""
    rows = units.rows_at("community")
    middle = shapely.centroid(units.geometry[rows])
    codes: Texts = units.code[rows]
    weight = {"population": np.full(len(rows), people)}
    return Demand(codes, codes, shapely.get_x(middle), shapely.get_y(middle), weight)


def roads_of(lines: Sequence[Sequence[tuple[float, float]]]) -> Roads:
    """Lines of degrees; equal places are one node."""
    number: dict[tuple[float, float], int] = {}
    pairs, way = [], []
    for index, line in enumerate(lines):
        at = [number.setdefault(point, len(number)) for point in line]
        pairs += list(pairwise(at))
        way += [index] * (len(at) - 1)
    tail, head = np.array(pairs, dtype=np.int32).T
    lon, lat = np.array(list(number), dtype=np.float64).T
    count = len(lines)
    return Roads(
        lon=lon,
        lat=lat,
        tail=tail,
        head=head,
        way=np.array(way, dtype=np.int32),
        access=np.full(len(tail), 7, dtype=np.uint8),
        oneway=np.zeros(len(tail), dtype=np.int8),
        way_name=np.full(count, "路"),
        way_class=np.full(count, "residential"),
        way_maxspeed_kmh=np.full(count, np.nan),
    )


def grid_roads() -> list[list[tuple[float, float]]]:
    """Roads through the middle of every community, all joined: eight from west to east, four and one across."""
    west, east = WEST + 0.05, WEST + 0.75
    lats = [round(SOUTH + 0.05 + 0.1 * row, 6) for row in range(4)]
    lons = [round(west + 0.1 * column, 6) for column in range(8)]
    across = [[(lon, lat) for lon in lons] for lat in lats]
    return [*across, [(round(east, 6), lat) for lat in lats]]


class Files:
    """Makes regions in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0

    def __call__(
        self,
        units: Units | None = UNITS,
        facilities: Facilities | Sequence[Mapping[str, object]] = (),
        *,
        demand: Demand | None = None,
        roads: Roads | None = None,
        zones: Sequence[tuple[str, str, shapely.Geometry]] = (),
        aliases: Sequence[UnitAlias] = (),
        sources: Callable[[Any], object] | None = None,
    ) -> Path:
        self._made += 1
        path = self._folder / f"{self._made}.gpkg"
        with Region.create(path, name="丁市", code=PREFECTURE) as region, region.writing("测试") as writer:
            if units is not None:
                writer.put_units(units, None)
            table = facilities if isinstance(facilities, Facilities) else facilities_of(facilities)
            writer.put_facilities(table, None)
            if demand is not None:
                writer.replace_demand(demand, None)
            if roads is not None:
                writer.replace_roads(roads, None)
            if zones:
                names, rules, shapes = zip(*zones, strict=True)
                source = writer.add_source("zones", "区片.shp", data_date="2026")
                outlines = np.empty(len(shapes), dtype=object)
                outlines[:] = shapes
                writer.put_zones({"name": names, "rule": rules}, outlines, source)
            writer.add_aliases(aliases)
            if sources is not None:
                sources(writer)
        return path
