"""What checking asks of a region. `layers.region.Region` is one."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol, runtime_checkable

from layers.errors import UserError
from layers.finding import Finding
from layers.projection import Metric
from layers.region_zones import Zones
from layers.tables import Demand, Facilities, Roads, Source, UnitAlias, Units
from planner.coverage.hierarchy import Hierarchy
from planner.coverage.placement import Placement, place, place_facilities


class CheckedTables(Protocol):
    """The tables every region has."""

    @property
    def code(self) -> str:
        """The 12-digit code of the region."""

    def units(self) -> Units:
        """All administrative units."""

    def facilities(self) -> Facilities:
        """All facilities of every status."""

    def demand(self) -> Demand:
        """All demand points."""

    def roads(self) -> Roads | None:
        """The road network, None where there is none."""

    def sources(self) -> tuple[Source, ...]:
        """What was imported."""

    def findings(self) -> tuple[Finding, ...]:
        """What the imports found."""

    def metric_crs(self) -> Metric:
        """The metres the region is measured in."""


@runtime_checkable
class MoreTables(Protocol):
    """The tables that only a region's file has."""

    def zones(self) -> Zones:
        """All zones."""

    def aliases(self) -> tuple[UnitAlias, ...]:
        """Other names and codes of the units."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A region while it is checked: each table read once.

    Attributes:
        today: what lies after it is in the future.
    """

    region: CheckedTables
    today: date

    @cached_property
    def units(self) -> Units:
        """All administrative units."""
        return self.region.units()

    @cached_property
    def facilities(self) -> Facilities:
        """All facilities of every status."""
        return self.region.facilities()

    @cached_property
    def demand(self) -> Demand:
        """All demand points."""
        return self.region.demand()

    @cached_property
    def roads(self) -> Roads | None:
        """The road network, None where there is none."""
        return self.region.roads()

    @cached_property
    def zones(self) -> Zones | None:
        """All zones, None where the region knows none."""
        return self.region.zones() if isinstance(self.region, MoreTables) else None

    @cached_property
    def aliases(self) -> tuple[UnitAlias, ...]:
        """Other names and codes of the units."""
        return self.region.aliases() if isinstance(self.region, MoreTables) else ()

    @cached_property
    def metric(self) -> Metric | None:
        """The metres of the region, None while nothing in it has a place."""
        try:
            return self.region.metric_crs()
        except UserError:
            return None

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The units above and below each other."""
        return Hierarchy(self.units)

    @cached_property
    def facility_placement(self) -> Placement:
        """Where the facilities count."""
        return place_facilities(self.units, self.facilities)

    @cached_property
    def demand_placement(self) -> Placement:
        """Where the demand points count."""
        return place(self.units, self.demand.unit_code, self.demand.lon, self.demand.lat)
