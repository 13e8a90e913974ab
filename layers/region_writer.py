"""Changes to an open region file, inside one transaction."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import repeat
from typing import Any

import numpy as np
import shapely

from layers import geopackage
from layers.finding import Finding
from layers.region_corrections import Corrections
from layers.region_network import ROAD_ARRAYS
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, GROUPS
from layers.tables import Demand, Facilities, Floats, ManualValue, Roads, UnitAlias, Units

_AT_ONCE = 50_000


def now() -> str:
    """The present moment as ISO text in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writer(Corrections):
    """What may be changed in a region. Made by `Region.writing`, valid until its block ends."""

    def set_meta(self, key: str, value: str) -> None:
        """Set one of the region's own facts."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add_source(
        self,
        role: str,
        file_name: str,
        *,
        detail: str = "",
        sha256: str = "",
        data_date: str = "",
        licence: str = "",
        rows: int = 0,
        options: Mapping[str, str] | None = None,
    ) -> int:
        """Record where rows come from; returns the id that the rows then carry.

        What an earlier import of the same file, for the same purpose, found no longer holds.
        """
        self._connection.execute(
            "DELETE FROM findings WHERE source_id IN "
            "(SELECT id FROM sources WHERE role = ? AND detail = ? AND file_name = ?)",
            (role, detail, file_name),
        )
        cursor = self._connection.execute(
            "INSERT INTO sources (role, detail, file_name, sha256, imported_at, data_date, licence, rows, options) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (role, detail, file_name, sha256, now(), data_date, licence, rows, _json(options or {})),
        )
        return int(cursor.lastrowid or 0)

    def put_units(self, units: Units, source_id: int | None) -> None:
        """Add units; one whose code is there already is replaced."""
        population = [units.population.get(group, np.full(len(units), np.nan)) for group in GROUPS]
        rows = zip(
            geopackage.encode(units.geometry),
            *_texts(units.code, units.name, units.level, units.parent, units.klass),
            units.provisional.astype(int).tolist(),
            *_numbers(units.households, *population),
            [source_id] * len(units),
            strict=True,
        )
        names = ("geom", "code", "name", "level", "parent_code", "class", "provisional", "households", *GROUPS)
        self._put("units", names, rows)

    def put_facilities(self, facilities: Facilities, source_id: int | None) -> None:
        """Add facilities; one whose id is there already is replaced."""
        rows = zip(
            geopackage.encode_points(facilities.lon, facilities.lat),
            *_texts(facilities.id, facilities.name),
            [";".join(kinds) for kinds in facilities.kinds],
            *_texts(facilities.unit_code, facilities.status),
            [_json(attributes) for attributes in facilities.attributes],
            *_numbers(*(facilities.numbers[name] for name in FACILITY_NUMBERS)),
            *_texts(*(facilities.texts[name] for name in FACILITY_TEXTS)),
            [source_id] * len(facilities),
            strict=True,
        )
        names = ("geom", "id", "name", "kinds", "unit_code", "status", "attributes", *FACILITY_NUMBERS, *FACILITY_TEXTS)
        self._put("facilities", names, rows)

    def replace_demand(self, demand: Demand, source_id: int | None) -> None:
        """Put these demand points in the place of all others: two sources would count people twice."""
        self._connection.execute("DELETE FROM demand")
        self._expire_findings("demand", source_id)
        groups = [group for group in GROUPS if group in demand.weight]  # each empty cell written costs as a full one
        self._put("demand", ("geom", "id", "unit_code", *groups), _demand_rows(demand, groups, source_id))

    def replace_roads(self, roads: Roads, source_id: int | None) -> None:
        """Put this network in the place of the old one: lines for other programs, arrays for ours."""
        self._connection.execute("DELETE FROM roads")
        self._connection.execute("DELETE FROM network")
        self._expire_findings("roads", source_id)
        lines, way = _way_lines(roads)
        rows = zip(
            geopackage.encode(lines),
            *_texts(roads.way_name[way], roads.way_class[way]),
            *_numbers(roads.way_maxspeed_kmh[way]),
            [source_id] * len(way),
            strict=True,
        )
        self._put("roads", ("geom", "name", "class", "maxspeed_kmh"), rows)
        for name, dtype in ROAD_ARRAYS.items():
            values = getattr(roads, name)
            data = _json(values.tolist()).encode() if dtype == "json" else values.astype(dtype).tobytes()
            self._connection.execute("INSERT INTO network VALUES (?, ?, ?)", (name, dtype, data))

    def put_candidates(self, columns: Mapping[str, Sequence[Any]], lon: Floats, lat: Floats, source_id: int) -> None:
        """Add candidate sites, from plain columns; those of an earlier import of the same file are replaced."""
        self._drop_earlier("candidates", source_id)
        taken = {text for (text,) in self._connection.execute("SELECT id FROM candidates")}
        ids = [f"{text}@{source_id}" if text in taken else text for text in columns["id"]]
        rest = {name: values for name, values in columns.items() if name != "id"}
        rows = zip(geopackage.encode_points(lon, lat), ids, *rest.values(), [source_id] * len(lon), strict=True)
        self._put("candidates", ("geom", "id", *rest), rows)

    def put_zones(self, columns: Mapping[str, Sequence[Any]], geometry: Any, source_id: int) -> None:
        """Add zones, from plain columns; those of an earlier import of the same file are replaced."""
        self._drop_earlier("zones", source_id)
        rows = zip(geopackage.encode(geometry), *columns.values(), [source_id] * len(geometry), strict=True)
        self._put("zones", ("geom", *columns), rows)

    def _drop_earlier(self, table: str, source_id: int) -> None:
        self._connection.execute(
            f"DELETE FROM {table} WHERE source_id IN (SELECT earlier.id FROM sources AS earlier JOIN sources AS now "
            "ON earlier.file_name = now.file_name AND earlier.role = now.role "
            "WHERE now.id = ? AND earlier.id <> now.id)",
            (source_id,),
        )

    def add_findings(self, findings: Iterable[Finding], source_id: int | None, accepted: Container[str] = ()) -> None:
        """Keep what an import found.

        Args:
            accepted: codes of blocking findings that the user took upon himself: they are kept as warnings.
        """
        kept = [_as_accepted(f) if f.severity == "blocking" and f.code in accepted else f for f in findings]
        self._connection.executemany(
            "INSERT INTO findings (source_id, severity, code, message, rows, remedy, why, about, mend, spots) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    source_id,
                    f.severity,
                    f.code,
                    f.message,
                    _json(f.rows),
                    f.remedy,
                    f.why,
                    f.table,
                    f.mend,
                    _json(f.spots),
                )
                for f in kept
            ],
        )

    def add_aliases(self, aliases: Iterable[UnitAlias]) -> None:
        """Remember other names and codes of units."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO unit_aliases (unit_code, alias, note) VALUES (?, ?, ?)",
            [(alias.unit_code, alias.alias, alias.note) for alias in aliases],
        )

    def _expire_findings(self, role: str, source_id: int | None) -> None:
        """Drop the findings of a role's other sources: their rows are gone."""
        self._connection.execute(
            "DELETE FROM findings WHERE source_id IN (SELECT id FROM sources WHERE role = ? AND id IS NOT ?)",
            (role, source_id),
        )

    def set_manual_value(self, value: ManualValue) -> None:
        """Enter a figure by hand; one of the same indicator and year is replaced."""
        self._connection.execute(
            "INSERT OR REPLACE INTO manual_values (plan_id, indicator_id, year, value, entered_by, entered_at, basis, "
            "numerator, denominator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                value.plan_id,
                value.indicator_id,
                value.year,
                value.value,
                value.entered_by,
                value.entered_at,
                value.basis,
                value.numerator,
                value.denominator,
            ),
        )

    def remove_manual_value(self, plan_id: str, indicator_id: str, year: int) -> None:
        """Take back a figure entered by hand."""
        self._connection.execute(
            "DELETE FROM manual_values WHERE plan_id = ? AND indicator_id = ? AND year = ?",
            (plan_id, indicator_id, year),
        )

    def _put(self, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * (len(names) + 1))
        self._connection.executemany(
            f"INSERT OR REPLACE INTO {table} ({', '.join(names)}, source_id) VALUES ({marks})", rows
        )
        self._refresh_extent(table)


