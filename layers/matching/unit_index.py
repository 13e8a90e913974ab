"""The units of a region by everything that may be written for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from layers import codes
from layers.matching.names import Name, fold_name, look, name_parts, sounds, split_name, words
from layers.tables import UnitAlias, Units

Rows = tuple[int, ...]
Key = TypeVar("Key")
_COMPLETE = ("场", "园", "区", "会", "站", "所", "城")


@dataclass(frozen=True)
class NameTable:
    """Rows of units by what is written for them, each as `split_name` takes it apart."""

    full: Mapping[str, Rows]
    typed: Mapping[tuple[str, str], Rows]
    plain: Mapping[tuple[str, str], Rows]
    stem: Mapping[str, Rows]

    @classmethod
    def of(cls, names: Sequence[tuple[int, Name]]) -> "NameTable":
        """The table of rows and names."""
        stems = ((bare, row) for row, name in names for bare in (name.stem, name.plain) if bare)
        return cls(
            full=_grouped((name.full, row) for row, name in names),
            typed=_grouped(((name.stem, name.klass or _unsaid(name)), row) for row, name in names),
            plain=_grouped(((name.plain, name.klass), row) for row, name in names),
            stem=_grouped(stems),
        )


@dataclass(frozen=True, eq=False)
class UnitIndex:
    """Units by code, name, former names and codes, sound and look; made once for a region.

    Attributes:
        names: of every unit, as `split_name` takes them apart.
        now, former: rows by the names of today and by the other ones.
        old_codes: row by a code that is no longer in use.
        region: the names of the region and of what it lies in, the lowest first.
    """

    units: Units
    names: tuple[Name, ...]
    now: NameTable
    former: NameTable
    old_codes: Mapping[str, int]
    region: tuple[str, ...] = ()

    @classmethod
    def of(cls, units: Units, aliases: Sequence[UnitAlias] = (), *, region: str = "") -> "UnitIndex":
        """The index of units.

        Args:
            region: the region's printed name, against which 浑南区 in 浑南区桃仙街道 is held.
        """
        names = tuple(_name_of(units, row) for row in range(len(units)))
        known = [(units.row_of[alias.unit_code], alias.alias) for alias in aliases if alias.unit_code in units.row_of]
        return cls(
            units,
            names,
            NameTable.of(list(enumerate(names))),
            NameTable.of([(row, split_name(fold_name(text))) for row, text in known if not text.isdigit()]),
            {text: row for row, text in known if text.isdigit() and text not in units.row_of},
            tuple(name_parts(fold_name(region))) if region else (),
        )

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Every name and stem there is."""
        tables = (self.now, self.former)
        typed = (stem for table in tables for names in (table.typed, table.plain) for stem, _ in names)
        return frozenset((*(full for table in tables for full in table.full), *typed)) - {""}

    @cached_property
    def by_look(self) -> Mapping[tuple[str, str], Rows]:
        """Rows by stem and class, characters that look alike being one."""
        return _grouped(((look(name.stem), name.klass), row) for row, name in enumerate(self.names) if name.stem)

    @cached_property
    def by_sound(self) -> Mapping[str, Rows]:
        """Rows by every reading of the whole name and of its stem, in letters."""
        return _grouped(
            (reading, row)
            for row, name in enumerate(self.names)
            for text in (name.full, name.stem)
            if text
            for reading in sounds(text)
        )

    def above(self, row: int) -> tuple[int, ...]:
        """Rows of the unit's ancestors, the nearest first."""
        found: list[int] = []
        parent = self.units.row_of.get(str(self.units.parent[row]), -1)
        while parent >= 0 and parent not in found and parent != row:
            found.append(parent)
            parent = self.units.row_of.get(str(self.units.parent[parent]), -1)
        return tuple(found)

    def lies_in(self, row: int, code: str) -> bool:
        """Whether the unit is the one of this code or lies in it, by its parents or its own code."""
        units = self.units
        if code in {str(units.code[row]), str(units.parent[row])}:
            return True
        if any(str(units.code[above]) == code or str(units.parent[above]) == code for above in self.above(row)):
            return True
        return not units.provisional[row] and str(units.code[row]).startswith(codes.prefix_of(code))

    def upper_names(self, row: int) -> list[tuple[str, ...]]:
        """What the unit's ancestors are called, the nearest first, the full name before shorter ones."""
        upper: list[tuple[str, ...]] = [(self.names[above].full, self.names[above].stem) for above in self.above(row)]
        there = {self.names[row].full, *(names[0] for names in upper)}
        upper += [(name, split_name(name).stem) for name in self.region if name not in there]
        province = words()["province"].get(str(self.units.code[row])[:2], [])
        return [*upper, tuple(province)] if province and province[0] not in there else upper

    def label(self, row: int) -> str:
        """The unit's name, and its parent's where the name alone does not tell."""
        name, above = str(self.units.name[row]), self.above(row)
        repeated = len(self.now.full.get(self.names[row].full, ())) > 1
        return f"{self.units.name[above[0]]}{name}" if repeated and above else name


def _name_of(units: Units, row: int) -> Name:
    """A unit's own name; where its ending tells no class, the class that the region has for it."""
    name = split_name(fold_name(str(units.name[row])))
    klass = "" if name.klass else str(units.klass[row])
    klass = "区" if klass == "市辖区" else "市" if klass == "县级市" else klass
    return Name(name.full, name.stem, klass or name.klass, str(units.level[row]))


def _unsaid(name: Name) -> str:
    """What stands for the class of a unit whose name has none: its level, unless the name is complete as it is."""
    return "" if name.stem.endswith(_COMPLETE) else name.level


def _grouped(pairs: Iterable[tuple[Key, int]]) -> Mapping[Key, Rows]:
    rows: dict[Key, dict[int, None]] = {}
    for key, row in pairs:
        rows.setdefault(key, {})[row] = None
    return {key: tuple(some) for key, some in rows.items()}
