"""What coverage asks of a region: its tables. `layers.region.Region` is one."""

from collections.abc import Mapping
from typing import Protocol

from layers.projection import Metric
from layers.tables import Demand, Facilities, ManualValue, Roads, Source, Units


class RegionTables(Protocol):
    """The tables of a region and where they came from."""

    @property
    def meta(self) -> Mapping[str, str]:
        """The region's own facts."""

    @property
    def name(self) -> str:
        """The printed name of the region."""

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

    def manual_values(self, plan_id: str) -> tuple[ManualValue, ...]:
        """Figures entered by hand for a plan."""

    def metric_crs(self) -> Metric:
        """The metres the region is measured in."""
