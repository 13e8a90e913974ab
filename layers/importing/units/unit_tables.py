"""Tables of units put together, cut and laid over each other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from layers.importing.units.unit_parts import NUMBERS, Merged
from layers.schema import GROUPS
from layers.tables import Floats, Texts, Units


def no_units() -> Units:
    """A table without rows."""
    empty, numbers = np.zeros(0, dtype="U12"), np.zeros(0)
    nothing = np.zeros(0, dtype=bool), numbers, dict.fromkeys(GROUPS, numbers), np.zeros(0, dtype=object)
    return Units(empty, empty, empty, empty, empty, *nothing)


def column(units: Units, field: str) -> Floats:
    """Households or a group of the units, NaN where the table has no such column."""
    if field == "households":
        return units.households
    return units.population.get(field, np.full(len(units), np.nan))


def with_numbers(units: Units, values: Mapping[str, Floats]) -> Units:
    """The units with other households and groups."""
    return replace(units, households=values["households"], population={group: values[group] for group in GROUPS})


def stacked(tables: Sequence[Units]) -> Units:
    """Tables under each other, in code order; of the same code the last table's row stands."""
    tables = [no_units(), *tables]
    whole = Units(
        code=np.concatenate([one.code for one in tables]),
        name=np.concatenate([one.name for one in tables]),
        level=np.concatenate([one.level for one in tables]),
        parent=np.concatenate([one.parent for one in tables]),
        klass=np.concatenate([one.klass for one in tables]),
        provisional=np.concatenate([one.provisional for one in tables]),
        households=np.concatenate([one.households for one in tables]),
        population={group: np.concatenate([column(one, group) for one in tables]) for group in GROUPS},
        geometry=np.concatenate([one.geometry for one in tables]),
    )
    last = {code: row for row, code in enumerate(whole.code.tolist())}
    return whole.take(np.array([last[code] for code in sorted(last)], dtype=np.intp))


def without(units: Units, codes: Collection[str]) -> Units:
    """The units but for some codes."""
    return units.take(np.flatnonzero(~np.isin(units.code, list(codes))))


def below_recoded(units: Units, new_by_old: Mapping[str, str]) -> Units:
    """The units below their parents' new codes, exchanged all at once."""
    parents = [new_by_old.get(code, code) for code in units.parent.tolist()]
    return replace(units, parent=np.array(parents, dtype="U12"))


def with_known(
    source: Merged,
    rows: np.ndarray,
    known: Units,
    code: Texts,
    parent: Texts,
    klass: Texts,
    made_up: np.ndarray,
    level: str,
) -> Units:
    """Units of one level; outlines and numbers that the region has and the source does not give are kept.

    Args:
        rows: in `known` of the unit that each is, -1 for a new one. What clashed in the source stays unknown.
    """
    old = rows >= 0

    def kept(field: str) -> Floats:
        fill = old & np.isnan(source.numbers[field]) & ~source.clashed[field]
        return (
            np.where(fill, column(known, field)[rows], source.numbers[field]) if len(known) else source.numbers[field]
        )

    geometry = source.geometry.copy()
    for i in np.flatnonzero(old):
        geometry[i] = known.geometry[rows[i]] if geometry[i] is None else geometry[i]
    units = Units(
        code=code.astype("U12"),
        name=source.name,
        level=np.full(len(code), level),
        parent=parent,
        klass=klass,
        provisional=made_up,
        households=np.full(len(code), np.nan),
        population={},
        geometry=geometry,
    )
    return with_numbers(units, {field: kept(field) for field in NUMBERS})
