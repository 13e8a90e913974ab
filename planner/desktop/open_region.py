"""The region on the screen: its tables, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import UserError
from layers.feedback import Feedback
from layers.location import locate
from layers.projection import Metric
from layers.region import Region
from layers.region_log import Edit
from layers.schema import GROUPS, LEVELS
from layers.tables import Demand, Facilities, Roads, Units


@dataclass(frozen=True, eq=False)
class OpenRegion:
    """A region file as it was when it was read.

    Attributes:
        invented: a made-up sample, which every picture of it must say.
        facility_unit: row of the unit each facility counts for, -1 where none.
        metric: None while the region holds nothing that has a place.
        log: what was done to the region so far.
    """

    path: Path
    name: str
    code: str
    invented: bool
    units: Units
    facilities: Facilities
    facility_unit: NDArray[np.intp]
    demand: Demand
    roads: Roads | None
    metric: Metric | None
    log: tuple[Edit, ...] = ()

    @cached_property
    def facility_row(self) -> dict[str, int]:
        """Row of a facility by id."""
        return {str(name): row for row, name in enumerate(self.facilities.id)}

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call a unit or a facility, by its code or id."""
        own = dict(zip(self.facilities.id.tolist(), self.facilities.name.tolist(), strict=True))
        return own | dict(zip(self.units.code.tolist(), self.units.name.tolist(), strict=True))

    def spots_of(self, keys: Sequence[str]) -> tuple[tuple[float, float], ...]:
        """Longitude and latitude of facilities, and of points inside units; those without a place are left out."""
        spots = []
        for key in keys:
            if key in self.facility_row:
                row = self.facility_row[key]
                spots.append((float(self.facilities.lon[row]), float(self.facilities.lat[row])))
            elif key in self.units.row_of and self.units.geometry[self.units.row_of[key]] is not None:
                inside = shapely.point_on_surface(self.units.geometry[self.units.row_of[key]])
                spots.append((float(inside.x), float(inside.y)))
        return tuple(spot for spot in spots if np.isfinite(spot[0]) and np.isfinite(spot[1]))

    @property
    def kinds_served(self) -> frozenset[str]:
        """Kinds that have an operating facility with a place."""
        facilities = self.facilities
        open_rows = np.flatnonzero((facilities.status == "operating") & np.isfinite(facilities.lon))
        return frozenset(kind for row in open_rows for kind in facilities.kinds[row])

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of people the region knows, of its demand points or else of its units."""
        if len(self.demand):
            return tuple(group for group in GROUPS if group in self.demand.weight)
        known = self.units.population
        return tuple(group for group in GROUPS if group in known and np.isfinite(known[group]).any())

    @property
    def dividing_levels(self) -> tuple[str, ...]:
        """Levels with more than one unit, the coarsest first."""
        return tuple(level for level in LEVELS if len(self.units.rows_at(level)) > 1)

    def lineage(self, code: str) -> tuple[str, ...]:
        """A unit's code and those of the units it lies in, the nearest first; a facility's id alone."""
        codes = [code]
        while codes[-1] in self.units.row_of:
            parent = str(self.units.parent[self.units.row_of[codes[-1]]])
            if parent not in self.units.row_of or parent in codes:
                break
            codes.append(parent)
        return tuple(codes)

    def parent_of(self, code: str) -> str:
        """The name of the unit that a unit or a facility lies in, "" where none is known."""
        if code in self.units.row_of:
            row = self.units.row_of.get(str(self.units.parent[self.units.row_of[code]]), -1)
        else:
            row = int(self.facility_unit[self.facility_row[code]]) if code in self.facility_row else -1
        return str(self.units.name[row]) if row >= 0 else ""


def read_region(path: Path, feedback: Feedback) -> OpenRegion:
    """Read everything the window shows of a region.

    Raises:
        UserError: it is no region, or a table is damaged.
    """
    with Region.open(path) as region:
        feedback.progress(0.2)
        units, facilities = region.units(), region.facilities()
        feedback.progress(0.5)
        return OpenRegion(
            path=path,
            name=region.name,
            code=region.code,
            invented=region.invented,
            units=units,
            facilities=facilities,
            facility_unit=_facility_unit(units, facilities),
            demand=region.demand(),
            roads=region.roads(),
            metric=_metric(region),
            log=region.edits(),
        )


def _facility_unit(units: Units, facilities: Facilities) -> NDArray[np.intp]:
    """The declared unit; where none is declared, the one it lies in."""
    located = locate(units, facilities.lon, facilities.lat)
    declared = [units.row_of.get(str(code), -1) for code in facilities.unit_code]
    named = facilities.unit_code != ""
    return np.where(named, np.array(declared, dtype=np.intp), located)


def _metric(region: Region) -> Metric | None:
    try:
        return region.metric_crs()
    except UserError:  # nothing in it has a place yet: an empty map, not a failure
        return None