def _demand_rows(demand: Demand, groups: Sequence[str], source_id: int | None) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of points, made in portions: a national grid fills the memory else."""
    for start in range(0, len(demand), _AT_ONCE):
        own = slice(start, start + _AT_ONCE)
        yield from zip(
            geopackage.encode_points(demand.lon[own], demand.lat[own]),
            *_texts(demand.id[own], demand.unit_code[own]),
            *_numbers(*(demand.weight[group][own] for group in groups)),
            repeat(source_id, len(demand.lon[own])),
            strict=True,
        )


def _as_accepted(finding: Finding) -> Finding:
    return replace(finding, severity="warning", message=f"{finding.message}(导入时已确认)")


def _way_lines(roads: Roads) -> tuple[Any, np.ndarray]:
    """A line per run of a way's consecutive segments, and the way of each."""
    if not len(roads):
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.int32)
    breaks = (roads.way[1:] != roads.way[:-1]) | (roads.head[:-1] != roads.tail[1:])
    start = np.concatenate([[True], breaks])
    run = np.cumsum(start) - 1
    firsts = np.flatnonzero(start)
    node = np.concatenate([roads.tail[firsts], roads.head])
    order = np.lexsort(
        (
            np.concatenate([np.full(len(firsts), -1), np.arange(len(roads))]),
            np.concatenate([np.arange(len(firsts)), run]),
        )
    )
    points = np.column_stack([roads.lon, roads.lat])[node[order]]
    line_of = np.concatenate([np.arange(len(firsts)), run])[order]
    return shapely.linestrings(points, indices=line_of), roads.way[firsts]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _texts(*columns: Any) -> list[list[str]]:
    return [column.tolist() for column in columns]


def _numbers(*columns: Floats) -> list[list[float | None]]:
    """NaN is stored as NULL."""
    return [[None if value != value else value for value in column.tolist()] for column in columns]
