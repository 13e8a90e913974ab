"""The facilities of a region that count, by kind and unit."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from layers.schema import STATUSES
from layers.tables import Facilities, Source, Units
from planner.coverage.hierarchy import Hierarchy, Mask, Rows
from planner.coverage.placement import Placement, place_facilities
from planner.coverage.region_tables import RegionTables
from planner.plans.kinds import Kind, kind_label, load_kinds

OPERATING = "operating"
IDLE_STATUSES = tuple(status for status in STATUSES if status != OPERATING)


@dataclass(frozen=True, eq=False)
class Stock:
    """Units and facilities of a region, with the unit each facility counts for.

    Only operating facilities count, and none outside the region.
    """

    units: Units
    facilities: Facilities
    placement: Placement
    sources: tuple[Source, ...]
    kinds: dict[str, Kind]

    @classmethod
    def of(cls, region: RegionTables) -> "Stock":
        """The stock of a region."""
        units, facilities = region.units(), region.facilities()
        return cls(units, facilities, place_facilities(units, facilities), region.sources(), load_kinds())

    @property
    def hierarchy(self) -> Hierarchy:
        """The units as a tree."""
        return self.placement.hierarchy

    def rows(self, kinds: Collection[str], status: str = OPERATING) -> Rows:
        """Rows inside the region that provide any of the kinds and have the status."""
        return np.flatnonzero(self._provides(kinds, status) & ~self.placement.outside)

    def outside(self, kinds: Collection[str]) -> Rows:
        """Rows of operating facilities outside the region that provide any of the kinds."""
        return np.flatnonzero(self._provides(kinds, OPERATING) & self.placement.outside)

    def _provides(self, kinds: Collection[str], status: str) -> Mask:
        provides = np.array([any(kind in kinds for kind in own) for own in self.facilities.kinds], dtype=bool)
        both: Mask = provides & (self.facilities.status == status)
        return both

    def unlisted(self, kinds: Collection[str]) -> tuple[str, ...]:
        """The kinds nothing is known about: no list of them was imported, and no facility provides them."""
        return tuple(kind for kind in kinds if kind not in self._listed)

    def missing_lists(self, kinds: Collection[str]) -> tuple[str, ...]:
        """What to say of kinds nothing is known about."""
        return tuple(f"未导入“{self.label((kind,))}”的设施清单" for kind in self.unlisted(kinds))

    def label(self, kinds: Collection[str]) -> str:
        """What the kinds are called."""
        return kind_label(tuple(kinds), self.kinds)

    def names(self, rows: Rows) -> list[str]:
        """Names of facilities."""
        return [str(name) for name in self.facilities.name[rows]]

    def used(self, *roles: str) -> tuple[str, ...]:
        """The imports of these roles: file name, date of the data or else of the import."""
        return tuple(_dated(source) for source in self.sources if source.role in roles)

    @cached_property
    def _listed(self) -> set[str]:
        present = {kind for own in self.facilities.kinds for kind in own}
        lists = (source.detail for source in self.sources if source.role == "facilities")
        return present | {kind for detail in lists for kind in re.split(r"[;,+\s]+", detail) if kind}


def _dated(source: Source) -> str:
    date = f"数据日期 {source.data_date}" if source.data_date else f"导入于 {source.imported_at}"
    return f"{source.file_name}({date})"
