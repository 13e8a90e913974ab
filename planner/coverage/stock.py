"""The facilities of a region that count, by kind and unit."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from layers.schema import STATUSES
from layers.tables import Facilities, Floats, Source, Units
from planner.coverage.figures import given
from planner.coverage.hierarchy import Hierarchy, Mask, Rows
from planner.coverage.placement import Placement, place_facilities
from planner.coverage.planned_facilities import PlannedFacilities
from planner.coverage.region_tables import RegionTables
from planner.coverage.wording import SHOWN, listed
from planner.plans.kinds import Kind, kind_label, load_kinds

OPERATING = "operating"
IDLE_STATUSES = tuple(status for status in STATUSES if status != OPERATING)


@dataclass(frozen=True, eq=False)
class Stock:
    """Units and facilities of a region, with the unit each facility counts for.

    Only operating facilities count, and none outside the region.

    Attributes:
        known_kinds: codes of the kinds of which a list was imported, or which some facility of the region provides.
        within: name of the unit it is limited to, "" for the whole region.
    """

    units: Units
    facilities: Facilities
    placement: Placement
    sources: tuple[Source, ...]
    kinds: dict[str, Kind]
    known_kinds: frozenset[str]
    within: str = ""

    @classmethod
    def of(cls, region: RegionTables) -> "Stock":
        """The stock of a region."""
        units, facilities, sources = region.units(), region.facilities(), region.sources()
        placement = place_facilities(units, facilities)
        return cls(units, facilities, placement, sources, load_kinds(), _known_kinds(facilities, sources))

    @property
    def doubtful(self) -> Mask:
        """Facilities of the region that may stand in another unit than the one the stock is limited to."""
        return self.placement.row < 0 if self.within else np.zeros(len(self.facilities), dtype=bool)

    @property
    def area_name(self) -> str:
        """What the stock covers, in a sentence about sums."""
        return "本单元" if self.within else "全区域"

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
        provides = np.zeros(len(self.facilities), dtype=bool)
        for kind in kinds:
            if kind in self._providing:
                provides[self._providing[kind]] = True
        both: Mask = provides & (self.facilities.status == status)
        return both

    @cached_property
    def _providing(self) -> dict[str, Rows]:
        """Rows of the facilities that provide a kind, by its code."""
        found: dict[str, list[int]] = {}
        for row, own in enumerate(self.facilities.kinds):
            for kind in own:
                found.setdefault(kind, []).append(row)
        return {kind: np.array(rows, dtype=np.intp) for kind, rows in found.items()}

    def summands(self, column: str) -> Floats:
        """A column for adding up; what each facility has stands in `facilities.numbers`."""
        facilities = self.facilities
        columns = facilities.sums if isinstance(facilities, PlannedFacilities) else facilities.numbers
        return columns[column]

    def shared(self, column: str) -> Mask:
        """Facilities of which only the sum with others of their project is known, see `PlannedFacilities`."""
        mask: Mask = np.isfinite(self.summands(column)) & ~np.isfinite(self.facilities.numbers[column])
        return mask

    def able(self, rows: Rows, each: tuple[tuple[str, float], ...]) -> tuple[Mask, Mask]:
        """Which facilities have at least so much of every column, and which may have: a figure is not given.

        Args:
            each: ((column, least), ...); all are able where it is empty.
        """
        able, may_be = np.ones(len(rows), dtype=bool), np.ones(len(rows), dtype=bool)
        for column, least in each:
            values = self.facilities.numbers[column][rows]
            known = given(values)
            able &= known & (values >= least)
            may_be &= ~known | (values >= least)
        return able, may_be & ~able

    def unlisted(self, kinds: Collection[str]) -> tuple[str, ...]:
        """The kinds nothing is known about: no list of them was imported, and no facility provides them."""
        return tuple(kind for kind in kinds if kind not in self.known_kinds)

    def missing_lists(self, kinds: Collection[str]) -> tuple[str, ...]:
        """What to say of kinds nothing is known about."""
        return tuple(f"未导入“{self.label((kind,))}”的设施清单" for kind in self.unlisted(kinds))

    def label(self, kinds: Collection[str]) -> str:
        """What the kinds are called."""
        return kind_label(tuple(kinds), self.kinds)

    def names(self, rows: Iterable[int]) -> list[str]:
        """Names of facilities."""
        return [self.all_names[row] for row in rows]

    def name_some(self, rows: Rows | list[int]) -> str:
        """The names of facilities in a sentence, the first few where there are many."""
        return listed(self.names(rows[: SHOWN + 1]))

    @cached_property
    def all_names(self) -> list[str]:
        """The names of all facilities."""
        return list(self.facilities.name.tolist())

    @cached_property
    def all_ids(self) -> list[str]:
        """The ids of all facilities."""
        return list(self.facilities.id.tolist())

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """Row by id."""
        return {key: row for row, key in enumerate(self.all_ids)}

    def used(self, *roles: str) -> tuple[str, ...]:
        """The imports of these roles: file name, date of the data or else of the import."""
        return tuple(_dated(source) for source in self.sources if source.role in roles)


def _known_kinds(facilities: Facilities, sources: Iterable[Source]) -> frozenset[str]:
    """Kinds of which something is known; what a plan is going to build says nothing of what there is."""
    own = facilities.own if isinstance(facilities, PlannedFacilities) else facilities
    lists = (source.detail for source in sources if source.role == "facilities")
    named = {kind for detail in lists for kind in re.split(r"[;,+\s]+", detail) if kind}
    return frozenset(named.union(*own.kinds))


def _dated(source: Source) -> str:
    date = f"数据日期 {source.data_date}" if source.data_date else f"导入于 {source.imported_at}"
    return f"{source.file_name}({date})"
