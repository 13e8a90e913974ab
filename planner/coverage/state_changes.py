"""Two states of one region, and what became of its units and facilities in between."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from layers.schema import FACILITY_NUMBERS, STATUSES
from planner.coverage.figures import given
from planner.coverage.state_matching import match_facilities, match_units, same_place, without
from planner.coverage.stock import Stock

NOWHERE = "不明"


@dataclass(frozen=True)
class FieldChange:
    """One thing that is not as it was.

    Attributes:
        field: name, kinds, status, unit, place or one of `schema.FACILITY_NUMBERS`.
        label: what it is called.
        old, new: in words.
    """

    field: str
    label: str
    old: str
    new: str

    @property
    def text(self) -> str:
        """The change in words."""
        return f"{self.label}由{self.old}变为{self.new}"


@dataclass(frozen=True)
class FacilityEntry:
    """A facility that only one state has; `unit` is the name of the finest unit known."""

    id: str
    name: str
    kinds: tuple[str, ...]
    status: str
    unit: str


@dataclass(frozen=True)
class ChangedFacility:
    """A facility of both states that is not as it was; `id` and `name` are those of now."""

    id: str
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class FacilityChanges:
    """What became of the facilities."""

    added: tuple[FacilityEntry, ...]
    gone: tuple[FacilityEntry, ...]
    changed: tuple[ChangedFacility, ...]


@dataclass(frozen=True)
class UnitChange:
    """A unit that has another code or name, or that only one state has: then the other's code and name are ""."""

    level: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str


@dataclass(frozen=True, eq=False)
class States:
    """Two states, matched.

    Attributes:
        units: row now by row then, of the units that both have.
        facilities: likewise.
    """

    old: Stock
    new: Stock
    units: dict[int, int]
    facilities: dict[int, int]

    @classmethod
    def of(cls, old: Stock, new: Stock) -> "States":
        """Match two states of a region."""
        units = match_units(old.units, new.units)
        return cls(old, new, units, match_facilities(old, new, units))

    @cached_property
    def code_now(self) -> dict[str, str]:
        """A unit's code now by its code then."""
        old, new = self.old.units.code, self.new.units.code
        return {str(old[a]): str(new[b]) for a, b in self.units.items()}

    @cached_property
    def id_now(self) -> dict[str, str]:
        """A facility's id now by its id then."""
        return {self.old.all_ids[a]: self.new.all_ids[b] for a, b in self.facilities.items()}

    @cached_property
    def said_of(self) -> dict[str, str]:
        """What became of a facility in words, by its id now; of those that came or changed."""
        changes = self.facility_changes
        changed = {one.id: "，".join(change.text for change in one.changes) for one in changes.changed}
        return changed | {one.id: "新增" for one in changes.added}

    def unit_changes(self) -> tuple[UnitChange, ...]:
        """Units that have another code or name, then those that are gone, then new ones."""
        old, new = self.old.units, self.new.units
        changed = [
            UnitChange(str(new.level[b]), str(old.code[a]), str(old.name[a]), str(new.code[b]), str(new.name[b]))
            for a, b in sorted(self.units.items(), key=lambda pair: pair[1])
            if old.code[a] != new.code[b] or old.name[a] != new.name[b]
        ]
        gone = [
            UnitChange(str(old.level[row]), str(old.code[row]), str(old.name[row]), "", "")
            for row in without(len(old), self.units)
        ]
        come = [
            UnitChange(str(new.level[row]), "", "", str(new.code[row]), str(new.name[row]))
            for row in without(len(new), self.units.values())
        ]
        return (*changed, *gone, *come)

    @cached_property
    def facility_changes(self) -> FacilityChanges:
        """Facilities that came, went or changed."""
        added = without(len(self.new.facilities), self.facilities.values())
        gone = without(len(self.old.facilities), self.facilities)
        changed = []
        for a, b in sorted(self.facilities.items(), key=lambda pair: pair[1]):
            if changes := self._changes(a, b):
                changed.append(ChangedFacility(self.new.all_ids[b], self.new.all_names[b], changes))
        return FacilityChanges(
            tuple(_entry(self.new, row) for row in added), tuple(_entry(self.old, row) for row in gone), tuple(changed)
        )

    def _changes(self, a: int, b: int) -> tuple[FieldChange, ...]:
        old, new = self.old.facilities, self.new.facilities
        words = [
            ("name", "名称", self.old.all_names[a], self.new.all_names[b]),
            ("kinds", "类型", self.old.label(sorted(old.kinds[a])), self.new.label(sorted(new.kinds[b]))),
            ("status", "状态", _status(self.old, a), _status(self.new, b)),
        ]
        one, other = int(self.old.placement.row[a]), int(self.new.placement.row[b])
        outside = self.old.placement.outside[a], self.new.placement.outside[b]
        if self.units.get(one, -1) != other or outside[0] != outside[1]:
            words.append(("unit", "所属", _unit_name(self.old, a), _unit_name(self.new, b)))
        if not same_place(self.old, a, self.new, b):
            words.append(("place", "位置", _place(self.old, a), _place(self.new, b)))
        words += [
            (column, label, _figure(old.numbers[column][a]), _figure(new.numbers[column][b]))
            for column, label in FACILITY_NUMBERS.items()
        ]
        return tuple(FieldChange(*word) for word in words if word[0] in {"unit", "place"} or word[2] != word[3])


def _entry(stock: Stock, row: int) -> FacilityEntry:
    return FacilityEntry(
        stock.all_ids[row],
        stock.all_names[row],
        stock.facilities.kinds[row],
        str(stock.facilities.status[row]),
        _unit_name(stock, row),
    )


def _unit_name(stock: Stock, row: int) -> str:
    if stock.placement.outside[row]:
        return "区域之外"
    unit = int(stock.placement.row[row])
    return str(stock.units.name[unit]) if unit >= 0 else NOWHERE


def _place(stock: Stock, row: int) -> str:
    lon, lat = stock.facilities.lon[row], stock.facilities.lat[row]
    return f"{lon:.5f}，{lat:.5f}" if np.isfinite(lon) and np.isfinite(lat) else NOWHERE


def _status(stock: Stock, row: int) -> str:
    status = str(stock.facilities.status[row])
    return STATUSES.get(status, status)


def _figure(value: float) -> str:
    return f"{value:.15g}" if given(np.array([value]))[0] else "未填"
